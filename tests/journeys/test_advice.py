"""Advice is answered where it is seen: with the drugs, at discharge; the head sees what became of it."""

import pytest
from playwright.sync_api import expect

from cardiology.models import Admission, AdviceAnswer

pytestmark = [pytest.mark.journey, pytest.mark.django_db]
RULE, HALF = "R20", "Half a sentence that nobody has saved yet"


@pytest.fixture
def stay(department):
    """Somebody with an acute coronary syndrome who is still in, and takes no NSAID."""
    open_ones = Admission.objects.filter(
        hospital__code="demo", discharged_at=None, category__in=("stemi", "nstemi", "ua")
    )
    return open_ones.order_by("-pk").first()


def test_is_accepted_beside_the_drugs_and_overridden_at_the_discharge(work_as, department, stay, fits):
    page = work_as("cardiologist")
    order(page, f"{department.url}/admissions/{stay.pk}/drugs/ward/", "ibuprofen")
    line = page.locator(f"#advice-{RULE}")
    line.get_by_role("button", name="Accept").click()
    expect(line).to_have_count(0)
    assert "/drugs/ward/" in page.url

    order(page, f"{department.url}/admissions/{stay.pk}/drugs/discharge/", "ibuprofen")
    page.goto(f"{department.url}/admissions/{stay.pk}/discharge/")
    words = page.locator("main textarea:visible").first
    words.fill(HALF)
    words.press("Tab")
    expect(page.locator("#save-state")).to_have_attribute("data-state", "kept")
    line.locator("summary").click()
    fits(page)
    line.get_by_role("button", name="Patient declined").click()
    expect(line).to_have_count(0)
    expect(page.locator("#advice")).to_be_in_viewport()
    expect(words).to_have_value(HALF)
    expect(page.locator("#advice")).to_contain_text("answered")
    page.get_by_role("button", name="Throw away").click()  # journeys share the department
    expect(page.locator("#draft-told")).to_have_count(0)

    told = AdviceAnswer.objects.filter(admission=stay, rule=RULE)
    assert set(told.values_list("reply", "reason")) == {("accepted", ""), ("overridden", "declined")}

    page.context.clear_cookies()
    work_as("head").goto(f"{department.url}/reports/advice/")
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=RULE, exact=True))
    shown, *rest = row.get_by_role("cell").all_inner_texts()
    assert int(shown) >= 2
    assert rest == ["1", "1", "50 %", "Patient declined 1"]


def order(page, address, drug):
    """Write a drug into the first free line, and save the list."""
    page.goto(address)
    names = page.locator("[data-line] input[name$='-drug']")
    free = next(name for name in names.all() if not name.input_value())
    free.fill(drug)
    with page.expect_navigation():
        page.keyboard.press("Control+s")
