"""A nurse works a list of five calls without a mouse, to its end; keys and clicks are counted by the browser.

Prints one line per call: `| call | keys | clicks |`.
"""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from cardiology.models import Department, Hospital, Role
from followup.models import Adherence, Contact, Escalation, FollowUp, Visit
from tests.conftest import employ
from tests.followup.test_calls import due_stemi
from tests.journeys.effort import Effort

pytestmark = [pytest.mark.journey, pytest.mark.django_db]


@pytest.fixture(scope="module")
def five_due(department, django_db_blocker):
    """Five patients whose first call is due today, in a hospital with a doctor and a nurse of its own."""
    with django_db_blocker.unblock():
        hospital = Hospital.objects.create(code="keyboard", name="Keyboard Hospital")
        Department.objects.create(hospital=hospital, name="Cardiology")
        roles = (Role.CARDIOLOGIST, Role.FOLLOWUP_NURSE)
        staff = {role: employ(hospital, role, f"keyboard_{role.value}") for role in roles}
        today = timezone.localdate()
        for n in range(1, 6):
            stay = due_stemi(staff, f"000{n}")
            Visit.objects.filter(plan__admission=stay, code="7d").update(
                opens_on=today, due_on=today, closes_on=today + timedelta(days=n + 4)
            )
        connection.close()
    return hospital


def press(page, *keys):
    """Keys in one place of a page."""
    for key in keys:
        page.keyboard.press(key)


def ends(page, *keys):
    """The last of these keys ends the call: the next page follows."""
    press(page, *keys[:-1])
    with page.expect_navigation():
        page.keyboard.press(keys[-1])


def later(page):
    press(page, "l")
    page.keyboard.type("+2h")
    ends(page, "Enter")


def answered(page):
    """The patient answers; angina: none; chest pain at rest: yes, which raises the flag live."""
    press(page, "Enter", "1", "Enter", "1", "Enter", "y")
    page.get_by_text("Please call 120 now").wait_for()
    press(page, "Alt+a")
    ends(page, "Control+Enter")


# What is done on the list or in a call, and how many keys it may cost; a mouse is not needed anywhere.
STEPS = (
    ("the list: open the first call", lambda page: ends(page, "Alt+n"), 2),
    ("no answer", lambda page: ends(page, "n"), 1),
    ("busy", lambda page: ends(page, "b"), 1),
    ("call again later", later, 5),
    ("answered, with a red flag, all drugs taken", answered, 10),
    ("wrong number, the only one", lambda page: ends(page, "w"), 1),
)


def test_five_calls_without_a_mouse(five_due, department, work_as):
    page = work_as(f"keyboard_{Role.FOLLOWUP_NURSE.value}")
    page.goto(f"{department.url}/followup/")
    effort, said = Effort(page), []
    for call, act, keys in STEPS:
        effort.counts.update(keys=0, clicks=0)
        act(page)
        effort.told(call, keys=keys, clicks=0)
        said.append(page.locator("#messages").inner_text())
    assert "Red flags sent to" in said[4]
    assert page.url.endswith("/followup/")
    assert page.get_by_text("Nobody is left to call now.").is_visible()
    ours = {"patient__hospital": five_due}
    outcomes = Contact.objects.filter(**ours).order_by("pk").values_list("outcome", flat=True)
    assert list(outcomes) == ["no_answer", "busy", "call_later", "answered", "wrong_number"]
    assert (FollowUp.objects.get(**ours).rest_pain, Escalation.objects.get(**ours).flag) == ("yes", "RF01")
    assert set(Adherence.objects.filter(**ours).values_list("taking", flat=True)) == {"yes"}
