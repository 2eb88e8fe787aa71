"""Drugs: our own table with an optional ATC code, since some drugs in daily use have none.

The class hangs on this table, never on the ATC string.
"""

from dataclasses import dataclass
from functools import cache

from cardiology.codes.table import Code, read, search_in


@dataclass(frozen=True)
class Drug(Code):
    """A drug with its class and, where WHO gave one, its ATC code."""

    atc: str = ""
    drug_class: str = "other"


@cache
def table() -> tuple[Drug, ...]:
    """All drugs of the table."""
    return tuple(
        Drug(
            r["code"], r["en"], r["zh"], tuple(s for s in [r["atc"], *r["synonyms"].split("|")] if s),
            r["drug_class"], r["atc"], r["drug_class"],
        )
        for r in read("drugs")
    )  # fmt: skip


@cache
def _by_code() -> dict[str, Drug]:
    return {d.code: d for d in table()} | {d.atc: d for d in reversed(table()) if d.atc}


@cache
def _by_name() -> dict[str, Drug]:
    return {name.lower(): d for d in reversed(table()) for name in (*d.synonyms, d.zh, d.en) if name}


def find(code: str) -> Drug | None:
    """The drug with this code of ours, or this ATC code; None when the table does not know it."""
    return _by_code().get(code.strip())


def find_name(name: str) -> Drug | None:
    """The drug that a written name means ("Metoprolol XL 25 mg" is metoprolol), or None: no guessing."""
    plain = name.strip().lower()
    known = _by_name()
    if plain in known:
        return known[plain]
    first = plain.replace(",", " ").replace("(", " ").split(" ")[0]
    return known.get(first)


def named(name: str) -> Drug | None:
    """The drug of exactly this name, brand or code, in either language; None otherwise."""
    return find(name) or _by_name().get(name.strip().lower())


def search(text: str, limit: int = 12) -> list[Code]:
    """Drugs found by name, ATC code, synonyms or pinyin initials."""
    return search_in(table(), text, limit)
