"""What a department did in one month, in the numbers that the head prints."""

from calendar import monthrange
from collections import Counter
from dataclasses import dataclass
from datetime import date
from statistics import quantiles
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from cardiology.access import visible_to
from cardiology.models import Admission, Category, Complication, Discharge, Disposition, Procedure, User
from cardiology.quality import MEASURES, Rate, calculate
from cardiology.queries.measures import discharged_between
from cardiology.queries.snapshots import snapshots
from cardiology.snapshot import Snapshot
from cardiology.timeline import Situation, intervals


@dataclass(frozen=True)
class Interval:
    """One interval of the chest-pain timeline over a period: n, median, quartiles, share within target."""

    label: Any
    target: int
    n: int
    median: float | None
    lower: float | None
    upper: float | None
    share: float | None


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
    intervals: list[Interval]
    rates: list[Rate]
    trend: list[tuple[date, int]]


INTERVALS = ("door_to_ecg", "contact_to_ecg", "door_to_wire", "contact_to_wire")


def month(user: User, first: date) -> Month:
    """The numbers of the month that starts on `first`, for the hospital of the user."""
    last = first.replace(day=monthrange(first.year, first.month)[1])
    everyone = visible_to(user, Admission)
    ended = list(discharged_between(everyone, first, last))
    ids = [a.pk for a in ended]
    judged = snapshots(ended)
    days = [(a.discharged_at - a.admitted_at).total_seconds() / 86400 for a in ended if a.discharged_at]
    return Month(
        first=first,
        last=last,
        admitted=everyone.filter(admitted_at__date__range=(first, last)).count(),
        discharged=len(ended),
        died=Discharge.objects.filter(admission_id__in=ids, disposition=Disposition.DIED).count(),
        length_of_stay=middle(days),
        categories=_counted(Counter(a.category for a in ended), dict(Category.choices)),
        procedures=_kinds(Procedure, ids),
        complications=_kinds(Complication, ids),
        intervals=[_interval(intervals.BY_NAME[name], judged) for name in INTERVALS],
        rates=[calculate(m, judged) for m in MEASURES.values()],
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


def middle(values: list[float]) -> float | None:
    """The median; None of nothing."""
    if len(values) < 2:
        return values[0] if values else None
    return quantiles(values, n=2, method="inclusive")[0]


def _interval(interval: intervals.Interval, judged: list[tuple[int, Snapshot]]) -> Interval:
    """Of the patients for whom there is a target. A negative interval is an error and not counted."""
    stays = [((s.minutes or {}).get(interval.name), _situation(s)) for _id, s in judged]
    known = [(m, stay) for m, stay in stays if m is not None and m >= 0 and interval.limit(stay) is not None]
    target = interval.by_transfer or interval.target or 0
    if not known:
        return Interval(interval.label, target, 0, None, None, None, None)
    values = [m for m, _stay in known]
    lower, median, upper = quantiles(values, n=4, method="inclusive") if len(values) > 1 else values * 3
    within = sum(bool(interval.is_met(m, stay)) for m, stay in known) / len(known)
    return Interval(interval.label, target, len(values), median, lower, upper, within)


def _situation(patient: Snapshot) -> Situation:
    """What decides which target holds."""
    arrival = "transfer_non_pci" if patient.transferred_in else "own"
    return Situation(arrival, patient.category, "lysis_pci" if patient.lysis else None)


def _kinds(model: Any, ids: list[int]) -> list[tuple[Any, int]]:
    rows = model.objects.filter(admission_id__in=ids).values_list("kind", flat=True)
    return _counted(Counter(rows), dict(model._meta.get_field("kind").flatchoices))


def _counted(counts: Counter[Any], labels: dict[Any, Any]) -> list[tuple[Any, int]]:
    return [(labels.get(k, _("Not recorded")), n) for k, n in counts.most_common()]


def _month_back(day: date, back: int) -> date:
    index = day.year * 12 + day.month - 1 - back
    return date(index // 12, index % 12 + 1, 1)
