"""Propensity scores: how alike are the treated and the untreated, and after matching or weighting?

Matching is nearest neighbour without replacement within a caliper on the logit, in a fixed order, so that it
can be repeated. Weights: inverse probability (stabilised, trimmed) or overlap. Balance is judged, not tested.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from research.analysis import regression

CALIPER = 0.2  # standard deviations of the logit
Way = Literal["match", "iptw", "overlap"]


@dataclass(frozen=True)
class Score:
    """The chance of being treated, and the preference score that takes out how common treatment is."""

    chance: np.ndarray
    preference: np.ndarray
    treated: np.ndarray

    @property
    def equipoise(self) -> float:
        """The share whose treatment was open: preference 0.3 to 0.7."""
        return float(np.mean((self.preference >= 0.3) & (self.preference <= 0.7)))


@dataclass(frozen=True)
class Balance:
    """Standardised differences of one covariate before and after."""

    name: str
    before: float | None
    after: float | None


def score(treated: Any, x: Any) -> Score:
    """Logistic regression of treatment on the covariates. CannotFit where it is certain for some."""
    t = np.asarray(treated, dtype=bool)
    chance = regression.fit("logistic", t.astype(float), x).fitted
    odds = np.log(chance / (1 - chance)) - np.log(t.mean() / (1 - t.mean()))
    return Score(chance, 1 / (1 + np.exp(-odds)), t)


def weights(found: Score, way: Way, *, stabilised: bool = True, trim: float = 0.0) -> np.ndarray:
    """One weight per row; `trim` cuts weights at this quantile and one less it; matched rows weigh 1."""
    chance, t = found.chance, found.treated
    if way == "match":
        kept = np.zeros(len(t))
        kept[[i for pair in pairs(found) for i in pair]] = 1.0
        return kept
    if way == "overlap":
        return np.where(t, 1 - chance, chance)
    inverse = np.where(t, 1 / chance, 1 / (1 - chance))
    if stabilised:
        inverse = inverse * np.where(t, t.mean(), 1 - t.mean())
    if trim:
        low, high = np.quantile(inverse, (trim, 1 - trim))
        inverse = np.clip(inverse, low, high)
    return inverse


def pairs(found: Score, caliper: float = CALIPER) -> list[tuple[int, int]]:
    """Treated and untreated pairs: the treated hardest to match first, ties by place."""
    logit = np.log(found.chance / (1 - found.chance))
    width = caliper * logit.std(ddof=1)
    free = sorted((float(logit[i]), int(i)) for i in np.flatnonzero(~found.treated))
    order = sorted(np.flatnonzero(found.treated), key=lambda i: (-logit[i], i))
    made = []
    from bisect import bisect_left

    for i in order:
        at = bisect_left(free, (float(logit[i]), -1))
        near = [(abs(free[j][0] - logit[i]), free[j][1], j) for j in (at - 1, at) if 0 <= j < len(free)]
        if near and min(near)[0] <= width:
            _gap, other, j = min(near)
            made.append((int(i), other))
            free.pop(j)
    return made


def effective(weight: np.ndarray) -> float:
    """The effective sample size of weighted rows."""
    return float(weight.sum() ** 2 / (weight**2).sum()) if weight.any() else 0.0


def balance(names: Sequence[str], x: np.ndarray, treated: np.ndarray, weight: np.ndarray) -> list[Balance]:
    """Every covariate before and after; both are divided by the spread before, so that only means move."""
    made = []
    for name, column in zip(names, np.asarray(x, float).T, strict=True):
        spread = np.sqrt((column[treated].var(ddof=1) + column[~treated].var(ddof=1)) / 2)
        apart = [_apart(column, treated, w) for w in (np.ones(len(column)), weight)]
        made.append(Balance(name, *(None if not spread or a is None else float(a / spread) for a in apart)))
    return made


def _apart(column: np.ndarray, treated: np.ndarray, weight: np.ndarray) -> float | None:
    if not weight[treated].any() or not weight[~treated].any():
        return None
    means = [np.average(column[rows], weights=weight[rows]) for rows in (treated, ~treated)]
    return float(means[0] - means[1])
