"""The measures and intervals of one month of a hospital: as the record says now, or as the worker counted."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from cardiology.access import hospital_of, visible_to
from cardiology.models import Admission, CountedMonth, Cut, Hospital, IntervalMonth, MeasureMonth, User
from cardiology.months import last_day
from cardiology.quality import Outcome, Tally, tally
from cardiology.queries.measures import discharged_between
from cardiology.queries.snapshots import snapshots
from cardiology.registries import month_counts
from cardiology.snapshot import Snapshot
from cardiology.timeline import Situation, intervals

ASKED_OF_A_STAY = (
    "hospital_id", "department_id", "ward_id", "attending_id", "patient_id", "category", "arrival_mode",
    "admitted_at", "discharged_at", "age_recorded", "patient__sex", "patient__birth_on", "patient__died_on",
    "patient__last_known_alive_on",
)  # fmt: skip

Part = tuple[str, str]


@dataclass(frozen=True)
class Counted:
    """A month with its numbers; `at` is when the worker counted them, None where they are counted now."""

    stays: int
    measures: list[MeasureMonth]
    intervals: list[IntervalMonth]
    at: datetime | None = None


@contextmanager
def _without_collecting() -> Iterator[None]:
    """The rows of a month are all in use: looking through them for garbage takes a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_without_collecting()
def counted_now(stays: QuerySet[Admission], hospital: Hospital, month: date) -> Counted:
    """What the stays of a month say, from the record and not stored."""
    found = discharged_between(stays.filter(hospital=hospital), month, last_day(month))
    ended = list(found.only(*ASKED_OF_A_STAY))
    patients = dict(snapshots(ended))
    tallies = tally((_parts(s), patients[s.pk]) for s in ended)
    rows = [_row(hospital, month, measure, part, found) for (measure, part), found in tallies.items()]
    return Counted(len(ended), rows, list(_intervals(hospital, month, patients.values())))


def counted(user: User, month: date) -> Counted:
    """What the worker counted of a month for the whole hospital; where it did not yet, counted now."""
    state = visible_to(user, CountedMonth).filter(month=month).exclude(counted_at=None).first()
    if state is None:
        now = counted_now(visible_to(user, Admission), hospital_of(user), month)
        whole = [row for row in now.measures if row.cut == Cut.HOSPITAL]
        return Counted(now.stays, whole, now.intervals)
    measures = visible_to(user, MeasureMonth).filter(month=month, cut=Cut.HOSPITAL)
    return Counted(
        state.stays, list(measures), list(visible_to(user, IntervalMonth).filter(month=month)),
        state.counted_at,
    )  # fmt: skip


def _parts(stay: Admission) -> tuple[Part, ...]:
    """The parts of the hospital for which a stay counts."""
    keys = ((Cut.DEPARTMENT, stay.department_id), (Cut.WARD, stay.ward_id), (Cut.DOCTOR, stay.attending_id))
    return ((Cut.HOSPITAL.value, ""), *((cut.value, str(key)) for cut, key in keys if key))


def _row(hospital: Hospital, month: date, measure: str, part: Any, found: Tally) -> MeasureMonth:
    met = found.outcomes[Outcome.MET]
    return MeasureMonth(
        hospital=hospital, month=month, measure=measure, cut=part[0], key=part[1], met=met,
        n=met + found.outcomes[Outcome.NOT_MET], excluded=found.outcomes[Outcome.EXCLUDED],
        exceptions=found.outcomes[Outcome.EXCEPTION], indeterminate=found.outcomes[Outcome.INDETERMINATE],
        reasons={outcome.value: dict(why) for outcome, why in found.reasons.items()},
    )  # fmt: skip


def of_higher_apps(hospital: Hospital, month: date) -> Iterator[MeasureMonth]:
    """What higher apps count themselves, such as calls."""
    for count in month_counts:
        for measure, parts in count(hospital, month, last_day(month)).items():
            for (cut, key), (met, n) in parts.items():
                yield MeasureMonth(
                    hospital=hospital, month=month, measure=measure, cut=cut, key=key, met=met, n=n
                )


def _intervals(hospital: Hospital, month: date, patients: Iterable[Snapshot]) -> Iterator[IntervalMonth]:
    """The minutes of each interval of the timeline; those that run backwards are errors and are left out."""
    known = list(patients)
    for interval in intervals.INTERVALS:
        found = [(p, m) for p in known if (m := p.span(interval.name)) is not None and
                 (m >= 0 or interval.may_precede)]  # fmt: skip
        met = [interval.is_met(m, _situation(p)) for p, m in found]
        if found:
            yield IntervalMonth(
                hospital=hospital, month=month, interval=interval.name, minutes=[m for _p, m in found],
                within=met.count(True), aimed=len(met) - met.count(None),
            )  # fmt: skip


def _situation(patient: Snapshot) -> Situation:
    return Situation(patient.arrival_mode, patient.category, patient.reperfusion)
