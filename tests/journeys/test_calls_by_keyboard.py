"""A nurse works a list of five calls without a mouse; keys are counted, from the list to the empty list."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from cardiology.models import Department, Hospital, Role
from followup.models import Adherence, Contact, Escalation, FollowUp, Visit
from tests.conftest import employ
from tests.followup.test_calls import due_stemi

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
    """Keys in one place of a page; how many they were."""
    for key in keys:
        page.keyboard.press(key)
    return len(keys)


def ends(page, *keys):
    """The last of these keys ends the call: the next page follows."""
    n = press(page, *keys[:-1])
    with page.expect_navigation():
        page.keyboard.press(keys[-1])
    return n + 1


def test_five_calls_without_a_mouse(five_due, department, work_as):
    page = work_as(f"keyboard_{Role.FOLLOWUP_NURSE.value}")
    page.goto(f"{department.url}/followup/")
    keys = {"open the first call": ends(page, "Alt+n")}
    keys["no answer"] = ends(page, "n")
    keys["busy"] = ends(page, "b")
    press(page, "l")
    page.keyboard.type("+2h")
    keys["later"] = 4 + ends(page, "Enter")
    # Who answered: the patient; angina: none; chest pain at rest: yes, which raises the flag live.
    keys["answered"] = press(page, "Enter", "1", "Enter", "1", "Enter", "y")
    page.get_by_text("Please call 120 now").wait_for()
    keys["answered"] += press(page, "Alt+a") + ends(page, "Control+Enter")
    assert page.get_by_text("Red flags sent to").is_visible()
    keys["wrong number, the only one"] = ends(page, "w")
    print("keys per call:", keys)  # noqa: T201 - the figure that this journey is for
    assert page.url.endswith("/followup/")
    assert page.get_by_text("Nobody is left to call now.").is_visible()
    ours = {"patient__hospital": five_due}
    outcomes = Contact.objects.filter(**ours).order_by("pk").values_list("outcome", flat=True)
    assert list(outcomes) == ["no_answer", "busy", "call_later", "answered", "wrong_number"]
    assert (FollowUp.objects.get(**ours).rest_pain, Escalation.objects.get(**ours).flag) == ("yes", "RF01")
    assert set(Adherence.objects.filter(**ours).values_list("taking", flat=True)) == {"yes"}
    assert max(keys.values()) <= 8
