"""From cohort rows to the columns that the analyses take: what kind each is, which can form groups."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from research.analysis.table_one import Kind, Variable

MOST_GROUPS = 6


def columns_of(names: Sequence[str], rows: Sequence[Any]) -> dict[str, list[Any]]:
    """The value of every variable of every row, column by column; yes and no as words, times left out."""
    return {name: [_plain(row.values.get(name)) for row in rows] for name in names}


def variables_of(columns: Mapping[str, Sequence[Any]]) -> list[Variable]:
    """What each column is, by what stands in it. Times have no place in this table."""
    found = []
    for name, column in columns.items():
        kind = _kind(column)
        if kind:
            found.append(Variable(name, kind))
    return found


def can_group(column: Sequence[Any]) -> bool:
    """Whether a column has few enough different values to compare groups by it."""
    values = {v for v in column if v is not None}
    return 1 < len(values) <= MOST_GROUPS and all(isinstance(v, str) for v in values)


def split_at(column: Sequence[Any], limit: float) -> list[str | None]:
    """Two groups of a number: below a limit, and at or above it."""
    low, high = f"< {limit:g}", f"≥ {limit:g}"
    return [None if v is None else low if float(v) < limit else high for v in column]


def _kind(column: Sequence[Any]) -> Kind | None:
    known = [v for v in column if v is not None]
    if any(isinstance(v, date | datetime) for v in known):
        return None
    return "number" if known and all(isinstance(v, int | float) for v in known) else "category"


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or isinstance(value, str | int | float | date):
        return value
    return float(value)
