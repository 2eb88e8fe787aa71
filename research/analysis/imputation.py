"""Multiple imputation by chained equations, and Rubin's rules to put the answers together.

Every missing value is taken from one of five rows whose predicted value is nearest (predictive mean
matching), so that numbers stay possible and answers stay answers. The outcome belongs into the imputation
model: here as the event and the cumulative hazard (White and Royston 2009).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.spatial import cKDTree
from scipy.stats import t as student

DONORS = 5
ROUNDS = 10


@dataclass(frozen=True)
class Pooled:
    """Rubin's rules for every coefficient."""

    beta: np.ndarray
    se: np.ndarray
    freedom: np.ndarray
    p: np.ndarray
    missing_share: np.ndarray  # of the information

    def limits(self) -> tuple[np.ndarray, np.ndarray]:
        wide = student.ppf(0.975, self.freedom) * self.se
        return self.beta - wide, self.beta + wide


def pooled(betas: Any, variances: Any, complete_freedom: float = np.inf) -> Pooled:
    """Within- and between-imputation variance, with the degrees of freedom of Barnard and Rubin."""
    betas, variances = np.asarray(betas, float), np.asarray(variances, float)
    m = len(betas)
    beta, within, between = betas.mean(axis=0), variances.mean(axis=0), betas.var(axis=0, ddof=1)
    total = within + (1 + 1 / m) * between
    share = (1 + 1 / m) * between / total
    with np.errstate(divide="ignore"):
        freedom = (m - 1) / share**2
        if np.isfinite(complete_freedom):
            seen = (complete_freedom + 1) / (complete_freedom + 3) * complete_freedom * (1 - share)
            freedom = 1 / (1 / freedom + 1 / seen)
    se = np.sqrt(total)
    return Pooled(beta, se, freedom, 2 * student.sf(np.abs(beta / se), freedom), share)


def cumulative_hazard(times: Any, happened: Any) -> np.ndarray:
    """Nelson–Aalen at every row's time."""
    time, event = np.asarray(times, float), np.asarray(happened, bool)
    order = np.unique(time[event])
    at_risk = len(time) - np.searchsorted(np.sort(time), order, "left")
    died = np.bincount(np.searchsorted(order, time[event]), minlength=len(order))
    grown = np.concatenate([[0.0], np.cumsum(died / at_risk)])
    return grown[np.searchsorted(order, time, "right")]


def completed(
    columns: Mapping[str, Sequence[Any]], always: np.ndarray, *, copies: int, seed: int = 1
) -> list[dict[str, list[Any]]]:
    """Copies of the columns with nothing missing; `always` are complete columns that help to predict."""
    random = np.random.default_rng(seed)
    return [_one_copy(columns, always, random) for _copy in range(copies)]


def _one_copy(
    columns: Mapping[str, Sequence[Any]], always: np.ndarray, random: np.random.Generator
) -> dict[str, Any]:
    filled = {n: list(c) for n, c in columns.items()}
    gaps = {n: np.array([v is None for v in c]) for n, c in columns.items()}
    for name, gap in gaps.items():
        known = [v for v in filled[name] if v is not None]
        for i in np.flatnonzero(gap):
            filled[name][i] = known[random.integers(len(known))]
    waiting = sorted((n for n in gaps if gaps[n].any()), key=lambda n: gaps[n].sum())
    for _round in range(ROUNDS if len(waiting) > 1 else 1):
        for name in waiting:
            rest = [_numbers(filled[n]) for n in columns if n != name]
            x = np.column_stack([np.ones(len(always)), always, *rest])
            chosen = _matched(x, _numbers(filled[name]), gaps[name], random)
            for i, donor in zip(np.flatnonzero(gaps[name]), chosen, strict=True):
                filled[name][i] = columns[name][donor]
    return filled


def _numbers(column: Sequence[Any]) -> np.ndarray:
    """A column as numbers: answers as one column of yes or no each, but the first."""
    if all(isinstance(v, int | float) for v in column):
        return np.asarray(column, float).reshape(-1, 1)
    answers = sorted({str(v) for v in column})
    return np.array([[float(str(v) == a) for a in answers[1:]] for v in column]).reshape(len(column), -1)


def _matched(x: np.ndarray, y: np.ndarray, gap: np.ndarray, random: np.random.Generator) -> list[int]:
    """For each gap the place of a donor: drawn coefficients for the gap, fitted ones for the donors."""
    known = np.flatnonzero(~gap)
    scale = np.maximum(np.abs(x).max(axis=0), 1e-12)
    x = x / scale
    inner = x[known].T @ x[known]
    inverse = np.linalg.inv(inner + 1e-6 * np.eye(len(inner)) * np.trace(inner) / len(inner))
    beta = inverse @ x[known].T @ y[known]
    freedom = max(len(known) - x.shape[1], 1)
    spread = ((y[known] - x[known] @ beta) ** 2).sum(axis=0) / random.chisquare(freedom)
    root = np.linalg.cholesky(inverse)
    drawn = beta + root @ random.standard_normal(beta.shape) * np.sqrt(spread)
    donors, asks = x[known] @ beta, x[gap] @ drawn
    count = min(DONORS, len(known))
    _far, near = cKDTree(donors).query(asks, k=count)
    near = np.asarray(near).reshape(len(asks), count)
    chosen = near[np.arange(len(asks)), random.integers(count, size=len(asks))]
    return [int(known[i]) for i in chosen]
