"""The researcher: from an example to who remains, Table 1, a survival curve and rows with their codebook."""

import zipfile

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.journey, pytest.mark.django_db]


def test_asks_a_question_and_takes_the_answer_along(work_as, worker, fits):
    page = work_as("researcher")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Research").click()
    fits(page)
    page.get_by_role("button", name="Use this example").first.click()
    count = page.locator("#count")
    for heading in ("Yes", "No", "Unknown", "Remaining"):
        expect(count).to_contain_text(heading, ignore_case=True)
    fits(page)
    question = page.url
    table_one(page, worker)
    fits(page)
    page.goto(question)
    survival(page, worker)
    fits(page)
    page.goto(question)
    export(page, worker)


def started(page, button, worker):
    """Start a run, let the worker carry it out, read the result."""
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_url("**/runs/**")
    worker()
    page.reload()


def table_one(page, worker):
    started(page, "Make Table 1", worker)
    expect(page.locator("main")).to_contain_text("Age")
    expect(page.locator("main table").first).to_be_visible()


def survival(page, worker):
    started(page, "Draw the survival curve", worker)
    expect(page.locator("main svg.chart, main .chart svg").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("at risk", ignore_case=True)


def export(page, worker):
    """Only a saved version is exported: with its codebook."""
    versions = page.locator("section.panel", has=page.get_by_role("heading", name="Versions"))
    versions.locator("input[type=text], input:not([type])").first.fill("as submitted")
    versions.get_by_role("button", name="Save as a version").click()
    started(page, "Export", worker)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the ZIP file").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert {"rows.csv", "codebook.csv"} <= set(archive.namelist())
