"""Cox regression: hazard ratios with Efron's or Breslow's ties, strata, clusters, time-varying covariates.

Agrees with R's survival (3.5): coefficients and likelihood, the robust variance of Lin and Wei, the exact
score test of proportional hazards (cox.zph). Covariates are centred; the fit says when it did not converge.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from research.analysis import hazards
from research.analysis.hazards import Rows, Ties

MOST_ROUNDS = 30
NEAR = 1e-9
STILL = 1e-3  # the step, in standard deviations, that a finished fit no longer takes


class CannotFit(ValueError):
    """Why a model cannot be fitted, as a word that the page explains."""


@dataclass(frozen=True)
class Cox:
    """A fitted model; arrays have one entry per covariate."""

    beta: np.ndarray
    variance: np.ndarray  # model-based
    robust: np.ndarray | None
    null: float  # log partial likelihood without covariates
    likelihood: float
    score: float  # score test
    n: int
    events: int
    ties: Ties

    @property
    def se(self) -> np.ndarray:
        """Standard errors; robust where clusters or weights were given."""
        return np.sqrt(np.diag(self.variance if self.robust is None else self.robust))

    @property
    def likelihood_ratio(self) -> float:
        return 2 * (self.likelihood - self.null)

    @property
    def wald(self) -> float:
        return float(self.beta @ np.linalg.solve(self.variance, self.beta))


def rows_of(
    stop: Any, event: Any, x: Any, *, start: Sequence[float] | None = None,
    weight: Sequence[float] | None = None, stratum: Sequence[Any] | None = None,
) -> Rows:  # fmt: skip
    """Columns as the model takes them; without a start everybody is at risk from before time 0."""
    n = len(stop)
    codes = np.unique(np.asarray(stratum, dtype=str), return_inverse=True)[1] if stratum is not None else None
    values = np.asarray(x, dtype=float).reshape(n, -1)
    return Rows(
        start=np.full(n, -np.inf) if start is None else np.asarray(start, dtype=float),
        stop=np.asarray(stop, dtype=float), event=np.asarray(event, dtype=bool),
        x=values - values.mean(axis=0),
        weight=np.ones(n) if weight is None else np.asarray(weight, dtype=float),
        stratum=np.zeros(n, dtype=int) if codes is None else codes,
    )  # fmt: skip


def fit(rows: Rows, *, ties: Ties = "efron", cluster: Sequence[Any] | None = None) -> Cox:
    """Newton's way to the greatest partial likelihood, with halved steps where one goes too far."""
    k = rows.x.shape[1]
    scale = rows.x.std(axis=0)
    if not rows.event.any():
        raise CannotFit("no_events")
    if (scale == 0).any():
        raise CannotFit("constant")
    beta, (at, slope, bend) = np.zeros(k), _pass(rows, np.zeros(k), ties)
    null, score = at, None
    for _round in range(MOST_ROUNDS):
        if np.linalg.matrix_rank(bend / np.outer(scale, scale)) < k:
            raise CannotFit("collinear" if score is None else "separation")
        step = np.linalg.solve(bend, slope)
        score = float(slope @ step) if score is None else score
        beta, found = _halved(rows, beta, step, at, ties)
        gained, (at, slope, bend) = found[0] - at, found
        if abs(gained) < NEAR * (abs(at) + 1):
            break
    else:
        raise CannotFit("not_converged")
    variance = np.linalg.pinv(bend)
    if (np.abs(variance @ slope) * scale > STILL).any():
        raise CannotFit("separation")  # the likelihood rests while a coefficient still runs away
    robust = None
    if cluster is not None:
        robust = sandwich(score_residuals(rows, beta, ties), variance, cluster)
    n, events = len(rows.stop), int(rows.event.sum())
    return Cox(beta, variance, robust, null, at, score or 0.0, n, events, ties)


def _halved(rows: Rows, beta: np.ndarray, step: np.ndarray, at: float, ties: Ties) -> tuple[np.ndarray, Any]:
    for _try in range(12):
        found = _pass(rows, beta + step, ties)
        if np.isfinite(found[0]) and found[0] >= at - 1e-9 * abs(at):
            return beta + step, found
        step = step / 2
    raise CannotFit("not_converged")


def _pass(rows: Rows, beta: np.ndarray, ties: Ties) -> tuple[float, np.ndarray, np.ndarray]:
    """Log likelihood, its slope and its bend (information) at a place."""
    value, slope, bend = 0.0, np.zeros(len(beta)), np.zeros((len(beta), len(beta)))
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        for at in rows.strata():
            if not rows.event[at].any():
                continue
            found = hazards.steps(rows, at, beta, ties)
            x, w = rows.x[found.place], rows.weight[found.place]
            value += float(w @ (x @ beta) - found.weight @ np.log(found.total))
            slope += w @ x - found.weight @ found.mean
            bend += hazards.spread(rows, at, beta, found, np.ones(len(found.time)))
    return value, slope, bend


def score_residuals(rows: Rows, beta: np.ndarray, ties: Ties = "efron") -> np.ndarray:
    """What each row adds to the slope of the likelihood."""
    out = np.zeros_like(rows.x)
    hazard = np.exp(rows.x @ beta)
    for at in rows.strata():
        found = hazards.steps(rows, at, beta, ties)
        if not len(found.time):
            continue
        rate = found.weight / found.total
        grown = np.concatenate([[0.0], np.cumsum(rate)])
        carried = np.concatenate(
            [np.zeros((1, rows.x.shape[1])), np.cumsum(rate[:, None] * found.mean, axis=0)]
        )
        until = np.searchsorted(found.time, rows.stop[at], side="right")
        since = np.searchsorted(found.time, rows.start[at], side="right")
        a, b = grown[until] - grown[since], carried[until] - carried[since]
        out[at] -= hazard[at, None] * (rows.x[at] * a[:, None] - b)
        many = hazards.ranks_of_ties(found.time)[1][:, None]
        out[found.place] += rows.x[found.place] - hazards.tied_sum(found.mean, found.time) / many
        early = found.share * rate  # what tied events did not see of each other
        a = hazards.tied_sum(early, found.time)[:, None]
        b = hazards.tied_sum(early[:, None] * found.mean, found.time)
        out[found.place] += hazard[found.place, None] * (rows.x[found.place] * a - b)
    return out * rows.weight[:, None]


def sandwich(residuals: np.ndarray, variance: np.ndarray, cluster: Sequence[Any]) -> np.ndarray:
    """The variance that holds when the rows of a cluster are not independent."""
    influence = residuals @ variance
    names, which = np.unique(np.asarray(cluster, dtype=str), return_inverse=True)
    sums = np.zeros((len(names), influence.shape[1]))
    np.add.at(sums, which, influence)
    return sums.T @ sums


def concordance(stop: Any, event: Any, risk: Any) -> float:
    """The share of comparable pairs in which the one with the higher risk had the event first."""
    stop, event, risk = np.asarray(stop, float), np.asarray(event, bool), np.asarray(risk, float)
    right = half = pairs = 0
    for time in np.unique(stop[event]):
        mine = risk[event & (stop == time)]
        others = np.sort(risk[(stop > time) | ((stop == time) & ~event)])
        low, high = np.searchsorted(others, mine, "left"), np.searchsorted(others, mine, "right")
        right += int(low.sum())
        half += int((high - low).sum())
        pairs += len(mine) * len(others)
    return (right + half / 2) / pairs if pairs else float("nan")
