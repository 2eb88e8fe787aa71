"""Serializers built from the declarations: one for every section, the patient and the stay."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from rest_framework import serializers

from cardiology.access import visible_to
from cardiology.api.fields import ReasonsField, RowField, field_of
from cardiology.dictionary import Declared, Missing
from cardiology.dictionary.registry import variables
from cardiology.models import Bed, User

# What is no patient's row but belongs to a hospital, and how it leads there.
PLACES: dict[Any, str] = {Bed: "ward__department__hospital", User: "hospital"}
MOVED = ("bed", "attending")  # may change while the row stays what it is


class RowSerializer(serializers.Serializer):
    """One row: its variables, why some have no value, what was typed, who confirmed, its revision."""

    model: type[Declared]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.entered: dict[str, dict[str, str]] = {}

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        user = getattr(self.context.get("request"), "user", None)
        for name, field in fields.items():
            if isinstance(field, RowField) and not field.read_only and user and user.is_authenticated:
                field.queryset = _choosable(user, self.model._meta.get_field(name).related_model)
        return fields

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        """Refuse names that are not fields, and reasons that stand beside a value or are not allowed."""
        unknown = set(self.initial_data) - set(self.fields)
        if unknown:
            raise serializers.ValidationError(
                {n[:60]: [_("There is no such field.")] for n in sorted(unknown)}
            )
        for name, field in self.fields.items():
            if isinstance(field, RowField) and name not in MOVED and self._is_moved(name, given):
                raise serializers.ValidationError({name: [_("A row stays where it was recorded.")]})
        known = {v.name: v for v in variables(self.model)}
        for name, reason in given.get("missing", {}).items():
            if name not in known or reason not in known[name].missing:
                raise serializers.ValidationError({"missing": [_("This reason cannot be chosen here.")]})
            if given.get(name) is not None:
                raise serializers.ValidationError(
                    {name: [_("There is a value and a reason for having none.")]}
                )
        return given

    def _is_moved(self, name: str, given: dict[str, Any]) -> bool:
        return self.instance is not None and name in given and getattr(self.instance, name) != given[name]

    def row(self) -> Declared:
        """The row as it would be saved: the stored one with what was given."""
        given = dict(self.validated_data)
        stored: Any = self.instance
        row = stored if stored is not None else self.model()
        reasons = {n: r for n, r in given.pop("missing", {}).items() if r != Missing.NOT_RECORDED}
        for name in ("confirm", "revision"):
            given.pop(name, None)
        own = {f.name for f in self.model._meta.concrete_fields}
        for name, value in ((n, v) for n, v in given.items() if n in own):
            setattr(row, name, value)
        for name in reasons:
            setattr(row, name, None)
        row.missing = {n: r for n, r in row.missing.items() if given.get(n) is None} | reasons
        kept = {n: t for n, t in row.entered.items() if n not in given and n not in reasons}
        row.entered = kept | {n: t for n, t in self.entered.items() if t}
        return row


@cache
def serializer_of(
    model: type[Declared], read_only: tuple[str, ...] = (), also: Any = None
) -> type[RowSerializer]:
    """The serializer class of a declared model; `also` is a variable of another row that is told with it."""
    fields: dict[str, Any] = {"id": serializers.IntegerField(read_only=True)}
    fields |= {f.name: _link(f, read_only) for f in _links(model)}
    for variable in variables(model):
        fixed = variable.name in (*read_only, *getattr(model, "derived", ()))
        asked = {"read_only": True} if fixed else {"required": not variable.null}
        fields[variable.name] = field_of(variable, **asked)
    fields |= {
        "missing": ReasonsField(required=False, help_text="Reason per variable that has no value."),
        "entered": serializers.JSONField(read_only=True, help_text="What was typed where it differs."),
        "confirmed": serializers.JSONField(read_only=True, help_text="Who confirmed an unusual value."),
        "confirm": serializers.ListField(
            child=serializers.CharField(max_length=60), max_length=60, required=False, write_only=True,
            help_text="Names of variables whose unusual value is right.",
        ),
        "revision": serializers.IntegerField(
            required=False, min_value=1, max_value=2**31 - 1,
            help_text="The revision that was read; needed to change a row.",
        ),
    }  # fmt: skip
    if also is not None:
        fields[also.name] = field_of(also, required=False, write_only=True)
    name = f"{model.__name__}Serializer"
    return type(name, (RowSerializer,), {**fields, "model": model, "__doc__": model.__doc__})


def _choosable(user: User, related: Any) -> Any:
    """The rows that a link may name: patients' rows that the user sees, places of the own hospital."""
    if related in PLACES:
        return related._default_manager.filter(**{PLACES[related]: user.hospital_id})
    return visible_to(user, related)


def _links(model: type[Declared]) -> Iterable[models.ForeignKey]:
    """The patient, the stay, the row this one is part of, and other places that the row names."""
    return [f for f in model._meta.concrete_fields if isinstance(f, models.ForeignKey)]


def _link(field: models.ForeignKey, read_only: tuple[str, ...]) -> serializers.Field:
    related: Any = field.related_model
    if field.name in read_only or not (issubclass(related, Declared) or related in PLACES):
        return RowField(read_only=True)
    return RowField(queryset=related._default_manager.none(), required=False, allow_null=True)
