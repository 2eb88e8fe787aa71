"""A member of staff ends a session elsewhere, with the password."""

import pytest

from tests.journeys.conftest import PASSWORD

pytestmark = [pytest.mark.journey, pytest.mark.django_db]
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:150.0) Gecko/20100101 Firefox/150.0"


def test_a_session_elsewhere_is_ended_with_the_password(work_as, department, browser, fits):
    elsewhere = browser.new_context(user_agent=FIREFOX).new_page()
    elsewhere.goto(f"{department.url}/sign-in/")
    elsewhere.locator("[name=username]").fill("cardiologist")
    elsewhere.locator("[name=password]").fill(PASSWORD)
    elsewhere.locator("[name=password]").press("Enter")
    elsewhere.wait_for_url(lambda url: "sign-in" not in url)
    page = work_as("cardiologist")
    page.goto(f"{department.url}/account/sessions/")
    fits(page)
    row = page.get_by_role("row", name="Firefox on Windows")
    page.locator("#end [name=password]").fill(PASSWORD)
    row.get_by_role("button", name="End").click()
    page.get_by_text("1 session was ended.").wait_for()
    assert row.count() == 0
    elsewhere.goto(f"{department.url}/ward/")
    assert "/sign-in/" in elsewhere.url
    elsewhere.context.close()
