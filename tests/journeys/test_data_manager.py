"""The data manager: a file with errors shows all of them, the right one goes in, rows come out again."""

import pytest
from playwright.sync_api import expect

from cardiology.models import Patient

pytestmark = [pytest.mark.journey, pytest.mark.django_db]
WRONG = """number,name,sex,birth_on
J1,张一,robot,1960-01-01
J2,张二,male,yesterday
J3,张三,female,1960-01-03
"""
RIGHT = WRONG.replace("robot", "male").replace("yesterday", "1960-01-02")


def send(page, content):
    page.get_by_label("What is in the file").select_option("kind:patient")
    page.locator("input[type=file][name=file]").set_input_files(
        {"name": "patients.csv", "mimeType": "text/csv", "buffer": content.encode("utf-8-sig")}
    )
    page.get_by_role("button", name="Check the file").click()


def test_brings_in_a_file_and_takes_rows_out(work_as, fits):
    page = work_as("datamanager")
    page.get_by_role("link", name="Import").click()
    fits(page)
    send(page, WRONG)
    expect(page.locator("main")).to_contain_text("2 rows cannot come in")
    rows = page.get_by_role("region", name="Problems").locator("tbody tr").all_inner_texts()
    assert ["sex" in rows[0], "birth_on" in rows[1]] == [True, True]
    fits(page)
    page.get_by_role("link", name="Another file").click()
    send(page, RIGHT)
    expect(page.locator("main")).to_contain_text("No problem was found")
    page.get_by_role("button", name="Bring in all rows").click()
    expect(page.locator("main")).to_contain_text("All rows are in")
    assert Patient.objects.filter(number__in=["J1", "J2", "J3"]).count() == 3

    page.get_by_role("link", name="Export", exact=True).click()
    page.get_by_label("Columns").select_option("1")
    with page.expect_download() as download:
        page.get_by_role("button", name="Patient, CSV").click()
    with open(download.value.path(), encoding="utf-8-sig") as file:  # noqa: PTH123
        assert "张一" in file.read()

    page.get_by_role("link", name="Import", exact=True).click()
    page.get_by_role("link", name="patients.csv").first.click()
    page.get_by_role("button", name="Undo this file").first.click()
    page.get_by_label("Why is this file undone?").fill("Wrong file")
    page.locator("dialog[open]").get_by_role("button", name="Undo this file").click()
    expect(page.locator("main")).to_contain_text("This file was undone")
    assert not Patient.objects.filter(number__in=["J1", "J2", "J3"]).exists()
