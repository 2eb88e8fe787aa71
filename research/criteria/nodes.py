"""The words of a definition: 20 kinds of value, 14 tests, and the rows and times they speak about.

Every node is a plain frozen value; its exact meaning is the contract that `evaluate` spells out.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

from research.criteria.kinds import Type


# --- times -----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Anchor:
    """A point in time: index, a named pick, the enclosing row, birth, death or the cut, moved by days."""

    name: str
    part: Literal["start", "end", "stay", "stay.end"] = "start"
    shift: int | None = None


@dataclass(frozen=True)
class DaysWindow:
    """Calendar days around an anchor, closed at both ends; None is open."""

    of: Anchor
    low: int | None
    high: int | None
    by: Literal["start", "end", "overlap"] = "start"


@dataclass(frozen=True)
class HoursWindow:
    """Hours around an anchor, closed at both ends."""

    of: Anchor
    low: float | None
    high: float | None
    by: Literal["start", "end", "overlap"] = "start"


@dataclass(frozen=True)
class DatesWindow:
    """Fixed calendar days, both included; ISO text or None."""

    first: str | None
    last: str | None
    by: Literal["start", "end", "overlap"] = "start"


@dataclass(frozen=True)
class AfterRow:
    """Strictly after the enclosing row, by start and then id."""


Window = DaysWindow | HoursWindow | DatesWindow | AfterRow


@dataclass(frozen=True)
class Select:
    """Rows of one kind: filtered, of the same stay, merged into episodes, within windows."""

    rows: str
    where: "Test | None" = None
    same_stay: Literal["index", "row"] | None = None
    merge: int | None = None
    windows: tuple[Window, ...] = ()
    must_observe: bool = False


# --- values ----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Constant:
    """A number, a text, yes/no, or a time written as ISO text."""

    value: float | int | str | bool
    type: Type


@dataclass(frozen=True)
class FieldRef:
    """A variable of the row (own), the enclosing row, the index, a named pick or the patient."""

    owner: str
    name: str


@dataclass(frozen=True)
class VarRef:
    """A variable defined earlier."""

    name: str


@dataclass(frozen=True)
class Pick:
    """One row of a selection: first, last, or nearest to an anchor; with `get`, one of its values."""

    op: Literal["first", "last", "nearest"]
    of: Select
    get: str | None = None
    order: Literal["start", "end"] = "start"
    to: Anchor | None = None
    prefer: Literal["before", "after"] = "before"


@dataclass(frozen=True)
class Count:
    """How many rows, or how many distinct days, stays or values of a field."""

    of: Select
    distinct: str | None = None


@dataclass(frozen=True)
class Aggregate:
    """Least, greatest, sum or mean of a numeric field; what is null is ignored."""

    op: Literal["min", "max", "sum", "mean"]
    of: Select
    get: str


@dataclass(frozen=True)
class CoveredDays:
    """Days on which at least one row of the selection was running, within its windows."""

    of: Select


@dataclass(frozen=True)
class Elapsed:
    """Days between calendar days, or minutes between instants."""

    op: Literal["days", "minutes"]
    since: "Anchor | Value"
    until: "Anchor | Value"


@dataclass(frozen=True)
class Age:
    """Completed years at an anchor; who was born on 29 February turns on 1 March."""

    at: Anchor


@dataclass(frozen=True)
class Arithmetic:
    """Left to right; with an unknown part unknown; division by zero is unknown."""

    op: Literal["+", "-", "*", "/"]
    parts: "tuple[Value, ...]"


@dataclass(frozen=True)
class Least:
    """The least known of several values."""

    parts: "tuple[Value, ...]"


@dataclass(frozen=True)
class Case:
    """The value of the first test that is true, else the last value."""

    branches: "tuple[tuple[Test, Value], ...]"
    otherwise: "Value"


Value = (
    Constant | FieldRef | VarRef | Pick | Count | Aggregate | CoveredDays | Elapsed | Age | Arithmetic
    | Least | Case
)  # fmt: skip
REDUCERS = (Pick, Count, Aggregate, CoveredDays)


# --- tests -----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Has:
    of: Select


@dataclass(frozen=True)
class Compare:
    op: Literal["=", "!=", "<", "<=", ">", ">="]
    left: Value
    right: Value


@dataclass(frozen=True)
class Between:
    value: Value
    low: Value
    high: Value


@dataclass(frozen=True)
class In:
    """Whether a value is in a list: its name in `lists`, or the members themselves. `I21*` is a prefix."""

    value: Value
    members: str | tuple[str | float | int, ...]


@dataclass(frozen=True)
class Known:
    value: Value


@dataclass(frozen=True)
class All:
    tests: "tuple[Test, ...]"


@dataclass(frozen=True)
class Any_:
    tests: "tuple[Test, ...]"


@dataclass(frozen=True)
class Not:
    test: "Test"


@dataclass(frozen=True)
class AtLeast:
    n: int
    tests: "tuple[Test, ...]"


Test = Has | Compare | Between | In | Known | All | Any_ | Not | AtLeast


# --- the whole -------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Criterion:
    """One line of the attrition table."""

    name: str
    policy: Literal["include", "exclude"]
    test: Test
    unknown: Literal["drop", "keep"]

    @property
    def keeps_unknown(self) -> bool:
        return self.unknown == "keep"

    def keeps(self, answer: bool | None) -> bool:
        """Whether a row with this answer stays."""
        return self.keeps_unknown if answer is None else answer == (self.policy == "include")


@dataclass(frozen=True)
class Definition:
    """A question: which rows, what is known about each, which of them stay."""

    of: Select
    pick: Literal["first", "last", "each", "first_qualifying"]
    cut: str
    let: tuple[tuple[str, Pick], ...] = ()
    variables: tuple[tuple[str, Value], ...] = ()
    criteria: tuple[Criterion, ...] = ()
    lists: tuple[tuple[str, tuple[str, ...]], ...] = ()
    params: tuple[tuple[str, str], ...] = field(default=())

    def members(self, test: In) -> tuple[Any, ...]:
        """The members that an `in` speaks of."""
        return dict(self.lists)[test.members] if isinstance(test.members, str) else test.members
