"""What a score is: points or a formula over named inputs, refused to be guessed where one is unknown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True)
class Result:
    """Value with its parts and category, or the inputs that are missing. `least` and `most` span the
    totals that are still possible when inputs are missing."""

    value: float | None
    category: str | None
    parts: Mapping[str, float]
    missing: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None


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
        return Result(result.value if not missing else None, result.category if not missing else None,
                      result.parts, missing, result.least, result.most)  # fmt: skip


def points(parts: Mapping[str, float | None], span: Mapping[str, tuple[float, float]]) -> Result:
    """Add points; a part that is None is unknown and widens the span of possible totals."""
    known = {n: p for n, p in parts.items() if p is not None}
    total = sum(known.values())
    open_ = [span.get(n, (0, 1)) for n, p in parts.items() if p is None]
    least, most = total + sum(lo for lo, _ in open_), total + sum(hi for _, hi in open_)
    return Result(total, None, known, least=least, most=most)


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
