"""What a score is: points or a formula over named inputs, refused to be guessed where one is unknown."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar


@dataclass(frozen=True)
class Result:
    """Value with its parts and category, or the inputs that are missing. `least` and `most` span the
    totals that are still possible when inputs are missing. `risk` is the share (0 to 1) of patients who
    had the outcome of the score in its source; None where the source gives none."""

    value: float | None
    category: str | None
    parts: Mapping[str, float]
    missing: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    risk: float | None = None


@dataclass(frozen=True)
class Input:
    """One input: its name, `yes_no`, `number` or a set of words, unit, and what is possible."""

    name: str
    kind: str = "yes_no"
    unit: str = ""
    possible: tuple[float, float] | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Score:
    """A declared score with its source."""

    do_not_call_in_templates: ClassVar[bool] = True

    id: str
    title: Any
    version: str
    source: str
    inputs: tuple[Input, ...]
    compute: Callable[[Mapping[str, Any]], Result] = field(repr=False)
    outcome: Any = ""  # what `risk` is the risk of
    confirmed: bool = True  # False while the department has not compared it with the cited document

    def __call__(self, given: Mapping[str, Any]) -> Result:
        """Compute from named inputs; ValueError names an input that is not one or cannot be."""
        known = {i.name: i for i in self.inputs}
        strange = sorted(set(given) - set(known))
        if strange:
            raise ValueError(f"Not known: {', '.join(strange)}. Expected: {', '.join(known)}.")
        for name, value in given.items():
            _check(known[name], value)
        missing = tuple(n for n in known if given.get(n) is None)
        result = self.compute(given)
        if missing:
            return replace(result, value=None, category=None, risk=None, missing=missing)
        return result


def points(parts: Mapping[str, float | None], span: Mapping[str, tuple[float, float]]) -> Result:
    """Add points; a part that is None is unknown and widens the span of possible totals."""
    known = {n: p for n, p in parts.items() if p is not None}
    total = sum(known.values())
    open_ = [span.get(n, (0, 1)) for n, p in parts.items() if p is None]
    least, most = total + sum(lo for lo, _ in open_), total + sum(hi for _, hi in open_)
    return Result(total, None, known, least=least, most=most)


Steps = tuple[tuple[float, float], ...]  # (upper limit, points): points below the limit, half-open
ABOVE = float("inf")


def step(value: float | None, steps: Steps) -> float | None:
    """Points of the first step whose upper limit lies above the value; None for an unknown value."""
    return None if value is None else next(p for limit, p in steps if value < limit)


def span(**tables: Steps) -> dict[str, tuple[float, float]]:
    """The least and most points that each table can give, for totals with unknown parts."""
    return {n: (min(p for _, p in steps), max(p for _, p in steps)) for n, steps in tables.items()}


def weigh(answer: bool | None, weight: float) -> float | None:
    """The weight for yes, 0 for no, None for unknown."""
    return None if answer is None else weight * answer


def level(total: float | None, *levels: tuple[float, str]) -> str:
    """The word of the highest level whose lower limit is reached; the first level has no lower limit."""
    return [word for limit, word in levels if (total or 0) >= limit][-1]


def clamp(value: float, low: float, high: float) -> float:
    """The value, moved to the nearer limit where it lies outside."""
    return max(low, min(high, value))


def logistic(linear: float) -> float:
    """The probability of a linear predictor."""
    return 1 / (1 + math.exp(-linear))


def _check(expected: Input, value: Any) -> None:
    if value is None:
        return
    if expected.kind == "yes_no" and not isinstance(value, bool):
        raise ValueError(f"{expected.name}: expected true, false or null, found {value!r}.")
    if expected.kind == "number":
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError(f"{expected.name}: expected a number in {expected.unit}, found {value!r}.")
        low, high = expected.possible or (value, value)
        if not low <= value <= high:
            raise ValueError(f"{expected.name}: {value} is not possible; expected {low} to {high}.")
    if expected.words and value not in expected.words:
        raise ValueError(f"{expected.name}: expected one of {', '.join(expected.words)}, found {value!r}.")
