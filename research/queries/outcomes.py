"""Time from an index to an outcome: the one definition that every curve, list and export uses.

Counted in calendar days from the index (or its end). An outcome is death, a kind of event reported after
discharge, or another admission; of several, the first counts. Without an outcome a patient is censored on the
last day on which something is known of them (their death included), or at the data cut if that comes first.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology.models import Admission, Patient, VitalStatus
from followup.models import EventKind, FollowUp, ReportedEvent

READMISSION = "readmission"
OUTCOMES: tuple[tuple[str, Any], ...] = (
    *((kind.value, kind.label) for kind in EventKind),
    (READMISSION, _("Admitted again to this hospital")),
)
Origin = Literal["start", "end"]


@dataclass(frozen=True)
class Followed:
    """One index row: days until the outcome or the end of observation; None with the reason."""

    days: int | None
    happened: bool = False
    left_out: str = ""


@dataclass(frozen=True)
class Course:
    """What is known of one patient, day by day."""

    died_on: date | None
    died_some_day: bool
    events: tuple[tuple[date, str], ...]
    stays: tuple[tuple[int, date], ...]
    last_seen_on: date | None


NOT_ENDED, NO_DEATH_DAY = "not_ended", "no_death_day"
LEFT_OUT = {
    NOT_ENDED: _("the index has no end yet"),
    NO_DEATH_DAY: _("died, but the day is not known"),
}


def follow(
    rows: Sequence[Any],
    outcomes: Collection[str],
    *,
    cut: date,
    origin: Origin = "start",
    known: Mapping[int, Course] | None = None,
) -> list[Followed]:
    """Every index row with its time to the first of the outcomes; `known` are courses read before."""
    found = courses({row.patient_id for row in rows}, cut) if known is None else known
    return [_followed(row, found[row.patient_id], frozenset(outcomes), cut, origin) for row in rows]


def _followed(row: Any, course: Course, outcomes: frozenset[str], cut: date, origin: Origin) -> Followed:
    began = row.start if origin == "start" else row.end
    if began is None:
        return Followed(None, left_out=NOT_ENDED)
    day = day_of(began)
    if EventKind.DEATH.value in outcomes and course.died_some_day:
        return Followed(None, left_out=NO_DEATH_DAY)
    found: date | None = min(_outcome_days(row, course, outcomes, day), default=None)
    if found is not None and found <= cut:
        return Followed((found - day).days, happened=True)
    ends = [d for d in (cut, course.died_on, course.last_seen_on) if d is not None]
    return Followed(max((min(ends) - day).days, 0))  # died_on: nothing is seen after a death


def _outcome_days(row: Any, course: Course, outcomes: frozenset[str], day: date) -> Iterable[date]:
    """Days of the outcomes after the index. What is known to the day only counts from the day after it."""
    yield from (on for on, kind in course.events if kind in outcomes and on > day)
    if EventKind.DEATH.value in outcomes and course.died_on and course.died_on >= day:
        yield course.died_on
    if READMISSION in outcomes:
        after = max(day, day_of(row.end)) if row.end else day
        yield from (on for stay, on in course.stays if stay != row.admission_id and on > after)


def courses(patients: set[int], cut: date) -> dict[int, Course]:
    """What is known of many patients, in a fixed number of queries."""
    events: dict[int, list[tuple[date, str]]] = defaultdict(list)
    stays: dict[int, list[tuple[int, date]]] = defaultdict(list)
    seen: dict[int, list[date]] = defaultdict(list)
    for patient, on, kind in _rows(ReportedEvent, patients, "occurred_on", "kind"):
        events[patient].append((on, kind))
        seen[patient].append(on)
    for patient, pk, admitted, discharged in _rows(Admission, patients, "pk", "admitted_at", "discharged_at"):
        stays[patient].append((pk, day_of(admitted)))
        seen[patient] += [day_of(t) for t in (admitted, discharged) if t]
    for patient, answered in _rows(FollowUp, patients, "answered_at"):
        seen[patient].append(day_of(answered))
    found = {}
    known = Patient.objects.filter(pk__in=patients)
    for pk, status, died, alive in known.values_list("pk", "vital_status", "died_on", "last_known_alive_on"):
        died = died or min((on for on, kind in events[pk] if kind == EventKind.DEATH.value), default=None)
        # what is seen after the cut tells that the patient was there at the cut
        days = [min(d, cut) for d in (*seen[pk], alive, died) if d is not None]
        found[pk] = Course(
            died_on=died,
            died_some_day=status == VitalStatus.DEAD and died is None,
            events=tuple(events[pk]),
            stays=tuple(stays[pk]),
            last_seen_on=max(days, default=None),
        )
    return found


def _rows(model: Any, patients: set[int], *fields: str) -> Iterable[tuple[Any, ...]]:
    rows = model._default_manager.filter(patient_id__in=patients)
    if any(f.name == "withdrawn_at" for f in model._meta.get_fields()):
        rows = rows.filter(withdrawn_at__isnull=True)
    return rows.values_list("patient_id", *fields).iterator()


def day_of(moment: datetime | date) -> date:
    """The calendar day of an instant in hospital time."""
    if not isinstance(moment, datetime):
        return moment
    return timezone.localtime(moment).date() if timezone.is_aware(moment) else moment.date()
