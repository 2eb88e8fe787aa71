"""How far two judges agree beyond chance. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


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
