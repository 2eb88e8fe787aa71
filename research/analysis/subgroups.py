"""Whether an effect differs between subgroups: one Cox model with product terms, never split samples."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import chi2, norm

from research.analysis import cox


@dataclass(frozen=True)
class Effect:
    """The log hazard ratio of the exposure within one subgroup."""

    answer: str
    n: int
    events: int
    beta: float
    se: float

    def limits(self) -> tuple[float, float]:
        wide = float(norm.ppf(0.975)) * self.se
        return self.beta - wide, self.beta + wide


@dataclass(frozen=True)
class Interaction:
    """The effects of one subgroup variable, with Wald's test that they are the same."""

    effects: tuple[Effect, ...]
    statistic: float
    freedom: int
    p: float
    fitted: cox.Cox


def interaction(
    times: Any, happened: Any, exposed: Any, answers: Sequence[str], adjust: Any = None,
    cluster: Sequence[Any] | None = None,
) -> Interaction:  # fmt: skip
    """Exposure, subgroup, their products, and what is adjusted for, in one model."""
    group, exposure, event = (
        np.asarray(answers, dtype=str),
        np.asarray(exposed, float),
        np.asarray(happened, bool),
    )
    names = sorted(set(group))
    if len(names) < 2:
        raise cox.CannotFit("constant")
    dummies = [(group == n).astype(float) for n in names[1:]]
    more = [] if adjust is None else list(np.asarray(adjust, float).reshape(len(group), -1).T)
    x = np.column_stack([exposure, *dummies, *(exposure * d for d in dummies), *more])
    fitted = cox.fit(cox.rows_of(times, event, x), cluster=cluster)
    variance = fitted.variance if fitted.robust is None else fitted.robust
    k, first = len(dummies), 1 + len(dummies)
    effects = []
    for i, name in enumerate(names):
        contrast = np.zeros(len(fitted.beta))
        contrast[0] = 1
        if i:
            contrast[first + i - 1] = 1
        mine = group == name
        effects.append(Effect(name, int(mine.sum()), int(event[mine].sum()), float(contrast @ fitted.beta),
                              float(np.sqrt(contrast @ variance @ contrast))))  # fmt: skip
    products = slice(first, first + k)
    rest = fitted.beta[products]
    statistic = float(rest @ np.linalg.solve(variance[products, products], rest))
    return Interaction(tuple(effects), statistic, k, float(chi2.sf(statistic, k)), fitted)
