"""What a department did in one month, in the numbers that the head prints."""

from calendar import monthrange
from collections import Counter
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from cardiology.access import visible_to
from cardiology.models import Admission, Category, Complication, Discharge, Disposition, Procedure, User
from cardiology.queries.measures import discharged_between
from cardiology.queries.quality.board import Time, time_of
from cardiology.queries.quality.month import Counted, counted
from cardiology.timeline import intervals


@dataclass(frozen=True)
class Month:
    """The month of a department."""

    first: date
    last: date
    admitted: int
    discharged: int
    died: int
    length_of_stay: float | None
    categories: list[tuple[Any, int]]
    procedures: list[tuple[Any, int]]
    complications: list[tuple[Any, int]]
    intervals: list[Time]
    counted: Counted
    trend: list[tuple[date, int]]


INTERVALS = ("door_to_ecg", "contact_to_ecg", "door_to_wire", "contact_to_wire")


def month(user: User, first: date) -> Month:
    """The numbers of the month that starts on `first`, for the hospital of the user."""
    last = first.replace(day=monthrange(first.year, first.month)[1])
    everyone = visible_to(user, Admission)
    ended = discharged_between(everyone, first, last)
    told = list(ended.values_list("admitted_at", "discharged_at", "category"))
    days = [(left - came).total_seconds() / 86400 for came, left, _category in told]
    found = counted(user, first)
    return Month(
        first=first,
        last=last,
        admitted=everyone.filter(admitted_at__date__range=(first, last)).count(),
        discharged=len(told),
        died=Discharge.objects.filter(admission__in=ended, disposition=Disposition.DIED).count(),
        length_of_stay=median(days) if days else None,
        categories=_counted(Counter(category for *_times, category in told), dict(Category.choices)),
        procedures=_kinds(Procedure, ended),
        complications=_kinds(Complication, ended),
        intervals=[_interval(found, name) for name in INTERVALS],
        counted=found,
        trend=trend(user, last),
    )


def trend(user: User, until: date, months: int = 12) -> list[tuple[date, int]]:
    """Discharges of each of the last months, the asked one included; months without any are 0."""
    starts = [_month_back(until, back) for back in range(months - 1, -1, -1)]
    found = discharged_between(visible_to(user, Admission), starts[0], until).select_related(None)
    counted = {
        row["month"].date(): row["n"]
        for row in found.annotate(month=TruncMonth("discharged_at")).values("month").annotate(n=Count("pk"))
    }
    return [(start, counted.get(start, 0)) for start in starts]


def _interval(found: Counted, name: str) -> Time:
    return time_of(intervals.BY_NAME[name], [row for row in found.intervals if row.interval == name])


def _kinds(model: Any, ended: Any) -> list[tuple[Any, int]]:
    rows = model.objects.filter(admission__in=ended).values_list("kind", flat=True)
    return _counted(Counter(rows), dict(model._meta.get_field("kind").flatchoices))


def _counted(counts: Counter[Any], labels: dict[Any, Any]) -> list[tuple[Any, int]]:
    return [(labels.get(k, _("Not recorded")), n) for k, n in counts.most_common()]


def _month_back(day: date, back: int) -> date:
    index = day.year * 12 + day.month - 1 - back
    return date(index // 12, index % 12 + 1, 1)
