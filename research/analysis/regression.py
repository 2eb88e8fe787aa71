"""Linear, logistic and Poisson regression by iteratively reweighted least squares.

Variances: model-based, or robust where clusters or weights are given. Separation (an answer that tells the
outcome for certain) is found by linear programming and said: no number is printed that does not exist.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy.special import expit, xlogy
from scipy.stats import chi2, norm
from scipy.stats import t as student

from research.analysis.cox import CannotFit, sandwich

Family = Literal["linear", "logistic", "poisson"]
MOST_ROUNDS = 40
FAR = 10.0  # beyond this log odds separation is looked for
FAR_SIGHT = 30.0


@dataclass(frozen=True)
class Regression:
    """A fitted model; the first coefficient is the constant."""

    family: Family
    beta: np.ndarray
    variance: np.ndarray
    likelihood: float
    deviance: float
    n: int
    fitted: np.ndarray
    is_robust: bool = False
    scale: float = 1.0  # residual variance of a linear model

    @property
    def se(self) -> np.ndarray:
        return np.sqrt(np.diag(self.variance))

    @property
    def p(self) -> np.ndarray:
        """Wald's test of every coefficient: t for a linear model, normal for the others."""
        ratio = np.abs(self.beta / self.se)
        return 2 * (student.sf(ratio, self.n - len(self.beta)) if self.family == "linear" else norm.sf(ratio))

    def limits(self) -> tuple[np.ndarray, np.ndarray]:
        """95 % limits of every coefficient."""
        wide = student.ppf(0.975, self.n - len(self.beta)) if self.family == "linear" else norm.ppf(0.975)
        return self.beta - wide * self.se, self.beta + wide * self.se


def with_constant(x: Any) -> np.ndarray:
    """The design with a column of ones before it."""
    values = np.asarray(x, dtype=float)
    values = values.reshape(len(values), -1)
    return np.column_stack([np.ones(len(values)), values])


def fit(
    family: Family, y: Any, x: Any, *, weight: Any = None, offset: Any = None,
    cluster: Sequence[Any] | None = None,
) -> Regression:  # fmt: skip
    """Fit; `x` without the constant. A cluster per row gives the robust variance of single rows."""
    y, design = np.asarray(y, dtype=float), with_constant(x)
    n, k = design.shape
    weight = np.ones(n) if weight is None else np.asarray(weight, dtype=float)
    offset = np.zeros(n) if offset is None else np.asarray(offset, dtype=float)
    size = np.abs(design).max(axis=0)
    if n <= k or np.linalg.matrix_rank(design / np.where(size > 0, size, 1)) < k:
        raise CannotFit("collinear")
    beta, mu, bend = _reweighted(family, y, design, weight, offset)
    scale = float(weight @ (y - mu) ** 2 / (n - k)) if family == "linear" else 1.0
    inverse = np.linalg.inv(bend)
    if cluster is not None:
        variance = sandwich(design * (weight * (y - mu))[:, None], inverse, cluster)
    else:
        variance = inverse * scale
    likelihood, deviance = _fit_of(family, y, mu, weight)
    return Regression(family, beta, variance, likelihood, deviance, n, mu, cluster is not None, scale)


def _reweighted(family: Family, y: np.ndarray, x: np.ndarray, weight: np.ndarray, offset: np.ndarray) -> Any:
    beta = np.zeros(x.shape[1])
    if family == "poisson":
        beta[0] = np.log(max(float(weight @ y), 0.5) / float(weight @ np.exp(offset)))
    last = -np.inf
    for _round in range(MOST_ROUNDS):
        eta = np.clip(x @ beta + offset, -FAR_SIGHT, FAR_SIGHT) if family != "linear" else x @ beta + offset
        mu, spread = _mean(family, eta)
        bend = (x * (weight * spread)[:, None]).T @ x
        slope = x.T @ (weight * (y - mu))
        now = _fit_of(family, y, mu, weight)[0]
        if family == "logistic" and np.abs(x @ beta).max() > FAR and is_separated(y, x):
            raise CannotFit("separation")
        if abs(now - last) < 1e-10 * (abs(now) + 1):
            return beta, mu, bend
        if np.linalg.cond(bend / np.sqrt(np.outer(np.diag(bend), np.diag(bend)))) > 1e14:
            raise CannotFit("separation")
        beta, last = beta + np.linalg.solve(bend, slope), now
    raise CannotFit("separation" if family == "logistic" and is_separated(y, x) else "not_converged")


def _mean(family: Family, eta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    if family == "linear":
        return eta, np.ones_like(eta)
    mu = expit(eta) if family == "logistic" else np.exp(eta)
    return mu, mu * (1 - mu) if family == "logistic" else mu


def _fit_of(family: Family, y: np.ndarray, mu: np.ndarray, weight: np.ndarray) -> tuple[float, float]:
    """Log likelihood and deviance."""
    if family == "linear":
        square = float(weight @ (y - mu) ** 2)
        n = len(y)
        return (-n / 2 * (np.log(2 * np.pi * square / n) + 1) if square > 0 else np.inf), square
    if family == "logistic":
        value = float(weight @ (xlogy(y, mu) + xlogy(1 - y, 1 - mu)))
        return value, -2 * value
    from scipy.special import gammaln

    value = float(weight @ (xlogy(y, mu) - mu - gammaln(y + 1)))
    whole = float(weight @ (xlogy(y, y) - y - gammaln(y + 1)))
    return value, 2 * (whole - value)


def is_separated(y: np.ndarray, x: np.ndarray) -> bool:
    """Whether some combination of covariates tells the outcome for certain (Konis' linear programme)."""
    from scipy.optimize import linprog

    signed = x * np.where(y > 0, 1.0, -1.0)[:, None]
    signed = signed / np.maximum(np.abs(x).max(axis=0), 1e-12)
    found = linprog(-signed.sum(axis=0), A_ub=-signed, b_ub=np.zeros(len(y)), bounds=(-1, 1))
    return bool(found.status == 0 and -found.fun > 1e-7)


def goodness(y: Any, chance: Any, groups: int = 10) -> tuple[float, float]:
    """Hosmer and Lemeshow: χ² over groups of equal size by predicted chance, and its p."""
    y, chance = np.asarray(y, float), np.asarray(chance, float)
    cuts = np.quantile(chance, np.linspace(0, 1, groups + 1)[1:-1])
    which = np.searchsorted(cuts, chance, "left")
    n, seen = np.bincount(which, minlength=groups), np.bincount(which, y, groups)
    expected = np.bincount(which, chance, groups)
    kept = n > 0
    spread = expected[kept] * (1 - expected[kept] / n[kept])
    statistic = float((((seen - expected)[kept]) ** 2 / spread).sum())
    return statistic, float(chi2.sf(statistic, kept.sum() - 2))
