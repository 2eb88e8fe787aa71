"""The line is away while somebody types: the form says so, nothing is lost, it is stored once."""

import re

import pytest
from playwright.sync_api import expect

from cardiology.models import Admission, Draft, Vitals

pytestmark = [pytest.mark.journey, pytest.mark.django_db]
LINE = re.compile("ERR_(INTERNET_DISCONNECTED|FAILED)")  # what the browser itself says of a line that is away


@pytest.fixture
def stay(department):
    return Admission.objects.filter(hospital__code="demo", discharged_at=None).order_by("-pk").first()


@pytest.fixture
def form(work_as, department, stay, complaints):
    """The form of vital signs; of the line itself the browser may complain."""
    page = work_as("wardnurse")
    page.goto(f"{department.url}/admissions/{stay.pk}/vitals/")
    yield page
    complaints[:] = [said for said in complaints if not LINE.search(said)]


def times_stored(stay, rate):
    return Vitals.objects.filter(admission=stay, heart_rate=rate).count()


def test_a_line_that_is_away_while_somebody_types(form, stay):
    form.locator("[name=heart_rate]").fill("143")
    expect(form.locator(".save-state")).to_contain_text("Kept")
    form.context.set_offline(True)
    form.locator("[name=systolic_bp]").fill("131")
    expect(form.locator(".save-state")).to_contain_text("Not kept")
    for _press in range(3):
        form.keyboard.press("Control+s")
    expect(form.locator("#connection")).to_be_visible()
    expect(form.locator("[name=systolic_bp]")).to_have_value("131")
    assert times_stored(stay, 143) == 0

    form.context.set_offline(False)
    expect(form.locator(".save-state")).to_contain_text("Kept")
    expect(form.locator("#connection")).not_to_be_visible()
    for _press in range(3):
        form.keyboard.press("Control+s")
    expect(form.locator("#messages")).to_contain_text("Saved")
    assert times_stored(stay, 143) == 1


def test_an_answer_that_is_lost_on_its_way(form, stay):
    """The save arrives, the page that says so does not: it is there once, and no draft is offered."""
    form.locator("[name=heart_rate]").fill("144")
    expect(form.locator(".save-state")).to_contain_text("Kept")
    lost = []

    def swallow(route):
        if route.request.method != "POST":
            route.continue_()
            return
        lost.append(route.fetch(max_redirects=0).status)
        route.abort()

    form.route(form.url, swallow)
    form.keyboard.press("Control+s")
    form.wait_for_event("requestfailed")
    assert lost == [302]
    form.unroute(form.url)
    form.reload()
    assert times_stored(stay, 144) == 1
    assert not Draft.objects.filter(admission=stay, by__username="wardnurse").exists()
