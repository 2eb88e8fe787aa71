"""A book of the reference on paper: what the guideline committee compares, marks and signs."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from cardiology.models import User
from cardiology.queries.reference import BOOKS, NOT_COMPUTED, Entry, abbreviations, entries, in_words

WIDE = 8  # columns, beyond which a table is turned


def context(book: str, user: User) -> dict[str, Any]:
    """Every definition of a book with its examples in words; KeyError for a book that is not one."""
    found = list(entries(book, user.hospital))
    return {
        "title": BOOKS[book][0],
        "entries": [shown(entry) for entry in found],
        "total": len(found),
        "open": sum(not entry.confirmed for entry in found),
        "abbreviations": abbreviations(found),
        "not_computed": NOT_COMPUTED.get(book, ()),
        "signs": (_("Chair of the guideline committee"), _("Head of the department"), _("Pharmacist")),
    }


def shown(entry: Entry) -> dict[str, Any]:
    """One definition: its words, and its table, turned where it is too wide for a page."""
    told = in_words(entry)
    lines = [told.heading, *told.rows] if told.heading else []
    if len(entry.heading) > WIDE:
        lines = list(turned(lines))
    return {"entry": entry, "lines": lines, "is_turned": len(entry.heading) > WIDE}


def turned(lines: list[list[Any]]) -> Iterable[list[Any]]:
    """Each input a line, each example a column."""
    return map(list, zip(*lines, strict=True))
