"""Registering patients and keeping what is known of them current."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pypinyin import Style, lazy_pinyin

from cardiology import audit, registries
from cardiology.access import Permission, check_may, hospital_of
from cardiology.models import Admission, ContactPerson, Hospital, Patient, Phone, User, VitalStatus


@transaction.atomic
def register(patient: Patient, *, by: User) -> Patient:
    """Register a patient in the actor's hospital."""
    check_may(by, Permission.ADMIT)
    patient.hospital = hospital_of(by)
    patient.number = patient.number or next_number("P", by=by)
    name_for_search(patient)
    patient.full_clean()
    patient.save()
    audit.record("registered", by=by, about=patient, new=audit.state(patient))
    return patient


@transaction.atomic
def amend(patient: Patient, *, by: User, revision: int | None = None) -> Patient:
    """Correct what is known of a patient; refused when somebody else has done so in the meantime."""
    check_may(by, Permission.ADMIT)
    stored = Patient.objects.select_for_update().get(pk=patient.pk)
    if revision is not None and stored.revision != revision:
        raise ValidationError(_("Somebody else has changed this in the meantime. Open the page again."))
    patient.number = patient.number or stored.number
    old = audit.state(stored)
    patient.revision = stored.revision + 1
    name_for_search(patient)
    patient.full_clean()
    patient.save()
    before, after = audit.changes(old, audit.state(patient))
    audit.record("amended", by=by, about=patient, old=before, new=after)
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


@transaction.atomic
def add_contact_person(patient: Patient, person: ContactPerson, *, by: User) -> ContactPerson:
    """Add somebody close to the patient who may be asked."""
    check_may(by, Permission.ADMIT)
    person.patient = patient
    person.full_clean()
    person.save()
    audit.record("contact person added", by=by, about=person, new={"patient": patient.pk})
    return person


def next_number(kind: str, *, by: User) -> str:
    """A number that this hospital has not given yet: kind (P patient, A stay), year, running number."""
    hospital = Hospital.objects.select_for_update().get(pk=hospital_of(by).pk)
    model = Patient if kind == "P" else Admission
    prefix = f"{kind}{timezone.localdate():%y}"
    given = model._default_manager.filter(hospital=hospital, number__regex=rf"^{prefix}\d{{6}}$")
    last = given.aggregate(last=Max("number"))["last"]
    return f"{prefix}{int(last[3:]) + 1 if last else 1:06d}"


def name_for_search(patient: Patient) -> None:
    """Fill the pinyin and initials by which a name is found ("zs" finds 张三)."""
    syllables = lazy_pinyin(patient.name, style=Style.NORMAL, errors="default")
    words = " ".join(syllables).lower().split()
    patient.name_pinyin = " ".join(words)[:240]
    patient.name_initials = "".join(w[0] for w in words if w[0].isalnum())[:40]


def digits_of(number: str) -> str:
    """Only the digits of a telephone number."""
    return "".join(c for c in number if c.isdigit())[:20]
