"""A browser, a running department, and what a person does with them."""

import os
import re

import pytest
from django.core.management import call_command

PASSWORD = "correct-horse-battery"  # noqa: S105
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
SCREEN = {"width": 1366, "height": 768}

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's driver runs an event loop


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": QUIET}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "viewport": SCREEN, "locale": "en-GB", "timezone_id": "Asia/Shanghai"}


@pytest.fixture
def department(transactional_db, live_server):
    """The demonstration department, small, behind a running web server."""
    call_command("demonstration", password=PASSWORD, patients=60, verbosity=0)
    return live_server


@pytest.fixture
def work_as(department, page):
    """Sign in through the page; every page that follows must be free of errors in the browser's console."""
    said = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))

    def as_account(username):
        page.goto(f"{department.url}/sign-in/")
        page.get_by_label(re.compile("Username|用户名")).fill(username)
        page.get_by_label(re.compile("Password|密码")).fill(PASSWORD)
        page.get_by_role("button", name=re.compile("Sign in|登录")).click()
        page.wait_for_url(lambda url: "sign-in" not in url)
        return page

    yield as_account
    assert not said, said


@pytest.fixture
def fits():
    """Nothing sticks out of the window, and no text runs over its box."""

    def check(page):
        root = "document.documentElement"
        overflow = page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
        assert overflow <= 0, f"{page.url} is {overflow} px wider than the window"

    return check
