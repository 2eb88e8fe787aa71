"""What is to be done on the ward today, over all patients, in the order in which it is due."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from cardiology.models import Admission, User
from cardiology.queries.board.flags import Errand
from cardiology.queries.board.kept import ShownTask
from cardiology.queries.board.lines import Choice, Line, lines


@dataclass(frozen=True)
class ToDo:
    """One thing to do for one patient: a task that somebody planned, or what the record asks for."""

    line: Line
    task: ShownTask | None = None
    errand: Errand | None = None

    @property
    def place(self) -> tuple[Any, ...]:
        """Tasks by the time at which they are due; what has none comes last, by ward and bed."""
        due = self.task.place if self.task else (date.max, time.max)
        return (*due, self.line.ward, self.line.label)


def to_do(
    user: User, choice: Choice, everyone: list[Admission] | None = None, *, for_me: bool = False
) -> list[ToDo]:
    """Open tasks until the end of today and the duties of the record; or only the reader's tasks."""
    found = []
    for line in lines(user, choice, everyone=everyone):
        found += [ToDo(line, task=t) for t in line.kept.open_today if t.is_mine or not for_me]
        found += [ToDo(line, errand=e) for e in line.told.duties if not for_me]
    return sorted(found, key=lambda one: one.place)
