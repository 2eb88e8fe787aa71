"""What is wrong with a file, and where: row, column, field, and what was expected."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError


@dataclass(frozen=True)
class Problem:
    """One sentence about one cell; `row` is the number that a spreadsheet shows (the header is row 1)."""

    row: int | None
    column: str
    field: str
    sentence: str

    def as_dict(self) -> dict[str, Any]:
        """For JSON answers."""
        return {"row": self.row, "column": self.column, "field": self.field, "sentence": self.sentence}

    def order(self) -> tuple[int, str, str]:
        """Problems of the whole file first, then by row and column."""
        return (self.row or 0, self.column, self.field)


class Refused(Exception):
    """Nothing was written. Carries every problem that was found."""

    def __init__(self, problems: "list[Problem] | Problem | Any", table: Any = None) -> None:
        self.table = table  # the file as it was read, where it could be read
        if isinstance(problems, list):
            self.problems = sorted(problems, key=Problem.order)
        elif isinstance(problems, Problem):
            self.problems = [problems]
        else:
            self.problems = [Problem(None, "", "", str(problems))]
        super().__init__(self.problems[0].sentence if self.problems else "")


def sentences(error: ValidationError) -> str:
    """The sentences of a validation error as one text."""
    return " ".join(str(message) for message in error.messages)
