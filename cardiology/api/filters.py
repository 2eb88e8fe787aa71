"""Which rows a program asks for: of a patient, of a stay, of a time; and how many at once."""

from functools import cache
from typing import Any

import django_filters
from django.db import models
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.request import Request

from cardiology.dictionary import Declared, Section

FARTHEST = 10_000_000


class Pages(LimitOffsetPagination):
    """Fifty rows unless asked otherwise, never more than 200."""

    default_limit = 50
    max_limit = 200

    def get_offset(self, request: Request) -> int:
        return min(super().get_offset(request), FARTHEST)


@cache
def filter_of(model: type[Declared]) -> type[django_filters.FilterSet]:
    """The filters of a declared model."""
    filters: dict[str, Any] = {"Meta": type("Meta", (), {"model": model, "fields": []})}
    names = {f.name for f in model._meta.concrete_fields}
    for name in ("patient", "admission"):
        if name in names:
            filters[name] = _number(f"{name}_id")
    starts = start_of(model)
    day = isinstance(model._meta.get_field(starts.split("__")[0]), models.DateField) and not isinstance(
        model._meta.get_field(starts.split("__")[0]), models.DateTimeField
    )
    kind = django_filters.DateFilter if day else django_filters.IsoDateTimeFilter
    filters["from"] = kind(field_name=starts, lookup_expr="gte", label="not earlier than")
    filters["to"] = kind(field_name=starts, lookup_expr="lt", label="earlier than")
    return type(f"{model.__name__}Filter", (django_filters.FilterSet,), filters)


def start_of(model: type[Declared]) -> str:
    """The lookup that places a row in time."""
    if issubclass(model, Section):
        return model.starts
    return "admitted_at" if "admitted_at" in {f.name for f in model._meta.concrete_fields} else "created_at"


def _number(field: str) -> django_filters.NumberFilter:
    return django_filters.NumberFilter(field_name=field, min_value=1, max_value=2**62)
