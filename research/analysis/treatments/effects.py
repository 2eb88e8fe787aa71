"""The average effect of a treatment: what the mean would be if everybody, and if nobody, had been treated.

Five estimators of the same two means. Each stacks the equations of its parts (chance of treatment, outcome in
either group, means) and takes the sandwich variance of the stack, so that it knows that the parts are
estimated. Robins, Rotnitzky, Zhao, J Am Stat Assoc 1994; Stefanski, Boos, Am Stat 2002. Agrees with Stata's
teffects.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy.special import expit
from scipy.stats import norm

from research.analysis import regression
from research.analysis.cox import CannotFit

Family = Literal["linear", "logistic"]
Link = Literal["logit", "probit"]
NO_OVERLAP = 1e-5  # a chance of treatment so near to 0 or 1 that the other group holds nobody like it
MOST_ROUNDS = 25


@dataclass(frozen=True)
class Estimator:
    """What sets it apart: weights of the outcome models, whether they know the covariates, correction.

    `weight` gives the weight of a row of a group and its slope, from the chance of being in that group.
    """

    weight: Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]
    is_adjusted: bool = True
    is_augmented: bool = False  # residuals over their chance are added to the mean: doubly robust


def _even(chance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return np.ones_like(chance), np.zeros_like(chance)


def _inverse(chance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return 1 / chance, -1 / chance**2


def _steep(chance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return (1 / chance) * (1 / chance - 1), 1 / chance**2 - 2 / chance**3


ESTIMATORS = {
    "aipw": Estimator(_even, is_augmented=True),
    "ra": Estimator(_even),
    "ipw": Estimator(_inverse, is_adjusted=False),
    "ipw_ra": Estimator(_inverse),
    "aipw_wls": Estimator(_steep, is_augmented=True),
}


@dataclass(frozen=True)
class Effect:
    """The mean if nobody, and if everybody, were treated; the difference with its standard error."""

    untreated: float
    treated: float
    se: float
    untreated_se: float

    @property
    def difference(self) -> float:
        return self.treated - self.untreated

    @property
    def p(self) -> float:
        return float(2 * norm.sf(abs(self.difference / self.se)))

    def limits(self) -> tuple[float, float]:
        """95 % limits of the difference."""
        wide = float(norm.ppf(0.975)) * self.se
        return self.difference - wide, self.difference + wide


@dataclass(frozen=True)
class _Chance:
    """The chance of treatment, its slopes, and what each row moves in its coefficients."""

    value: np.ndarray
    slopes: np.ndarray  # by row and coefficient
    influence: np.ndarray


def average(
    family: Family, y: Any, treated: Any, x: Any, *, chosen: Any = None, link: Link = "logit",
    cluster: Sequence[Any] | None = None,
) -> dict[str, Effect]:  # fmt: skip
    """Every estimator by its name. `x` explains the outcome, `chosen` the treatment (else the same columns).

    CannotFit `no_overlap` where somebody was certain to be treated, or not to be: there is nobody to compare
    with; `one_sided` where the outcome within a group is certain.
    """
    y, treated = np.asarray(y, dtype=float), np.asarray(treated, dtype=bool)
    outcome = regression.with_constant(_standard(x))
    choice = outcome if chosen is None else regression.with_constant(_standard(chosen))
    chance = _chance(treated, choice, link)
    of_whom = None if cluster is None else np.unique(cluster, return_inverse=True)[1]
    found = {}
    for name, estimator in ESTIMATORS.items():
        design = outcome if estimator.is_adjusted else outcome[:, :1]
        (low, moved_low), (high, moved_high) = (
            _mean(family, estimator, y, design, treated == is_treated, chance, 1 if is_treated else -1)
            for is_treated in (False, True)
        )
        found[name] = Effect(low, high, _se(moved_high - moved_low, of_whom), _se(moved_low, of_whom))
    return found


def _standard(x: Any) -> np.ndarray:
    """Columns on one scale: no effect depends on it, and matrices are inverted more exactly."""
    values = np.asarray(x, dtype=float)
    values = values.reshape(len(values), -1)
    spread = values.std(axis=0)
    return (values - values.mean(axis=0)) / np.where(spread > 0, spread, 1)


def _se(moved: np.ndarray, of_whom: np.ndarray | None) -> float:
    sums = moved if of_whom is None else np.bincount(of_whom, moved)
    return float(np.sqrt((sums**2).sum())) / len(moved)


def _chance(treated: np.ndarray, z: np.ndarray, link: Link) -> _Chance:
    """Logistic regression of treatment; Newton's steps from there where the link is another."""
    gamma = _or_say("no_overlap", "logistic", treated, z[:, 1:])
    for _round in range(MOST_ROUNDS):
        chance, slope, score, bend = _linked(link, z @ gamma, treated)
        information = (z * bend[:, None]).T @ z
        step = np.linalg.solve(information, z.T @ score)
        gamma = gamma + step
        if np.abs(step).max() < 1e-9:
            break
    else:
        raise CannotFit("not_converged")
    if min(chance.min(), 1 - chance.max()) < NO_OVERLAP:
        raise CannotFit("no_overlap")
    influence = len(z) * np.linalg.solve(information, (z * score[:, None]).T).T
    return _Chance(chance, z * slope[:, None], influence)


def _or_say(why: str, family: Family, y: np.ndarray, x: np.ndarray, weight: Any = None) -> np.ndarray:
    """The coefficients; or, where the columns tell the answer for certain, what that means here."""
    try:
        return regression.fit(family, y, x, weight=weight).beta
    except CannotFit as error:
        raise CannotFit(why if str(error) == "separation" else str(error)) from error


def _linked(link: Link, eta: np.ndarray, treated: np.ndarray) -> tuple[np.ndarray, ...]:
    """The chance, its slope, and the first and second derivative of the likelihood of each row."""
    if link == "logit":
        chance = expit(eta)
        return chance, chance * (1 - chance), treated - chance, chance * (1 - chance)
    sign = np.where(treated, 1.0, -1.0)
    score = sign * np.exp(norm.logpdf(eta) - norm.logcdf(sign * eta))
    return norm.cdf(eta), norm.pdf(eta), score, score * (score + eta)


def _mean(
    family: Family, estimator: Estimator, y: np.ndarray, x: np.ndarray, mine: np.ndarray, chance: _Chance,
    sign: int,
) -> tuple[float, np.ndarray]:  # fmt: skip
    """The mean if everybody were in one group, and how much each row moves it."""
    here = chance.value if sign > 0 else 1 - chance.value
    slopes = sign * chance.slopes
    weight, steeper = estimator.weight(here)
    beta = _or_say("one_sided", family, y[mine], x[mine, 1:], weight[mine])
    expected, spread = _expected(family, x @ beta)
    rest = np.where(mine, y - expected, 0.0)
    bend = (x * np.where(mine, weight * spread, 0.0)[:, None]).T @ x
    by_weight = slopes.T @ (x * (steeper * rest)[:, None]) / len(y)
    scores = x * (weight * rest)[:, None] + chance.influence @ by_weight
    moved_beta = len(y) * np.linalg.solve(bend, scores.T).T
    if not estimator.is_augmented:
        return float(expected.mean()), expected - expected.mean() + moved_beta @ (x.T @ spread) / len(y)
    value = expected + rest / here
    by_beta = x.T @ (spread * (1 - mine / here)) / len(y)
    by_chance = -slopes.T @ (rest / here**2) / len(y)
    return float(value.mean()), value - value.mean() + moved_beta @ by_beta + chance.influence @ by_chance


def _expected(family: Family, eta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    if family == "linear":
        return eta, np.ones_like(eta)
    chance = expit(eta)
    return chance, chance * (1 - chance)
