"""How a row is shown to programs, and what the schema says of it: derived from the declarations."""

from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.models import ForeignKey
from django.utils import timezone
from django.utils.functional import lazy
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers

from cardiology.api.writing import writable
from cardiology.dictionary import Declared, Quantity
from cardiology.dictionary.fields import Variable
from cardiology.dictionary.registry import variables
from cardiology.models import Discharge, Medication

KEPT = ("missing", "entered", "confirmed")
TYPES: dict[str, dict[str, Any]] = {
    "number": {"type": "number"},
    "date": {"type": "string", "format": "date"},
    "moment": {"type": "string", "format": "date-time"},
}


class VariableField(serializers.Field):
    """A variable as JSON: numbers as numbers, instants with their offset, null for what is missing."""

    def __init__(self, *, variable: Variable, **options: Any) -> None:
        self.variable = variable
        super().__init__(allow_null=variable.null, **options)

    def to_representation(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            return int(value) if value == value.to_integral_value() else float(value)
        if isinstance(value, datetime):
            return timezone.localtime(value).isoformat()
        return value.isoformat() if hasattr(value, "isoformat") else value


class VariableSchema(OpenApiSerializerFieldExtension):
    """What the schema says of a variable: type, unit, ranges, answers, code."""

    target_class = VariableField

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        variable = self.target.variable
        schema = dict(TYPES.get(variable.kind, {"type": "string"}))
        codes = [value for value, _label in variable.flatchoices]
        if variable.kind == "choices":
            return {"type": "array", "items": {"type": "string", "enum": codes}}
        if codes:
            schema["enum"] = codes
            schema["enum"] += [None] if variable.null else []
        if isinstance(variable, Quantity) and variable.possible:
            schema["minimum"], schema["maximum"] = variable.possible
        if schema["type"] == "string" and getattr(variable, "max_length", None):
            schema["maxLength"] = variable.max_length
        return schema


def described(variable: Variable) -> str:
    """Label, unit, ranges, answers and code of a variable in one line."""
    spans = (("expected", variable.plausible), ("accepted", variable.possible))
    parts = [str(variable.label), variable.unit and f"unit {variable.unit}"]
    parts += [f"{word} {span[0]:g} to {span[1]:g}" for word, span in spans if span]
    parts += [", ".join(f"{value} = {label}" for value, label in variable.flatchoices)]
    parts += [variable.code, str(variable.note)]
    return "; ".join(part for part in parts if part)


@cache
def serializer(model: type[Declared]) -> type[serializers.ModelSerializer]:
    """The serializer of a kind of rows: its variables, its place, and what is kept beside the values."""
    may_write = writable(model)
    links = [f.name for f in model._meta.concrete_fields if isinstance(f, ForeignKey)]
    plain = [n for n in may_write if n not in links and not _is_variable(model, n)]
    fields: dict[str, Any] = {
        v.name: VariableField(
            variable=v, help_text=lazy(described, str)(v),
            **({"required": not v.null} if v.name in may_write else {"read_only": True}),
        )
        for v in variables(model)
    }  # fmt: skip
    fields |= {
        name: serializers.PrimaryKeyRelatedField(read_only=True)
        if name not in may_write
        else serializers.PrimaryKeyRelatedField(
            queryset=model._meta.get_field(name).related_model._default_manager.none(),  # type: ignore[union-attr]
            required=False,
            allow_null=True,
        )
        for name in links
    }
    fields["revision"] = serializers.IntegerField(
        required=False, help_text="The revision that an amendment starts from; needed to amend."
    )
    fields["missing"] = serializers.DictField(
        child=serializers.CharField(allow_null=True), required=False,
        help_text="Reason per variable without a value; null takes a reason away.",
    )  # fmt: skip
    for name in KEPT[1:]:
        fields[name] = serializers.JSONField(read_only=True)
    fields["confirm"] = serializers.ListField(
        child=serializers.CharField(), write_only=True, required=False,
        help_text="Names of unusual values that are right.",
    )  # fmt: skip
    told = ["confirm"]
    if model is Medication:
        told += ["override", "undecided"]
        fields["override"] = serializers.DictField(
            child=serializers.CharField(),
            write_only=True,
            required=False,
            help_text="By hard stop, the reason for which the drug is given all the same.",
        )
        fields["undecided"] = serializers.ListField(
            child=serializers.CharField(), read_only=True, default=list,
            help_text="Once written: hard stops that could not be judged, and the facts that would decide.",
        )  # fmt: skip
    if model is Discharge:
        told.append("discharged_at")
        fields["discharged_at"] = serializers.DateTimeField(
            write_only=True, required=False, help_text="When the patient left; needed to discharge."
        )
    declared = [v.name for v in variables(model)]
    names = ["id", *links, *plain, *declared, "revision", *KEPT, "created_at", *told]
    meta = type("Meta", (), {"model": model, "fields": names, "read_only_fields": ["id", "created_at"]})
    return type(f"{model.__name__}Row", (serializers.ModelSerializer,), {**fields, "Meta": meta})


def _is_variable(model: type[Declared], name: str) -> bool:
    return isinstance(model._meta.get_field(name), Variable)


class InvalidAnswer(serializers.Serializer):
    """Nothing was stored: what is wrong, by field."""

    code = serializers.CharField()
    fields_ = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))

    def get_fields(self) -> dict[str, Any]:
        found: dict[str, Any] = super().get_fields()
        found["fields"] = found.pop("fields_")
        return found


class DoubtfulAnswer(InvalidAnswer):
    """Nothing was stored: unusual values wait for a confirmation by name, or a hard stop for a reason."""

    confirm = serializers.ListField(child=serializers.CharField(), required=False)
    stops = serializers.ListField(child=serializers.CharField(), required=False)
    reasons = serializers.ListField(child=serializers.CharField(), required=False)


class StaleAnswer(serializers.Serializer):
    """Nothing was stored: somebody else saved in between."""

    code = serializers.CharField()
    detail = serializers.CharField()
    stored = serializers.JSONField()
