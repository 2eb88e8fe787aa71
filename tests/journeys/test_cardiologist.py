"""The cardiologist: from registering a patient to the discharge, the follow-up plan and the summary."""

import io
import re
from datetime import timedelta
from urllib.parse import urljoin

import pypdfium2
import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cardiology.models import Admission
from tests.journeys.hands import choose, fill, rail, save, type_code

pytestmark = [pytest.mark.journey, pytest.mark.django_db]


NOW = timezone.localtime()  # one for all: between two that are typed a minute may end


def ago(**ages):
    """An instant as a person types it."""
    return f"{NOW - timedelta(**ages):%Y-%m-%d %H:%M}"


def test_admits_treats_and_discharges(work_as, fits):
    page = work_as("cardiologist")
    register_and_admit(page)
    record_presentation(page)
    record_vitals(page)
    record_timeline(page)
    record_laboratory(page)
    record_pci(page)
    prescribe(page)
    fits(page)
    discharge(page)
    assert Admission.objects.get(patient__name="欧阳建国").discharged_at


def register_and_admit(page):
    page.get_by_role("link", name="Register a patient").click()
    fill(page, "Name", "欧阳建国")
    choose(page, "Sex", "Male")
    fill(page, "Born", "1958-03-02")
    fill(page, "Phone", "13912345678")
    page.get_by_role("button", name="Register", exact=True).click()
    expect(page.get_by_role("heading", name="Admit")).to_be_visible()
    bed = page.locator("select[name=bed]")
    bed.select_option(index=1)
    fill(page, "Admitted", ago(days=3))
    choose(page, "Main reason", "STEMI")
    page.get_by_role("button", name="Admit", exact=True).click()
    expect(page.locator(".banner")).to_contain_text("OUYANG, Jianguo 欧阳建国")


def record_presentation(page):
    rail(page, "Presentation")
    choose(page, "Main complaint", "Chest pain")
    choose(page, "Killip class", "II – rales in up to half of the fields, or third sound")
    choose(page, "Cardiogenic shock at first contact", "No")
    save(page)
    expect(page.locator("#messages")).to_contain_text("Saved")


def record_vitals(page):
    """A value that cannot be is refused; one that is unusual is confirmed, and then stored."""
    rail(page, "Vital signs")
    fill(page, "Systolic blood pressure", "400")
    fill(page, "Diastolic blood pressure", "85")
    save(page)
    expect(page.locator(".error-summary")).to_contain_text("300")
    fill(page, "Systolic blood pressure", "235")
    save(page)
    page.get_by_label("The value is right").check()
    save(page)
    expect(page.locator("main")).to_contain_text("235 mmHg")


def record_timeline(page):
    rail(page, "Chest-pain timeline")
    for label, minutes in (("Onset of constant symptoms", 90), ("Door (arrival here)", 0), ("First ECG", -6)):
        fill(page, label, ago(days=3, minutes=minutes))
    fill(page, "Wire crossed the lesion", ago(days=3, minutes=-65))
    save(page)
    rail(page, "Overview")
    expect(page.locator("main")).to_contain_text("Door to wire 65 / 90 min")


def record_laboratory(page):
    rail(page, "Laboratory result")
    type_code(page, "Test", "creat")
    fill(page, "Value as sent", "1.2 mg/dL")
    save(page)
    expect(page.locator("main")).to_contain_text(re.compile("Creatinine.*106", re.S))


def record_pci(page):
    rail(page, "Angiography and PCI")
    choose(page, "Kind", "PCI")
    choose(page, "Indication of the PCI", "STEMI, primary")
    fill(page, "Started", ago(days=3, minutes=-50))
    save(page)
    page.get_by_role("link", name="Add a lesion").click()
    choose(page, "Segment", "12 proximal LAD")
    fill(page, "Stenosis before", "99")
    fill(page, "Stenosis after", "0")
    save(page)
    page.get_by_text("12 proximal LAD").first.wait_for()
    page.locator("main table a").first.click()
    page.get_by_role("link", name="Add a device").click()
    choose(page, "Kind", "Drug-eluting stent")
    fill(page, "Diameter", "3.0")
    fill(page, "Length", "24")
    save(page)
    rail(page, "Overview")
    expect(page.locator("main")).to_contain_text("3 × 24 mm")


def prescribe(page):
    """Three lines of the table by keyboard: name, dose, frequency, Enter; saved at once."""
    rail(page, "Medication")
    page.get_by_role("link", name="At discharge").click()
    page.locator("[data-line] input").first.focus()
    for name, dose, frequency in (("aspi", "100", "qd"), ("ticag", "90", "bid"), ("atorva", "40", "qn")):
        page.keyboard.type(name, delay=20)
        page.locator(".codes [role=option]").first.wait_for()
        page.keyboard.press("Enter")
        for value in (dose, None, frequency):
            page.keyboard.press("Tab")
            page.keyboard.type(value or "mg")
        page.keyboard.press("Escape")
        page.keyboard.press("Enter")
    save(page)
    rail(page, "Overview")
    expect(page.locator("main")).to_contain_text("P2Y12 inhibitor")


def discharge(page):
    """The page says what is open and which calls follow; afterwards the plan and the summary are there."""
    rail(page, "Discharge")
    expect(page.locator("main")).to_contain_text("Still open")
    expect(page.locator("main")).to_contain_text("Follow-up that the discharge opens")
    choose(page, "Discharged to", "Own home")
    save(page)
    follow_up = page.locator("#follow-up")
    expect(follow_up).to_contain_text("Not yet open")
    summary = page.get_by_role("link", name="Discharge summary").first.get_attribute("href")
    answer = page.request.get(urljoin(page.url, summary))
    text = pypdfium2.PdfDocument(io.BytesIO(answer.body()))[0].get_textpage().get_text_range()
    assert "欧阳建国" in text
