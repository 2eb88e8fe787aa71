"""Comparing groups: the test that was used, its p, and the standardised difference.

Two groups: Welch's t, Mann–Whitney, chi-squared after Yates, Fisher where a cell is expected below 5.
More groups: one-way analysis of variance, Kruskal–Wallis, chi-squared without correction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

SMALL_CELL = 5
Columns = Sequence[Sequence[float]]


@dataclass(frozen=True)
class Test:
    """A test by name with its statistic and p; p is None where the test cannot be made."""

    name: str
    statistic: float | None = None
    p: float | None = None

    __test__ = False  # a word of statistics, not of the test runner


def means(groups: Columns) -> Test:
    """Whether means differ."""
    from scipy import stats

    name = "welch" if len(groups) == 2 else "anova"
    spread = [len(g) > 1 and np.var(g) > 0 for g in groups]
    if len(groups) < 2 or not all(spread):
        return Test(name)
    found = stats.ttest_ind(*groups, equal_var=False) if name == "welch" else stats.f_oneway(*groups)
    return Test(name, float(found.statistic), float(found.pvalue))


def ranks(groups: Columns) -> Test:
    """Whether distributions are shifted; Mann–Whitney with the continuity correction, as R does it."""
    from scipy import stats

    name = "mann_whitney" if len(groups) == 2 else "kruskal"
    every = [v for g in groups for v in g]
    if len(groups) < 2 or not all(groups) or len(set(every)) < 2:
        return Test(name)
    if name == "kruskal":
        found = stats.kruskal(*groups)
    else:
        found = stats.mannwhitneyu(*groups, use_continuity=True, method="asymptotic")
    return Test(name, float(found.statistic), float(found.pvalue))


def shares(table: Sequence[Sequence[int]]) -> Test:
    """Whether shares differ; `table` has one row per group and one column per answer."""
    from scipy import stats

    counts = np.asarray(table, dtype=float)
    counts = counts[:, counts.sum(axis=0) > 0] if counts.size else counts
    if counts.ndim < 2 or min(counts.shape) < 2 or (counts.sum(axis=1) == 0).any():
        return Test("chi_squared")
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    if counts.shape == (2, 2) and expected.min() < SMALL_CELL:
        found = stats.fisher_exact(counts)
        return Test("fisher", None, float(found.pvalue))
    two_by_two = counts.shape == (2, 2)
    statistic, p, _freedom, _expected = stats.chi2_contingency(counts, correction=two_by_two)
    return Test("chi_squared_yates" if two_by_two else "chi_squared", float(statistic), float(p))


def difference_of_means(groups: Columns) -> float | None:
    """Standardised mean difference, second group minus first; the largest absolute one of many groups."""
    found = [d for a, b in _pairs(groups) if (d := _means_apart(a, b)) is not None]
    if len(groups) == 2:
        return found[0] if found else None
    return max(map(abs, found), default=None)


def difference_of_shares(table: Sequence[Sequence[int]]) -> float | None:
    """Standardised difference of shares; of several answers the distance of Yang and Dalton. Unsigned."""
    found = [d for a, b in _pairs(table) if (d := _shares_apart(a, b)) is not None]
    return max(found, default=None)


def _pairs(groups: Sequence[Sequence[float]]) -> list[tuple[Sequence[float], Sequence[float]]]:
    return [(groups[i], groups[j]) for i in range(len(groups)) for j in range(i + 1, len(groups))]


def _means_apart(a: Sequence[float], b: Sequence[float]) -> float | None:
    if len(a) < 2 or len(b) < 2:
        return None
    pooled = sqrt((np.var(a, ddof=1) + np.var(b, ddof=1)) / 2)
    return float((np.mean(b) - np.mean(a)) / pooled) if pooled else None


def _shares_apart(a: Sequence[float], b: Sequence[float]) -> float | None:
    if not sum(a) or not sum(b):
        return None
    p, q = np.asarray(a[1:]) / sum(a), np.asarray(b[1:]) / sum(b)
    spread = (np.diag(p) - np.outer(p, p) + np.diag(q) - np.outer(q, q)) / 2
    squared = float((q - p) @ np.linalg.pinv(spread) @ (q - p)) if len(p) else 0.0
    return sqrt(squared) if squared > 0 or np.allclose(p, q) else None
