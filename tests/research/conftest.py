"""A small department that can be asked: STEMI and heart-failure stays with echo, history, events."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from cardiology.models import Admission, Discharge, Echo, History, Patient, Role
from followup.models import ReportedEvent
from research.actions import questions

START = timezone.make_aware(datetime(2025, 1, 6, 8, 0))  # noqa: DTZ001
NAMES = "赵钱孙李周吴郑王冯陈褚卫"
CUT = "2026-06-30"


@pytest.fixture
def stays(staff):
    """Patient i: diabetes every second, LVEF unknown every third, an event every fourth.

    Stored at once: the actions that such stays come from are told in tests/cardiology.
    """
    hospital = staff[Role.HEAD].hospital
    patients = Patient.objects.bulk_create(
        Patient(hospital=hospital, number=f"77{i:04d}", name=f"{NAMES[i % 12]}金丝雀{i}", sex="male",
                birth_on=date(1935 + i, 5, 1), last_known_alive_on=date(2026, 5, 1))
        for i in range(24)
    )  # fmt: skip
    made = Admission.objects.bulk_create(
        Admission(hospital=hospital, patient=patient, number=f"A{patient.number}", arrival_mode="ambulance",
                  admitted_at=START + timedelta(days=i * 3), category="stemi" if i % 3 else "hf",
                  discharged_at=START + timedelta(days=i * 3 + 6))
        for i, patient in enumerate(patients)
    )  # fmt: skip
    of = lambda stay: {"patient": stay.patient, "admission": stay}  # noqa: E731
    Discharge.objects.bulk_create(Discharge(**of(x), disposition="home", phone_checked="yes") for x in made)
    History.objects.bulk_create(
        History(**of(x), diabetes="yes" if i % 2 else "no", hypertension="yes", smoking="current")
        for i, x in enumerate(made)
    )
    Echo.objects.bulk_create(
        Echo(**of(x), performed_at=x.admitted_at + timedelta(days=1), lvef=Decimal(30 + i))
        for i, x in enumerate(made) if i % 3
    )  # fmt: skip
    ReportedEvent.objects.bulk_create(
        ReportedEvent(patient=x.patient, occurred_on=x.admitted_at.date() + timedelta(days=60 + i), kind="mi",
                      precision="day", note="金丝雀 note")
        for i, x in enumerate(made) if i % 4 == 0
    )  # fmt: skip
    return made


def definition(**changes):
    """A question over every stay, with variables of each sort."""
    return {
        "index": {"of": {"rows": "stay"}, "pick": "first"},
        "cut": CUT,
        "criteria": [{"name": "LVEF < 50", "include": {
            "<": [{"last": {"rows": "echo", "same_stay": "index"}, "get": "lvef"}, 50]}}],
        "variables": {
            "age": {"age": "index"}, "sex": {"f": "patient.sex"},
            "lvef": {"last": {"rows": "echo", "same_stay": "index"}, "get": "lvef"},
            "diabetes": {"last": {"rows": "history", "same_stay": "index"}, "get": "diabetes"},
        },
        **changes,
    }  # fmt: skip


@pytest.fixture
def question(staff):
    """A question of the researcher."""
    return questions.create("Reduced LVEF", definition(), by=staff[Role.RESEARCHER])
