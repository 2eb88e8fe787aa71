"""Somebody of South Hospital reads the record of a patient of North Hospital."""

from decimal import Decimal
from html import unescape

import pytest
from django.test import Client

from cardiology.actions import merging, patients, sections
from cardiology.models import (
    AuditEvent,
    ContactPerson,
    Diagnosis,
    History,
    Medication,
    Patient,
    Role,
)
from tests.cardiology.stories import discharged, treated_stemi
from tests.conftest import employ

REASON = "Collapsed in our emergency room, anticoagulated?"
DOCUMENT, OLD_DOCUMENT = "11010519491231002X", "110105491231002"
ADDRESS, PHONE, RELATIVE = "Peony Lane 7", "13812345678", "李小红"


@pytest.fixture
def doctor(staff):
    return staff[Role.CARDIOLOGIST]


@pytest.fixture
def patient(doctor):
    """At home in North Hospital: a treated STEMI, an allergy, drugs, and what an emergency does not need."""
    stay = treated_stemi(doctor, "0001")
    person = stay.patient
    Patient.objects.filter(pk=person.pk).update(
        id_number=DOCUMENT, id_type="citizen", address=ADDRESS, birth_on="1949-12-31"
    )
    for row in (
        History(allergy="yes", allergy_to="Penicillin"),
        Diagnosis(code="I21.0", rank=1, certainty="confirmed"),
        Medication(phase="home", drug="warfarin", drug_class="vka", dose=Decimal("2.5"), dose_unit="mg",
                   started_on=stay.admitted_at.date()),
    ):  # fmt: skip
        row.patient, row.admission = person, stay
        sections.save(row, by=doctor)
    patients.add_phone(person, by=doctor, number=PHONE)
    ContactPerson.objects.create(patient=person, name=RELATIVE, relation="spouse", phone=PHONE)
    return discharged(stay, doctor).patient


@pytest.fixture
def head_elsewhere(other_hospital):
    return employ(other_hospital, Role.HEAD, "southhead")


@pytest.fixture
def reader(stranger):
    return browser(stranger)


def browser(person):
    client = Client()
    client.force_login(person)
    return client


def page(response):
    return unescape(response.content.decode())


def ticket_of(response):
    return response.context["form"].initial["ticket"]


def opened(reader, **named):
    """The page of the record, by way of every page before it."""
    found = reader.post("/emergency/", named or {"document": DOCUMENT})
    told = {"ticket": ticket_of(found), "reason": REASON, "understood": "on"}
    return reader.post("/emergency/open/", told, follow=True)


def events(**kept):
    return AuditEvent.objects.filter(**kept)


def merge(survivor, merged, staff):
    asked = merging.ask(survivor, merged, reason="Same card", choices=(), by=staff[Role.CARDIOLOGIST])
    return merging.confirm(asked, by=staff[Role.HEAD])
