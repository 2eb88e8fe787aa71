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
        return _words(self.code, self.en, self.zh, self.synonyms)


@cache
def _words(code: str, en: str, zh: str, synonyms: tuple[str, ...]) -> str:
    initials = ["".join(lazy_pinyin(name, style=Style.FIRST_LETTER)) for name in (zh, *synonyms)]
    return " ".join([code, en, zh, *initials, "".join(lazy_pinyin(zh)), *synonyms]).lower()


def read(name: str) -> list[dict[str, str]]:
    """The rows of a shipped table."""
    with Path(__file__).with_name(f"{name}.csv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def search_in(codes: Iterable[Code], text: str, limit: int = 12) -> list[Code]:
    """Codes in which every typed word occurs; those that start with the text come first."""
    words = text.lower().split()
    found = [c for c in codes if words and all(w in c.words() for w in words)]
    return sorted(found, key=lambda c: (not c.words().startswith(words[0]), c.label))[:limit]
