"""Risk sets of a Cox model: the sums over everybody at risk just before each event.

Rows are intervals (start, stop]; a row is at risk at t when start < t ≤ stop. Tied events are shared out
after Efron: the k-th of d tied events sees the tied ones with weight 1 − k/d. After Breslow all see them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

Ties = Literal["efron", "breslow"]


@dataclass(frozen=True)
class Rows:
    """What a Cox model is fitted to; all arrays have one entry per interval."""

    start: np.ndarray
    stop: np.ndarray
    event: np.ndarray
    x: np.ndarray
    weight: np.ndarray
    stratum: np.ndarray

    def strata(self) -> Iterator[np.ndarray]:
        """The places of the rows of each stratum."""
        for name in np.unique(self.stratum):
            yield np.flatnonzero(self.stratum == name)


@dataclass(frozen=True)
class Steps:
    """One entry per event, in order of time: its place, its risk set's weight and mean covariates."""

    place: np.ndarray  # of the event among the rows
    time: np.ndarray
    share: np.ndarray  # of the tied events that this one no longer sees
    weight: np.ndarray  # mean weight of the tied events
    total: np.ndarray  # weight of the risk set
    mean: np.ndarray  # of the covariates in the risk set
    risk: "RiskSets"


class RiskSets:
    """Sums over risk sets of one stratum, by two running sums: who leaves later, less who enters later."""

    def __init__(self, start: np.ndarray, stop: np.ndarray, times: np.ndarray) -> None:
        self.by_stop, self.by_start = np.argsort(stop), np.argsort(start)
        self.leave = np.searchsorted(stop[self.by_stop], times, side="left")
        self.enter = np.searchsorted(start[self.by_start], times, side="left")
        self.entered = bool((self.enter < len(start)).any())

    def sum(self, values: np.ndarray) -> np.ndarray:
        """The sum of `values` over the risk set of every time."""
        found = self._after(values[self.by_stop], self.leave)
        return found - self._after(values[self.by_start], self.enter) if self.entered else found

    @staticmethod
    def _after(ordered: np.ndarray, places: np.ndarray) -> np.ndarray:
        tail = np.concatenate([np.cumsum(ordered[::-1], axis=0)[::-1], np.zeros((1, *ordered.shape[1:]))])
        return tail[places]


def ranks_of_ties(times: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For ordered times: how many of the same stand before each, and how many are the same."""
    _values, first, which, many = np.unique(times, return_index=True, return_inverse=True, return_counts=True)
    return np.arange(len(times)) - first[which], many[which]


def steps(rows: Rows, at: np.ndarray, beta: np.ndarray, ties: Ties = "efron") -> Steps:
    """The events of one stratum with their risk sets; `at` are the places of its rows."""
    happened = at[rows.event[at]]
    place = happened[np.argsort(rows.stop[happened], kind="stable")]
    time = rows.stop[place]
    risk = RiskSets(rows.start[at], rows.stop[at], time)
    before, many = ranks_of_ties(time)
    share = before / many if ties == "efron" else np.zeros(len(time))
    hazard = rows.weight * np.exp(rows.x @ beta)
    total = tied_less(risk.sum(hazard[at]), hazard[place], time, share)
    sums = tied_less(
        risk.sum(hazard[at, None] * rows.x[at]), hazard[place, None] * rows.x[place], time, share
    )
    weight = tied_sum(rows.weight[place], time) / many if len(time) else rows.weight[place]
    return Steps(place, time, share, weight, total, sums / total[:, None], risk)


def tied_sum(values: np.ndarray, time: np.ndarray) -> np.ndarray:
    """For every event the sum over the events tied with it."""
    _values, which = np.unique(time, return_inverse=True)
    sums = np.zeros((which.max(initial=-1) + 1, *values.shape[1:]))
    np.add.at(sums, which, values)
    return sums[which]


def tied_less(whole: np.ndarray, values: np.ndarray, time: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Sums over risk sets less the share of the tied events that is already gone."""
    if not share.any():
        return whole
    shares = share.reshape(-1, *([1] * (values.ndim - 1)))
    return whole - shares * tied_sum(values, time)


def spread(rows: Rows, at: np.ndarray, beta: np.ndarray, found: Steps, by: np.ndarray) -> np.ndarray:
    """Σ over events of by × weight × the covariance of the covariates in the risk set: p × p.

    `by` has one entry per event; ones give the information of the model.
    """
    hazard = rows.weight * np.exp(rows.x @ beta)
    k = rows.x.shape[1]
    out, x, weight = np.empty((k, k)), rows.x, by * found.weight
    for i in range(k):
        part = hazard[at, None] * x[at, i : i + 1] * x[at, i:]
        gone = hazard[found.place, None] * x[found.place, i : i + 1] * x[found.place, i:]
        mean = tied_less(found.risk.sum(part), gone, found.time, found.share) / found.total[:, None]
        out[i, i:] = out[i:, i] = weight @ (mean - found.mean[:, i : i + 1] * found.mean[:, i:])
    return out
