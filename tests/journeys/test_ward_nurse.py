"""The ward nurse: finds a patient by pinyin, records vitals by keyboard only, does not discharge."""

import pytest
from playwright.sync_api import expect

from cardiology.models import Admission, Vitals

pytestmark = [pytest.mark.journey, pytest.mark.django_db]


@pytest.fixture
def stay(department):
    """Somebody who is in the house."""
    stays = Admission.objects.filter(hospital__code="demo", discharged_at=None, patient__name_pinyin__gt="")
    return stays.select_related("patient").order_by("pk").first()


def test_records_vitals_without_the_mouse(work_as, stay, fits):
    page = work_as("wardnurse")
    page.keyboard.press("Control+k")
    page.keyboard.type(stay.patient.name_pinyin.replace(" ", ""), delay=20)
    page.locator("#search-results a").first.wait_for()
    page.keyboard.press("Enter")
    expect(page.locator(".banner")).to_contain_text(stay.patient.name)

    page.keyboard.press("Alt+6")
    page.wait_for_url("**/vitals/")
    before = Vitals.objects.filter(admission=stay).count()
    page.locator("[name=systolic_bp]").focus()
    for value in ("128", "76", "71"):
        page.keyboard.type(value)
        page.keyboard.press("Enter")
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    expect(page.locator("main")).to_contain_text("128 mmHg")
    assert Vitals.objects.filter(admission=stay).count() == before + 1
    fits(page)


def test_prepares_but_does_not_discharge(work_as, department, stay):
    page = work_as("wardnurse")
    page.goto(f"{department.url}/admissions/{stay.pk}/discharge/")
    expect(page.locator("main")).to_contain_text("A cardiologist discharges")
    assert page.get_by_role("button", name="Discharge").count() == 0
