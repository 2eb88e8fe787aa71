"""Definitions whose review is overdue: a warning of `manage.py check`, and on the quality board."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.checks import Warning as CheckWarning
from django.utils import timezone

from cardiology.guidance import RULES
from cardiology.quality import MEASURES
from cardiology.registries import counted_measures
from cardiology.scores import SCORES


@dataclass(frozen=True)
class Overdue:
    """A definition that should have been reviewed before today, and the book in which it stands."""

    book: str
    id: str
    title: Any
    next_review: date


def overdue(today: date) -> list[Overdue]:
    """Scores, rules and measures whose next review lies before this day, the oldest first."""
    return sorted(_late(today), key=lambda found: (found.next_review, found.book, found.id))


def _late(today: date) -> Iterator[Overdue]:
    books: dict[str, Any] = {"scores": SCORES, "rules": RULES, "measures": {**MEASURES, **counted_measures}}
    for book, definitions in books.items():
        for found in definitions.values():
            if found.next_review < today:
                yield Overdue(book, found.id, found.title, found.next_review)


def check_definitions(**_options: Any) -> list[CheckWarning]:
    """One warning that names every overdue score and measure; rules have one of their own."""
    late = [found for found in overdue(timezone.localdate()) if found.book != "rules"]
    if not late:
        return []
    names = ", ".join(f"{found.id} ({found.next_review})" for found in late)
    return [
        CheckWarning(f"The review of {len(late)} scores and measures is overdue: {names}.",
                     hint="Compare them with the document that they cite and set the next review.",
                     id="cardiology.W021"),
    ]  # fmt: skip
