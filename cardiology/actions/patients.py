"""Registering patients and keeping what is known of them current."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from pypinyin import Style, lazy_pinyin

from cardiology import audit, registries
from cardiology.access import Permission, check_may, hospital_of
from cardiology.actions import identification, numbers
from cardiology.actions.sections import StaleRevision
from cardiology.models import ContactPerson, Patient, PatientIdentifier, Phone, User, VitalStatus


@transaction.atomic
def register(
    patient: Patient,
    *,
    by: User,
    confirmed: Collection[str] = (),
    despite: Collection[tuple[int, str]] = (),
    via: str = "web",
) -> Patient:
    """Register a patient in the actor's hospital.

    `confirmed` names what is right although the identity number says otherwise; `despite` are the patients
    (key and why) that were shown as perhaps the same person: the trail says that this was seen.
    """
    check_may(by, Permission.ADMIT)
    patient.hospital = hospital_of(by)
    identification.check_agreement(patient, by=by, confirmed=confirmed)
    patient.number = patient.number or numbers.next_patient_number(patient.hospital)
    name_for_search(patient)
    patient.full_clean()
    patient.save()
    audit.record("registered", by=by, about=patient, new=audit.state(patient), via=via)
    if despite:
        shown = [{"patient": pk, "why": why} for pk, why in despite]
        audit.record("registered despite likeness", by=by, about=patient, new={"shown": shown}, via=via)
    return patient


@transaction.atomic
def amend(
    patient: Patient,
    *,
    by: User,
    revision: int | None = None,
    confirmed: Collection[str] = (),
    via: str = "web",
) -> Patient:
    """Correct what is known of a patient; StaleRevision when somebody else did in the meantime."""
    check_may(by, Permission.ADMIT)
    stored = Patient.objects.select_for_update().get(pk=patient.pk)
    if revision is not None and stored.revision != revision:
        raise StaleRevision(stored)
    patient.number = patient.number or stored.number
    old = audit.state(stored)
    patient.revision = stored.revision + 1
    identification.check_agreement(patient, by=by, confirmed=confirmed)
    name_for_search(patient)
    patient.full_clean()
    patient.save()
    before, after = audit.changes(old, audit.state(patient))
    audit.record("amended", by=by, about=patient, old=before, new=after, via=via)
    return patient


@transaction.atomic
def add_phone(patient: Patient, *, by: User, **details: Any) -> Phone:
    """Add a telephone number; the digits alone are kept beside it for searching."""
    check_may(by, Permission.READ_RECORDS)
    phone = Phone(patient=patient, **details)
    phone.digits = digits_of(phone.number)
    phone.full_clean()
    phone.save()
    audit.record("phone added", by=by, about=phone, new={"patient": patient.pk})
    return phone


@transaction.atomic
def retire_phone(phone: Phone, *, by: User) -> Phone:
    """Mark a telephone number as no longer valid; it stays, so that nobody adds it again."""
    check_may(by, Permission.READ_RECORDS)
    phone.invalid_since = timezone.localdate()
    phone.save(update_fields=["invalid_since"])
    audit.record("phone not valid", by=by, about=phone, new={"patient": phone.patient_id})
    return phone


@transaction.atomic
def restore_phone(phone: Phone, *, by: User) -> Phone:
    """A telephone number was taken for invalid by mistake, or is in use again."""
    check_may(by, Permission.READ_RECORDS)
    phone.invalid_since = None
    phone.save(update_fields=["invalid_since"])
    audit.record("phone valid again", by=by, about=phone, new={"patient": phone.patient_id})
    return phone


@transaction.atomic
def amend_beside(row: Phone | ContactPerson | PatientIdentifier, *, by: User) -> None:
    """Correct a telephone number, a contact person or another number of a patient."""
    check_may(by, Permission.ADMIT)
    stored = type(row)._default_manager.select_for_update().get(pk=row.pk)
    old = audit.state(stored)
    if isinstance(row, Phone):
        row.digits = digits_of(row.number)
    row.full_clean()
    row.save()
    before, after = audit.changes(old, audit.state(row))
    audit.record(f"{row._meta.model_name} amended", by=by, about=row, old=before, new=after)


@transaction.atomic
def remove_beside(row: ContactPerson | PatientIdentifier, *, by: User) -> None:
    """Take out a contact person or another number; what it held stays in the audit trail."""
    check_may(by, Permission.ADMIT)
    audit.record(f"{row._meta.model_name} removed", by=by, about=row, old=audit.state(row))
    row.delete()


@transaction.atomic
def add_beside(row: ContactPerson | PatientIdentifier, *, by: User) -> None:
    """Add a contact person or another number of a patient."""
    check_may(by, Permission.ADMIT)
    row.full_clean()
    row.save()
    audit.record(f"{row._meta.model_name} added", by=by, about=row, new={"patient": row.patient_id})


@transaction.atomic
def report_death(
    patient: Patient,
    *,
    on: date | None,
    cause: str | None = None,
    by: User | None,
    via: str = "web",
) -> Patient:
    """The patient has died. An unknown day stays unknown; everything planned is closed by its owner."""
    stored = Patient.objects.select_for_update().get(pk=patient.pk)
    old = audit.state(stored)
    stored.vital_status, stored.died_on = VitalStatus.DEAD, on or stored.died_on
    stored.death_cause = cause or stored.death_cause
    stored.revision += 1
    stored.full_clean()
    stored.save()
    before, after = audit.changes(old, audit.state(stored))
    audit.record("death reported", by=by, about=stored, old=before, new=after, via=via)
    for follow in registries.after_death:
        follow(stored, by=by)
    return stored


def name_for_search(patient: Patient) -> None:
    """Fill the pinyin and initials by which a name is found ("zs" finds 张三)."""
    patient.name_pinyin = sound_of(patient.name)
    patient.name_initials = "".join(w[0] for w in patient.name_pinyin.split() if w[0].isalnum())[:40]


def sound_of(name: str) -> str:
    """A name in pinyin without tones, syllable by syllable; Latin letters as they are, in small ones."""
    syllables = lazy_pinyin(name, style=Style.NORMAL, errors="default")
    return " ".join(" ".join(syllables).lower().split())[:240]


def digits_of(number: str) -> str:
    """Only the digits of a telephone number."""
    return "".join(c for c in number if c.isdigit())[:20]
