"""Counting the measures of a month, so that the board only reads. Every month that is due is a row."""

import gc
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from celery import current_app
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from kombu.exceptions import OperationalError

from cardiology import audit
from cardiology.access import Permission, check_may, hospital_of
from cardiology.models import Admission, CountedMonth, Cut, Hospital, IntervalMonth, MeasureMonth, User
from cardiology.months import last_day, months_until
from cardiology.quality import Outcome, Tally, tally
from cardiology.queries.measures import discharged_between
from cardiology.queries.snapshots import snapshots
from cardiology.registries import counted_measures
from cardiology.snapshot import Snapshot
from cardiology.timeline import Situation, intervals

logger = logging.getLogger(__name__)
TASK = "cardiology.tasks.count_measures"
MONTHS = 24
ASKED_OF_A_STAY = (
    "hospital_id", "department_id", "ward_id", "attending_id", "patient_id", "category", "arrival_mode",
    "admitted_at", "discharged_at", "age_recorded", "patient__sex", "patient__birth_on", "patient__died_on",
    "patient__last_known_alive_on",
)  # fmt: skip
FRESH, LATE = timedelta(hours=1), timedelta(hours=24)  # how old the two newest months, and the others, may be

Part = tuple[str, str]


def want(*, by: User) -> int:
    """Ask for all months of a hospital to be counted anew; how many they are."""
    check_may(by, Permission.READ_REPORTS)
    hospital = hospital_of(by)
    _note_months(hospital)
    now = timezone.now()
    with transaction.atomic():
        asked = CountedMonth.objects.filter(hospital=hospital).update(wanted_at=now)
        audit.record("board asked for anew", by=by, about=hospital, new={"months": asked})
        transaction.on_commit(_wake)
    return asked


def _wake() -> None:
    """Tell a worker; where no broker answers, the schedule finds the months by itself."""
    try:
        current_app.send_task(TASK, retry=False)
    except (OperationalError, OSError):
        logger.warning("The broker does not answer; the schedule will count.")


def count_due() -> int:
    """Count every month of every hospital that is due; how many were. Several workers share the work."""
    for hospital in Hospital.objects.all():
        _note_months(hospital)
    counted = 0
    while _count_one():
        counted += 1
        if counted == 1 and _due(timezone.now()).exists():
            _wake()  # a second worker, where there is one, takes every other month
    return counted


def _note_months(hospital: Hospital) -> None:
    months = months_until(timezone.localdate(), MONTHS)
    CountedMonth.objects.bulk_create(
        [CountedMonth(hospital=hospital, month=m) for m in months], ignore_conflicts=True
    )


def _due(now: datetime) -> QuerySet[CountedMonth]:
    newest, oldest = months_until(timezone.localdate(), 2)[0], months_until(timezone.localdate(), MONTHS)[0]
    is_due = (
        Q(counted_at=None)
        | Q(wanted_at__gt=F("counted_at"))
        | Q(month__gte=newest, counted_at__lt=now - FRESH)
        | Q(counted_at__lt=now - LATE)
    )
    return CountedMonth.objects.filter(is_due, month__gte=oldest).order_by("-month")


@transaction.atomic
def _count_one() -> bool:
    """Count one month that nobody else is counting; whether there was one."""
    now = timezone.now()
    free = _due(now).select_for_update(skip_locked=True, no_key=True, of=("self",))  # not the hospital's row
    month = free.select_related("hospital").first()
    if month is None:
        return False
    count(month.hospital, month.month)
    CountedMonth.objects.filter(pk=month.pk).update(counted_at=now)
    return True


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
@transaction.atomic
def count(hospital: Hospital, month: date) -> None:
    """Replace what is stored of one month by what the record says now."""
    found = discharged_between(Admission.objects.filter(hospital=hospital), month, last_day(month))
    stays = list(found.only(*ASKED_OF_A_STAY))
    patients = dict(snapshots(stays))
    tallies = tally((_parts(s), patients[s.pk]) for s in stays)
    rows = [_row(hospital, month, measure, part, found) for (measure, part), found in tallies.items()]
    rows += _counted(hospital, month)
    MeasureMonth.objects.filter(hospital=hospital, month=month).delete()
    MeasureMonth.objects.bulk_create(rows, batch_size=2000)
    IntervalMonth.objects.filter(hospital=hospital, month=month).delete()
    IntervalMonth.objects.bulk_create(_intervals(hospital, month, patients.values()))
    CountedMonth.objects.filter(hospital=hospital, month=month).update(stays=len(stays))


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


def _counted(hospital: Hospital, month: date) -> Iterator[MeasureMonth]:
    """What higher apps count themselves, such as calls."""
    for measure in counted_measures.values():
        for (cut, key), (met, n) in measure.count(hospital, month, last_day(month)).items():
            yield MeasureMonth(
                hospital=hospital, month=month, measure=measure.id, cut=cut, key=key, met=met, n=n
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
