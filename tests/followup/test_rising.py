"""Red flags that nobody takes: they rise by the clock, once per level, and all see where they stand."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cardiology.models import AuditEvent, Role
from followup import levels
from followup.actions import contacts, escalations
from followup.actions.contacts import Told
from followup.models import Escalation, EscalationStep, FollowUp, Rise
from followup.queries.escalations import inbox
from followup.queries.reach.flags import states, statistics
from followup.redflags import CRITICAL, WARN, Course, red_flags
from tests.conftest import employ
from tests.followup.test_calls import due_stemi

pytestmark = pytest.mark.django_db


@pytest.fixture
def flag(staff):
    """Chest pain at rest, told on the phone to a nurse; the attending doctor has it."""
    visit = due_stemi(staff).plans.get().visits.get(code="7d")
    told = Told(answers=FollowUp(rest_pain="yes"), flags=red_flags({"rest_pain": "yes"}, Course()))
    return contacts.record(visit, "answered", told, by=staff[Role.FOLLOWUP_NURSE]).escalations.get()


@pytest.fixture
def on_call(staff, hospital):
    doctor = employ(hospital, Role.CARDIOLOGIST, "oncall")
    escalations.take_duty(doctor, until=timezone.now() + timedelta(days=1), by=staff[Role.HEAD])
    return doctor


def after(flag, minutes):
    """A sweep so many minutes after the flag was opened."""
    escalations.rise(flag.opened_at + timedelta(minutes=minutes))
    flag.refresh_from_db()
    return flag.level, flag.to


def test_a_critical_flag_rises_to_the_doctor_on_call_and_to_the_head(flag, on_call, staff):
    assert after(flag, 29) == (1, staff[Role.CARDIOLOGIST])
    assert after(flag, 30) == (2, on_call)
    assert after(flag, 59) == (2, on_call)
    assert after(flag, 60) == (3, staff[Role.HEAD])
    assert after(flag, 6000) == (3, staff[Role.HEAD])
    rises = Rise.objects.values_list("level", "role", "left_by", "to")
    assert list(rises) == [
        (2, "on_call", staff[Role.CARDIOLOGIST].pk, on_call.pk),
        (3, "head", on_call.pk, staff[Role.HEAD].pk),
    ]
    assert AuditEvent.objects.filter(event="escalation rose", by_username="system").count() == 2


def test_a_sweep_that_comes_late_records_every_level(flag, on_call, staff):
    assert after(flag, 90) == (3, staff[Role.HEAD])
    assert Rise.objects.count() == 2


def test_a_flag_that_is_taken_stays(flag, on_call, staff):
    escalations.acknowledge(flag, by=staff[Role.CARDIOLOGIST])
    assert after(flag, 600)[0] == 1


def test_without_anybody_on_call_the_attending_doctor_keeps_it_and_the_level_is_recorded(flag, staff):
    assert after(flag, 30) == (2, staff[Role.CARDIOLOGIST])


def test_a_hospital_has_its_own_minutes(flag, hospital, staff):
    EscalationStep.objects.create(hospital=hospital, severity="critical", to="on_call", minutes=10)
    assert after(flag, 10)[0] == 2


def test_who_is_on_call_is_relieved_by_the_next(on_call, staff, stranger):
    escalations.take_duty(
        staff[Role.CARDIOLOGIST], until=timezone.now() + timedelta(hours=12), by=staff[Role.HEAD]
    )
    assert escalations.on_call(on_call.hospital_id) == staff[Role.CARDIOLOGIST]
    with pytest.raises(ValidationError):
        escalations.take_duty(stranger, until=timezone.now() + timedelta(hours=1), by=staff[Role.HEAD])
    with pytest.raises(ValidationError):
        escalations.take_duty(on_call, until=timezone.now() - timedelta(hours=1), by=staff[Role.HEAD])


def test_the_nurse_sees_where_the_flag_stands_on_list_and_call(flag, on_call, staff, sign_in):
    after(flag, 31)
    nurse = sign_in(Role.FOLLOWUP_NURSE)
    assert "min for Dr oncall" in nurse.get("/followup/").text
    visit = flag.contact.visit.plan.visits.get(code="1m")
    assert "risen to level 2" in nurse.get(f"/followup/calls/{visit.pk}/").text
    escalations.close(flag, advice="Come in now", outcome="emergency", by=on_call)
    page = nurse.get(f"/followup/calls/{visit.pk}/").text
    assert "Come in now" in page
    assert (
        "Sent to the emergency department" in sign_in(Role.HEAD).get("/followup/red-flags/?which=closed").text
    )


def test_the_times_are_counted_by_month_and_severity(flag, staff, sign_in):
    Escalation.objects.filter(pk=flag.pk).update(acknowledged_at=flag.opened_at + timedelta(minutes=12))
    row = statistics(staff[Role.HEAD])[0]
    assert (row.is_critical, row.opened, row.taken, row.in_time, row.median) == (True, 1, 1, 1, 12)
    assert "12" in sign_in(Role.FOLLOWUP_NURSE).get("/followup/red-flags/statistics/").text


@pytest.mark.parametrize(
    ("severity", "minutes", "level"),
    [(CRITICAL, 0, 1), (CRITICAL, 29.9, 1), (CRITICAL, 30, 2), (CRITICAL, 60, 3),
     (WARN, 1439, 1), (WARN, 1440, 2), (WARN, 2880, 3)],
)  # fmt: skip
def test_levels(severity, minutes, level):
    steps = levels.steps_for(severity, {})
    assert levels.level_after(timedelta(minutes=minutes), steps) == level


def test_what_nobody_has_taken_stands_above_what_is_taken(flag, staff):
    """The older one is taken; the newer one waits, and is what the doctor must see first."""
    doctor = staff[Role.CARDIOLOGIST]
    waits = Escalation.objects.create(
        contact=flag.contact, patient=flag.patient, flag="RF03", severity=flag.severity, to=doctor,
        opened_at=flag.opened_at + timedelta(hours=1),
    )  # fmt: skip
    escalations.acknowledge(flag, by=doctor)
    assert [line.pk for line in inbox(doctor)] == [waits.pk, flag.pk]
    assert states(doctor)[0].title == "Fainted"
