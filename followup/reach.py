"""When a patient picks up: learned from past attempts, shown in words, never hidden in a number."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from followup.definitions import Attempt
from followup.requeue import BANDS, band

ENOUGH = 2  # answers in one part of the day before it is called the best


@dataclass(frozen=True)
class Reach:
    """How often somebody answered, and the part of the day in which most attempts succeed."""

    answered: int
    tried: int
    best: tuple[int, int] | None  # first and last hour


def reach(attempts: Iterable[Attempt]) -> Reach:
    """Answers among attempts; the best part of the day has two answers or more, and the best share."""
    tried, answered = Counter[int](), Counter[int]()
    for attempt in attempts:
        part = band(attempt.at.hour)
        tried[part] += 1
        answered[part] += attempt.answered
    usable = [part for part, n in answered.items() if n >= ENOUGH]
    best = max(usable, key=lambda p: (answered[p] / tried[p], answered[p]), default=None)
    return Reach(answered.total(), tried.total(), None if best is None else BANDS[best])
