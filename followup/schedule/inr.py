"""When the next INR is due on warfarin: steered by the results that are there, not by a fixed calendar.

Twice a week until two results in a row are in range, then weekly, then at most every 28 days, at most every
84 where the range has held for long. Source: the department's programme, rule R41. How long a range has to
hold before the interval grows is a house value.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

Result = tuple[date, float]

SETTLED = 2  # results in a row in range
STEADY, VERY_STEADY = 28, 84  # days in range without a break, house values


@dataclass(frozen=True)
class Range:
    """Lowest and highest INR that is wanted, both included."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


USUAL, HIGH = Range(2.0, 3.0), Range(2.5, 3.5)
BOTH = Range(HIGH.low, USUAL.high)  # what is right whichever of the two is meant


def range_for(valve: str | None, *, at_risk: bool) -> Range:
    """The wanted INR: of a mechanical valve by its place (“aortic”, “other”, “unplaced”), else the usual one.

    An aortic valve beside atrial fibrillation or a weak ventricle is held higher. Where the
    place is not known, only what both ranges allow counts as in range. Source: ACC/AHA 2017.
    """
    if valve is None or (valve == "aortic" and not at_risk):
        return USUAL
    return BOTH if valve == "unplaced" and not at_risk else HIGH


def next_days(start: date, results: Sequence[Result], wanted: Range) -> tuple[date, date]:
    """First and last day of the next INR; `results` since the start, by day. Without any: day 3 to 4."""
    told = sorted(results)
    if not told:
        return _from(start, 3, 4)
    last = told[-1][0]
    good = [wanted.holds(value) for _on, value in told]
    if not any(a and b for a, b in zip(good, good[1:], strict=False)):
        return _from(last, 3, 4)
    if not good[-1]:
        return _from(last, 3, 7)  # settled before, out of range now: within the week
    broken = max((n for n, ok in enumerate(good) if not ok), default=-1)
    held = (last - told[broken + 1][0]).days
    if len(good) - broken - 1 < SETTLED or held < STEADY:
        return _from(last, 5, 7)
    return _from(last, 70, 84) if held >= VERY_STEADY else _from(last, 21, 28)


def _from(on: date, first: int, last: int) -> tuple[date, date]:
    return on + timedelta(days=first), on + timedelta(days=last)
