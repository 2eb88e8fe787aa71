"""What is written of a stay, as plain values: what a signature stands for, what a copy of the record holds.

Only what is recorded is there: a variable that the product learns to ask for or to compute later changes
nothing of what was written before.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from cardiology.dictionary import Derived, Section
from cardiology.dictionary.registry import sections, variables
from cardiology.dictionary.section import Declared
from cardiology.models import Admission, Device, Lesion, Procedure

Said = dict[str, Any]
RECORD = "cardiology"  # the app whose sections a signature covers: not what comes after the discharge


def of_stay(stay: Admission) -> Said:
    """Everything that the record says of a stay, section by section, row by row."""
    models = [m for m in sections() if m._meta.app_label == RECORD]
    found = {m: m._default_manager.filter(admission=stay) for m in models}
    return {"patient": stay.patient_id, "stay": row(stay), "sections": _sections(found)}


def of_procedure(procedure: Procedure) -> Said:
    """A procedure with its lesions and devices."""
    found: dict[type[Section], QuerySet[Any]] = {
        Procedure: Procedure.objects.filter(pk=procedure.pk),
        Lesion: Lesion.objects.filter(procedure=procedure),
        Device: Device.objects.filter(lesion__procedure=procedure),
    }
    return {"patient": procedure.patient_id, "sections": _sections(found)}


def _sections(found: dict[type[Section], QuerySet[Any]]) -> Said:
    told = {str(m._meta.model_name): [row(r) for r in found[m].order_by("pk")] for m in found}
    return {name: lines for name, lines in told.items() if lines}


def row(r: Declared) -> Said:
    """The recorded variables of a row by name, why others have no value, and the row that it is part of."""
    asked = [v for v in variables(type(r)) if not isinstance(v, Derived)]
    values = {v.name: plain(getattr(r, v.attname)) for v in asked}
    said = {"id": r.pk, **{n: value for n, value in values.items() if value not in (None, "", [])}}
    parent = getattr(r, "parent", None)
    return said | ({parent: getattr(r, f"{parent}_id")} if parent else {}) | _reasons(r)


def _reasons(r: Declared) -> Said:
    return {"missing": r.missing} if r.missing else {}


def plain(value: Any) -> Any:
    """A value as JSON can hold it: instants in UTC, numbers as they are written."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def differing(before: Said, now: Said) -> list[str]:
    """The sections in which two say something else, by model name; "admission" and "patient"
    are the stay itself and whose it is."""
    one, other = before.get("sections", {}), now.get("sections", {})
    found = ["admission"] if before.get("stay") != now.get("stay") else []
    found += ["patient"] if before.get("patient") != now.get("patient") else []
    return found + sorted(name for name in {*one, *other} if one.get(name) != other.get(name))
