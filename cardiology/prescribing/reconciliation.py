"""What became of the drugs: from home over the ward to the discharge list.

Two lines speak of the same drug when it is the same drug of our table, or written with the same words. What
is left over on both sides is matched by class where one drug of the class is enough: perindopril that gives
way to sacubitril/valsartan is one change, not a stop and a start.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

CONTINUED, CHANGED, STOPPED, NEW, OPEN = "continued", "changed", "stopped", "new", "open"
FATES = (CONTINUED, CHANGED, STOPPED, NEW, OPEN)
RAAS = "raas"
# Classes of which one drug takes the place of another; those of which several are usual are left out.
SWITCHES = {
    "acei": RAAS, "arb": RAAS, "arni": RAAS, "p2y12": "p2y12", "statin": "statin", "oac": "oac",
    "beta_blocker": "beta_blocker", "mra": "mra", "sglt2i": "sglt2i", "ccb": "ccb",
    "gastroprotection": "gastroprotection",
}  # fmt: skip
COMPARED = ("dose", "unit", "frequency", "route")


@dataclass(frozen=True)
class Line:
    """One line of a list. Empty means not known; `id` names its row; `fate` and `reason` are what was
    decided of a home drug."""

    drug: str = ""
    name: str = ""
    drug_class: str = ""
    dose: str = ""
    unit: str = ""
    frequency: str = ""
    route: str = ""
    indication: str = ""
    id: int = 0
    fate: str = ""
    reason: str = ""

    @property
    def key(self) -> str:
        """What makes it the same drug."""
        return self.drug or self.name.strip().casefold()


@dataclass(frozen=True)
class Step:
    """One drug on its way. `changes` name what differs, `unknown` what cannot be compared."""

    fate: str
    home: Line | None = None
    ward: Line | None = None
    discharge: Line | None = None
    changes: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Whether what was decided of the home drug is what the lists show. A new drug needs no decision."""
        return self.home is None or (self.fate != OPEN and self.home.fate == self.fate)

    @property
    def is_switch(self) -> bool:
        """Whether another drug of the class took its place."""
        return "drug" in self.changes


def reconcile(home: Iterable[Line], ward: Iterable[Line], discharge: Iterable[Line]) -> list[Step]:
    """Every drug of the home list and of the discharge list, once, in the order of the lists.

    A home drug that is not on the discharge list is stopped where that was decided, and open otherwise:
    nothing is lost in silence.
    """
    before, during, after = list(home), list(ward), list(discharge)
    follows = _pairs(before, after)
    given = _pairs(before, during)
    steps = [_step(line, given.get(i), follows.get(i)) for i, line in enumerate(before)]
    taken = set(map(id, follows.values()))
    fresh = [line for line in after if id(line) not in taken]
    on_ward = _pairs(fresh, during)
    return steps + [Step(NEW, None, on_ward.get(i), line) for i, line in enumerate(fresh)]


def is_reconciled(steps: Iterable[Step]) -> bool:
    """Whether of every home drug is decided what becomes of it."""
    return all(step.is_settled for step in steps)


def _step(home: Line, ward: Line | None, discharge: Line | None) -> Step:
    if discharge is None:
        return Step(STOPPED if home.fate == STOPPED else OPEN, home, ward)
    changes, unknown = compare(home, discharge)
    return Step(CHANGED if changes else CONTINUED, home, ward, discharge, changes, unknown)


def compare(before: Line, after: Line) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What differs between two lines, and what cannot be compared because one side does not say."""
    if before.key != after.key:
        return ("drug",), ()
    changes, unknown = [], []
    for name in COMPARED:
        old, new = getattr(before, name), getattr(after, name)
        if old and new and old.casefold() != new.casefold():
            changes.append(name)
        elif bool(old) != bool(new):
            unknown.append(name)
    return tuple(changes), tuple(unknown)


def _pairs(before: list[Line], after: list[Line]) -> dict[int, Line]:
    """The line of `after` that belongs to each line of `before`: first by drug, then by class."""
    found: dict[int, Line] = {}
    rest = list(after)

    def match(same: Callable[[Line], Any]) -> None:
        for i, line in enumerate(before):
            wanted = same(line)
            if i in found or not wanted:
                continue
            partner = next((a for a in rest if same(a) == wanted), None)
            if partner is not None:
                found[i] = partner
                rest[:] = [a for a in rest if a is not partner]

    match(lambda line: line.key)
    match(lambda line: SWITCHES.get(line.drug_class))
    return found
