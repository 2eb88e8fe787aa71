"""The columns of each kind of rows, in order: where the row belongs, its values, units, reasons for none.

`row` and `revision` say which stored row a line is. Without what identifies, codes that mean nothing outside
stand in for them, the same in every file of the hospital, so that files can be put together.
"""

from collections.abc import Callable, Collection
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.utils import timezone
from django.utils.crypto import salted_hmac
from import_export.fields import Field
from import_export.resources import ModelResource, modelresource_factory

from cardiology.dictionary.fields import Variable
from cardiology.dictionary.registry import variables
from cardiology.intake.companions import REASON, UNIT, companions
from cardiology.intake.mapping import is_section, model_of
from cardiology.intake.own import parents
from cardiology.intake.writing import harmless


class ValueColumn(Field):
    """The value of a variable, as it reads back."""

    def __init__(self, variable: Variable) -> None:
        super().__init__(attribute=variable.attname, column_name=variable.name)
        self.variable = variable

    def export(self, row: Any, **_options: Any) -> Any:
        value = getattr(row, self.variable.attname)
        return "" if value in (None, "") else written(value)


class UnitColumn(ValueColumn):
    """The unit of a value; empty where there is no value."""

    def export(self, row: Any, **_options: Any) -> Any:
        return "" if getattr(row, self.variable.attname) is None else self.variable.unit


class ReasonColumn(ValueColumn):
    """The reason for having no value."""

    def export(self, row: Any, **_options: Any) -> Any:
        has_value = getattr(row, self.variable.attname) not in (None, "")
        return "" if has_value else row.missing.get(self.variable.name, "")


class CodeColumn(Field):
    """A code that stands for a row and cannot be led back to it outside the hospital."""

    def export(self, row: Any, **_options: Any) -> Any:
        pk = getattr(row, str(self.attribute))
        return "" if pk is None else salted_hmac("export", f"{self.column_name}:{pk}").hexdigest()[:16]


@cache
def resource(kind: str, is_identified: bool = True, reasons: frozenset[str] = frozenset()) -> ModelResource:
    """The columns of a kind of rows; LookupError for a kind that there is not.

    `reasons` names the variables that get a column for the reason of having no value.
    """
    model = model_of(kind)
    places = _numbers(kind) if is_identified else _codes(kind)
    columns: dict[str, Field] = {**places}
    for variable in chosen(kind, is_identified):
        columns |= _columns(variable, reasons)
    made = modelresource_factory(model, custom_fields=columns, meta_options={"fields": list(columns)})
    return made()


def chosen(kind: str, is_identified: bool) -> list[Variable]:
    """The variables of an export; without what identifies also free texts stay behind."""
    every = variables(model_of(kind))
    return [v for v in every if is_identified or (v.identifies == "no" and v.kind != "note")]


def _columns(variable: Variable, reasons: Collection[str]) -> dict[str, Field]:
    columns: dict[str, Field] = {variable.name: ValueColumn(variable)}
    made: dict[str, Callable[[Variable], Field]] = {UNIT: UnitColumn, REASON: ReasonColumn}
    for name in companions(variable):
        ending = UNIT if name.endswith(UNIT) else REASON
        if ending == UNIT or variable.name in reasons:
            column = made[ending](variable)
            column.column_name = name
            columns[name] = column
    return columns


def _numbers(kind: str) -> dict[str, Field]:
    model = model_of(kind)
    columns = {"row": Field("id", "row"), "revision": Field("revision", "revision")}
    if is_section(model) or hasattr(model, "patient"):
        columns["patient"] = Field("patient_number", "patient")
    if is_section(model):
        columns["admission"] = Field("stay_number", "admission")
        columns |= {name: Field(f"{name}_id", name) for name in parents(model)}
    return columns


def _codes(kind: str) -> dict[str, Field]:
    model = model_of(kind)
    columns: dict[str, Field] = {f"{kind}_code": CodeColumn("pk", f"{kind}_code")}
    if is_section(model) or hasattr(model, "patient"):
        columns["patient_code"] = CodeColumn("patient_id", "patient_code")
    if is_section(model):
        columns["admission_code"] = CodeColumn("admission_id", "admission_code")
        columns |= {f"{n}_code": CodeColumn(f"{n}_id", f"{n}_code") for n in parents(model)}
    return columns


def written(value: Any) -> Any:
    """A value as a cell that reads back as the same value; a text is never run as a formula."""
    if isinstance(value, Decimal):
        return Decimal(f"{value.normalize():f}")
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None).isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return harmless("; ".join(value) if isinstance(value, list) else str(value))
