"""A house with a whole story, and a browser for each visitor of the table of access."""

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from cardiology.models import Role
from tests.conftest import employ, employ_all, open_north, open_south
from tests.contracts.access_table import VISITORS, story


@pytest.fixture(scope="module")
def _house(django_db_setup, django_db_blocker):
    """The story and who is signed in, once for all lines: what a visitor does is taken back anyway."""
    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        staff = employ_all(open_north())
        people = {role.value: staff[role] for role in Role}
        people["other hospital"] = employ(open_south(), Role.CARDIOLOGIST, "stranger")
        yield story(staff), {name: signed_in(person) for name, person in people.items()}
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)


def signed_in(person):
    """The cookie of somebody who is signed in."""
    browser = Client()
    browser.force_login(person)
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def told(_house, db):
    return _house[0]


@pytest.fixture
def visitors(_house, db):
    """A browser per visitor of the table."""
    browsers = {name: Client(raise_request_exception=False) for name in VISITORS}
    for name, cookie in _house[1].items():
        browsers[name].cookies[settings.SESSION_COOKIE_NAME] = cookie
    return browsers
