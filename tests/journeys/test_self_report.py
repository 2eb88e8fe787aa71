"""A patient answers on the phone by a link, and the nurse takes the answers over."""

import pytest
from playwright.sync_api import expect

from followup.models import FollowUp, SelfReport

pytestmark = [pytest.mark.journey, pytest.mark.django_db]
PHONE = {"width": 390, "height": 844}


def test_from_the_link_to_the_record(work_as, browser, fits):
    page = work_as("nurse")
    page.get_by_role("link", name="Follow-up").click()
    page.locator("tbody tr a[data-open]").first.click()
    page.get_by_role("button", name="Link to the self-report").click()
    expect(page.locator("img.qr")).to_be_visible()
    answered_on_the_phone(browser, page.locator("#link").input_value(), fits)
    page.goto(page.url.split("/followup/")[0] + "/followup/self-reports/")
    page.locator("tbody tr a[data-open]").first.click()
    page.get_by_role("checkbox", name="Breathlessness").uncheck()
    page.get_by_role("button", name="Take over and end the visit").click()
    expect(page.locator("#messages")).to_contain_text("Taken over: 2 answers")
    answers = FollowUp.objects.latest("pk")
    assert (answers.informant, answers.systolic_bp, answers.nyha) == ("patient", 132, None)


def answered_on_the_phone(browser, address, fits):
    """Another browser, that has never signed in."""
    phone = browser.new_context(viewport=PHONE, locale="en-GB").new_page()
    phone.goto(address)
    fits(phone)
    phone.get_by_label("I am the patient").check()
    phone.get_by_label("On stairs or brisk walking").check()
    phone.get_by_label("Blood pressure at home: the upper number").fill("132")
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_role("heading", name="Thank you")).to_be_visible()
    assert SelfReport.objects.latest("pk").answers == {
        "informant": "patient",
        "nyha": "2",
        "systolic_bp": "132",
    }
    phone.context.close()
