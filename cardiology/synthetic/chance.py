"""Drawing values: one `Chance` per patient, so that no patient depends on how many others there are."""

import random
from collections.abc import Mapping, Sequence
from math import exp, log
from typing import Any, TypeVar

T = TypeVar("T")


class Chance(random.Random):
    """A source of chance with the words that clinical distributions are described in."""

    def yes(self, probability: float) -> bool:
        """Whether something of this probability happens."""
        return self.random() < probability

    def about(self, mean: float, sd: float, low: float, high: float, decimals: int = 0) -> float:
        """A normally distributed value, kept within what is plausible."""
        return _rounded(min(max(self.gauss(mean, sd), low), high), decimals)

    def skewed(self, median: float, spread: float, low: float, high: float, decimals: int = 0) -> float:
        """A log-normally distributed value (`spread` is the standard deviation of its logarithm)."""
        return _rounded(min(max(exp(self.gauss(log(median), spread)), low), high), decimals)

    def pick(self, weights: Mapping[T, float]) -> T:
        """One of several by weight."""
        return self.choices(list(weights), list(weights.values()))[0]

    def one(self, of: Sequence[T]) -> T:
        """One of several, each equally likely."""
        return of[int(self.random() * len(of))]

    def answer(self, yes: bool, unknown: float = 0.01) -> str:
        """A yes/no answer as recorded: now and then nobody knew."""
        if self.yes(unknown):
            return "unknown"
        return "yes" if yes else "no"


def of_patient(seed: int, index: int) -> Chance:
    """The chance of one patient: text seeds are hashed the same way on every machine."""
    return Chance(f"department {seed}, patient {index}")


def leave_gaps(chance: Chance, values: dict[str, Any], rates: Mapping[str, tuple[float, str]]) -> None:
    """Take out some values, each with its reason ("" is an untouched field, which has none)."""
    reasons = {}
    for name, (rate, reason) in rates.items():
        if chance.yes(rate):
            values[name] = None
            if reason:
                reasons[name] = reason
    if reasons:
        values["missing"] = reasons


def _rounded(value: float, decimals: int) -> float:
    return round(value, decimals) if decimals else int(round(value))
