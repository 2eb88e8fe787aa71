"""Whether hazards are proportional: the exact score test and the scaled Schoenfeld residuals.

The test asks whether a coefficient changes with a function of time. It is the score test that R's cox.zph
makes since version 3, not the approximation of older programs, which can be far off.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.stats import chi2, rankdata

from research.analysis import hazards
from research.analysis.cox import Cox
from research.analysis.hazards import Rows
from research.analysis.survival import kaplan_meier

Clock = Literal["km", "rank", "log", "identity"]


@dataclass(frozen=True)
class Proportional:
    """The test of every term and of all together, with the points of the figure."""

    statistics: tuple[float, ...]
    freedoms: tuple[int, ...]
    p: tuple[float, ...]  # the last of each is the global test
    times: tuple[float, ...]
    clock: tuple[float, ...]
    residuals: tuple[tuple[float, ...], ...]  # per event and coefficient: the coefficient at that time


def check(
    rows: Rows, fitted: Cox, terms: Sequence[Sequence[int]] | None = None, clock: Clock = "km"
) -> Proportional:
    """The score test; a term is the places of its coefficients (several for a variable with many answers)."""
    k = len(fitted.beta)
    terms = terms or [[i] for i in range(k)]
    g_of = _clock(rows, clock)
    slope, bend = np.zeros(2 * k), np.zeros((2 * k, 2 * k))
    seen: list[tuple[float, float, np.ndarray]] = []
    for at in rows.strata():
        found = hazards.steps(rows, at, fitted.beta, fitted.ties)
        if not len(found.time):
            continue
        g = g_of(found.time)
        many = hazards.ranks_of_ties(found.time)[1][:, None]
        rest = rows.x[found.place] - hazards.tied_sum(found.mean, found.time) / many
        slope[k:] += g @ (rows.weight[found.place, None] * rest)
        for power, (i, j) in enumerate(((0, 0), (0, 1), (1, 1))):
            part = hazards.spread(rows, at, fitted.beta, found, g**power)
            bend[i * k : i * k + k, j * k : j * k + k] += part
        seen += zip(found.time, g, rest, strict=True)
    bend[k:, :k] = bend[:k, k:].T
    every = [list(t) for t in terms] + [list(range(k))]
    statistics = [_statistic(slope, bend, [*range(k), *(k + i for i in places)]) for places in every]
    freedoms = [len(places) for places in every]
    seen.sort(key=lambda s: s[0])
    scaled = np.array([s[2] for s in seen]) @ fitted.variance * fitted.events + fitted.beta
    return Proportional(
        tuple(statistics),
        tuple(freedoms),
        tuple(float(chi2.sf(s, f)) for s, f in zip(statistics, freedoms, strict=True)),
        tuple(float(s[0]) for s in seen),
        tuple(float(s[1]) for s in seen),
        tuple(tuple(map(float, row)) for row in scaled),
    )


def _statistic(slope: np.ndarray, bend: np.ndarray, places: list[int]) -> float:
    u = slope[places]
    return float(u @ np.linalg.lstsq(bend[np.ix_(places, places)], u, rcond=None)[0])


def _clock(rows: Rows, clock: Clock) -> Callable[[np.ndarray], np.ndarray]:
    """Event times as the test sees them; all strata share one clock. Centred, as the test does not mind."""
    events = rows.stop[rows.event]
    order = np.unique(events)
    if clock == "km":
        shown = 1 - np.array(_before(rows, order))
    elif clock == "rank":
        shown = np.interp(order, np.sort(rows.stop), np.sort(rankdata(rows.stop)))
    else:
        shown = np.log(order) if clock == "log" else order
    middle = np.average(shown, weights=[np.sum(events == t) for t in order])
    return lambda times: shown[np.searchsorted(order, times)] - middle


def _before(rows: Rows, times: np.ndarray) -> list[float]:
    """Survival just before each time, entry at the start of an interval respected."""
    if np.isinf(rows.start).all():
        curve = [p for p in kaplan_meier(rows.stop.tolist(), rows.event.tolist()).points if p.events]
        return [1.0, *(p.survival for p in curve)][: len(times)]
    left, out = 1.0, []
    for time in times:
        out.append(left)
        n = np.sum((rows.start < time) & (rows.stop >= time))
        left *= 1 - np.sum(rows.event & (rows.stop == time)) / n
    return out


def smooth(x: Sequence[float], y: Sequence[float], at: Sequence[float], span: float = 0.6) -> list[float]:
    """A line through a cloud: local straight lines with tricube weights."""
    xs, ys = np.asarray(x, float), np.asarray(y, float)
    near = max(int(np.ceil(span * len(xs))), min(len(xs), 3))
    found = []
    for point in at:
        distance = np.abs(xs - point)
        width = np.partition(distance, near - 1)[near - 1] or 1.0
        weight = np.clip(1 - (distance / (width * 1.000001)) ** 3, 0, None) ** 3
        root = np.sqrt(weight)
        design = np.column_stack([np.ones_like(xs), xs - point])
        found.append(float(np.linalg.lstsq(design * root[:, None], ys * root, rcond=None)[0][0]))
    return found
