"""The cardiologist reads a stay: the drawn course by keyboard, results in other units, the fixed banner."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.journey, pytest.mark.django_db]


def test_reads_a_stay(work_as, fits):
    page = work_as("cardiologist")
    page.goto(page.url.split("/ward/")[0] + "/ward/")
    page.locator("tbody a.row-link").first.click()
    fits(page)
    course = page.locator("#course")
    course.get_by_role("link", name="First 24 h").click()
    expect(course.get_by_role("link", name="First 24 h")).to_have_attribute("aria-current", "true")
    marks = course.get_by_role("group", name="Heart rate")
    first = marks.locator("[data-tip]").first
    first.focus()
    expect(page.get_by_role("tooltip")).to_have_text(first.get_attribute("data-tip"))
    page.keyboard.press("End")
    expect(marks.locator("[data-tip]").last).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("tooltip")).to_be_hidden()

    results = page.locator("#results")
    results.get_by_role("link", name="Kidney").click()
    expect(results.get_by_role("link", name="Kidney")).to_have_attribute("aria-current", "true")
    results.get_by_role("link", name="Conventional units").click()
    creatinine = results.locator("tr", has_text="Creatinine")
    expect(creatinine.locator("th")).to_contain_text("mg/dL")
    value = creatinine.locator("td a").first
    value.focus()
    expect(page.get_by_role("tooltip")).to_contain_text(re.compile("reference"))
    assert page.locator(".banner").bounding_box()["y"] == pytest.approx(40, abs=1)
