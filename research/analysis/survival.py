"""Time to an event: Kaplan–Meier, numbers at risk, median, log-rank.

Conventions: who is censored at a time is at risk at that time; the confidence interval is log-log; where
the curve is exactly one half over a span, the median is its middle.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

CONFIDENCE = 0.95
SAME = 1e-12  # two survival probabilities that differ by less are equal


@dataclass(frozen=True)
class Point:
    """The curve from one time on: who was at risk just before, what happened, what is left."""

    time: float
    at_risk: int
    events: int
    censored: int
    survival: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Curve:
    """One Kaplan–Meier curve; its first point is time 0 unless somebody left at once."""

    n: int
    events: int
    points: tuple[Point, ...]
    median: float | None
    median_lower: float | None
    median_upper: float | None


@dataclass(frozen=True)
class LogRank:
    """Comparison of two or more groups: observed and expected events per group, statistic, p."""

    observed: tuple[float, ...]
    expected: tuple[float, ...]
    statistic: float
    freedom: int
    p: float | None


def kaplan_meier(times: Sequence[float], happened: Sequence[bool]) -> Curve:
    """The product-limit estimate with Greenwood's variance and log-log limits."""
    events = Counter(t for t, h in zip(times, happened, strict=True) if h)
    leaving = Counter(times)
    at_risk, survival, greenwood = len(times), 1.0, 0.0
    points = [] if min(times, default=1) <= 0 else [Point(0.0, at_risk, 0, 0, 1.0, 1.0, 1.0)]
    for time in sorted(leaving):
        died = events[time]
        survival *= 1 - died / at_risk
        if died and at_risk > died:
            greenwood += died / (at_risk * (at_risk - died))
        lower, upper = limits(survival, greenwood)
        points.append(Point(float(time), at_risk, died, leaving[time] - died, survival, lower, upper))
        at_risk -= leaving[time]
    return Curve(
        n=len(times),
        events=sum(events.values()),
        points=tuple(points),
        median=crossing([(p.time, p.survival) for p in points if p.events]),
        median_lower=crossing([(p.time, p.lower) for p in points if p.events]),
        median_upper=crossing([(p.time, p.upper) for p in points if p.events]),
    )


def limits(survival: float, greenwood: float) -> tuple[float, float]:
    """Log-log confidence limits of a survival probability; nothing is known beyond 0 and 1."""
    if survival <= 0:
        return 0.0, 0.0
    if survival >= 1:
        return 1.0, 1.0
    z = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2)
    shift = math.exp(z * math.sqrt(greenwood) / abs(math.log(survival)))
    return survival**shift, survival ** (1 / shift)


def crossing(steps: Sequence[tuple[float, float]], level: float = 0.5) -> float | None:
    """When a falling step function reaches a level; the middle of the span on which it lies exactly on it."""
    for i, (time, value) in enumerate(steps):
        if abs(value - level) < SAME:
            after = next((t for t, v in steps[i + 1 :] if v < level - SAME), None)
            return time if after is None else (time + after) / 2
        if value < level:
            return time
    return None


def survival_at(curve: Curve, time: float) -> Point | None:
    """The last point of the curve at or before a time; None after everybody has left."""
    if not curve.points or time > curve.points[-1].time and curve.points[-1].survival > 0:
        return None
    return next((p for p in reversed(curve.points) if p.time <= time), None)


def at_risk(times: Sequence[float], marks: Sequence[float]) -> list[int]:
    """How many are still under observation just before each mark."""
    ordered = np.sort(np.asarray(times, dtype=float))
    return [int(len(ordered) - np.searchsorted(ordered, m, side="left")) for m in marks]


def log_rank(groups: Sequence[tuple[Sequence[float], Sequence[bool]]]) -> LogRank:
    """The log-rank test over two or more groups, with the exact hypergeometric variance."""
    k = len(groups)
    observed, expected, variance = np.zeros(k), np.zeros(k), np.zeros((k, k))
    times = [np.asarray(t, dtype=float) for t, _ in groups]
    happened = [np.asarray(h, dtype=bool) for _, h in groups]
    for time in np.unique(np.concatenate([t[h] for t, h in zip(times, happened, strict=True)])):
        n = np.array([(t >= time).sum() for t in times], dtype=float)
        d = np.array([(h & (t == time)).sum() for t, h in zip(times, happened, strict=True)], dtype=float)
        total, died = n.sum(), d.sum()
        observed += d
        expected += died * n / total
        if total > 1:
            share = n / total
            variance += died * (total - died) / (total - 1) * (np.diag(share) - np.outer(share, share))
    return _judged(observed, expected, variance)


def _judged(observed: np.ndarray, expected: np.ndarray, variance: np.ndarray) -> LogRank:
    from scipy.stats import chi2

    freedom = len(observed) - 1
    rest = (observed - expected)[:-1]
    told = tuple(map(float, observed)), tuple(map(float, expected))
    if freedom < 1 or np.linalg.matrix_rank(variance[:-1, :-1]) < freedom:
        return LogRank(*told, statistic=0.0, freedom=max(freedom, 0), p=None)
    statistic = float(rest @ np.linalg.solve(variance[:-1, :-1], rest))
    return LogRank(*told, statistic=statistic, freedom=freedom, p=float(chi2.sf(statistic, freedom)))
