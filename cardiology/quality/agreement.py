"""How far two judges, or two readers of one record, agree: the share, and what is beyond chance. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Agreement:
    """n pairs, the share that agreed, Cohen's kappa; kappa is None where chance alone explains everything."""

    n: int
    observed: float | None
    kappa: float | None


def agreement(pairs: Sequence[tuple[str, str]]) -> Agreement:
    """Unweighted kappa: (observed − expected) / (1 − expected). Cohen J. Educ Psychol Meas 1960;20:37-46."""
    n = len(pairs)
    if not n:
        return Agreement(0, None, None)
    observed = sum(a == b for a, b in pairs) / n
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    expected = sum(first[c] * second[c] for c in first) / n**2
    kappa = None if expected == 1 else (observed - expected) / (1 - expected)
    return Agreement(n, observed, kappa)


NUMBER = 0.01  # of the greater value: what two readers of one paper may differ in by rounding
MINUTES = 1.0


def is_same(kind: str, first: str, second: str) -> bool:
    """Whether two readers wrote the same: numbers to 1 %, instants to a minute, all else exactly."""
    if not first or not second:
        return first == second
    if kind == "number":
        a, b = float(first), float(second)
        return abs(a - b) <= NUMBER * max(abs(a), abs(b))
    if kind == "moment":
        apart = datetime.fromisoformat(first) - datetime.fromisoformat(second)
        return abs(apart.total_seconds()) <= MINUTES * 60
    return first.casefold().split() == second.casefold().split()
