"""A contradiction in the record is told after saving, leads to its field, goes when it is put right."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.journeys.hands import choose, fill, rail, save

pytestmark = [pytest.mark.journey, pytest.mark.django_db]
SENTENCE = "Cardiogenic shock is Killip IV."
KILLIP_II, KILLIP_IV = "II – rales in up to half of the fields, or third sound", "IV – shock"


def test_what_does_not_fit_is_told_and_put_right(work_as, department, fits):
    page = work_as("cardiologist")
    page.goto(f"{department.url}/patients/new/")
    fill(page, "Name", "核查一")
    choose(page, "Sex", "Male")
    fill(page, "Born", "1958-03-02")
    page.get_by_role("button", name="Register", exact=True).click()
    fill(page, "Admitted", f"{timezone.localdate():%Y-%m-%d} 00:10")
    choose(page, "Arrival", "Ambulance")
    choose(page, "Main reason", "STEMI")
    page.get_by_role("button", name="Admit", exact=True).click()
    rail(page, "Presentation")
    choose(page, "Killip class", KILLIP_II)
    choose(page, "Cardiogenic shock at first contact", "Yes")
    save(page)
    expect(page.locator("main")).to_contain_text(SENTENCE)
    fits(page)
    page.locator(".findings").get_by_role("link", name="Killip class").click()
    choose(page, "Killip class", KILLIP_IV)
    save(page)
    expect(page.locator("main")).not_to_contain_text(SENTENCE)
