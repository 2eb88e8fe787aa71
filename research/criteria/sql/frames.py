"""Relations under construction: where a column of the index, a pick or a row is found in SQL."""

from dataclasses import dataclass, field
from typing import Any

from research.criteria import nodes as n
from research.criteria.kinds import Kind

COLUMNS = {"id": "id", "start": "start_at", "end": "end_at"}


class Parameters:
    """Values that travel beside the statement; the same value travels once."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.values = dict(given)
        self._known: dict[Any, str] = {}

    def add(self, value: Any) -> str:
        """The placeholder of a value."""
        key = (type(value), value)
        if key not in self._known:
            self._known[key] = f"a{len(self._known) + 1}"
            self.values[self._known[key]] = value
        return f"%({self._known[key]})s"


@dataclass(frozen=True)
class Frame:
    """A relation with one row per thing that tests are about: index rows, or rows inside a selection."""

    name: str
    keys: tuple[str, ...]
    columns: tuple[str, ...]
    inner: str | None = None  # prefix of the columns of the row that tests are about
    outer: str | None = None

    def same_row(self, a: str, b: str) -> str:
        """That two relations speak about the same row of this frame."""
        return " AND ".join(f"{a}.{k} = {b}.{k}" for k in self.keys)

    def every(self, alias: str) -> dict[str, str]:
        """All its columns."""
        return {c: f"{alias}.{c}" for c in self.columns}

    def key_columns(self, alias: str) -> dict[str, str]:
        return {k: f"{alias}.{k}" for k in self.keys}


@dataclass
class Level:
    """Where an expression is written: the frame's alias, rows beside it, innermost last, what to join."""

    frame: Frame
    alias: str = "f"
    beside: tuple[str, ...] = ()
    joins: dict[str, str] = field(default_factory=dict)  # relations with the condition that ties them

    def within(self) -> "Level":
        """The level of one more row beside those that are here."""
        return Level(self.frame, self.alias, (*self.beside, f"r{len(self.beside) or ''}"))

    @property
    def patient(self) -> str:
        return f"{self.beside[-1] if self.beside else self.alias}.patient"

    def row(self, column: str) -> str:
        """A column of the row that tests are about."""
        return f"{self.beside[-1]}.{column}" if self.beside else f"{self.alias}.{self.frame.inner}_{column}"

    def outer(self, column: str) -> str:
        """A column of the row around it."""
        if len(self.beside) > 1:
            return f"{self.beside[-2]}.{column}"
        return f"{self.alias}.{self.frame.inner if self.beside else self.frame.outer}_{column}"

    def source(self) -> str:
        """The frame with everything that the expressions written here need."""
        joins = (f"LEFT JOIN {q} ON {tie}" for q, tie in self.joins.items())
        return " ".join([f"FROM {self.frame.name} {self.alias}", *joins])


def column_of(name: str) -> str:
    """The column of a field in a relation."""
    return COLUMNS.get(name) or "f_" + name.replace(".", "__")


def carried(kind: Kind, merged: bool, used: frozenset[str]) -> list[str]:
    """The columns of a row that a definition may come back to."""
    if merged:
        return ["id", "stay", "start_at", "end_at", "f_n"]
    names = [f for f in kind.fields if f in used or f in kind.natural]
    return ["id", "stay", "start_at", "end_at", *(column_of(name) for name in names)]


def both(conditions: list[str]) -> str:
    """All conditions joined by AND."""
    return " AND ".join(f"({c})" for c in conditions) or "TRUE"


def stay_needed(definition_nodes: list[Any], name: str) -> bool:
    """Whether the start or end of the stay of a named row is asked for."""
    return any(isinstance(x, n.Anchor) and x.name == name and x.part.startswith("stay")
               for x in definition_nodes)  # fmt: skip
