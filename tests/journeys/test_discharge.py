"""The cardiologist discharges an ACS patient: take over, order set, classes, reconciliation, summary."""

import io
from urllib.parse import urljoin

import pypdfium2
import pytest
from playwright.sync_api import expect

from cardiology.models import Admission, ClassDecision, Discharge, Medication
from tests.journeys.hands import choose, save

pytestmark = [pytest.mark.journey, pytest.mark.django_db]

COUNT = """
addEventListener("click", (event) => { if (event.isTrusted && event.detail) window.told("click"); }, true);
addEventListener("keydown", (event) => { if (event.isTrusted) window.told("keydown"); }, true);
"""
MOST_CLICKS, MOST_KEYS = 30, 60


@pytest.fixture
def stay(department):
    """Somebody with an acute coronary syndrome who took drugs at home and has no discharge list yet."""
    home = Medication.objects.filter(phase="home").values("admission")
    stays = Admission.objects.filter(
        hospital__code="demo", discharged_at=None, category__in=("stemi", "nstemi", "ua"), pk__in=home
    )
    return stays.select_related("patient").order_by("pk").first()


@pytest.fixture
def counted(page):
    """How often a person clicked and pressed a key."""
    found = {"click": 0, "keydown": 0}

    def told(kind):
        found[kind] += 1

    page.expose_function("told", told)
    page.add_init_script(COUNT)
    return found


def test_discharges_with_set_classes_and_reconciliation(work_as, department, stay, counted, fits):
    page = work_as("cardiologist")
    page.goto(f"{department.url}/admissions/{stay.pk}/discharge/")
    counted.update(click=0, keydown=0)

    fill_with_the_set(page)
    take_the_rest_over(page)
    settle_home_drugs(page)
    answer_open_classes(page)
    fits(page)

    choose(page, "Discharged to", "Own home")
    choose(page, "Phone number confirmed by a test call", "Yes")
    save(page)
    said = f"| discharge of an ACS patient | clicks {counted['click']} | keys {counted['keydown']} |"
    print(f"\n{said}")  # noqa: T201  # the table that a run of the journeys leaves
    assert counted["click"] <= MOST_CLICKS
    assert counted["keydown"] <= MOST_KEYS

    assert Discharge.objects.get(admission=stay).reconciled == "yes"
    given = set(
        Medication.objects.filter(admission=stay, phase="discharge").values_list("drug_class", flat=True)
    )
    assert {"aspirin", "p2y12", "statin"} <= given | said_against(stay)
    read_the_summary(page)


def fill_with_the_set(page):
    """The set fills in what is missing; it is reviewed, and saved with one key."""
    page.get_by_role("link", name="Open the table").click()
    page.get_by_role("link", name="ACS set").click()
    expect(page.locator(".alert--info")).to_contain_text("to be reviewed")
    page.locator("[data-line] input[name$='-dose']").first.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("75")
    save(page)
    expect(page.locator("#messages")).to_contain_text("lines saved")
    expect(page.locator("[data-line] input[name$='-dose']").first).to_have_value("75")
    page.get_by_role("link", name="Reconciliation").click()


def take_the_rest_over(page):
    """What the ward gives beyond the set, none of a class that is on the list."""
    button = page.get_by_role("button", name="Take all over")
    if button.count():
        with page.expect_navigation():
            button.click()


def settle_home_drugs(page):
    """Those on the list are confirmed as shown, the others stopped with a reason."""
    block = page.locator("#reconciliation")
    if block.get_by_role("button", name="Confirm").count():
        with page.expect_navigation():
            block.get_by_role("button", name="Confirm").click()
    while block.locator("select[name=reason]").count():
        block.locator("select[name=reason]").first.focus()
        page.keyboard.type("No long")
        page.keyboard.press("Tab")
        with page.expect_navigation():
            page.keyboard.press("Enter")
    expect(block).to_contain_text("Reconciled")


def answer_open_classes(page):
    """Every class that is open gets its reason: two clicks each, without leaving the page."""
    chips = page.locator("#chips-discharge")
    while opened := chips.locator(".class-chip--open").count():
        chip = chips.locator(".class-chip--open").first
        chip.locator("summary").click()
        chip.get_by_role("button", name="No indication").click()
        expect(chips.locator(".class-chip--open")).to_have_count(opened - 1)


def said_against(stay):
    return set(ClassDecision.objects.filter(admission=stay).values_list("drug_class", flat=True))


def read_the_summary(page):
    summary = page.get_by_role("link", name="Discharge summary").first.get_attribute("href")
    answer = page.request.get(urljoin(page.url, summary))
    document = pypdfium2.PdfDocument(io.BytesIO(answer.body()))
    text = "".join(document[n].get_textpage().get_text_range() for n in range(len(document)))
    assert "Compared with before" in text
    assert "Call 120 at once" in text
