"""What was done and seen in a hospital, by person, event, patient and day."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils import timezone

from cardiology import audit
from cardiology.access import Permission, check_may, hospital_of, visible_to
from cardiology.models import AuditEvent, Patient, Role, User
from cardiology.queries.audit_words import event_said, field_said, row_said, way_said

PER_PAGE = 50
LONGEST = 50_000  # events of one file


@dataclass(frozen=True)
class Wanted:
    """Which events: all that is None does not matter."""

    person: str | None = None
    event: str | None = None
    patient: int | None = None
    day: date | None = None


@dataclass(frozen=True)
class Line:
    """One event as the page shows it."""

    at: datetime
    person: str
    role: str
    event: str
    about: str
    patient_id: int | None
    number: str
    via: str
    changes: list[tuple[str, Any, Any]]


def events(user: User, wanted: Wanted) -> QuerySet[AuditEvent]:
    """The events of the user's hospital, newest first."""
    check_may(user, Permission.READ_AUDIT)
    rows = AuditEvent.objects.filter(hospital_id=hospital_of(user).pk).order_by("-at", "-pk")
    if wanted.person:
        rows = rows.filter(by_username=wanted.person)
    if wanted.event:
        rows = rows.filter(event=wanted.event)
    if wanted.patient:
        rows = rows.filter(patient_id__in=_registrations(user, wanted.patient))
    if wanted.day:
        start = timezone.make_aware(datetime.combine(wanted.day, time.min))
        rows = rows.filter(at__gte=start, at__lt=start + timedelta(days=1))
    return rows


def page(user: User, wanted: Wanted, number: str | int) -> tuple[Page, list[Line]]:
    """One page of events, and its lines."""
    found = Paginator(events(user, wanted), PER_PAGE).get_page(number)
    return found, lines(user, list(found))


def lines(user: User, found: list[AuditEvent]) -> list[Line]:
    """Events with the number of the patient that they are about."""
    ids = {e.patient_id for e in found if e.patient_id}
    known = visible_to(user, Patient, also_merged=True).filter(pk__in=ids)
    numbers = dict(known.values_list("pk", "number"))
    roles = dict(Role.choices)
    return [
        Line(e.at, e.by_username, str(roles.get(e.role, e.role)), event_said(e.event),
             row_said(e.about, e.about_id),
             e.patient_id if e.patient_id in numbers else None,
             numbers.get(e.patient_id, ""), way_said(e.via), _changes(e))
        for e in found
    ]  # fmt: skip


def choices(user: User) -> tuple[list[str], list[str]]:
    """The persons and the events that there are in this hospital's trail."""
    rows = events(user, Wanted()).order_by()
    return (
        sorted(rows.values_list("by_username", flat=True).distinct()),
        sorted(rows.values_list("event", flat=True).distinct()),
    )


def patient_with(user: User, number: str) -> Patient | None:
    """The patient of the user's hospital with this number, or with this other number."""
    words = number.replace("\0", "").strip()
    rows = visible_to(user, Patient, also_merged=True)
    return rows.filter(number=words).first() or rows.filter(identifiers__value=words).first()


def _registrations(user: User, patient_id: int) -> list[int]:
    """A patient and those who were merged into them: what was done with either is in one trail."""
    merged = visible_to(user, Patient, also_merged=True).filter(merged_into=patient_id)
    return [patient_id, *merged.values_list("pk", flat=True)]


def _changes(event: AuditEvent) -> list[tuple[str, Any, Any]]:
    old, new = event.old or {}, event.new or {}
    pairs = (
        (name, audit.told(event.about, name, old.get(name)), audit.told(event.about, name, new.get(name)))
        for name in dict.fromkeys([*old, *new])
    )
    return [
        (field_said(event.about, name), before, after) for name, before, after in pairs if before or after
    ]
