"""Restricted mean survival time: the mean time free of the outcome within a horizon.

The standard error is that of the estimate (as R's survfit prints it), not the spread of the times themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from research.analysis.survival import kaplan_meier

Group = tuple[Sequence[float], Sequence[bool]]


@dataclass(frozen=True)
class Restricted:
    """The area under the curve up to the horizon, with its standard error."""

    mean: float
    se: float


@dataclass(frozen=True)
class Difference:
    """Second group less first."""

    difference: float
    se: float
    lower: float
    upper: float
    p: float | None


def longest(groups: Sequence[Group]) -> float:
    """The last time up to which every group is still observed: no horizon may lie beyond."""
    return min((max(times, default=0.0) for times, _happened in groups), default=0.0)


def mean(times: Sequence[float], happened: Sequence[bool], horizon: float) -> Restricted:
    """The area under Kaplan–Meier up to the horizon."""
    steps = [p for p in kaplan_meier(times, happened).points if p.events and p.time <= horizon]
    edges = [0.0, *(p.time for p in steps), horizon]
    heights = [1.0, *(p.survival for p in steps)]
    areas = [(b - a) * h for a, b, h in zip(edges, edges[1:], heights, strict=False)]
    variance = sum(
        sum(areas[i + 1 :]) ** 2 * p.events / (p.at_risk * (p.at_risk - p.events))
        for i, p in enumerate(steps) if p.at_risk > p.events
    )  # fmt: skip
    return Restricted(sum(areas), sqrt(variance))


def compared(first: Restricted, second: Restricted) -> Difference:
    """The difference of two groups, with normal limits."""
    apart, se = second.mean - first.mean, sqrt(first.se**2 + second.se**2)
    z = NormalDist().inv_cdf(0.975)
    p = 2 * NormalDist().cdf(-abs(apart / se)) if se else None
    return Difference(apart, se, apart - z * se, apart + z * se, p)
