"""The rows of the ward list. A row that says what it said before is not written again: the list is opened all
day, by everybody, and most of it has not changed."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from cardiology.guidance.risk import Risk
from cardiology.queries.board.kept import ShownTag
from cardiology.queries.board.lines import Line

MOST_KEPT = 4_000  # rows, of about two kilobytes, in the memory of one process


@dataclass(frozen=True)
class Row:
    """All that one row says, as plain values: what is equal looks equal."""

    pk: int | None
    label: str
    ward: str
    blocked_for: str = ""
    name: str = ""
    sex: str = ""
    age: float | None = None
    similar: str = ""
    day: int = 0
    diagnosis: str = ""
    risks: tuple[Risk, ...] = ()
    more_risks: tuple[Risk, ...] = ()
    tags: tuple[ShownTag, ...] = ()
    vitals: str = ""
    troponin: str = ""
    missing: int = 0
    open_today: int = 0
    done_today: int = 0
    is_late: bool = False  # a task is
    planned: date | None = None
    is_overdue: bool = False  # the discharge is
    attending: str = ""
    nurse: str = ""


def row_of(line: Line) -> Row:
    """The row of a bed."""
    stay, blocked = line.stay, line.bed.blocked_for if line.bed else ""
    if stay is None:
        return Row(None, line.label, line.ward, blocked)
    return Row(
        pk=stay.pk, label=line.label, ward=line.ward, name=line.name, age=line.age, similar=line.similar,
        sex=stay.patient.get_sex_display(),  # type: ignore[attr-defined]
        day=line.day, diagnosis=line.diagnosis, risks=_plain(line.risks), more_risks=_plain(line.more_risks),
        tags=tuple(line.kept.tags), vitals=line.told.vitals, troponin=line.told.troponin,
        missing=line.missing, open_today=line.open_today, done_today=line.done_today,
        is_late=line.kept.is_overdue, planned=line.planned, is_overdue=line.is_overdue,
        attending=str(stay.attending or ""), nurse=str(stay.primary_nurse or ""),
    )  # fmt: skip


def _plain(risks: list[Risk]) -> tuple[Risk, ...]:
    return tuple(Risk(str(risk.text), risk.tone, str(risk.why)) for risk in risks)


def written(line: Line, shown: dict[str, Any]) -> SafeString:
    """The row as it is shown to this reader; `shown` says how the list is opened."""
    return _written(row_of(line), shown["query"], shown["by_bed"], shown["hides_names"], get_language() or "")


@lru_cache(MOST_KEPT)
def _written(row: Row, query: str, by_bed: bool, hides_names: bool, language: str) -> SafeString:
    context = {"row": row, "query": query, "by_bed": by_bed, "hides_names": hides_names}
    return render_to_string("ward/_line.html", context)
