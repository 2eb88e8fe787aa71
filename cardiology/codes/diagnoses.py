"""Diagnoses: ICD-10 by prefix, since Chinese clinical codes extend the WHO code (I21.401, I50.900x018)."""

from functools import cache

from cardiology.codes.table import Code, read, search_in


@cache
def table() -> tuple[Code, ...]:
    """All codes of the table."""
    return tuple(Code(r["code"], r["en"], r["zh"], group=r["group"]) for r in read("diagnoses"))


def find(code: str) -> Code | None:
    """The longest entry that the code begins with, or None."""
    plain = normalise(code)
    found = [c for c in table() if plain.startswith(c.code)]
    return max(found, key=lambda c: len(c.code), default=None)


def search(text: str, limit: int = 12) -> list[Code]:
    """Codes found by words, code, synonyms or pinyin initials."""
    return search_in(table(), text, limit)


@cache
def group(name: str) -> tuple[str, ...]:
    """The code prefixes of a group such as `hf`."""
    return tuple(c.code for c in table() if c.group == name)


def normalise(code: str) -> str:
    """Upper-case letter, no spaces."""
    return code.strip().upper().replace(" ", "").replace("X", "x")
