"""A clinical variable as a field of the REST interface: read as the form reads it, same sentences."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from cardiology.dictionary import Variable
from cardiology.dictionary.missing import Missing
from cardiology.dictionary.text import read_text, write_text

LONGEST = 100_000  # characters of one value; the longest letters that are dictated stay far below


class VariableField(serializers.Field):
    """One variable. A quantity may carry its unit: `"1.2 mg/dL"`; the original is kept in `entered`."""

    def __init__(self, *, variable: Variable, **options: Any) -> None:
        self.variable = variable
        super().__init__(allow_null=variable.null, label=variable.label, **options)

    def to_internal_value(self, value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
            raise serializers.ValidationError(_("Expected a text or a number."), code="type")
        text = str(value)
        if len(text) > LONGEST:
            raise serializers.ValidationError(_("This text is too long."), code="too_long")
        try:
            read = read_text(self.variable, text)
        except ValidationError as error:
            raise serializers.ValidationError(error.messages) from error
        self.root.entered[self.variable.name] = read.entered
        return read.value

    def to_representation(self, value: Any) -> Any:
        if self.variable.kind == "number":
            return float(value)
        if self.variable.kind == "moment":
            return value.isoformat()
        return write_text(self.variable, value)


def field_of(variable: Variable, **options: Any) -> serializers.Field:
    """The REST field of a variable, described for the schema."""
    described = extend_schema_field(_schema(variable))(
        type("Of" + variable.kind.title(), (VariableField,), {})
    )
    return described(variable=variable, **options)


def _schema(variable: Variable) -> dict[str, Any]:
    """What the OpenAPI schema says: type, unit, ranges, answers, code, source."""
    schema: dict[str, Any] = {"type": "string", "title": str(variable.label)}
    if variable.kind == "number":
        schema["type"] = "number"
        if variable.possible:
            schema["minimum"], schema["maximum"] = variable.possible
    if variable.flatchoices:
        schema["enum"] = [value for value, _label in variable.flatchoices]
        schema["enum"] += [None] if variable.null else []
    if variable.kind == "date":
        schema["format"] = "date"
    if variable.kind == "moment":
        schema["format"] = "date-time"
    schema["description"] = "; ".join(filter(None, _said(variable)))
    schema["nullable"] = bool(variable.null)
    return schema


def _said(variable: Variable) -> list[str]:
    span = variable.plausible
    answers = ", ".join(f"{value} = {label}" for value, label in variable.flatchoices or ())
    return [
        str(variable.label),
        f"unit {variable.unit}" if variable.unit else "",
        f"plausible {span[0]:g} to {span[1]:g}, outside: confirm" if span else "",
        f"answers: {answers}" if answers else "",
        f"code {variable.code}" if variable.code else "",
        f"source {variable.source}",
    ]


class ReasonsField(serializers.DictField):
    """Reasons for having no value, by variable: `{"lvef": "not_done"}`."""

    child = serializers.ChoiceField(choices=Missing.choices)


@extend_schema_field({"type": "integer", "nullable": True})
class RowField(serializers.PrimaryKeyRelatedField):
    """Another row, by its number; only those that this user may see."""
