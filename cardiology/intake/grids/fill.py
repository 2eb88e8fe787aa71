"""Reading the cells of a grid: every value, problem and doubt at once, before anything is stored."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology.dictionary.moments import read_date, read_moment
from cardiology.intake.grids.block import Block
from cardiology.intake.grids.subjects import Subject
from cardiology.models import Admission

Place = tuple[int, int]
AHEAD = timedelta(minutes=10)  # clocks differ


@dataclass
class Cell:
    """One cell: what was written, what it means, why it cannot be stored, what asks to be confirmed."""

    text: str
    value: Any = None
    shown: str = ""
    entered: dict[str, str] = field(default_factory=dict)
    problem: str = ""
    doubt: Any = None
    instead: tuple[str, str] = ("", "")
    is_known: bool = False  # recorded already, with this very value
    flag: str = ""

    @property
    def is_new(self) -> bool:
        """Whether there is something to store."""
        return bool(self.text) and not self.is_known and not self.problem


@dataclass
class Filled:
    """A block with its cells read. `heads` are the problems of columns, by column."""

    block: Block
    subjects: list[Subject]
    times: list[datetime | None]
    heads: dict[int, str]
    cells: dict[Place, Cell] = field(default_factory=dict)

    def in_time_order(self) -> list[tuple[int, datetime]]:
        """The columns that have a time, oldest first."""
        known = [(c, at) for c, at in enumerate(self.times) if at is not None]
        return sorted(known, key=lambda pair: pair[1])

    def of_line(self, r: int) -> list[tuple[Place, datetime, Cell]]:
        """The written cells of a row, oldest first."""
        places = (((r, c), at) for c, at in self.in_time_order())
        return [(place, at, self.cells[place]) for place, at in places if place in self.cells]

    @property
    def is_wrong(self) -> bool:
        """Whether anything has to be put right before the grid can be saved."""
        return bool(self.heads) or any(c.problem for c in self.cells.values()) or self._lines_are_wrong()

    def _lines_are_wrong(self) -> bool:
        return any(
            s.problem and any(line.cells) for s, line in zip(self.subjects, self.block.lines, strict=True)
        )

    def doubts(self) -> dict[Place, Cell]:
        """The cells that wait to be confirmed, by place."""
        return {place: cell for place, cell in self.cells.items() if cell.doubt and cell.is_new}

    def count(self) -> int:
        """How many values are new."""
        return sum(cell.is_new for cell in self.cells.values())


def read_times(block: Block, stay: Admission) -> tuple[list[datetime | None], dict[int, str]]:
    """The time of every column in which something is written, and what is wrong with it."""
    times: list[datetime | None] = []
    problems: dict[int, str] = {}
    for c, head in enumerate(block.times):
        is_used = any(line.cells[c] for line in block.lines)
        at, problem = _time(head) if is_used else (None, "")
        if at is not None and at > timezone.now() + AHEAD and not stay.hospital.dates_are_shifted:
            problem = _("This time is in the future.")
        if at is not None and at in times:
            problem = _("Two columns have this time.")
        if problem:
            problems[c] = problem
        times.append(None if problem else at)
    return times, problems


def _time(head: str) -> tuple[datetime | None, str]:
    if not head.strip():
        return None, _("This column has no time.")
    try:
        at = read_moment(head, now=timezone.now())
    except ValidationError as error:
        return None, _day_only(head) or " ".join(error.messages)
    return at, ""


def _day_only(head: str) -> str:
    """The sentence about a head that holds a day but no time; "" where it holds none."""
    try:
        read_date(head, today=timezone.localdate())
    except ValidationError:
        return ""
    return _("This is a day without a time: add it, such as %(example)s.") % {"example": f"{head} 08:00"[:40]}
