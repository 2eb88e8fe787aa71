"""A cardiologist asks question 18 of the worked ones by keyboard; what it costs the hands is printed."""

import json

import pytest
from playwright.sync_api import expect

from research.models import Question
from tests.journeys.effort import Effort

pytestmark = [pytest.mark.journey, pytest.mark.django_db]
TITLE = "Weak hearts after PCI without ACE inhibitor, back with heart failure"


def test_asks_question_18_by_keyboard(work_as, fits):
    page = work_as("cardiologist")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Research").click()
    page.wait_for_url("**/research/")
    effort = Effort(page)
    page.get_by_role("textbox", name="Title").focus()
    page.keyboard.type(TITLE)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    first_pci(page)
    fits(page)
    weak_heart(page)
    no_inhibitor(page)
    readmitted(page)
    fits(page)
    asked = Question.objects.get(title=TITLE).draft
    assert [next(k for k in ("include", "exclude") if k in c) for c in asked["criteria"]] == [
        "include", "exclude", "include"]  # fmt: skip
    assert '"pci"' in json.dumps(asked["index"])
    count = page.locator("#count")
    expect(count.locator("tbody tr")).to_have_count(4)
    expect(page.locator(".alert--error")).to_have_count(0)
    effort.told("question 18 of §1.2 by keyboard", keys=len(TITLE) + 190, clicks=0)


def search(page, place, words):
    """Type into a search, take the first that is found, read the page that follows."""
    page.locator(place).focus()
    page.keyboard.type(words, delay=15)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def go_on(page, *keys):
    """Keys from control to control; a text is typed."""
    for key in keys:
        if key in ("Tab", "End", "Space"):
            page.keyboard.press(key)
        else:
            page.keyboard.type(key)


def send(page):
    with page.expect_navigation():
        page.keyboard.press("Enter")


def first_pci(page):
    search(page, "#ask-index", "angiography kind pci")
    expect(page.locator("#ask-criterion")).to_be_focused()


def weak_heart(page):
    """An echo with LVEF < 40 in 30 days: the variable is found, then its limit and its window are typed."""
    search(page, "#ask-criterion", "lvef")
    go_on(page, "<", "Tab", "40", "Tab", "d", "Tab", "0", "Tab", "30")
    send(page)


def no_inhibitor(page):
    """Excluded: a drug of one of these classes on the list of the discharge."""
    search(page, "#ask-criterion", "medication class acei")
    go_on(page, "e", "Tab", "Tab", "ph", "Tab", "Tab", "discharge", "Tab", "Tab", "is one", "Tab",
          "End", ", arb, arni", "Tab", "in")  # fmt: skip
    send(page)


def readmitted(page):
    """A stay for heart failure in 90 days after the discharge; unknown where the time is not over."""
    search(page, "#ask-criterion", "main reason heart failure")
    go_on(page, *["Tab"] * 6, "d", "Tab", "1", "Tab", "90", "Tab", "dis", "Tab", "Space")
    send(page)
