"""Fine–Gray regression: subdistribution hazard ratios, as R's cmprsk::crr gives them.

Who had a competing event stays in the risk set, with a weight that falls as others are censored. Where events
and censorings share a time, all are at risk of censoring, as there. R's survival::finegray takes the events
out first and breaks ties after Efron, which moves the third digit where times are whole months.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from research.analysis.competing import counted
from research.analysis.cox import CannotFit


@dataclass(frozen=True)
class FineGray:
    """Subdistribution hazard ratios with the sandwich variance that knows the censoring is estimated."""

    beta: np.ndarray
    variance: np.ndarray
    n: int
    events: int
    competing: int

    @property
    def se(self) -> np.ndarray:
        return np.sqrt(np.diag(self.variance))


class _Weighted:
    """Risk sets of the subdistribution: who had a competing event stays, with a falling weight."""

    def __init__(self, time: np.ndarray, code: np.ndarray, cause: int) -> None:
        self.time, self.event = time, code == cause
        self.competing = (code > 0) & ~self.event
        self.at = np.unique(time[self.event])
        self.died = counted(time[self.event], self.at)
        self.by_time = np.argsort(time)
        self.later = np.searchsorted(time[self.by_time], self.at, "left")
        self.censored_at = np.unique(time[code == 0])
        n = len(time) - np.searchsorted(time[self.by_time], self.censored_at, "left")
        drop = counted(time[code == 0], self.censored_at) / n
        self.kept = np.concatenate([[1.0], np.cumprod(1 - drop)])
        self.g = self.kept[np.searchsorted(self.censored_at, self.at, "left")]
        own = self.kept[np.searchsorted(self.censored_at, time, "left")]
        self.inverse = np.where(self.competing, 1 / np.maximum(own, 1e-12), 0.0)

    def sum(self, values: np.ndarray) -> np.ndarray:
        """The weighted sum of `values` over the risk set of every event time."""
        ordered = values[self.by_time]
        tail = np.concatenate([np.cumsum(ordered[::-1], axis=0)[::-1], np.zeros((1, *values.shape[1:]))])
        stays = (values.T * self.inverse).T[self.by_time]
        head = np.concatenate([np.zeros((1, *values.shape[1:])), np.cumsum(stays, axis=0)])
        return tail[self.later] + (head[self.later].T * self.g).T


def fine_gray(times: Sequence[float], causes: Sequence[int], x: Any, cause: int = 1) -> FineGray:
    """Regression on the cumulative incidence of a cause (Fine and Gray 1999), Breslow's ties as cmprsk."""
    time, code = np.asarray(times, float), np.asarray(causes, int)
    values = np.asarray(x, float).reshape(len(time), -1)
    values = values - values.mean(axis=0)
    risk = _Weighted(time, code, cause)
    if not risk.event.any():
        raise CannotFit("no_events")
    beta = np.zeros(values.shape[1])
    for _round in range(50):
        slope, bend, *_sums = _subdistribution(risk, values, beta)
        if np.linalg.matrix_rank(bend) < len(beta):
            raise CannotFit("collinear")
        step = np.linalg.solve(bend, slope)
        beta = beta + step
        if (np.abs(step) < 1e-9).all():
            break
    else:
        raise CannotFit("not_converged")
    residuals = _fine_gray_residuals(risk, values, beta)
    inverse = np.linalg.inv(bend)
    variance = inverse @ residuals.T @ residuals @ inverse
    return FineGray(beta, variance, len(time), int(risk.event.sum()), int(risk.competing.sum()))


def _subdistribution(risk: _Weighted, x: np.ndarray, beta: np.ndarray) -> tuple[Any, ...]:
    hazard = np.exp(x @ beta)
    total = risk.sum(hazard)
    mean = risk.sum(hazard[:, None] * x) / total[:, None]
    slope = x[risk.event].sum(axis=0) - risk.died @ mean
    square = risk.sum(hazard[:, None, None] * x[:, :, None] * x[:, None, :]) / total[:, None, None]
    bend = np.tensordot(risk.died, square - mean[:, :, None] * mean[:, None, :], 1)
    return slope, bend, hazard, total, mean


def _fine_gray_residuals(risk: _Weighted, x: np.ndarray, beta: np.ndarray) -> np.ndarray:
    """η + ψ: what each row adds, and what the estimated censoring adds through it."""
    _slope, _bend, hazard, total, mean = _subdistribution(risk, x, beta)
    rate = risk.died / total
    until = np.searchsorted(risk.at, risk.time, "right")
    grown = np.concatenate([[0.0], np.cumsum(rate)])
    carried = np.concatenate([np.zeros((1, x.shape[1])), np.cumsum(rate[:, None] * mean, axis=0)])
    later = _tail(rate * risk.g)[until]
    later_mean = _tail((rate * risk.g)[:, None] * mean)[until]
    whole = grown[until] + later * risk.inverse
    eta = -hazard[:, None] * (x * whole[:, None] - carried[until] - later_mean * risk.inverse[:, None])
    eta[risk.event] += x[risk.event] - mean[np.searchsorted(risk.at, risk.time[risk.event])]
    return eta + _censoring(risk, x, hazard, rate, mean)


def _tail(values: np.ndarray) -> np.ndarray:
    return np.concatenate([np.cumsum(values[::-1], axis=0)[::-1], np.zeros((1, *values.shape[1:]))])


def _censoring(
    risk: _Weighted, x: np.ndarray, hazard: np.ndarray, rate: np.ndarray, mean: np.ndarray
) -> np.ndarray:
    """ψ: the martingale of censoring, weighted by what a change of the weights does to the slope."""
    at = risk.censored_at
    if not len(at):
        return np.zeros_like(x)
    order = np.sort(risk.time)
    n = len(order) - np.searchsorted(order, at, "left")
    place = np.searchsorted(risk.at, at, "left")
    gone = np.searchsorted(order, at, "left")
    part = (hazard * risk.inverse)[risk.by_time]
    head = np.concatenate([[0.0], np.cumsum(part)])[gone]
    head_x = np.concatenate([np.zeros((1, x.shape[1])), np.cumsum(part[:, None] * x[risk.by_time], axis=0)])[
        gone
    ]
    a, b = _tail(rate * risk.g)[place], _tail((rate * risk.g)[:, None] * mean)[place]
    effect = (head_x * a[:, None] - head[:, None] * b) / n[:, None]
    censored = ~risk.event & ~risk.competing
    drop = (counted(risk.time[censored], at) / n)[:, None] * effect
    psi = -np.concatenate([np.zeros((1, x.shape[1])), np.cumsum(drop, axis=0)])[
        np.searchsorted(at, risk.time, "right")
    ]
    psi[censored] += effect[np.searchsorted(at, risk.time[censored])]
    return psi
