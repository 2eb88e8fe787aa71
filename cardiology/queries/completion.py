"""What is still open in the record of many stays: core variables by section."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import F

from cardiology.completeness import Completeness, completeness
from cardiology.dictionary import Declared, Section
from cardiology.dictionary.registry import sections, variables
from cardiology.models import Admission, Discharge, LabResult
from cardiology.queries.findings.errors import errors_of
from cardiology.queries.many import Those

Errors = Counter[tuple[int, str]]


@dataclass(frozen=True)
class State:
    """How far one section of a stay is: its best row, and what is open in it."""

    model: type[Declared]
    row: Declared | None
    completeness: Completeness
    errors: int = 0  # found by the checks of the record, and not answered

    @property
    def status(self) -> str:
        """`complete`, `partial`, `empty`; `review` where all is filled and something of it is wrong."""
        found = self.completeness.state
        return "review" if found == "complete" and self.errors else found

    @property
    def name(self) -> str:
        return str(self.model._meta.model_name)

    @property
    def count(self) -> str:
        return f"{self.completeness.answered}/{self.completeness.asked}"


def states(
    stays: Iterable[Admission], *, at_discharge: bool = False, read: Any = None
) -> dict[int, list[State]]:
    """By stay, the state of every section that counts for it. A fixed number of queries; fewer where
    what is recorded of the only stay is `read` already."""
    chosen = list(stays)
    counted = [m for m in sections() if m.expected or (at_discharge and m is Discharge)]
    ids = [s.pk for s in chosen]
    rows = {m: _best(m, ids) if read is None or m is LabResult else _best_read(m, read) for m in counted}
    wrong = errors_of(ids)
    return {
        s.pk: [
            _state(Admission, s, s, wrong),
            *(_state(m, rows[m].get(s.pk), s, wrong) for m in counted if concerns(m, s)),
        ]
        for s in chosen
    }


def concerns(model: type[Section], stay: Admission) -> bool:
    """Whether a section is asked of this stay (the chest-pain timeline: of acute coronary syndromes only)."""
    return not model.only_for or stay.category in model.only_for


def missing(found: Iterable[State]) -> int:
    """How many core variables are open."""
    return sum(len(s.completeness.open) for s in found)


def _state(model: type[Declared], row: Declared | None, stay: Admission, wrong: Errors) -> State:
    errors = wrong[stay.pk, str(model._meta.model_name)]
    return State(model, row, completeness(model, row, stay), errors)


def _best(model: type[Section], ids: list[int]) -> dict[int, Any]:
    """The row of each stay in which most core variables have a value; of equals, the first."""
    return {r.admission_id: r for r in model._default_manager.raw(_statement(model), [ids])}


@cache
def _statement(model: type[Section]) -> str:
    """Reads only what completeness looks at, of up to sixty variables. Built once for all pages."""
    core = [v for v in variables(model) if v.core]
    fullest = [F(v.attname).asc(nulls_last=True) for v in core] if model.repeats else []
    found = model._default_manager.filter(admission__any_of=Those([]))
    read = found.only("admission_id", "missing", *(n for v in core for n in (v.name, *v.asked_if[:1])))
    rows = read.order_by("admission_id", *fullest, "pk").distinct("admission_id")
    return rows.query.sql_with_params()[0]


def _best_read(model: type[Section], read: Any) -> dict[int, Any]:
    """The same row as `_best` finds, from rows that are read already."""
    core = [v.attname for v in variables(model) if v.core] if model.repeats else []
    found = read.of(model)
    best = min(found, key=lambda r: [(getattr(r, n) is None, getattr(r, n)) for n in core], default=None)
    return {read.stay.pk: best}
