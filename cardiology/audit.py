"""The only writer of audit events: every change, and every opening of a record."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.forms.models import model_to_dict

from cardiology import tracing
from cardiology.models import AuditEvent, AuditOutcome, User
from cardiology.sealed import sealed_of
from cardiology.secrecy import MARK, Place, Unreadable

REFUSED = {"denied", "too often", "hard stop", "sign-in refused"}


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
    made = _event(event, by=by, about=about, old=old, new=new, via=via)
    made.save(force_insert=True)
    return made


def record_all(event: str, *, by: User, about: Iterable[Model], via: str = "web") -> None:
    """The same event for many new rows at once, one for each, with what it holds."""
    events = [_event(event, by=by, about=row, new=changes({}, state(row))[1], via=via) for row in about]
    AuditEvent.objects.bulk_create(events, batch_size=1000)


def record_each(
    event: str,
    told: Iterable[tuple[Model, dict[str, Any] | None, dict[str, Any] | None]],
    *,
    by: User | None,
    via: str = "web",
) -> None:
    """The same event about many rows at once, one for each, with its own old and new."""
    events = [_event(event, by=by, about=row, old=old, new=new, via=via) for row, old, new in told]
    AuditEvent.objects.bulk_create(events, batch_size=1000)


def _event(
    event: str,
    *,
    by: User | None,
    about: Model,
    old: dict[str, Any] | None = None,
    new: dict[str, Any] | None = None,
    via: str = "web",
) -> AuditEvent:
    patient = about if about._meta.model_name == "patient" else None
    return AuditEvent(
        event=event,
        by_id=by.pk if by else None,
        by_username=by.get_username() if by else "system",
        role=by.role if by else "",
        via=via,
        hospital_id=_hospital_of(about) or (by.hospital_id if by else None),
        patient_id=patient.pk if patient else getattr(about, "patient_id", None),
        about=about._meta.label_lower,
        about_id=about.pk,
        old=old,
        new=new,
        **circumstances(event),
    )


def circumstances(event: str) -> dict[str, Any]:
    """How it went, from which address it was asked, and the number under which the logs tell of it."""
    outcome = (
        AuditOutcome.REFUSED if event in REFUSED
        else AuditOutcome.FAILED if event.endswith(" failed")
        else AuditOutcome.DONE
    )  # fmt: skip
    number = tracing.number()
    return {
        "outcome": outcome,
        "address": tracing.address() or None,
        "request_number": None if number == tracing.NOTHING else number,
    }


def _hospital_of(about: Model) -> int | None:
    return about.pk if about._meta.model_name == "hospital" else getattr(about, "hospital_id", None)


def opened(about: Model, *, by: User, via: str = "web") -> None:
    """Somebody opened a patient's record (or an export, a document, a call)."""
    record("opened", by=by, about=about, via=via)


def state(row: Model) -> dict[str, Any]:
    """The fields of a row as JSON values, for old and new; what is encrypted in the row is so here."""
    values = model_to_dict(row)
    closed = {f.name: f.get_prep_value(values[f.name]) for f in sealed_of(type(row)) if f.name in values}
    return {name: _plain(value) for name, value in (values | closed).items()}


def told(about: str, name: str, value: Any) -> Any:
    """A value of an event as it is read: open where it is encrypted, its own sentence where it cannot be."""
    if not isinstance(value, str) or not value.startswith(MARK):
        return value
    try:
        return Place(f"{about}.{name}").open(value)
    except Unreadable as error:
        return str(error)


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
