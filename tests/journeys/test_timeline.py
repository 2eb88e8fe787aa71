"""A whole chest-pain timeline by keyboard: over midnight, late, with the reason that is then asked."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cardiology.models import Timeline
from tests.journeys.hands import choose, fill, rail

pytestmark = [pytest.mark.journey, pytest.mark.django_db]
# Onset, call, three of the ambulance, first contact, ECG, sent, read; no later ECG; then from the door on.
COLUMN = (
    "2240", "+5", "+3", "+12", "+15", "emsleft-15", "+4", "+2", "+3", "", "0010", "+6", "+15", "+2", "+3",
    "+4", "+2", "+14", "+1", "+12", "+5", "", "", "", "", "+28", "+5", "+9", "+30", "+15",
)  # fmt: skip
MOST_KEYS = 120


@pytest.fixture
def editor(work_as, department):
    """The empty timeline of a STEMI who came ten past midnight yesterday, as the ward nurse opens it."""
    page = work_as("wardnurse")
    page.goto(f"{department.url}/patients/new/")
    fill(page, "Name", "时间线")
    choose(page, "Sex", "Male")
    fill(page, "Born", "1958-03-02")
    page.get_by_role("button", name="Register", exact=True).click()
    fill(page, "Admitted", f"{arrived():%Y-%m-%d} 00:10")
    choose(page, "Arrival", "Ambulance")
    choose(page, "Main reason", "STEMI")
    page.get_by_role("button", name="Admit", exact=True).click()
    rail(page, "Chest-pain timeline")
    return page


def arrived():
    """Yesterday."""
    return timezone.localdate() - timedelta(days=1)


def test_a_whole_timeline_without_the_mouse(editor, fits):
    page = editor
    page.locator("[name=symptom_onset_at]").focus()
    keys = 0
    for text in COLUMN:
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        keys += len(text) + 1
    expect(page.locator("[name=door_at]")).to_have_value(f"{arrived()} 00:10")
    expect(page.locator("#taken-door_at")).to_contain_text("next day")
    expect(page.locator("#timeline-intervals")).to_contain_text("late by 16 min")
    expect(page.get_by_text("either the patient had an ECG before arrival")).to_be_visible()
    page.locator("[name=delay_reason]").select_option("consent")
    fits(page)
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    row = Timeline.objects.latest("pk")
    assert row.wire_crossed_at - row.door_at == timedelta(minutes=106)
    assert row.delay_reason == "consent"
    assert keys <= MOST_KEYS
    page.get_by_role("button", name="Arrival in the coronary care unit: now").click()
    expect(page.locator(".save-state")).to_contain_text("Draft kept")
    expect(page.locator("[name=ccu_at]")).to_have_value(re.compile(f"^{timezone.localdate()} "))
