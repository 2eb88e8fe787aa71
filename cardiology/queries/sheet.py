"""One section as a page: the other rows of it, the rows that belong to this one, and where saving leads."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from cardiology.dictionary import Section
from cardiology.dictionary.registry import sections
from cardiology.models import Admission
from cardiology.queries.chart import section_url
from cardiology.queries.stay import words

SHOWN = 60


@dataclass(frozen=True)
class Sheet:
    """What stands around the form of a row."""

    rows: list[dict[str, Any]]
    parts: list[dict[str, Any]]
    up: tuple[Any, str] | None
    here: str
    after_save: str


def sheet(stay: Admission, row: Section) -> Sheet:
    """The surroundings of one row of a section."""
    name = str(row._meta.model_name)
    here = section_url(stay, name) if row.on_chart else reverse("section_edit", args=[name, row.pk or 0])
    has_parts = any(m.parent == name for m in sections())
    return Sheet(
        rows=_rows(stay, row) if row.repeats and row.on_chart else [],
        parts=_parts(row),
        up=_up(row),
        here=here,
        after_save=_edit(row) if has_parts and row.pk else _up_url(row) or here,
    )


def _rows(stay: Admission, row: Section) -> list[dict[str, Any]]:
    model = type(row)
    order = f"-{model.starts}" if "__" not in model.starts else "-pk"
    found = model._default_manager.filter(admission=stay).order_by(order, "-pk")[:SHOWN]
    return [{"url": _edit(r), "words": words(r), "current": r.pk == row.pk} for r in found]


def _parts(row: Section) -> list[dict[str, Any]]:
    """The kinds of rows that belong to this one, with what is there and the way to add one."""
    if not row.pk:
        return []
    name = str(row._meta.model_name)
    kinds = [m for m in sections() if m.parent == name]
    return [
        {
            "title": m.title,
            "url": reverse("part_new", args=[name, row.pk, m._meta.model_name]),
            "rows": [
                {"url": _edit(r), "words": words(r)}
                for r in m._default_manager.filter(**{name: row}).order_by("pk")
            ],
        }
        for m in kinds
    ]


def _up(row: Section) -> tuple[Any, str] | None:
    owner = getattr(row, row.parent) if row.parent else None
    return (owner.title, _edit(owner)) if owner else None


def _up_url(row: Section) -> str | None:
    up = _up(row)
    return up[1] if up else None


def _edit(row: Section) -> str:
    return reverse("section_edit", args=[row._meta.model_name, row.pk])
