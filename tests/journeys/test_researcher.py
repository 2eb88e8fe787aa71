"""The researcher: from an example to who remains, Table 1, a survival curve and rows with their codebook."""

import zipfile

import pytest
from playwright.sync_api import expect

from cardiology.models import Role, User
from research.actions import releases
from research.models import Release

pytestmark = [pytest.mark.journey, pytest.mark.django_db]


def test_asks_a_question_and_takes_the_answer_along(work_as, worker, reviewed, fits):
    page = work_as("researcher")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Research").click()
    fits(page)
    page.get_by_role("button", name="Use this example").first.click()
    count = page.locator("#count")
    for heading in ("Yes", "No", "Unknown", "Remaining"):
        expect(count).to_contain_text(heading, ignore_case=True)
    fits(page)
    question = page.url
    table_one(page, worker, reviewed)
    fits(page)
    page.goto(question)
    survival(page, worker, reviewed)
    fits(page)
    page.goto(question)
    export(page, worker, reviewed)


def started(page, button, worker):
    """Start a run, let the worker carry it out, read the result."""
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_url("**/runs/**")
    worker()
    page.reload()


def released(page, reviewed):
    """Ask for the release of a result; the head of department reviews it."""
    run = page.url
    page.locator("[name=purpose]").fill("Table 1 of the paper")
    page.get_by_role("button", name="Ask for release").click()
    page.wait_for_url("**/releases/**")
    reviewed(Release.objects.latest("pk"), Role.HEAD)
    page.goto(run)


@pytest.fixture
def reviewed(aside):
    """Others say yes."""

    def agree(release, *roles):
        for role in roles:
            by = User.objects.get(role=role, hospital_id=release.hospital_id)
            releases.review(release, agrees=True, by=by)

    return lambda release, *roles: aside(lambda: agree(release, *roles))


def table_one(page, worker, reviewed):
    started(page, "Make Table 1", worker)
    expect(page.locator("main")).to_contain_text("You read the tables and figures once they are released")
    released(page, reviewed)
    expect(page.locator("main")).to_contain_text("Age")
    expect(page.locator("main table").first).to_be_visible()


def survival(page, worker, reviewed):
    started(page, "Draw the survival curve", worker)
    released(page, reviewed)
    expect(page.locator("main svg.chart, main .chart svg").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("at risk", ignore_case=True)


def export(page, worker, reviewed):
    """Only a saved version is exported: with its codebook."""
    versions = page.locator("section.panel", has=page.get_by_role("heading", name="Versions"))
    versions.locator("input[type=text], input:not([type])").first.fill("as submitted")
    versions.get_by_role("button", name="Save as a version").click()
    page.get_by_label("Excel (XLSX)").check()
    page.get_by_label("What it is for").fill("The paper")
    page.get_by_label("Number of the ethics approval").fill("2026-11")
    started(page, "Export", worker)
    reviewed(Release.objects.latest("pk"), Role.HEAD, Role.DATA_MANAGER)
    page.get_by_role("link", name="Rows, de-identified").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the ZIP file").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert {"rows.csv", "rows.xlsx", "codebook.csv"} <= set(archive.namelist())
