"""What is missing, and what is missing together. Whether it is missing at random cannot be read from it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Pattern:
    """Variables that are missing together, and in how many rows exactly these are."""

    missing: tuple[str, ...]
    n: int


def missing_by(
    columns: Mapping[str, Sequence[Any]], group: Sequence[str | None]
) -> dict[str, dict[str, int]]:
    """For every variable, how many are missing in each group."""
    names = sorted({g for g in group if g is not None})
    return {
        variable: {
            g: sum(v is None and mine == g for v, mine in zip(column, group, strict=True)) for g in names
        }
        for variable, column in columns.items()
    }


def patterns(columns: Mapping[str, Sequence[Any]]) -> list[Pattern]:
    """Every pattern, the commonest first; whole rows are the empty pattern."""
    names = list(columns)
    rows = zip(*columns.values(), strict=True)
    counted = Counter(tuple(n for n, v in zip(names, row, strict=True) if v is None) for row in rows)
    return [Pattern(p, n) for p, n in sorted(counted.items(), key=lambda c: (-c[1], len(c[0]), c[0]))]
