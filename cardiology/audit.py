"""The only writer of audit events: every change, and every opening of a record."""

from typing import Any

from django.db.models import Model
from django.forms.models import model_to_dict

from cardiology.models import AuditEvent, User


def record(
    event: str,
    *,
    by: User | None,
    about: Model,
    old: dict[str, Any] | None = None,
    new: dict[str, Any] | None = None,
    via: str = "web",
) -> AuditEvent:
    """Write one event in the caller's transaction. `by` is None only for the system's own sweeps."""
    patient = about if about._meta.model_name == "patient" else None
    return AuditEvent.objects.create(
        event=event,
        by_id=by.pk if by else None,
        by_username=by.get_username() if by else "system",
        role=by.role if by else "",
        via=via,
        hospital_id=getattr(about, "hospital_id", None) or (by.hospital_id if by else None),
        patient_id=patient.pk if patient else getattr(about, "patient_id", None),
        about=about._meta.label_lower,
        about_id=about.pk,
        old=old,
        new=new,
    )


def opened(about: Model, *, by: User, via: str = "web") -> None:
    """Somebody opened a patient's record (or an export, a document, a call)."""
    record("opened", by=by, about=about, via=via)


def state(row: Model) -> dict[str, Any]:
    """The fields of a row as JSON values, for old and new."""
    values = model_to_dict(row)
    return {name: _plain(value) for name, value in values.items()}


def changes(old: dict[str, Any], new: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Only what differs between two states."""
    differ = [n for n in new if old.get(n) != new[n]]
    return {n: old.get(n) for n in differ}, {n: new[n] for n in differ}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str | dict | list):
        return value
    if isinstance(value, Model):
        return value.pk
    return str(value)
