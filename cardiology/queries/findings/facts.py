"""The facts of many stays, as the checks of the record see them: plain values, a fixed number of queries."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from django.utils import timezone

from cardiology.checks import CHECKS, Check
from cardiology.checks.facts import Facts, Row
from cardiology.dictionary.fields import Variable
from cardiology.dictionary.registry import declared, variables
from cardiology.dictionary.section import Declared, Section
from cardiology.models import Admission, Patient

NOTHING: tuple[Any, ...] = (None, "", [])
FIRST: dict[str, Any] = {"minute": datetime(1, 1, 2, tzinfo=UTC), "day": date.min}  # a row without its time


def facts_of(
    ids: Iterable[int], checks: Iterable[Check] = tuple(CHECKS.values()), *, now: datetime
) -> dict[int, Facts]:
    """By stay, everything that these checks look at."""
    wanted = list(ids)
    by_stay: dict[int, dict[str, tuple[Row, ...]]] = {i: {} for i in wanted}
    patients = dict(Admission.objects.filter(pk__in=wanted).values_list("pk", "patient_id"))
    for model in _models(frozenset(s for check in checks for s in check.sections)):
        for stay, rows in _rows_of(model, patients).items():
            by_stay[stay][str(model._meta.model_name)] = tuple(rows)
    return {i: Facts(now, by_stay[i]) for i in wanted if i in patients}


@cache
def _models(sections: frozenset[str]) -> tuple[type[Declared], ...]:
    return tuple(m for m in declared() if m._meta.model_name in sections)


@cache
def _read(model: type[Declared]) -> tuple[Variable, ...]:
    """The variables that are read: all but long texts of which no check speaks."""
    named = {name for check in CHECKS.values() for name in check.names}
    section = model._meta.model_name
    return tuple(v for v in variables(model) if v.kind != "note" or f"{section}.{v.name}" in named)


def _rows_of(model: type[Declared], patients: dict[int, int]) -> dict[int, list[Row]]:
    """The rows of one section by stay, in the order of their time, then as they were written."""
    by_stay: dict[int, list[Row]] = {}
    for owner, row in _rows(model, patients):
        by_stay.setdefault(owner, []).append(row)
    if model is Patient:
        return {stay: by_stay[patient] for stay, patient in patients.items()}
    starts = getattr(model, "starts", "")
    if issubclass(model, Section) and model.repeats and "__" not in starts:
        for rows in by_stay.values():
            rows.sort(key=lambda r: r.values.get(starts) or FIRST[model.grain])
    return by_stay


def _rows(model: type[Declared], patients: dict[int, int]) -> Iterator[tuple[int, Row]]:
    section, read = str(model._meta.model_name), _read(model)
    parent = getattr(model, "parent", None)
    owner = "admission_id" if issubclass(model, Section) else "pk"
    among = set(patients.values()) if model is Patient else list(patients)
    found = model._default_manager.filter(**{f"{owner}__in": among}).order_by("pk")
    names, plain = tuple(v.name for v in read), tuple(_PLAIN.get(v.kind, _same) for v in read)
    columns = (owner, "pk", "missing", f"{parent}_id" if parent else "pk", *(v.attname for v in read))
    for held, key, missing, part_of, *values in found.values_list(*columns).iterator(10_000):
        told = {n: f(v) for n, f, v in zip(names, plain, values, strict=True) if v not in NOTHING}
        yield held, Row(section, told, key, part_of if parent else None, missing)


def _same(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


_PLAIN = {"number": float, "moment": timezone.localtime}
