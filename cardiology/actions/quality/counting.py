"""Counting the measures of a month, so that the board only reads. Every month that is due is a row."""

import logging
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from cardiology import audit, waking
from cardiology.access import Permission, check_may, hospital_of
from cardiology.models import Admission, CountedMonth, Hospital, IntervalMonth, MeasureMonth, User
from cardiology.months import months_until
from cardiology.queries.quality.month import counted_now, of_higher_apps

logger = logging.getLogger(__name__)
TASK = "cardiology.tasks.count_measures"
MONTHS = 24
FRESH, LATE = timedelta(hours=1), timedelta(hours=24)  # how old the two newest months, and the others, may be


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
    if not waking.wake(TASK):
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
    _alone()
    now = timezone.now()
    free = _due(now).select_for_update(skip_locked=True, no_key=True, of=("self",))  # not the hospital's row
    month = free.select_related("hospital").first()
    if month is None:
        return False
    count(month.hospital, month.month)
    CountedMonth.objects.filter(pk=month.pk).update(counted_at=now)
    return True


def _alone() -> None:
    """Workers share the months: a statement that takes the other worker's processor as well helps neither."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")


@transaction.atomic
def count(hospital: Hospital, month: date) -> None:
    """Replace what is stored of one month by what the record says now."""
    now = counted_now(Admission.objects.all(), hospital, month)
    MeasureMonth.objects.filter(hospital=hospital, month=month).delete()
    MeasureMonth.objects.bulk_create([*now.measures, *of_higher_apps(hospital, month)], batch_size=2000)
    IntervalMonth.objects.filter(hospital=hospital, month=month).delete()
    IntervalMonth.objects.bulk_create(now.intervals)
    CountedMonth.objects.filter(hospital=hospital, month=month).update(stays=now.stays)
