"""The head sets up the desk: it holds from the next call on, and the trail says what was before."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from cardiology.models import AuditEvent, Role
from followup import levels, requeue
from followup.actions import claims, contacts, settings
from followup.actions.escalations import own_minutes
from followup.models import Desk, Outcome, RequeueRule, Visit
from tests.followup.test_calls import due_stemi

pytestmark = pytest.mark.django_db
PAGE = "followup:settings"


@pytest.fixture
def head(staff):
    return staff[Role.HEAD]


def test_a_rule_of_the_hospital_decides_on_the_next_attempt(staff, head):
    rule = requeue.Rule(timedelta(minutes=90), 4, other_band=False, other_number_from=None)
    settings.set_rules(requeue.RULES | {"no_answer": rule}, by=head)
    nurse = staff[Role.FOLLOWUP_NURSE]
    visit = Visit.objects.filter(plan__admission=due_stemi(staff, days_ago=8)).order_by("due_on").first()
    tried = contacts.record(claims.claim(visit, by=nurse), Outcome.NO_ANSWER, by=nurse)
    visit.refresh_from_db()
    wanted = requeue.within_hours(timezone.localtime(tried.at) + timedelta(minutes=90))
    assert visit.next_attempt_at == wanted
    assert RequeueRule.objects.count() == 1  # the others are those of the house


def test_levels_of_the_hospital_are_stored_and_told(head):
    settings.set_steps({(levels.CRITICAL, levels.ON_CALL): 10}, by=head)
    assert own_minutes(head.hospital_id) == {("critical", "on_call"): 10}
    told = AuditEvent.objects.get(event="escalation levels set")
    assert (told.old, told.new) == ({}, {"critical on_call": 10})


def test_a_level_never_comes_before_the_one_below(head):
    with pytest.raises(ValidationError):
        settings.set_steps({(levels.CRITICAL, levels.ON_CALL): 60}, by=head)
    assert own_minutes(head.hospital_id) == {}


def test_fewer_than_three_attempts_cannot_be_set(head):
    with pytest.raises(ValidationError):
        settings.set_rules({"no_answer": requeue.Rule(timedelta(hours=1), cap=2)}, by=head)


@pytest.mark.parametrize("role", [Role.FOLLOWUP_NURSE, Role.CARDIOLOGIST])
def test_only_the_head_sets_up_the_desk(staff, role):
    with pytest.raises(PermissionDenied):
        settings.set_steps({}, by=staff[role])


def test_the_page_saves_the_desk_and_keeps_what_was_typed_wrong(sign_in, head):
    client = sign_in(Role.HEAD)
    sent = {
        "part": "desk", "desk-phone": "010-5555", "desk-hours": "8-17", "desk-patients_language": "zh-hans",
        "desk-quiet_until": "9", "desk-quiet_from": "20",
    }  # fmt: skip
    assert client.post(reverse(PAGE), sent).status_code == 302
    desk = Desk.objects.get(hospital=head.hospital)
    assert (desk.phone, desk.quiet_until) == ("010-5555", 9)
    assert AuditEvent.objects.get(event="desk set up").new["phone"] == "010-5555"
    wrong = client.post(reverse(PAGE), sent | {"desk-phone": "010-6666", "desk-quiet_from": "9"})
    assert wrong.status_code == 422
    assert "010-6666" in wrong.content.decode()
    assert Desk.objects.get().phone == "010-5555"


def test_the_page_saves_levels_and_rules(sign_in, head):
    client = sign_in(Role.HEAD)
    page = client.get(reverse(PAGE))
    form = page.context["steps"]
    steps = {f"steps-{name}": field.initial for name, field in form.fields.items()}
    sent = steps | {"part": "steps", "steps-critical-on_call": 20}
    assert client.post(reverse(PAGE), sent).status_code == 302
    assert own_minutes(head.hospital_id) == {("critical", "on_call"): 20}
    sent = {"part": "rules"}
    for rule in page.context["rules"]:
        sent |= {f"{rule.prefix}-{n}": v for n, v in rule.initial.items() if v is not None and v is not False}
    assert client.post(reverse(PAGE), sent | {"busy-minutes": 45}).status_code == 302
    assert settings.requeue_rules(head.hospital_id)["busy"].delay == timedelta(minutes=45)
    assert RequeueRule.objects.count() == 1
