"""What a score is: points or a formula over named inputs, refused to be guessed where one is unknown."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, ClassVar

from cardiology.provenance import NEXT_REVIEW, REVIEWED, Tag


@dataclass(frozen=True)
class Result:
    """Value with its parts and category, or the inputs that are missing. `least` and `most` span the
    totals that are still possible when inputs are missing. `risk` is the share (0 to 1) of patients who
    had the outcome of the score in its source; None where the source gives none. `band` is that share where
    the source prints a range, `further` the shares of other outcomes, `also` a second way to class it."""

    value: float | None
    category: str | None
    parts: Mapping[str, float]
    missing: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    risk: float | None = None
    band: str = ""
    further: Mapping[str, float] = field(default_factory=dict)
    also: str | None = None


@dataclass(frozen=True)
class Input:
    """One input: its name, `yes_no`, `number`, a set of words, a `day`, or a `series` of numbers by day;
    unit, and what is possible. What is not `required` is asked for, and nothing is incomplete without it."""

    name: str
    kind: str = "yes_no"
    unit: str = ""
    possible: tuple[float, float] | None = None
    words: tuple[str, ...] = ()
    required: bool = True

    def fits(self, value: Any) -> bool:
        """Whether a recorded value is one that the score accepts; unknown always is."""
        if value is None or self.kind == "yes_no":
            return True
        if self.words:
            return value in self.words
        low, high = self.possible or (value, value)
        return bool(low <= value <= high)


@dataclass(frozen=True)
class Score:
    """A declared score with its source. `meaning` says in words what its value tells, the only description
    that its function has; `tag` how sure its numbers are, `caution` what has to be compared with the
    document before it stands, `applies` for whom it is. `settles` marks a classification that one decisive
    sign settles, whatever else is unknown."""

    do_not_call_in_templates: ClassVar[bool] = True

    id: str
    title: Any
    meaning: Any
    version: str
    source: Any
    inputs: tuple[Input, ...]
    compute: Callable[[Mapping[str, Any]], Result] = field(repr=False)
    unit: str = ""  # of the value
    outcome: Any = ""  # what `risk` is the risk of
    tag: Tag = Tag.SEEN
    caution: Any = ""
    applies: Any = ""
    settles: bool = False
    reviewed: date = REVIEWED
    next_review: date = NEXT_REVIEW

    @property
    def confirmed(self) -> bool:
        """Whether it stands without a head's confirmation."""
        return self.tag is Tag.SEEN and not self.caution

    def __call__(self, given: Mapping[str, Any]) -> Result:
        """Compute from named inputs; ValueError names an input that is not one or cannot be."""
        known = {i.name: i for i in self.inputs}
        strange = sorted(set(given) - set(known))
        if strange:
            raise ValueError(f"Not known: {', '.join(strange)}. Expected: {', '.join(known)}.")
        for name, value in given.items():
            _check(known[name], value)
        missing = tuple(n for n, asked in known.items() if asked.required and given.get(n) is None)
        result = self.compute(given)
        if not missing or (self.settles and result.value is not None):
            return result
        return replace(result, value=None, category=None, risk=None, band="", further={}, also=None,
                       missing=missing)  # fmt: skip


def possible(score: Score, known: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs of a score from what is recorded: of children and outliers, what the score does not accept
    is as good as unknown."""
    return {i.name: value for i in score.inputs if i.fits(value := known.get(i.name))}


def points(parts: Mapping[str, float | None], span: Mapping[str, tuple[float, float]]) -> Result:
    """Add points; a part that is None is unknown and widens the span of possible totals."""
    known = {n: p for n, p in parts.items() if p is not None}
    total = sum(known.values())
    open_ = [span.get(n, (0, 1)) for n, p in parts.items() if p is None]
    least, most = total + sum(lo for lo, _ in open_), total + sum(hi for _, hi in open_)
    return Result(total, None, known, least=least, most=most)


def one_of(possible: Sequence[tuple[float, str]]) -> Result:
    """A classification: the class that is left, or the span of those that are still possible."""
    codes = [code for code, _word in possible]
    if len(set(codes)) == 1:
        return Result(codes[0], possible[0][1], {})
    return Result(None, None, {}, least=min(codes), most=max(codes))


def answers(answer: bool | None) -> tuple[bool, ...]:
    """What an answer can turn out to be: itself, or both where it is unknown."""
    return (False, True) if answer is None else (answer,)


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


def between(value: float | None, entries: Sequence[tuple[float, float]]) -> float | None:
    """The entry of a printed table, on the line between two of them; None outside the table."""
    if value is None:
        return None
    for (low, first), (high, second) in zip(entries, entries[1:], strict=False):
        if low <= value <= high:
            return first + (second - first) * (value - low) / (high - low)
    return None


def clamp(value: float, low: float, high: float) -> float:
    """The value, moved to the nearer limit where it lies outside."""
    return max(low, min(high, value))


def logistic(linear: float) -> float:
    """The probability of a linear predictor."""
    return 1 / (1 + math.exp(-linear))


def by_day(series: Any, expected: Input) -> list[tuple[float, float]]:
    """(day, value) of a series in order; its keys are days, counted or written as 2026-11-09. ValueError says
    which entry cannot be."""
    if not isinstance(series, Mapping):
        raise ValueError(f"{expected.name}: expected values by day, found {series!r}.")
    for value in series.values():
        _check(replace(expected, kind="number"), value)
    return sorted((day_of(expected.name, key), value) for key, value in series.items() if value is not None)


def day_of(name: str, written: Any) -> float:
    """A day that is counted, or written as 2026-11-09; ValueError for neither."""
    try:
        return float(date.fromisoformat(written).toordinal())
    except (TypeError, ValueError):
        pass
    try:
        counted = float(written)
    except (TypeError, ValueError):
        counted = math.nan
    if not math.isfinite(counted):
        raise ValueError(f"{name}: {written!r} is not a day.")
    return counted


def _check(expected: Input, value: Any) -> None:
    if value is None:
        return
    if expected.kind == "series":
        by_day(value, expected)
    if expected.kind == "day":
        day_of(expected.name, value)
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
