"""The cardiologist reads a stay: the drawn course by keyboard, results in other units, the fixed banner."""

import re
from datetime import timedelta

import pytest
from django.db.models import F
from playwright.sync_api import expect

from cardiology.models import Vitals

pytestmark = [pytest.mark.journey, pytest.mark.django_db]


def test_reads_a_stay(work_as, department, fits):
    first_day = Vitals.objects.filter(
        admission__hospital__code="demo", admission__discharged_at=None, heart_rate__isnull=False,
        measured_at__lt=F("admission__admitted_at") + timedelta(hours=24),
    )  # fmt: skip
    page = work_as("cardiologist")
    page.goto(f"{department.url}/admissions/{first_day.earliest('admission_id').admission_id}/")
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
