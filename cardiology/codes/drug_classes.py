"""Classes of drugs, as measures, checks and questions speak of them; the drug table says what is in which."""

from functools import cache

from cardiology.codes.table import Code, read, search_in


@cache
def table() -> tuple[Code, ...]:
    """All classes."""
    return tuple(
        Code(r["code"], r["en"], r["zh"], tuple(s for s in r["synonyms"].split("|") if s))
        for r in read("drug_classes")
    )


@cache
def _by_code() -> dict[str, Code]:
    return {c.code: c for c in table()}


def find(code: str) -> Code | None:
    """The class with this code; None when there is none."""
    return _by_code().get(code)


def search(text: str, limit: int = 12) -> list[Code]:
    """Classes found by name, synonyms or pinyin initials."""
    return search_in(table(), text, limit)
