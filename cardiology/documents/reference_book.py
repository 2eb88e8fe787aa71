"""A book of the reference on paper: what the guideline committee compares, marks and signs."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cardiology.models import User
from cardiology.queries.advice import label_of
from cardiology.queries.behind import LABELS
from cardiology.queries.quality.words import fact
from cardiology.queries.reference import BOOKS, NOT_COMPUTED, Entry, entries
from cardiology.scores.words import ANSWERS, CATEGORIES, INPUTS, PARTS

OUTCOMES: dict[str, Any] = {
    **{outcome.value: label for outcome, label in LABELS.items()},
    "not_in_denominator": gettext_lazy("Not concerned"),
    "incomplete": gettext_lazy("Incomplete"),
    "impossible": gettext_lazy("Refused"),
    "fires": gettext_lazy("Speaks"),
    "silent": gettext_lazy("Says nothing"),
}
WIDE = 8  # columns, beyond which a table is turned


def context(book: str, user: User) -> dict[str, Any]:
    """Every definition of a book with its examples in words; KeyError for a book that is not one."""
    found = list(entries(book, user.hospital))
    return {
        "title": BOOKS[book][0],
        "entries": [shown(entry) for entry in found],
        "total": len(found),
        "open": sum(not entry.confirmed for entry in found),
        "not_computed": NOT_COMPUTED.get(book, ()),
        "signs": (_("Chair of the guideline committee"), _("Head of the department"), _("Pharmacist")),
    }


def shown(entry: Entry) -> dict[str, Any]:
    """One definition: its words, and its table, turned where it is too wide for a page."""
    rows = [[*(words(cell) for cell in row[:-1]), outcome(row[-1])] for row in entry.rows]
    lines = [[label(cell) for cell in entry.heading], *rows] if entry.heading else []
    if len(entry.heading) > WIDE:
        lines = list(turned(lines))
    return {"entry": entry, "lines": lines, "is_turned": len(entry.heading) > WIDE}


def turned(lines: list[list[Any]]) -> Iterable[list[Any]]:
    """Each input a line, each example a column."""
    return map(list, zip(*lines, strict=True))


def label(heading: str) -> Any:
    """An input in words; what is not one, as it is written."""
    if heading == "expected":
        return _("Expected")
    if heading in INPUTS:
        return INPUTS[heading]
    try:
        return fact(heading)
    except KeyError:
        return label_of(heading)


def outcome(cell: str) -> str:
    """What is expected, each word of it in the reader's language."""
    if cell in OUTCOMES:
        return str(OUTCOMES[cell])
    told = []
    for token in cell.split():
        name, equals, value = token.partition("=")
        named = PARTS.get(name) if equals and name != "band" else None
        told.append(f"{named} {value}" if named else value if equals else str(CATEGORIES.get(token, token)))
    return " · ".join(told)


def words(cell: str) -> Any:
    """A cell in words where it has some; an empty one is an unknown."""
    if not cell:
        return "?"
    answers = {"yes": _("yes"), "no": _("no"), "none": _("none")}
    return answers.get(cell) or ANSWERS.get(cell) or cell
