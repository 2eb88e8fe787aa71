"""A screen that is left alone: covered in every tab, what was typed stays, its own person goes on."""

import pytest
from playwright.sync_api import expect

from cardiology.models import Admission, AuditEvent, Vitals
from tests.journeys.conftest import PASSWORD

pytestmark = [pytest.mark.journey, pytest.mark.django_db]


def test_the_locked_screen_keeps_what_is_typed(work_as, department):
    stay = Admission.objects.filter(hospital__code="demo", discharged_at=None).order_by("-pk").first()
    page = work_as("cardiologist")
    page.goto(f"{department.url}/admissions/{stay.pk}/vitals/")
    other = page.context.new_page()
    other.goto(f"{department.url}/ward/")
    page.bring_to_front()
    page.locator("[name=heart_rate]").fill("77")
    with page.expect_response("**/lock/"):  # drafts on their way go first
        lock(page)
    for tab in (page, other):
        expect(tab.locator("#locked")).to_be_visible()
    expect(page.locator("[name=heart_rate]")).not_to_be_visible()
    assert stay.patient.name not in page.title()
    page.keyboard.press("Escape")
    expect(page.locator("#locked")).to_be_visible()
    assert page.request.get(f"{department.url}/patients/{stay.patient_id}/").url.count("/unlock/")

    unlock(page, "wrong")
    expect(page.locator("#unlock-told")).not_to_be_empty()
    expect(page.locator("#locked")).to_be_visible()
    unlock(page, PASSWORD)
    for tab in (page, other):
        expect(tab.locator("#locked")).not_to_be_visible()
    expect(page.locator("[name=heart_rate]")).to_have_value("77")
    other.close()
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    expect(page.locator("#messages")).to_contain_text("Saved")
    assert Vitals.objects.filter(admission=stay).latest("pk").heart_rate == 77
    assert {"screen locked", "screen unlocked"} <= set(AuditEvent.objects.values_list("event", flat=True))


def lock(page):
    """By the button in the menu of the person."""
    page.locator("details:has(form[data-lock]) > summary").click()
    page.locator("form[data-lock] button").click()


def unlock(page, password):
    page.locator("#locked [name=password]").fill(password)
    page.keyboard.press("Enter")
