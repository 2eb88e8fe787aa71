"""Markup typed wherever a page answers while one types: it is shown as text, and nothing of it runs."""

import pytest
from playwright.sync_api import expect

from cardiology.models import Admission
from tests.journeys.hands import field

pytestmark = [pytest.mark.journey, pytest.mark.django_db]
HOSTILE = "<img src=x onerror=alert(1)><svg onload=alert(2)>"
PLANTED = "document.querySelectorAll('img[src=x], svg[onload], [onerror]').length"


@pytest.fixture
def planted(page):
    """What ran, and what stands in the page as an element."""
    ran = []

    def said(dialog):
        if dialog.type != "beforeunload":  # "what you typed is not saved"
            ran.append(dialog.message)
        dialog.accept()

    page.on("dialog", said)
    return lambda: (ran, page.evaluate(PLANTED))


def typed(page, place, answers):
    """Type it as a person does and wait for what the server says to it."""
    with page.expect_response(lambda answer: answers in answer.url):
        place.press_sequentially(HOSTILE)


def test_markup_that_is_typed_stays_text(work_as, department, planted):
    """35 search, read-back, type-ahead, likeness, filter"""
    stay = Admission.objects.filter(hospital__code="demo", discharged_at=None).order_by("-pk").first()
    page = work_as("cardiologist")
    typed(page, page.locator("#search-box"), "/search/")
    page.goto(f"{department.url}/admissions/{stay.pk}/vitals/")
    at = field(page, "Measured").locator("input").first
    at.fill("")
    typed(page, at, "/typed/")
    assert planted() == ([], 0)
    expect(page.locator(".save-state")).to_contain_text("Kept")
    page.goto(f"{department.url}/admissions/{stay.pk}/vitals/")
    page.get_by_role("button", name="Throw away").click()  # journeys share the department
    expect(page.locator("#draft-told")).to_have_count(0)

    page.goto(f"{department.url}/patients/new/")
    typed(page, page.locator("#id_name"), "/alike/")
    page.goto(f"{department.url}/reference/codebook/")
    page.locator("[data-filter]").first.press_sequentially(HOSTILE)
    expect(page.locator("[data-filter-none]").first).to_be_visible()
    assert planted() == ([], 0)
