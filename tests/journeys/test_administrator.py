"""The administrator: looks after staff, and reaches no patient."""

import pytest
from playwright.sync_api import expect

from cardiology.models import Admission

pytestmark = [pytest.mark.journey, pytest.mark.django_db]


def test_reaches_staff_but_no_patient(work_as, department):
    page = work_as("admin")
    page.goto(f"{department.url}/admin/")
    expect(page.get_by_role("link", name="Staff", exact=True)).to_be_visible()
    page.get_by_role("link", name="Staff", exact=True).click()
    expect(page.locator("#result_list")).to_contain_text("cardiologist")

    stay = Admission.objects.filter(hospital__code="demo").first()
    record = f"/patients/{stay.patient_id}/", f"/admissions/{stay.pk}/discharge/"
    for address in ("/ward/", "/followup/", *record):
        assert page.goto(f"{department.url}{address}").status == 403
        expect(page.locator("main")).to_contain_text("You may not see this page")
