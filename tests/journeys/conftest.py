"""A browser, a running department, and what a person does with them."""

import os
import re
import threading

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client, override_settings
from pytest_django.live_server_helper import LiveServer

from cardiology.models import User
from followup.synthetic import demonstration
from research.actions import census
from research.actions.work import work

PASSWORD = "correct-horse-battery"  # noqa: S105
PATIENTS = 120
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
SCREEN = {"width": 1366, "height": 768}
WAIT = 10_000  # milliseconds until a thing that does not come is a failure

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's driver runs an event loop


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": QUIET}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "viewport": SCREEN, "locale": "en-GB", "timezone_id": "Asia/Shanghai"}


@pytest.fixture(scope="package")
def department(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demonstration department, small, behind a running web server; made once and emptied at the end."""
    kept = override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        VAR_DIR=tmp_path_factory.mktemp("var"),
        ALLOWED_HOSTS=["*"],
    )
    with django_db_blocker.unblock(), kept:
        assert connection.settings_dict["NAME"].startswith("test_"), "mark the journey with django_db"
        connection.settings_dict["CONN_MAX_AGE"] = 0  # shared with the server: its threads leave nothing open
        server = LiveServer("127.0.0.1")  # by number: a bare machine may not know the name localhost
        try:
            call_command("demonstration", password=PASSWORD, patients=PATIENTS, verbosity=0)
            census.sweep()  # as the worker does
            yield server
        finally:
            server.stop()
            empty()


def empty():
    """The tests that follow begin with nothing."""
    call_command("flush", verbosity=0, interactive=False)


@pytest.fixture(scope="package")
def sessions(department):
    """The key of a session that is signed in already, by account; made before any test's transaction."""
    keys = {}
    for username in demonstration.ACCOUNTS:
        client = Client()
        client.force_login(User.objects.get(username=username))
        keys[username] = client.cookies["sessionid"].value
    return keys


@pytest.fixture
def complaints(page):
    """What the browser's console complained about, security policy included; a journey ends without any."""
    said = []
    page.on("console", lambda message: said.append(message.text) if is_complaint(message) else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


NO_DEFECT = re.compile(
    r"status of (403|422)"  # a refusal, a form sent back
    r"|^htmx:(sendAbort|afterRequest),"  # a newer request took its place; a failed one has a line of its own
)


def is_complaint(message):
    """Whether the console tells of a defect."""
    return message.type == "error" and not NO_DEFECT.search(message.text)


@pytest.fixture
def work_as(department, page, complaints):
    """Sign in as a person does; every page that follows must be free of errors in the browser's console."""
    page.set_default_timeout(WAIT)
    page.set_default_navigation_timeout(3 * WAIT)

    def as_account(username):
        page.goto(f"{department.url}/sign-in/")
        page.get_by_label(re.compile("Username|用户名")).fill(username)
        page.get_by_label(re.compile("Password|密码")).fill(PASSWORD)
        page.get_by_role("button", name=re.compile("Sign in|登录")).click()
        page.wait_for_url(lambda url: "sign-in" not in url)
        return page

    yield as_account
    assert not complaints


@pytest.fixture
def fits():
    """Nothing sticks out of the window."""

    def check(page):
        root = "document.documentElement"
        overflow = page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
        assert overflow <= 0, f"{page.url} is {overflow} px wider than the window"

    return check


@pytest.fixture
def aside():
    """What somebody else does meanwhile, on a connection of its own: the server sees it at once."""

    def carry_out(work):
        thread = threading.Thread(target=closing(work))
        thread.start()
        thread.join()

    return carry_out


def closing(work):
    def run():
        try:
            work()
        finally:
            connections.close_all()

    return run


@pytest.fixture
def worker(department, aside):
    """Carry out what waits, as the worker process does."""
    return lambda: aside(work)
