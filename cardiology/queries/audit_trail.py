"""What was done and seen in a hospital, by person, event, patient and day."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from cardiology import audit
from cardiology.access import Permission, check_may, hospital_of, visible_to
from cardiology.audit_exchange import Told
from cardiology.models import AuditEvent, AuditOutcome, Patient, Role, User
from cardiology.queries.audit_words import event_said, field_said, person_said, row_said, way_said

PER_PAGE = 50
LONGEST = 50_000  # events of one file
STEPS = """
with recursive step (found) as (
  (select {column} from cardiology_auditevent where hospital_id = %(hospital)s order by {column} limit 1)
  union all
  select (select {column} from cardiology_auditevent
          where hospital_id = %(hospital)s and {column} > step.found order by {column} limit 1)
  from step where step.found is not null
)
select found from step where found is not null
"""
WHY = ("why", "reason", "purpose")  # how events call it where somebody was asked for it


@dataclass(frozen=True)
class Wanted:
    """Which events: all that is None does not matter."""

    person: str | None = None
    event: str | None = None
    patient: int | None = None
    day: date | None = None
    outcome: str | None = None
    address: str | None = None
    request_number: str | None = None


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
    outcome: str
    is_refused: bool
    address: str
    request_number: str


def events(user: User, wanted: Wanted) -> QuerySet[AuditEvent]:
    """The events of the user's hospital, newest first."""
    check_may(user, Permission.READ_AUDIT)
    rows = AuditEvent.objects.filter(hospital_id=hospital_of(user).pk).order_by("-at", "-pk")
    plain = {"by_username": wanted.person, "event": wanted.event, "outcome": wanted.outcome,
             "address": wanted.address, "request_number": wanted.request_number}  # fmt: skip
    rows = rows.filter(**{column: value for column, value in plain.items() if value})
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
    roles, outcomes = dict(Role.choices), dict(AuditOutcome.choices)
    return [
        Line(e.at, person_said(e.by_username), str(roles.get(e.role, e.role)), event_said(e.event),
             row_said(e.about, e.about_id),
             e.patient_id if e.patient_id in numbers else None,
             numbers.get(e.patient_id, ""), way_said(e.via), _changes(e),
             str(outcomes.get(e.outcome or "", "")), e.outcome not in (None, AuditOutcome.DONE),
             e.address or "", e.request_number or "")
        for e in found
    ]  # fmt: skip


def told(user: User, found: list[AuditEvent]) -> list[Told]:
    """Events as they are given to other systems."""
    house = hospital_of(user).name
    return [_told(event, house) for event in found]


def choices(user: User) -> tuple[list[str], list[str]]:
    """The persons and the events that there are in this hospital's trail."""
    check_may(user, Permission.READ_AUDIT)
    hospital_id = hospital_of(user).pk
    return _different("by_username", hospital_id), _different("event", hospital_id)


def _different(column: str, hospital_id: int) -> list[str]:
    """The different values of a column: a step of its index for each, however many events there are."""
    with connection.cursor() as cursor:
        cursor.execute(STEPS.format(column=connection.ops.quote_name(column)), {"hospital": hospital_id})
        return sorted(value for (value,) in cursor.fetchall())


def patient_with(user: User, number: str) -> Patient | None:
    """The patient of the user's hospital with this number, or with this other number."""
    words = number.replace("\0", "").strip()
    rows = visible_to(user, Patient, also_merged=True)
    return rows.filter(number=words).first() or rows.filter(identifiers__value=words).first()


def _registrations(user: User, patient_id: int) -> list[int]:
    """A patient and those who were merged into them: what was done with either is in one trail."""
    merged = visible_to(user, Patient, also_merged=True).filter(merged_into=patient_id)
    return [patient_id, *merged.values_list("pk", flat=True)]


def _told(event: AuditEvent, house: str) -> Told:
    old, new = event.old or {}, event.new or {}
    return Told(
        number=event.pk, at=event.at, event=event.event, person=event.by_username, role=event.role,
        via=event.via, house=house, about=event.about, about_id=event.about_id, patient_id=event.patient_id,
        outcome=event.outcome or "", address=event.address or "", request_number=event.request_number or "",
        why=str(next((new[name] for name in WHY if new.get(name)), "")), asked=str(new.get("asked", "")),
        changed=tuple(dict.fromkeys([*old, *new])), replaced=bool(old),
    )  # fmt: skip


def _changes(event: AuditEvent) -> list[tuple[str, Any, Any]]:
    old, new = event.old or {}, event.new or {}
    pairs = (
        (name, audit.told(event.about, name, old.get(name)), audit.told(event.about, name, new.get(name)))
        for name in dict.fromkeys([*old, *new])
    )
    return [
        (field_said(event.about, name), before, after) for name, before, after in pairs if before or after
    ]
