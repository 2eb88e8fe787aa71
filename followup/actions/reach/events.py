"""Events after the discharge: recording, amending, and the papers that prove them."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology import audit
from cardiology.access import Permission, check_may, visible_to
from cardiology.actions import sections
from cardiology.models import Admission, Patient, User
from cardiology.papers import paper_of
from followup.models import EventDocument, EventSource, ReportedEvent

MOST_DOCUMENTS = 20


def told_event(
    *, kind: str, on: date, precision: str, source: str, lesion: Any, device: Any, note: str
) -> ReportedEvent:
    """An event as it was told, not yet saved."""
    return ReportedEvent(  # type: ignore[misc]
        kind=kind, occurred_on=on, precision=precision, told_by=source, lesion=lesion, device=device,
        note=note or None,
    )  # fmt: skip


@transaction.atomic
def record(event: ReportedEvent, *, patient: Patient, by: User) -> ReportedEvent:
    """Record an event that staff learnt of; its lesion and device must be the patient's own."""
    check_may(by, Permission.CALL)
    event.patient = patient
    for name in ("lesion", "device"):
        part = getattr(event, name)
        if part is not None and part.patient_id != patient.pk:
            raise ValidationError({name: _("This belongs to another patient.")})
    _check_day(event)
    return sections.save(event, by=by, permission=Permission.CALL)


def _check_day(event: ReportedEvent) -> None:
    """Not after today, and nothing but the death itself after the death."""
    if event.occurred_on is None:
        return
    if event.occurred_on > timezone.localdate() and not event.patient.hospital.dates_are_shifted:
        raise ValidationError({"on": _("This day is still to come.")})
    died = event.patient.died_on
    if died and event.occurred_on > died:
        raise ValidationError({"on": _("The patient had died before this day.")})


@transaction.atomic
def attach(event: ReportedEvent, content: bytes, *, title: str, is_masked: bool, by: User) -> EventDocument:
    """Keep a paper with an event. The same file again gives the first row."""
    check_may(by, Permission.CALL)
    stored = visible_to(by, ReportedEvent).select_for_update(of=("self",)).get(pk=event.pk)
    paper = paper_of(content, title)
    if stored.documents.count() >= MOST_DOCUMENTS:
        raise ValidationError({"file": _("This event has twenty documents already.")})
    told = {"patient_id": stored.patient_id, "is_masked": is_masked, "added_by": by}
    made, is_new = EventDocument.objects.get_or_create(
        event=stored, sha256=paper["sha256"], defaults={**paper, **told}
    )
    if is_new:
        new = {"sha256": made.sha256, "size": made.size, "masked": is_masked}
        audit.record("document added", by=by, about=made, new=new)
    return made


@transaction.atomic
def from_readmission(admission: Admission, *, kind: str, by: User) -> ReportedEvent:
    """A stay in the own house becomes an event whose source is the record; once per stay."""
    check_may(by, Permission.CALL)
    stored = visible_to(by, Admission).select_for_update(of=("self",)).get(pk=admission.pk)
    on = timezone.localtime(stored.admitted_at).date()
    known = ReportedEvent.objects.filter(
        patient_id=stored.patient_id, admission=stored, told_by=EventSource.OWN_RECORD
    ).first()
    if known:
        return known
    made = ReportedEvent(
        admission=stored, kind=kind, occurred_on=on, precision="day", told_by=EventSource.OWN_RECORD
    )
    return record(made, patient=stored.patient, by=by)
