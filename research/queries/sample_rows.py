"""A few index rows with the record behind every answer, for who may open the record."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from cardiology.access import visible_to
from cardiology.models import Patient, User
from research.criteria.evaluate import Line, Scene, Tables, index_scenes, line
from research.criteria.evidence import Fact, evidence
from research.criteria.kinds import Catalogue, Field
from research.criteria.nodes import Definition
from research.queries.census import answer
from research.queries.cohorts import CohortResult, tables

MOST = 20
ANSWERS = {"yes": True, "no": False, "unknown": None}


def chosen(definition: Definition, result: CohortResult, step: int | None, answer_: str) -> list[Line]:
    """Up to 20 of the rows that remain, or that gave one answer to one criterion; always the same ones."""
    lines: Sequence[Line] = result.lines
    if step is None or step >= len(definition.criteria) or answer_ not in ANSWERS:
        kept = {row.id for row in result.rows}
        lines = [x for x in lines if x.id in kept]
    else:
        for i in range(step):
            lines = [x for x in lines if definition.criteria[i].keeps(x.answers[i])]
        lines = [x for x in lines if x.answers[step] is ANSWERS[answer_]]
    return sorted(lines, key=_shuffled)[:MOST]


def _shuffled(found: Line) -> str:
    return hashlib.sha256(f"{found.patient}|{found.id}".encode()).hexdigest()


@dataclass(frozen=True)
class Told:
    """One thing that decided a criterion, in words."""

    kind: str
    at: datetime | None
    values: list[tuple[str, str]]
    counted: bool
    more: int


@dataclass(frozen=True)
class Because:
    """The answer of one row to one criterion, and why."""

    name: str
    answer: bool | None
    keeps: bool
    facts: list[Told]


def patients(lines: Sequence[Line], by: User) -> dict[int, Patient]:
    """The patients of the rows, as far as this person may see them."""
    found = visible_to(by, Patient).filter(pk__in={x.patient for x in lines})
    return {patient.pk: patient for patient in found}


def because(definition: Definition, kinds: Catalogue, patient: int, row: int) -> list[Because]:
    """Every criterion of one index row with the rows that decided it."""
    scene = _scene(definition, kinds, tables(definition, kinds, patient), row)
    if scene is None:
        return []
    return [
        Because(c.name, a, c.keeps(a), [_told(f, kinds, definition) for f in evidence(c.test, scene)])
        for c, a in zip(definition.criteria, line(scene).answers, strict=True)
    ]


def _scene(definition: Definition, kinds: Catalogue, rows: Tables, row: int) -> Scene | None:
    """Where the index row stands, with its picks and variables known."""
    return next((s for s in index_scenes(definition, kinds, rows) if s.index and s.index["id"] == row), None)


def _told(fact: Fact, kinds: Catalogue, definition: Definition) -> Told:
    kind = kinds.kinds.get(definition.of.rows if fact.kind == "index" else fact.kind)
    fields = kinds.patient_fields if fact.kind == "patient" else kind.fields if kind else {}
    names = {"patient": _("Patient"), "index": _("The index itself")}
    label = names.get(fact.kind) or (str(kind.label) if kind else fact.kind)
    values = [(_label(name, fields.get(name)), _said(v, fields.get(name))) for name, v in fact.values]
    return Told(label, fact.at, values, fact.counted, fact.count)


def _label(name: str, field: Field | None) -> str:
    return _("Age") if name == "age" else str(field.label) if field and field.label else name


def _said(found: Any, field: Field | None) -> str:
    if found is None:
        return _("not recorded")
    if isinstance(found, bool):
        return _("Yes") if found else _("No")
    if isinstance(found, float):
        return f"{found:g} {field.unit if field and field.unit != '1' else ''}".strip()
    return answer(field, found) if field and isinstance(found, str) else str(found)
