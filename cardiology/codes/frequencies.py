"""How often a drug is given: the short codes that everybody writes, with their words."""

from functools import cache

from cardiology.codes.table import Code, read, search_in


@cache
def table() -> tuple[Code, ...]:
    """All frequencies of the table."""
    return tuple(
        Code(r["code"], r["en"], r["zh"], tuple(s for s in r["synonyms"].split("|") if s))
        for r in read("frequencies")
    )


@cache
def _known() -> dict[str, Code]:
    return {word.casefold(): c for c in table() for word in (*c.synonyms, c.zh, c.en, c.code)}


def find(code: str) -> Code | None:
    """The frequency that is written so, whatever its case ("BID", "bd", "每日两次"); None when unknown."""
    return _known().get(code.strip().casefold())


def search(text: str, limit: int = 12) -> list[Code]:
    """Frequencies found by code, words or pinyin initials."""
    return search_in(table(), text, limit)
