"""What the code systems have in common: a table with labels in two languages, found by typing."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language
from pypinyin import Style, lazy_pinyin


@dataclass(frozen=True)
class Code:
    """One code with its English and Chinese words and what else people call it."""

    code: str
    en: str
    zh: str
    synonyms: tuple[str, ...] = ()
    group: str = ""

    @property
    def label(self) -> str:
        """The words in the active language."""
        chinese = (get_language() or "").startswith("zh")
        return self.zh if chinese and self.zh else self.en[:1].upper() + self.en[1:]

    def words(self) -> str:
        """Everything by which this code can be found, in one lower-case text: pinyin and its initials too."""
        return " ".join(self.phrases())

    def phrases(self) -> tuple[str, ...]:
        """The same, name by name: the code, both names, the synonyms, and their pinyin and its initials."""
        return _phrases(self.code, self.en, self.zh, self.synonyms)


@cache
def _phrases(code: str, en: str, zh: str, synonyms: tuple[str, ...]) -> tuple[str, ...]:
    chinese = [name for name in (zh, *synonyms) if not name.isascii()]
    initials = ["".join(lazy_pinyin(name, style=Style.FIRST_LETTER)) for name in chinese]
    names = (code, en, zh, *synonyms, *initials, "".join(lazy_pinyin(zh)))
    return tuple(dict.fromkeys(name.lower() for name in names if name))


def read(name: str) -> list[dict[str, str]]:
    """The rows of a shipped table."""
    with Path(__file__).with_name(f"{name}.csv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def search_in(codes: Iterable[Code], text: str, limit: int = 12) -> list[Code]:
    """Codes in which every typed word occurs; first what is called exactly so, then what begins so."""
    typed = " ".join(text.lower().split())
    ranked = [(_rank(c.phrases(), typed), c) for c in codes if typed]
    found = [(rank, c) for rank, c in ranked if rank is not None]
    return [c for _rank_, c in sorted(found, key=lambda pair: (pair[0], pair[1].label))[:limit]]


def _rank(names: tuple[str, ...], typed: str) -> int | None:
    """0 called so, 1 a name begins so, 2 a word of a name does, 3 the words occur; None: they do not."""
    if typed in names:
        return 0
    if any(name.startswith(typed) for name in names):
        return 1
    if any(f" {typed}" in name for name in names):
        return 2
    return 3 if all(_occurs(word, names) for word in typed.split()) else None


def _occurs(word: str, names: tuple[str, ...]) -> bool:
    """Within a word two Latin letters say nothing: "ua" is not asthma."""
    inside = len(word) > 2 or not word.isascii()
    return any(word in name if inside else f" {word}" in f" {name}" for name in names)
