"""The ward nurse keeps the ward in mind without the mouse: a tag, a task, another bed."""

import re

import pytest
from playwright.sync_api import expect

from cardiology.models import Admission, Bed

pytestmark = [pytest.mark.journey, pytest.mark.django_db]


@pytest.fixture
def stay(department):
    """The first patient in bed."""
    stays = Admission.objects.filter(hospital__code="demo", discharged_at=None, bed__isnull=False)
    return stays.select_related("patient", "bed").order_by("bed__label").first()


def test_a_tag_and_a_task_by_keyboard(work_as, department, stay, fits):
    page, row = work_as("wardnurse"), f"#stay-{stay.pk}"
    page.goto(f"{department.url}/ward/")
    page.locator("[data-rows]").focus()
    for _row in range(100):
        page.keyboard.press("j")
        if page.evaluate("document.activeElement.id") == row[1:]:
            break
    page.keyboard.press(" ")
    dialog = page.locator("dialog.round")
    expect(dialog).to_contain_text(stay.patient.name)

    word = page.locator("#id_tag-word")
    word.press_sequentially("等待手术")
    word.press("Enter")
    expect(page.locator(row)).to_contain_text("等待手术")
    page.locator("#id_task-text").focus()
    page.keyboard.type("Weigh")
    page.keyboard.press("Enter")
    tick = dialog.get_by_role("checkbox", name="Weigh")
    tick.focus()
    page.keyboard.press(" ")
    expect(tick).to_be_checked()
    page.keyboard.press("Escape")
    expect(page.locator(f"#todo-{stay.pk}")).to_be_focused()
    expect(page.locator(row)).to_contain_text("✓")
    fits(page)


def test_another_bed_by_keyboard(work_as, department, stay, fits):
    page = work_as("wardnurse")
    page.goto(f"{department.url}/ward/beds/")
    page.get_by_role("link", name=f"Move {stay.patient.name} to another bed").focus()
    page.keyboard.press("Enter")
    free = page.get_by_role("button", name=re.compile("^Move to bed")).first
    label = free.get_attribute("aria-label").split()[-1]
    free.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text(f"bed {label} now")
    stay.refresh_from_db()
    assert stay.bed == Bed.objects.get(ward__department__hospital__code="demo", label=label)
    fits(page)
