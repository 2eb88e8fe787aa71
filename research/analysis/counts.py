"""Negative binomial regression of counts, such as readmissions or days: they spread more than Poisson's law.

The variance is μ + α μ² (NB2). For a given α the coefficients are found by reweighted least squares; α is
where the likelihood of both is greatest. Cameron and Trivedi, Regression Analysis of Count Data, 2013, 3.3.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import gammaln, xlogy
from scipy.stats import chi2

from research.analysis import regression
from research.analysis.cox import CannotFit, sandwich

SPREAD = (-12.0, 4.0)  # log α: from Poisson's law to a spread that no count has
MOST_ROUNDS = 60
FLAT = 1e-11  # of the log likelihood, from one round to the next


@dataclass(frozen=True)
class NegativeBinomial:
    """A fitted model; the first coefficient is the constant."""

    beta: np.ndarray
    variance: np.ndarray
    dispersion: float  # α
    likelihood: float
    poisson_likelihood: float
    n: int
    is_robust: bool

    @property
    def se(self) -> np.ndarray:
        return np.sqrt(np.diag(self.variance))

    @property
    def overdispersion(self) -> tuple[float, float]:
        """The likelihood ratio against Poisson's law and its p: α lies at the edge, so half of χ²."""
        statistic = max(2 * (self.likelihood - self.poisson_likelihood), 0.0)
        return statistic, float(chi2.sf(statistic, 1) / 2)


def fit(y: Any, x: Any, *, offset: Any = None, cluster: Sequence[Any] | None = None) -> NegativeBinomial:
    """Fit; `x` without the constant. With the logarithm of a time as `offset` the coefficients are of rates.

    A cluster per row gives the robust variance of single rows.
    """
    y, design = np.asarray(y, dtype=float), regression.with_constant(x)
    offset = np.zeros(len(y)) if offset is None else np.asarray(offset, dtype=float)
    poisson = regression.fit("poisson", y, x, offset=offset)

    def given(log: float) -> Any:
        return _given(y, design, offset, float(np.exp(log)), poisson.beta)

    best = minimize_scalar(
        lambda log: -given(log)[2], bounds=SPREAD, method="bounded", options={"xatol": 1e-9}
    )
    alpha = float(np.exp(best.x))
    beta, mu, likelihood = given(best.x)
    inverse = np.linalg.inv((design * (mu / (1 + alpha * mu))[:, None]).T @ design)
    if cluster is not None:
        inverse = sandwich(design * ((y - mu) / (1 + alpha * mu))[:, None], inverse, cluster)
    return NegativeBinomial(beta, inverse, alpha, likelihood, poisson.likelihood, len(y), cluster is not None)


def _given(y: np.ndarray, x: np.ndarray, offset: np.ndarray, alpha: float, beta: np.ndarray) -> Any:
    """Coefficients, means and log likelihood where α is known."""
    last = -np.inf
    for _round in range(MOST_ROUNDS):
        mu = _means(x, beta, offset)
        now = _likelihood(y, mu, alpha)
        slope = x.T @ ((y - mu) / (1 + alpha * mu))
        if abs(now - last) < FLAT * (abs(now) + 1):
            # flat long before the coefficients stand still: the curvature here gives the rest of their way
            weight = mu * (1 + alpha * y) / (1 + alpha * mu) ** 2
            beta = beta + np.linalg.solve((x * weight[:, None]).T @ x, slope)
            mu = _means(x, beta, offset)
            return beta, mu, _likelihood(y, mu, alpha)
        weight = mu / (1 + alpha * mu)
        beta, last = beta + np.linalg.solve((x * weight[:, None]).T @ x, slope), now
    raise CannotFit("not_converged")


def _means(x: np.ndarray, beta: np.ndarray, offset: np.ndarray) -> np.ndarray:
    return np.exp(np.clip(x @ beta + offset, -regression.FAR_SIGHT, regression.FAR_SIGHT))


def _likelihood(y: np.ndarray, mu: np.ndarray, alpha: float) -> float:
    size = 1 / alpha
    of_law = gammaln(y + size) - gammaln(size) - gammaln(y + 1)
    return float((of_law - size * np.log1p(alpha * mu) + xlogy(y, alpha * mu / (1 + alpha * mu))).sum())
