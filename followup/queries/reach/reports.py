"""Self-reports for the nurse: who waits, and one report answer by answer beside what was said before."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from cardiology.access import visible_to
from cardiology.dictionary.registry import variables
from cardiology.models import Patient, User
from cardiology.wording import unit
from followup.models import FollowUp, ReportState, SelfReport, SelfReportLink
from followup.queries import call as calls
from followup.queries.call_list import in_words
from followup.queries.desk import course
from followup.redflags import RedFlag, red_flags

REVIEWED = 30


@dataclass(frozen=True)
class Waiting:
    """One report in the list."""

    pk: int
    name: str
    number: str
    visit: str
    at: datetime
    answers: int
    is_urgent: bool
    state: str
    by: str


def waiting(user: User) -> list[Waiting]:
    """Reports that no nurse has looked through: urgent ones first, then the oldest."""
    return [
        _row(r) for r in _rows(user).filter(state=ReportState.WAITING).order_by("-is_urgent", "submitted_at")
    ]


def reviewed(user: User) -> list[Waiting]:
    """The last that were looked through."""
    found = _rows(user).exclude(state=ReportState.WAITING).order_by("-reviewed_at")[:REVIEWED]
    return [_row(r) for r in found]


def count(user: User) -> int:
    """How many wait."""
    return visible_to(user, SelfReport).filter(state=ReportState.WAITING).count()


def _rows(user: User) -> QuerySet[SelfReport]:
    rows = visible_to(user, SelfReport).select_related("patient", "visit__plan", "reviewed_by")
    return rows.prefetch_related("visit__merged__plan")


def _row(report: SelfReport) -> Waiting:
    return Waiting(
        pk=report.pk, name=report.patient.name, number=report.patient.number, visit=in_words(report.visit),
        at=report.submitted_at, answers=len(report.answers), is_urgent=report.is_urgent,
        state=report.get_state_display(), by=str(report.reviewed_by or ""),  # type: ignore[attr-defined]
    )  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """One answer of a patient: the question, what was typed, what it means, what was said last time."""

    name: str
    label: Any
    said: str
    before: str
    taken: bool


@dataclass(frozen=True)
class Review:
    """One report before the nurse."""

    answers: list[Answer]
    flags: list[RedFlag]


def review(report: SelfReport, form: Any, chosen: Any = None) -> Review:
    """Answers in the order of the questions, and the red flags that they would raise with what is known."""
    before = calls.previous(report.visit)
    said_before = calls.said_before(before)
    values = {n: v for n, v in form.cleaned_data.items() if n in report.answers and v not in (None, "")}
    taken = report.taken if chosen is None else chosen
    rows = [
        Answer(
            v.name, v.label, _said(v, values.get(v.name), report.answers[v.name]),
            said_before.get(v.name, ""),
            v.name in taken or (chosen is None and report.state == ReportState.WAITING),
        )
        for v in variables(FollowUp) if v.name in report.answers
    ]  # fmt: skip
    return Review(rows, red_flags(values, course.course(report.visit, before)))


def _said(variable: Any, value: Any, typed: str) -> str:
    """The answer in words; what was typed where it cannot be read."""
    if value in (None, ""):
        return typed
    words = variable.display(value)
    return f"{words} {unit(variable.unit)}".strip()


def links(user: User, patient: Patient) -> list[SelfReportLink]:
    """The links that a patient was given."""
    return list(visible_to(user, SelfReportLink).filter(patient=patient).select_related("made_by")[:20])
