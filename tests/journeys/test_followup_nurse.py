"""The follow-up nurse: the list; calls without answer, with a red flag, for later, coming in."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from followup.models import Contact, Escalation, Visit
from tests.journeys.hands import choose

pytestmark = [pytest.mark.journey, pytest.mark.django_db]


def test_works_the_list(work_as, fits):
    page = work_as("nurse")
    page.get_by_role("link", name="Follow-up").click()
    expect(page.get_by_role("heading", name="Call list")).to_be_visible()
    assert page.locator("tbody tr").count() >= 3
    fits(page)
    nobody_answers(page)
    answered_with_a_red_flag(page)
    promised_for_later(page)


def nobody_answers(page):
    """Two clicks from the list to the next patient."""
    first = page.locator("tbody tr a[data-open]").first
    name = first.inner_text()
    first.click()
    expect(page.locator(".banner")).to_contain_text(name)
    page.get_by_role("button", name="No answer").click()
    expect(page.locator("#messages")).to_contain_text("Recorded: No answer")
    expect(page.locator(".banner")).not_to_contain_text(name)
    assert Contact.objects.latest("pk").outcome == "no_answer"


def answered_with_a_red_flag(page):
    """The sentence to say stands there while the patient is still on the phone."""
    choose(page, "Who answered", "Patient")
    choose(page, "Chest pain at rest", "Yes")
    expect(page.locator("#flags")).to_contain_text("Please call 120 now")
    answers = ("Chest pain on effort", "None"), ("Breathlessness (NYHA class)", "I"), ("Fainted", "No")
    for label, answer in (*answers, ("Bleeding", "None"), ("Weak face, arm or speech", "No")):
        choose(page, label, answer)
    page.locator("button[value=answered]").click()
    expect(page.locator("#messages")).to_contain_text("Recorded: Call answered")
    assert Escalation.objects.latest("pk").contact == Contact.objects.latest("pk")


def promised_for_later(page):
    page.locator("button[data-dialog=call-later]").click()
    tomorrow = timezone.localtime() + timedelta(days=1)
    page.locator("#call-later input").first.fill(f"{tomorrow:%Y-%m-%d} 10:00")
    page.get_by_role("button", name="Promise this call").click()
    expect(page.locator("#messages")).to_contain_text("Recorded")
    assert timezone.localtime(Contact.objects.latest("pk").callback_at).hour == 10


def test_finds_who_is_calling(work_as):
    page = work_as("nurse")
    page.get_by_role("link", name="Follow-up").click()
    visit = Visit.objects.filter(
        state="open", patient__hospital__code="demo", patient__phones__isnull=False
    ).first()
    phone = visit.patient.phones.first()
    page.locator("#inbound-box").press_sequentially(phone.digits, delay=20)
    page.locator("#inbound-results button[data-first]").click()
    expect(page.locator(".banner")).to_contain_text(visit.patient.name)
    expect(page.get_by_role("heading", name="Questions")).to_be_visible()
