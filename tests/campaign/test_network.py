"""The lines to the database and to the browser are cut, held and eaten; nothing is lost or doubled."""

import contextlib
import threading
import time
import uuid
from datetime import datetime
from types import SimpleNamespace

import pytest
from django.db import InterfaceError, OperationalError, connection, connections
from django.test import Client
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from cardiology.models import AuditEvent, Role, User, Vitals
from tests.campaign.house import Doctor
from tests.campaign.proxy import Proxy
from tests.campaign.test_two_at_once import TYPED
from tests.cardiology.stories import admitted
from tests.conftest import employ, open_north

pytestmark = pytest.mark.django_db(transaction=True)
COMMIT = b"COMMIT\0"
PATIENCE = 20  # seconds that a request may take once the line is there again


@pytest.fixture
def stay():
    return admitted(employ(open_north(), Role.CARDIOLOGIST, "doctor"))


@pytest.fixture
def line():
    """The line to the test's database; where the server has a socket of its own, that is the far end."""
    told = connection.get_connection_params()
    host, port = told.get("host") or "127.0.0.1", int(told.get("port") or 5432)
    proxy = Proxy(f"{host}/.s.PGSQL.{port}" if host.startswith("/") else (host, port))
    yield proxy
    proxy.close()


@contextlib.contextmanager
def over(proxy):
    """The connection of this thread goes over the line that can be bad."""
    connection.close()
    before = connection.settings_dict
    there = {"host": "127.0.0.1", "port": proxy.port, "sslmode": "disable", "gssencmode": "disable"}
    connection.settings_dict = {**before, "OPTIONS": {**before.get("OPTIONS", {}), **there}}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = before


def signed_in():
    browser = Client(raise_request_exception=False)
    browser.force_login(User.objects.get(username="doctor"))
    return browser


def stored(before):
    """Rows that are new, and whether each has its one event."""
    rows = list(Vitals.objects.exclude(pk__in=before))
    events = AuditEvent.objects.filter(about__iendswith="vitals", about_id__in=[row.pk for row in rows])
    return rows, events.count() == len(rows)


def test_a_commit_whose_end_is_not_known(stay, line, tally, dice, often):
    """F3 the line is cut around COMMIT: sent again under its key, it is there once"""
    browser, url = signed_in(), f"/admissions/{stay.pk}/vitals/"
    for _round in range(often(6, 200)):
        sent, before = (
            TYPED | {"submission": str(uuid.uuid4())},
            set(Vitals.objects.values_list("pk", flat=True)),
        )
        with over(line):
            connection.ensure_connection()
            line.arrives, line.eat = dice.random() < 0.5, COMMIT
            first = browser.post(url, sent)
            again = [browser.post(url, sent) for _ in range(2)]
        rows, audited = stored(before)
        tally.count(
            well=first.status_code == 503
            and {a.status_code for a in again} == {302}
            and len({a.url for a in again}) == 1
            and (len(rows), audited) == (1, True)
        )
    assert line.eaten == tally.tried
    assert tally.all_survived, str(tally)


def test_the_line_to_the_database_goes_dead(stay, line, tally, often):
    """F6 nothing passes between web and database for a while, then the line is there or is cut"""
    url = f"/admissions/{stay.pk}/vitals/"
    for cut in often([False, True], [False, True] * 10):
        before, answers = set(Vitals.objects.values_list("pk", flat=True)), []
        threads = [threading.Thread(target=save_over, args=(line, url, answers)) for _ in range(3)]
        with line.held():
            for thread in threads:
                thread.start()
            time.sleep(often(1, 4))
            if cut:
                line.cut()
        for thread in threads:
            thread.join(PATIENCE)
        rows, audited = stored(before)
        tally.count(well=answers == [302] * 3 and (len(rows), audited) == (3, True))
    assert tally.all_survived, str(tally)


def save_over(proxy, url, answers):
    """One save by somebody who sends it again until it is taken."""
    try:
        with over(proxy):
            sent, deadline = TYPED | {"submission": str(uuid.uuid4())}, time.monotonic() + PATIENCE
            while True:
                with contextlib.suppress(OperationalError, InterfaceError):  # of signing in
                    status = signed_in().post(url, sent).status_code
                    if status != 503 or time.monotonic() > deadline:
                        answers.append(status)
                        return
                time.sleep(0.2)
    finally:
        connection.close()


def test_a_bad_line_to_the_browser(stay, tally, dice, often):
    """F6 browsers whose answers are cut, halved or held: what they were told is saved is there once"""
    connection.settings_dict["CONN_MAX_AGE"] = 0  # shared with the server: its threads leave nothing open
    server = LiveServer("127.0.0.1")
    line, ending = Proxy((server.thread.host, server.thread.port)), threading.Event()
    doctors = [Doctor(SimpleNamespace(port=line.port, stay=stay.pk), n, ending) for n in range(2)]
    try:
        for each in doctors:
            each.start()
        until = time.monotonic() + often(3, 120)
        while time.monotonic() < until:
            spoil(line, dice, often)
    finally:
        ending.set()
        line.limit = None
        for each in doctors:
            each.join(PATIENCE)
        line.close()
        server.stop()
        connections.close_all()
    for each in doctors:
        assert not each.odd
        assert each.acknowledged
        for at in each.acknowledged:
            tally.count(well=once(at))
    assert tally.all_survived, str(tally)


def spoil(line, dice, often):
    """One trouble of the line, then a moment of peace."""
    trouble = dice.choice(["reset", "half", "held"])
    if trouble == "reset":
        line.cut()
    elif trouble == "half":
        line.limit = dice.randint(1, 200)
        time.sleep(0.1)
        line.limit = None
    else:
        with line.held():
            time.sleep(dice.random() * often(0.2, 5))
    time.sleep(0.1)


def once(at):
    """Whether the row of this minute is there once, with one event."""
    moment = timezone.make_aware(datetime.strptime(at, "%Y-%m-%d %H:%M"))  # noqa: DTZ007
    rows = list(Vitals.objects.filter(measured_at=moment))
    return (
        len(rows) == 1
        and AuditEvent.objects.filter(about__iendswith="vitals", about_id=rows[0].pk).count() == 1
    )
