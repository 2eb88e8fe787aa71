"""Table 1: who they are, by group, with what is missing said beside every variable."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import mean, quantiles, stdev
from typing import Any, Literal

from research.analysis import compare

MANY_ANSWERS = 12  # rarer answers of a text variable are counted together
OTHER = "…"

Kind = Literal["number", "category"]


@dataclass(frozen=True)
class Variable:
    """A column of the table: its name and what its values are."""

    name: str
    kind: Kind


@dataclass(frozen=True)
class Cell:
    """One variable in one group. Numbers have mean and quartiles, categories have counts per answer."""

    n: int
    missing: int
    mean: float | None = None
    sd: float | None = None
    median: float | None = None
    lower: float | None = None
    upper: float | None = None
    counts: tuple[int, ...] = ()


@dataclass(frozen=True)
class Line:
    """One variable: a cell per group (all together first), the standardised difference, the tests."""

    name: str
    kind: Kind
    answers: tuple[str, ...]
    cells: tuple[Cell, ...]
    smd: float | None
    tests: tuple[compare.Test, ...]


@dataclass(frozen=True)
class TableOne:
    """All variables; `groups` and `sizes` start with everybody."""

    groups: tuple[str, ...]
    sizes: tuple[int, ...]
    lines: tuple[Line, ...]


def table_one(
    variables: Sequence[Variable],
    columns: Mapping[str, Sequence[Any]],
    *,
    n: int,
    group: Sequence[str | None] | None = None,
) -> TableOne:
    """Describe every variable in all rows and in each group. Rows without a group count in the first column only."""
    names = sorted({g for g in group or () if g is not None})
    members = [[i for i, g in enumerate(group or ()) if g == name] for name in names]
    everybody = list(range(n))
    lines = tuple(_line(v, columns[v.name], [everybody, *members]) for v in variables)
    return TableOne(("", *names), (n, *map(len, members)), lines)


def _line(variable: Variable, column: Sequence[Any], members: list[list[int]]) -> Line:
    split = [[column[i] for i in rows] for rows in members]
    known = [[v for v in values if v is not None] for values in split]
    if variable.kind == "number":
        return _numbers(variable, split, [[float(v) for v in values] for values in known])
    return _categories(variable, split, [[str(v) for v in values] for values in known])


def _numbers(variable: Variable, split: list[list[Any]], known: list[list[float]]) -> Line:
    cells = tuple(
        _number_cell(values, len(all_) - len(values)) for all_, values in zip(split, known, strict=True)
    )
    groups = known[1:]
    tests = (compare.means(groups), compare.ranks(groups)) if len(groups) > 1 else ()
    smd = compare.difference_of_means(groups) if len(groups) > 1 else None
    return Line(variable.name, "number", (), cells, smd, tests)


def _number_cell(values: list[float], missing: int) -> Cell:
    if not values:
        return Cell(0, missing)
    lower, median, upper = quantiles(values, n=4, method="inclusive") if len(values) > 1 else values * 3
    sd = stdev(values) if len(values) > 1 else None
    return Cell(len(values), missing, mean(values), sd, median, lower, upper)


def _categories(variable: Variable, split: list[list[Any]], known: list[list[str]]) -> Line:
    answers = [a for a, _n in Counter(known[0]).most_common(MANY_ANSWERS)]
    answers = sorted(answers)
    rest = set(known[0]) - set(answers)
    if rest:
        answers.append(OTHER)
    cells, table = [], []
    for all_, values in zip(split, known, strict=True):
        counted = Counter(OTHER if v in rest else v for v in values)
        counts = tuple(counted[a] for a in answers)
        table.append(counts)
        cells.append(Cell(len(values), len(all_) - len(values), counts=counts))
    groups = table[1:]
    tests = (compare.shares(groups),) if len(groups) > 1 else ()
    smd = compare.difference_of_shares(groups) if len(groups) > 1 else None
    return Line(variable.name, "category", tuple(answers), tuple(cells), smd, tests)
