"""A clock that is off is told to whoever watches, with its seconds; it closes the house to nobody."""

import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.utils import timezone

from cardiology import tasks
from cardiology.models import Heartbeat, Role
from cardiology.queries.trust import clocks

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("seconds", "told"), [
    (30, "the clock of this web server is 30.0 s ahead of the database's"),
    (-4, "the clock of this web server is 4.0 s behind the database's"),
])  # fmt: skip
def test_a_clock_that_is_off_is_told_with_its_seconds(client, monkeypatch, seconds, told):
    tasks.heartbeat()
    monkeypatch.setattr(clocks, "time", SimpleNamespace(time=lambda: time.time() + seconds))
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert answer.json()["clock"] == told


def test_the_clock_of_the_worker_is_compared_when_it_beats(client):
    with time_machine.travel(timezone.now() + timedelta(seconds=12)):
        tasks.heartbeat()
    assert client.get("/healthz").json()["clock"] == (
        "the clock of the background worker is 12.0 s ahead of the database's"
    )
    tasks.heartbeat()
    assert client.get("/healthz").json()["clock"] == "ok"


def test_less_than_a_second_is_nobody_s_concern(client):
    tasks.heartbeat()
    Heartbeat.objects.filter(name="worker").update(ahead=0.9)
    assert client.get("/healthz").json()["clock"] == "ok"


def test_a_slow_answer_of_the_database_is_no_clock_that_is_off(monkeypatch):
    looks = iter([1000.0, 1000.0 + 4e9])  # asked long before, answered long after
    monkeypatch.setattr(clocks, "time", SimpleNamespace(time=lambda: next(looks)))
    assert clocks.ahead() == 0.0


def test_an_administrator_reads_it_in_chinese(sign_in):
    Heartbeat.objects.create(name="worker", at=timezone.now(), ahead=-7.25)
    browser = sign_in(Role.ADMINISTRATOR)
    browser.cookies["django_language"] = "zh-hans"
    told = browser.get("/staff/parts/").content.decode()
    assert "后台进程的时钟比数据库慢 7.2 秒" in told
    assert "服务器时钟" in told
