"""A small department that can be asked: STEMI and heart-failure stays with echo, history, events."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from cardiology.actions import sections
from cardiology.models import Echo, History, Patient, Role
from followup.models import ReportedEvent
from research.actions import questions
from tests.cardiology.stories import admitted, discharged

START = timezone.make_aware(datetime(2025, 1, 6, 8, 0))  # noqa: DTZ001
NAMES = "赵钱孙李周吴郑王冯陈褚卫"
CUT = "2026-06-30"


def told(doctor, i):
    """Patient i: diabetes every second, LVEF unknown every third, an event every fourth."""
    name, arrival = f"{NAMES[i % 12]}金丝雀{i}", START + timedelta(days=i * 3)
    stay = admitted(doctor, number=f"77{i:04d}", name=name, arrival=arrival,
                    category="stemi" if i % 3 else "hf", born=f"{1935 + i}-05-01")  # fmt: skip

    def add(row):
        row.patient, row.admission = stay.patient, stay
        return sections.save(row, by=doctor)

    add(History(diabetes="yes" if i % 2 else "no", hypertension="yes", smoking="current"))
    if i % 3:
        add(Echo(performed_at=stay.admitted_at + timedelta(days=1), lvef=Decimal(30 + i)))
    discharged(stay, doctor)
    if i % 4 == 0:
        day = stay.admitted_at.date() + timedelta(days=60 + i)
        ReportedEvent.objects.create(
            patient=stay.patient, occurred_on=day, kind="mi", precision="day", note="金丝雀 note"
        )
    Patient.objects.filter(pk=stay.patient_id).update(last_known_alive_on=date(2026, 5, 1))
    return stay


@pytest.fixture
def stays(staff):
    return [told(staff[Role.HEAD], i) for i in range(24)]


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
