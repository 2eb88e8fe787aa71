"""Competing risks: cumulative incidence (Aalen–Johansen) and Gray's test.

A cause is 0 where the row is censored, 1 for the outcome, 2 for what makes the outcome impossible. Ties are
handled exactly: nothing is shaken at random. Agrees with R's cmprsk.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist
from typing import Any

import numpy as np
from scipy.stats import chi2

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Share:
    """The share that has had the outcome by a time."""

    time: float
    at_risk: int
    events: int
    share: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Incidence:
    """The cumulative incidence of one cause."""

    n: int
    events: int
    points: tuple[Share, ...]


def incidence(times: Sequence[float], causes: Sequence[int], cause: int = 1) -> Incidence:
    """Aalen–Johansen, with the variance of the delta method and log-log limits."""
    time, code = np.asarray(times, float), np.asarray(causes, int)
    order = np.unique(time[code > 0])
    at_risk = len(time) - np.searchsorted(np.sort(time), order, "left")
    every, mine = counted(time[code > 0], order), counted(time[code == cause], order)
    before = np.concatenate([[1.0], np.cumprod(1 - every / at_risk)])[:-1]
    grown = np.cumsum(before * mine / at_risk)
    variance = _variance(at_risk, every, mine, before, grown)
    points = [Share(0.0, len(time), 0, 0.0, 0.0, 0.0)]
    for i, t in enumerate(order):
        low, high = _limits(float(grown[i]), float(variance[i]))
        points.append(Share(float(t), int(at_risk[i]), int(mine[i]), float(grown[i]), low, high))
    return Incidence(len(time), int(mine.sum()), tuple(points))


def share_at(found: Incidence, time: float) -> Share:
    """The last point at or before a time."""
    return next(p for p in reversed(found.points) if p.time <= time)


def counted(times: np.ndarray, order: np.ndarray) -> np.ndarray:
    return np.bincount(np.searchsorted(order, times), minlength=len(order)).astype(float)


def _variance(
    n: np.ndarray, d: np.ndarray, mine: np.ndarray, before: np.ndarray, grown: np.ndarray
) -> np.ndarray:
    """Σ (F(t) − F(s))² a + Σ b − 2 Σ (F(t) − F(s)) c over s ≤ t, by running sums."""
    a = np.divide(d, n * (n - d), out=np.zeros_like(grown), where=n > d)
    b, c = before**2 * mine * (n - mine) / n**3, before * mine / n**2
    total, first, second = np.cumsum(a), np.cumsum(grown * a), np.cumsum(grown**2 * a)
    squares = grown**2 * total - 2 * grown * first + second
    return squares + np.cumsum(b) - 2 * (grown * np.cumsum(c) - np.cumsum(grown * c))


def _limits(share: float, variance: float) -> tuple[float, float]:
    if share <= 0 or share >= 1:
        return share, share
    z = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2)
    shift = exp(z * sqrt(max(variance, 0)) / (share * abs(log(share))))
    return share**shift, share ** (1 / shift)


@dataclass(frozen=True)
class Gray:
    """Gray's test that groups have the same cumulative incidence of a cause."""

    statistic: float
    freedom: int
    p: float | None


def gray(times: Sequence[float], causes: Sequence[int], groups: Sequence[Any], cause: int = 1) -> Gray:
    """The k-sample test of Gray (1988) with rho 0 and his variance."""
    time, code = np.asarray(times, float), np.asarray(causes, int)
    names, which = np.unique(np.asarray(groups, dtype=str), return_inverse=True)
    k = len(names)
    if k < 2 or not (code == cause).any():
        return Gray(0.0, max(k - 1, 0), None)
    order = np.unique(time)
    tables = [[counted(time[(which == g) & chosen], order) for g in range(k)]
               for chosen in (code == cause, (code > 0) & (code != cause), code == 0)]  # fmt: skip
    score, variance = _gray_sums(np.array(tables[0]), np.array(tables[1]), np.array(tables[2]),
                                 np.bincount(which, minlength=k).astype(float))  # fmt: skip
    rest, spread = score[:-1], variance[:-1, :-1]
    if np.linalg.matrix_rank(spread) < k - 1:
        return Gray(0.0, k - 1, None)
    statistic = float(rest @ np.linalg.solve(spread, rest))
    return Gray(statistic, k - 1, float(chi2.sf(statistic, k - 1)))


class _State:
    """Where Gray's sums stand just before a time: at risk, event-free, incidence, by group and pooled."""

    def __init__(self, n: np.ndarray) -> None:
        k = len(n)
        self.risk, self.free, self.share, self.pooled = n.copy(), np.ones(k), np.zeros(k), 0.0
        self.score, self.spread, self.shared = np.zeros(k), np.zeros((k, k)), np.zeros((k, k))
        self.second, self.third = np.zeros((k, k)), np.zeros(k)

    def step(self, mine: np.ndarray, other: np.ndarray) -> None:
        """One time: `mine` had the outcome, `other` a competing event."""
        there = (self.risk > 0) & (self.free > 0)
        n = np.where(there, self.risk, 1)
        weight = np.where(there, self.risk / np.where(there, self.free, 1), 0)
        total, died = weight.sum(), mine.sum()
        if not total:
            return
        free = np.where(there, self.free * (1 - (mine + other) / n), self.free)
        pooled = self.pooled + died / total
        bend = np.diag(weight) - np.outer(weight, weight) / total
        if self.pooled < 1:
            self.shared = self.shared + bend * (died / (total * (1 - self.pooled)))
        if died:
            left = weight * (1 - self.share)
            self.score = self.score + mine - died * left / left.sum()
        for g in map(int, np.flatnonzero(there)):
            later = (1 - pooled) / free[g] if free[g] > 0 else 0.0
            gone = 1 - later
            if died:
                fewer = 1 - (died - 1) / (total * self.free[g] - 1) if died > 1 else 1.0
                size = fewer * self.free[g] * died / (total * self.risk[g])
                self._add(g, bend[:, g] - gone * self.shared[:, g], gone, size)
            if other[g] and free[g] > 0:
                fewer = 1 - (other[g] - 1) / (self.risk[g] - 1) if other[g] > 1 else 1.0
                size = fewer * self.free[g] ** 2 * other[g] / self.risk[g] ** 2
                self._add(g, later * self.shared[:, g], -later, size)
        self.share = self.share + np.where(there, self.free * mine / n, 0)
        self.free, self.pooled = free, pooled

    def _add(self, g: int, effect: np.ndarray, gone: float, size: float) -> None:
        self.spread += np.outer(effect, effect) * size
        self.second[:, g] += effect * gone * size
        self.third[g] += gone**2 * size


def _gray_sums(mine: np.ndarray, other: np.ndarray, censored: np.ndarray, n: np.ndarray) -> tuple[Any, Any]:
    """The score and its variance, time by time; groups are the first axis of the counts."""
    at = _State(n)
    for now in zip(mine.T, other.T, censored.T, strict=True):
        if now[0].any() or now[1].any():
            at.step(now[0], now[1])
        at.risk = at.risk - sum(now)
    cross = at.shared @ at.second.T
    return at.score, at.spread + at.shared @ np.diag(at.third) @ at.shared.T + cross + cross.T
