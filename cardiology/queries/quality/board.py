"""The quality board as the worker counted it: shares with intervals and course, times, peers, when counted.

Nothing is judged here; what was not counted yet is not there, and the board says so.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max, Min, Sum

from cardiology.access import hospital_of, visible_to
from cardiology.models import Board, CountedMonth, Cut, Hospital, IntervalMonth, MeasureMonth, User
from cardiology.months import months_until
from cardiology.quality import MEASURES
from cardiology.quality.board import BARS, COMPOSITES, USUAL, Bar
from cardiology.quality.statistics import Month, Spread, change, p_chart, spread, wilson
from cardiology.queries.quality.confirmations import confirmed
from cardiology.registries import counted_measures
from cardiology.timeline import intervals

TREND = 24
SPANS = (1, 3, 12)
LEAST = 10  # patients, below which nothing is said of a change, and of other hospitals
PEERS = 2  # other hospitals at least: one alone would be named by its numbers
SIGNIFICANT = 1.959963984540054

Counts = tuple[int, int]


@dataclass(frozen=True)
class Number:
    """One number of the board over a period, with the period of the same length before it."""

    id: str
    title: Any
    origin: Any
    target: float | None
    undesired: bool
    is_confirmed: bool
    met: int
    n: int
    before: Counts
    excluded: int
    exceptions: int
    indeterminate: int
    missing: int
    months: list[date]
    trend: list[Month]
    mean: float | None
    peers: Counts | None

    @property
    def share(self) -> float | None:
        return self.met / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float] | None:
        return wilson(self.met, self.n)

    @property
    def is_reached(self) -> bool | None:
        if self.share is None or self.target is None:
            return None
        return self.share <= self.target if self.undesired else self.share >= self.target

    @property
    def direction(self) -> int | None:
        """1 better than the period before, -1 worse, 0 no more than chance; None where one is too small."""
        if self.n < LEAST or self.before[1] < LEAST:
            return None
        z = change(self.met, self.n, *self.before) or 0.0
        if abs(z) < SIGNIFICANT:
            return 0
        return 1 if (z > 0) != self.undesired else -1

    @property
    def difference(self) -> float | None:
        """Percentage points against the period before."""
        if self.share is None or not self.before[1]:
            return None
        points = (self.share - self.before[0] / self.before[1]) * 100
        return points if abs(points) >= 0.5 else 0.0  # shown whole: never as -0


@dataclass(frozen=True)
class Time:
    """One interval of the chest-pain timeline over a period, and the period before."""

    interval: intervals.Interval
    now: Spread
    before: Spread
    aimed: int
    bar: Bar | None

    @property
    def share(self) -> float | None:
        """Within the target, of those who have one."""
        return self.now.within / self.aimed if self.aimed else None


@dataclass(frozen=True)
class Period:
    """The months of the board: those that are shown, and as many before them."""

    until: date
    span: int

    @property
    def months(self) -> list[date]:
        return months_until(self.until, self.span)

    @property
    def before(self) -> list[date]:
        return months_until(self.until, 2 * self.span)[: self.span]


@dataclass(frozen=True)
class Page:
    """The whole board of a hospital."""

    period: Period
    numbers: list[Number]
    times: list[Time]
    stays: int
    counted_at: datetime | None
    is_waiting: bool


def subjects() -> dict[str, Any]:
    """Everything that a board can show, by id: measures of stays, what higher apps count, composites."""
    return {**MEASURES, **counted_measures, **COMPOSITES}


def chosen(hospital: Hospital) -> list[str]:
    """The numbers that the board of a hospital shows, in order."""
    board = Board.objects.filter(hospital=hospital).first()
    known = subjects()
    return [s for s in (board.measures if board else USUAL) if s in known]


def page(user: User, period: Period) -> Page:
    """The board that a user may see."""
    hospital = hospital_of(user)
    state = visible_to(user, CountedMonth).filter(month__in=period.months).aggregate(
        oldest=Min("counted_at"), asked=Max("wanted_at"), stays=Sum("stays")
    )  # fmt: skip
    uncounted = visible_to(user, CountedMonth).filter(month__in=period.months, counted_at=None).exists()
    asked, oldest = state["asked"], state["oldest"]
    return Page(
        period, numbers(user, chosen(hospital), period), times(user, period), state["stays"] or 0, oldest,
        uncounted or oldest is None or (asked is not None and asked > oldest),
    )  # fmt: skip


def numbers(user: User, ids: Iterable[str], period: Period, cut: str = Cut.HOSPITAL, key: str = ""
            ) -> list[Number]:  # fmt: skip
    """Numbers of the board for a part of the hospital."""
    known, wanted = subjects(), list(ids)
    parts = {i: COMPOSITES[i].parts if i in COMPOSITES else (i,) for i in wanted}
    everything = {p for group in parts.values() for p in group}
    trend = months_until(period.until, TREND)
    rows = visible_to(user, MeasureMonth).filter(
        measure__in=everything, cut=cut, key=key, month__in=set(trend) | set(period.before)
    )
    by_month: dict[tuple[str, date], MeasureMonth] = {(r.measure, r.month): r for r in rows}
    peers = _peers(user, everything, period) if cut == Cut.HOSPITAL else {}
    standing = confirmed(hospital_of(user), "measure")
    return [_number(known[i], parts[i], by_month, peers, period, trend, standing) for i in wanted]


def _number(
    subject: Any,
    parts: tuple[str, ...],
    rows: dict[tuple[str, date], MeasureMonth],
    peers: dict[str, Counts],
    period: Period,
    trend: list[date],
    standing: set[str],
) -> Number:
    here = [r for p in parts for m in period.months if (r := rows.get((p, m)))]
    counts = [_sum(rows, parts, [month]) for month in trend]
    mean, points = p_chart(counts)
    met, n = _sum(rows, parts, period.months)
    others = [peers[p] for p in parts if p in peers]
    return Number(
        id=subject.id, title=subject.title, origin=subject.origin, target=subject.target,
        undesired=getattr(subject, "undesired", False),
        is_confirmed=getattr(subject, "confirmed", True) or subject.id in standing, met=met, n=n,
        before=_sum(rows, parts, period.before), excluded=sum(r.excluded for r in here),
        exceptions=sum(r.exceptions for r in here), indeterminate=sum(r.indeterminate for r in here),
        missing=sum(r.reasons.get("not_met", {}).get("missing", 0) for r in here),
        months=trend, trend=points, mean=mean,
        peers=(sum(m for m, _n in others), sum(k for _m, k in others)) if others else None,
    )  # fmt: skip


def _sum(rows: dict[tuple[str, date], MeasureMonth], parts: Iterable[str], months: Iterable[date]) -> Counts:
    found = [r for p in parts for m in months if (r := rows.get((p, m)))]
    return sum(r.met for r in found), sum(r.n for r in found)


def _peers(user: User, measures: Iterable[str], period: Period) -> dict[str, Counts]:
    """All other hospitals together, never one by itself: at least two, each with at least ten patients."""
    found = MeasureMonth.objects.exclude(hospital=user.hospital).filter(
        measure__in=measures, cut=Cut.HOSPITAL, month__in=period.months
    )  # fmt: skip
    each: dict[str, list[Counts]] = defaultdict(list)
    for row in found.values("measure", "hospital").annotate(met=Sum("met"), total=Sum("n")):
        if row["total"] >= LEAST:
            each[row["measure"]].append((row["met"], row["total"]))
    return {
        m: (sum(met for met, _n in counts), sum(n for _met, n in counts))
        for m, counts in each.items() if len(counts) >= PEERS
    }  # fmt: skip


def times(user: User, period: Period) -> list[Time]:
    """Every interval of the timeline that was recorded in the period."""
    wanted = set(period.months) | set(period.before)
    by_interval: dict[str, list[IntervalMonth]] = defaultdict(list)
    for row in visible_to(user, IntervalMonth).filter(month__in=wanted):
        by_interval[row.interval].append(row)
    now, before = set(period.months), set(period.before)
    found = (
        time_of(
            i, [r for r in by_interval[i.name] if r.month in now],
            [r for r in by_interval[i.name] if r.month in before],
        )
        for i in intervals.INTERVALS
    )  # fmt: skip
    return [time for time in found if time.now.n or time.before.n]


def time_of(
    interval: intervals.Interval, now: list[IntervalMonth], before: Iterable[IntervalMonth] = ()
) -> Time:
    """One interval over the months that are given, and over those before them."""
    bar = next((bar for bar in BARS if bar.subject == interval.name), None)
    return Time(interval, _spread(interval, now), _spread(interval, before), sum(r.aimed for r in now), bar)


def _spread(interval: intervals.Interval, rows: Iterable[IntervalMonth]) -> Spread:
    months = list(rows)
    told = spread([m for r in months for m in r.minutes], interval.target)
    return Spread(told.n, told.lower, told.median, told.upper, told.mean, sum(r.within for r in months))
