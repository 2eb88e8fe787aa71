"""A grid as a table for its page: heads, rows, cells, and what is to be put right or confirmed."""

from dataclasses import dataclass
from typing import Any

from cardiology.intake.grids.fill import Cell, Filled
from cardiology.wording import clock, day, unit

TYPED = 600  # cells up to which every cell can be typed into; a larger block shows only what needs a hand
LISTED = 100


@dataclass(frozen=True)
class Head:
    """A column: its number, its text, the day and time it is read as, what is wrong."""

    c: int
    text: str
    day: str
    clock: str
    problem: str


@dataclass(frozen=True)
class Row:
    """A row: its number, the name that finds it again, label, unit, problem, the unit of its head, cells."""

    r: int
    name: str
    label: Any
    unit: str
    problem: Any
    written_unit: str
    cells: list[tuple[int, Cell | None]]
    is_open: bool  # its name can be typed

    @property
    def head(self) -> str:
        """Name and unit as a head that is read again."""
        return f"{self.name} ({self.written_unit})" if self.written_unit else self.name


@dataclass(frozen=True)
class Matter:
    """Something that needs a hand: where, what is said of it."""

    target: str
    where: str
    text: str
    place: str = ""


@dataclass(frozen=True)
class Table:
    """The whole page: `is_typed` tells whether every cell is a control."""

    heads: list[Head]
    rows: list[Row]
    is_typed: bool
    problems: list[Matter]
    doubts: list[Matter]
    more_problems: int
    more_doubts: int
    count: int
    known: int
    is_wrong: bool


def table(filled: Filled, *, checked: bool) -> Table:
    """The grid for its page; problems are listed once it was checked, not while it is still empty."""
    problems, doubts = (_problems(filled), _doubts(filled)) if checked else ([], [])
    return Table(
        [_head(filled, c) for c in range(len(filled.block.times))],
        [_row(filled, r) for r in range(len(filled.block.lines))],
        len(filled.block) <= TYPED,
        problems[:LISTED], doubts[:LISTED], max(0, len(problems) - LISTED), max(0, len(doubts) - LISTED),
        filled.count(), sum(cell.is_known for cell in filled.cells.values()), filled.is_wrong,
    )  # fmt: skip


def _head(filled: Filled, c: int) -> Head:
    at = filled.times[c]
    return Head(c, filled.block.times[c], day(at), clock(at), filled.heads.get(c, ""))


def _row(filled: Filled, r: int) -> Row:
    subject, line = filled.subjects[r], filled.block.lines[r]
    name = subject.key if subject.variable or subject.test else line.name
    is_open = not (subject.variable or subject.test) or bool(subject.problem)
    cells = [
        (c, filled.cells.get((r, c)) or (Cell(text) if text else None)) for c, text in enumerate(line.cells)
    ]
    shown = unit(line.unit or subject.unit)
    return Row(r, name, subject.label, shown, subject.problem, line.unit, cells, is_open)


def _problems(filled: Filled) -> list[Matter]:
    found = [
        Matter(f"head-{c}", filled.block.times[c] or f"{c + 1}", text) for c, text in filled.heads.items()
    ]
    for r, subject in enumerate(filled.subjects):
        if subject.problem and any(filled.block.lines[r].cells):
            found.append(Matter(f"row-{r}", str(subject.label) or f"{r + 1}", str(subject.problem)))
    found += [
        Matter(f"cell-{r}-{c}", _where(filled, r, c), cell.problem)
        for (r, c), cell in sorted(filled.cells.items()) if cell.problem
    ]  # fmt: skip
    return found


def _doubts(filled: Filled) -> list[Matter]:
    return [
        Matter(f"cell-{r}-{c}", _where(filled, r, c), str(cell.doubt), f"{r}-{c}")
        for (r, c), cell in sorted(filled.doubts().items())
    ]  # fmt: skip


def _where(filled: Filled, r: int, c: int) -> str:
    at = filled.times[c]
    return f"{filled.subjects[r].label}, {day(at)} {clock(at)}"
