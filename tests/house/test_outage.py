"""Where the database is away the answer is "try again", and nobody is told that nothing was saved."""

import uuid
from contextlib import contextmanager
from types import SimpleNamespace

import psycopg2
import pytest
from django.db import DatabaseError, InterfaceError, OperationalError, ProgrammingError, connection
from django.test import Client
from psycopg2 import errorcodes

from cardiology.models import Role, StaffSession, Vitals
from cardiology.views import home
from cardiology.views.outage import AGAIN_AFTER
from tests.campaign.test_network import over
from tests.campaign.test_two_at_once import TYPED
from tests.cardiology.stories import admitted

pytestmark = pytest.mark.django_db
NOBODY_LISTENS = 1  # a port


def failing(error):
    def fail(*_told, **_options):
        raise error

    return fail


@pytest.fixture
def asker(sign_in):
    asker = sign_in(Role.CARDIOLOGIST)
    asker.raise_request_exception = False
    return asker


def broken_line():
    """As the library tells of a line that breaks while an answer is read: without a code of the server."""
    error = DatabaseError("server closed the connection unexpectedly")
    error.__cause__ = psycopg2.DatabaseError("server closed the connection unexpectedly")
    return error


class NoRoom(psycopg2.errors.DiskFull):
    pgcode = errorcodes.DISK_FULL


def no_room():
    error = OperationalError("could not extend file: No space left on device")
    error.__cause__ = NoRoom()
    return error


@contextmanager
def sessions_fail(error):
    """Nothing can be written to a session that is there."""

    def fail(execute, sql, *told):
        if sql.startswith(f'UPDATE "{StaffSession._meta.db_table}"'):
            raise error
        return execute(sql, *told)

    with connection.execute_wrapper(fail):
        yield


@pytest.mark.parametrize(
    "error", [OperationalError("the server closed it"), InterfaceError("closed"), broken_line()]
)
def test_a_page_says_that_it_is_not_certain(asker, monkeypatch, error):
    monkeypatch.setattr(home, "context", failing(error))
    answer = asker.get("/")
    assert (answer.status_code, answer["Retry-After"]) == (503, AGAIN_AFTER)
    assert "not certain" in answer.text
    assert "X-Request-Id" in answer
    assert "closed" not in answer.text


@pytest.mark.django_db(transaction=True)
def test_the_whole_database_is_away():
    """Not even who asks can be looked up: the answer has its headers and its line in the logs."""
    asker = Client(raise_request_exception=False)
    asker.cookies["sessionid"] = "a" * 32
    with over(SimpleNamespace(port=NOBODY_LISTENS)):
        answer = asker.get("/ward/")
    assert answer.status_code == 503
    assert "no-store" in answer["Cache-Control"]
    assert "X-Request-Id" in answer


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("error", [OperationalError("the server closed it"), broken_line()])
def test_a_database_that_goes_away_after_the_save_is_no_bad_request(asker, staff, error):
    """The row is stored, the session of its author cannot be: what is sent again is stored once."""
    stay = admitted(staff[Role.CARDIOLOGIST])
    sent, url = TYPED | {"submission": str(uuid.uuid4())}, f"/admissions/{stay.pk}/vitals/"
    with sessions_fail(error):
        assert asker.post(url, sent).status_code == 503
    assert asker.post(url, sent).status_code == 302
    assert Vitals.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("error", "status"), [(no_room(), 200), (OperationalError("closed"), 503)])
def test_pages_are_read_on_where_the_disk_of_the_database_is_full(asker, error, status):
    """That somebody was seen again is left out then; anything else in a session is not."""
    asker.get("/ward/")
    session = asker.session
    session["seen_at"] -= 60
    session.save()
    with sessions_fail(error):
        assert asker.get("/ward/").status_code == status


@pytest.mark.django_db(transaction=True)
def test_a_screen_that_cannot_be_locked_is_not_said_to_be(asker):
    with sessions_fail(no_room()):
        assert asker.post("/lock/").status_code == 503


def test_a_program_is_told_to_send_it_again(asker, monkeypatch):
    monkeypatch.setattr("cardiology.api.limits.Often.allow_request", failing(OperationalError("full")))
    answer = asker.get("/api/v1/patient/")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")


@pytest.mark.parametrize(
    "error", [ProgrammingError("no such table"), DatabaseError("no row"), ValueError("a mistake of ours")]
)
def test_a_mistake_of_ours_stays_an_error(asker, monkeypatch, error):
    monkeypatch.setattr(home, "context", failing(error))
    answer = asker.get("/")
    assert answer.status_code == 500
    assert "mistake" not in answer.text


def test_a_dead_line_is_not_waited_for_without_end():
    told = connection.get_connection_params()
    assert told["connect_timeout"] <= 5
    assert told["tcp_user_timeout"] <= 30_000
    assert told["keepalives_idle"] + told["keepalives_interval"] * told["keepalives_count"] <= 30
