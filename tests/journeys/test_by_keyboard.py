"""From the main navigation to saved vitals with Tab, Enter and typing; the focus is seen at every stop."""

import pytest
from playwright.sync_api import expect

from cardiology.models import Vitals
from tests.journeys.sweep import QUESTIONS

pytestmark = [pytest.mark.journey, pytest.mark.django_db]
MOST = 150  # presses of Tab until a place is reached
# what the focused element is called, and what holds it
NAME = """(on => [
  on.closest('nav.nav') ? 'nav' : on.closest('.rail') ? 'rail' : 'page',
  on.labels?.[0]?.innerText || on.getAttribute('aria-label') || on.innerText || on.name || '',
])(document.activeElement)"""


def tab_to(page, place, name):
    """Press Tab until the focus is there; on the way it is never lost, unseen or under a bar."""
    page.evaluate(QUESTIONS)
    for _ in range(MOST):
        page.keyboard.press("Tab")
        trouble = page.evaluate("sweep.trouble()")
        assert not trouble, f"on the way to {name}: {trouble}"
        at, called = page.evaluate(NAME)
        if at == place and called.strip().startswith(name):
            return
    pytest.fail(f"{MOST} presses of Tab do not reach {name}")


def follow(page):
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_from_the_navigation_to_saved_vitals(work_as):
    page = work_as("wardnurse")
    tab_to(page, "nav", "Ward")
    follow(page)
    name = page.locator("a.row-link").first.inner_text()
    tab_to(page, "page", name)
    follow(page)
    expect(page.locator(".banner")).to_contain_text(name)
    tab_to(page, "rail", "Vital signs")
    follow(page)
    before = Vitals.objects.count()
    for label, value in (("Systolic blood pressure", "127"), ("Diastolic blood pressure", "77")):
        tab_to(page, "page", label)
        page.keyboard.type(value)
    tab_to(page, "page", "Save")
    follow(page)
    expect(page.locator("main")).to_contain_text("127 mmHg")
    assert Vitals.objects.count() == before + 1
