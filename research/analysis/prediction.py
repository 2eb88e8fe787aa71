"""How good predicted chances are: discrimination, calibration, use; and how much of it is optimism."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import rankdata

from research.analysis import regression
from research.analysis.cox import CannotFit
from research.analysis.proportional import smooth

FAINT = 1e-6


@dataclass(frozen=True)
class Performance:
    """What is said of predicted chances against what happened."""

    auc: float
    brier: float
    in_the_large: float  # log odds by which the chances are too low
    slope: float  # below 1: too extreme
    average_error: float  # Eavg: mean distance from the smoothed calibration
    e90: float


@dataclass(frozen=True)
class Validated:
    """As fitted, and corrected for the optimism of judging a model on its own patients."""

    apparent: Performance
    corrected: dict[str, float]
    copies: int


def auc(y: Any, chance: Any) -> float:
    """The share of pairs in which who had the outcome had the higher chance; ties count half."""
    y, ranks = np.asarray(y, bool), rankdata(chance)
    yes, no = int(y.sum()), int((~y).sum())
    return float((ranks[y].sum() - yes * (yes + 1) / 2) / (yes * no)) if yes and no else float("nan")


def performance(y: Any, chance: Any) -> Performance:
    """Everything at once."""
    y, chance = np.asarray(y, float), np.clip(np.asarray(chance, float), FAINT, 1 - FAINT)
    logit = np.log(chance / (1 - chance))
    large = regression.fit("logistic", y, np.zeros((len(y), 0)), offset=logit).beta[0]
    slope = regression.fit("logistic", y, logit).beta[1]
    grid, seen = calibration(y, chance)
    error = np.abs(np.interp(chance, grid, seen) - chance)
    return Performance(auc(y, chance), float(np.mean((y - chance) ** 2)), float(large), float(slope),
                       float(error.mean()), float(np.quantile(error, 0.9)))  # fmt: skip


def calibration(y: Any, chance: Any, points: int = 40) -> tuple[np.ndarray, np.ndarray]:
    """Observed against predicted, smoothed, where predictions lie."""
    y, chance = np.asarray(y, float), np.asarray(chance, float)
    grid = np.unique(np.quantile(chance, np.linspace(0.005, 0.995, points)))
    if len(y) > 2000:  # the line through means of 2000 neighbours is the same to the eye
        order = np.array_split(np.argsort(chance), 2000)
        chance, y = (np.array([v[o].mean() for o in order]) for v in (chance, y))
    return grid, np.clip(smooth(chance, y, grid.tolist(), span=0.5), 0, 1)


def deciles(y: Any, chance: Any, groups: int = 10) -> list[tuple[int, float, float]]:
    """Rows, mean predicted and share observed, by groups of equal size."""
    y, chance = np.asarray(y, float), np.asarray(chance, float)
    parts = np.array_split(np.argsort(chance, kind="stable"), groups)
    return [(len(p), float(chance[p].mean()), float(y[p].mean())) for p in parts if len(p)]


def net_benefit(y: Any, chance: Any, thresholds: Sequence[float]) -> list[tuple[float, float, float]]:
    """Decision curve: at each threshold the net benefit of treating by the model, and of treating all."""
    y, chance = np.asarray(y, bool), np.asarray(chance, float)
    n, found = len(y), []
    for at in thresholds:
        odds = at / (1 - at)
        high = chance >= at
        found.append((at, float(((high & y).sum() - odds * (high & ~y).sum()) / n),
                      float(y.mean() - odds * (1 - y.mean()))))  # fmt: skip
    return found


def validated(
    y: Any,
    x: np.ndarray,
    *,
    copies: int = 200,
    seed: int = 1,
    told: Callable[[int], None] = lambda _done: None,
) -> Validated:
    """Harrell's bootstrap: the whole model again in each copy; what it loses on the original is optimism."""
    y = np.asarray(y, float)
    apparent = performance(y, regression.fit("logistic", y, x).fitted)
    random, lost = np.random.default_rng(seed), []
    design = regression.with_constant(x)
    for copy in range(copies):
        chosen = random.integers(len(y), size=len(y))
        told(copy)
        try:
            fitted = regression.fit("logistic", y[chosen], x[chosen])
        except CannotFit:
            continue  # an answer that is not in this copy
        chance = 1 / (1 + np.exp(-design @ fitted.beta))
        mine, theirs = _own(y[chosen], fitted.fitted), _quick(y, chance)
        lost.append([mine[i] - theirs[i] for i in range(3)])
    if len(lost) < copies / 2:
        raise CannotFit("separation")
    optimism = np.mean(lost, axis=0)
    whole = (apparent.auc, apparent.brier, apparent.slope)
    corrected = dict(
        zip(
            ("auc", "brier", "slope"),
            (float(w - o) for w, o in zip(whole, optimism, strict=True)),
            strict=True,
        )
    )
    return Validated(apparent, corrected, len(lost))


def _own(y: np.ndarray, chance: np.ndarray) -> tuple[float, float, float]:
    """The same of a model on the rows it was fitted to, where its slope is 1 by the way it is fitted."""
    return auc(y, chance), float(np.mean((y - chance) ** 2)), 1.0


def _quick(y: np.ndarray, chance: np.ndarray) -> tuple[float, float, float]:
    chance = np.clip(chance, FAINT, 1 - FAINT)
    slope = regression.fit("logistic", y, np.log(chance / (1 - chance))).beta[1]
    return auc(y, chance), float(np.mean((y - chance) ** 2)), float(slope)
