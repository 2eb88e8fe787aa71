"""Every row, in every app, that points at a patient.

Found from the models themselves, so that a new section needs no line here.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import Field, Model, UniqueConstraint

from cardiology.dictionary import Declared
from cardiology.models import Merge, Patient
from cardiology.sealed import Runs

Row = dict[str, Any]
State = dict[str, dict[int, Row]]  # by label of the model and key of the row
NOT_MOVED: tuple[type[Model], ...] = (Merge,)  # says itself who was merged into whom


def pointing() -> dict[type[Model], list[Field]]:
    """The models whose rows point at a patient, and by which fields."""
    found: dict[type[Model], list[Field]] = {}
    for relation in Patient._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)):
            continue
        model: Any = relation.related_model
        if model not in NOT_MOVED:
            found.setdefault(model, []).append(relation.field)  # type: ignore[union-attr]
    return found


def rows_of(model: type[Model], fields: Iterable[Field], patients: list[int]) -> Any:
    """The rows of a model that point at one of the patients."""
    names = [field.name for field in fields]
    found = model._default_manager.none()
    for name in names:
        found |= model._default_manager.filter(**{f"{name}__in": patients})
    return found.order_by("pk")


def state(patients: list[int]) -> State:
    """Everything of these patients, as plain values that go into JSON and come back exactly."""
    found: State = {
        model._meta.label: {row.pk: values(row) for row in rows_of(model, fields, patients)}
        for model, fields in pointing().items()
    }
    own = found.setdefault(Patient._meta.label, {})
    own |= {row.pk: values(row) for row in Patient._default_manager.filter(pk__in=patients)}
    return {label: rows for label, rows in sorted(found.items()) if rows}


def values(row: Model) -> Row:
    """The stored columns of a row, readable; digests follow from them."""
    return {f.attname: _plain(f, row) for f in row._meta.concrete_fields if not isinstance(f, Runs)}


def _plain(field: Any, row: Model) -> Any:
    value = field.value_from_object(row)
    if value is None or isinstance(value, bool | int | str | dict | list):
        return value
    return field.value_to_string(row)


def stored(model: type[Model], attname: str, plain: Any) -> Any:
    """The value of a column again, from its plain form."""
    field: Any = next(f for f in model._meta.concrete_fields if f.attname == attname)
    target = field.target_field if field.is_relation else field
    return target.to_python(plain) if isinstance(plain, str) else plain


def model_of(label: str) -> type[Model]:
    """The model of a label."""
    return apps.get_model(label)


def checksum(found: Row | State) -> str:
    """SHA-256 of plain values, in hexadecimal: the same for the same, whatever the order of keys."""
    text = json.dumps(found, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def rules_of(model: type[Model], field: Field) -> list[tuple[list[str], Any]]:
    """What may stand once per patient: (the other fields of the rule, the constraint or None)."""
    rules: list[tuple[list[str], Any]] = [([], None)] if field.unique else []
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and field.name in constraint.fields:
            rules.append(([n for n in constraint.fields if n != field.name], constraint))
    return rules


def twice(
    model: type[Model], field: Field, rule: tuple[list[str], Any], survivor: int, merged: int
) -> set[int]:
    """Keys of the merged patient's rows that the survivor has already, by one rule."""
    names, constraint = rule
    rows = model._default_manager.all()
    if constraint is not None and constraint.condition:
        rows = rows.filter(constraint.condition)
    taken = set(rows.filter(**{field.name: survivor}).values_list(*(names or ["pk"])))
    if not names:
        return set(rows.filter(**{field.name: merged}).values_list("pk", flat=True)) if taken else set()
    theirs = rows.filter(**{field.name: merged}).values_list("pk", *names)
    return {pk for pk, *told in theirs if None not in told and tuple(told) in taken}


def is_record(model: type[Model]) -> bool:
    """Whether rows of a model are part of the clinical record, none of which may be put aside."""
    return issubclass(model, Declared)
