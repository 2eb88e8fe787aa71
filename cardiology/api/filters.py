"""Which rows of a kind: of a patient, of a stay, from when until when."""

from datetime import UTC
from functools import cache
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError

from cardiology.dictionary import Declared, Section
from cardiology.models import Admission, Patient

LARGEST = 2**63 - 1


class WholeFilter(django_filters.Filter):
    """The number of a row."""

    field_class = forms.IntegerField

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, min_value=0, max_value=LARGEST, **options)


class InstantField(django_filters.fields.IsoDateTimeField):
    """An instant in UTC: Python knows offsets up to a day, the database none beyond 16 hours."""

    def to_python(self, value: Any) -> Any:
        read = super().to_python(value)
        try:
            return read and read.astimezone(UTC)
        except OverflowError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class InstantFilter(django_filters.IsoDateTimeFilter):
    """From, or until, an instant."""

    field_class = InstantField


def starts(model: type[Declared]) -> tuple[str, str]:
    """The lookup that places a row in time, and whether it knows the minute or the day."""
    if issubclass(model, Section):
        return model.starts, model.grain
    return ("admitted_at" if model is Admission else "created_at"), "minute"


@cache
def row_filter(model: type[Declared]) -> type[django_filters.FilterSet]:
    """The filters of a kind of rows."""
    lookup, grain = starts(model)
    kind = django_filters.DateFilter if grain == "day" else InstantFilter
    filters: dict[str, Any] = {
        "starts_from": kind(field_name=lookup, lookup_expr="gte", help_text=f"{lookup}, from (included)"),
        "starts_until": kind(
            field_name=lookup, lookup_expr="lt", help_text=f"{lookup}, until (not included)"
        ),
    }
    if model is not Patient:
        filters["patient"] = WholeFilter(field_name="patient_id", help_text="Number of the patient's row")
    if issubclass(model, Section):
        filters["admission"] = WholeFilter(field_name="admission_id", help_text="Number of the stay's row")
    meta = type("Meta", (), {"model": model, "fields": []})
    return type(f"{model.__name__}Filter", (django_filters.FilterSet,), {**filters, "Meta": meta})
