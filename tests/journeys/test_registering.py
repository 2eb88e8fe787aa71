"""Registering: who is known is seen while typing; who is new is in bed with few keys and clicks."""

import pytest
from playwright.sync_api import expect

from cardiology.models import Admission, AuditEvent, Patient
from tests.journeys.effort import Effort

pytestmark = [pytest.mark.journey, pytest.mark.django_db]
CARD = "990101196203040116"  # of nobody: there is no such region


@pytest.fixture
def known(department):
    """Somebody who is registered."""
    return Patient.objects.filter(hospital__code="demo", id_number__isnull=False).order_by("pk")[7]


def test_somebody_who_is_known_is_seen_and_found(work_as, department, known, fits):
    page = work_as("wardnurse")
    page.goto(f"{department.url}/patients/new/")
    expect(page.locator("#id_name")).to_be_focused()
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/alike/" in request.url else None)
    page.keyboard.insert_text(known.name)
    page.keyboard.press("Tab")
    page.keyboard.type(known.id_number[:-1] + ("1" if known.id_number[-1] == "0" else "0"))
    expect(page.locator("#alike")).to_contain_text("an identity number that differs in one place")
    expect(page.locator("#alike")).to_contain_text("at least one place is mistyped")
    page.keyboard.press("Backspace")
    page.keyboard.type(known.id_number[-1])
    expect(page.locator("#alike")).to_contain_text(
        "the same identity number; the same name and date of birth"
    )
    expect(page.locator("#id_birth_on")).to_have_value(known.birth_on.isoformat())
    page.wait_for_timeout(1000)
    settled = len(asked)
    page.wait_for_timeout(1000)
    assert len(asked) == settled, "the page goes on asking by itself"
    fits(page)
    page.get_by_role("link", name="This is the patient: open").first.click()
    expect(page.locator(".banner")).to_contain_text(known.number)

    effort = Effort(page)
    page.keyboard.press("Control+k")
    page.keyboard.type(known.number[-4:])
    page.locator("#search-results a").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/patients/{known.pk}/")
    effort.told("find a patient", keys=8, clicks=0)


def test_a_new_patient_is_admitted_with_few_keys_and_clicks(work_as, fits):
    page = work_as("wardnurse")
    effort = Effort(page)
    page.get_by_role("link", name="Register a patient").click()
    page.locator("#id_name").wait_for()
    effort.type_name("欧阳晓燕")
    page.keyboard.press("Tab")
    page.keyboard.type(CARD)
    expect(page.locator("#id_birth_on")).to_have_value("1962-03-04")
    page.locator("#id_phone").click()
    page.keyboard.type("15499999999")
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    effort.choose("#id_bed", index=1)
    page.locator("main label", has_text="Ambulance").click()
    effort.choose("#id_category", label="STEMI")
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    effort.told("admit a new patient", keys=180, clicks=20)
    patient = Patient.objects.get(id_number=CARD)
    stay = Admission.objects.get(patient=patient)
    assert (patient.sex, str(patient.birth_on), stay.arrival_mode) == ("male", "1962-03-04", "ambulance")
    assert stay.bed_id
    assert not AuditEvent.objects.filter(event="registered despite likeness", patient_id=patient.pk).exists()
    fits(page)
