"""A request can be followed through the logs; what watches the house learns figures and no patient."""

import json
import logging
import os
import re
import subprocess
import sys
from io import StringIO

import pytest
from celery import current_app
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django_celery_beat.models import IntervalSchedule, PeriodicTask
from django_celery_beat.schedulers import DatabaseScheduler
from prometheus_client.parser import text_string_to_metric_families

from cardiology import tracing
from cardiology.actions import heartbeats, schedules
from cardiology.models import Heartbeat, Role
from config.logs import Json, logging_of
from tests.cardiology.stories import treated_stemi

pytestmark = pytest.mark.django_db


@pytest.fixture
def told():
    """What is logged, one JSON object a line."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Json())
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


def test_every_answer_and_every_line_has_the_number_of_its_request(sign_in, told, staff):
    first, second = (sign_in(Role.HEAD).get("/ward/") for _time in range(2))
    numbers = {first["X-Request-Id"], second["X-Request-Id"]}
    assert len(numbers) == 2
    lines = [line for line in told() if line["logger"] == "requests"]
    assert {line["request"] for line in lines} == numbers
    line = lines[0]
    assert (line["address"], line["method"], line["status"]) == ("ward", "GET", 200)
    assert line["user"] == staff[Role.HEAD].pk
    assert line["milliseconds"] >= 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["at"])


def test_a_number_that_the_proxy_gave_is_kept_and_nothing_else():
    assert Client().get("/healthz", headers={"x-request-id": "abc-123456"})["X-Request-Id"] == "abc-123456"
    for bad in ("x", "a b c d e f g h", "<script>alert(1)</script>", "x" * 65, "a\nb-injected-line"):
        assert Client().get("/healthz", headers={"x-request-id": bad})["X-Request-Id"] != bad


def test_errors_and_refusals_have_a_number_too(sign_in, monkeypatch):
    assert Client().get("/nothing/").headers["X-Request-Id"]
    assert Client().get("/static/nothing.css").headers["X-Request-Id"]
    assert sign_in(Role.RESEARCHER).get("/ward/").headers["X-Request-Id"]


def test_no_line_names_a_patient(sign_in, told, staff):
    stay = treated_stemi(staff[Role.CARDIOLOGIST], "CANARY-77", name="金丝雀")
    client = sign_in(Role.CARDIOLOGIST)
    client.get(f"/patients/{stay.patient_id}/")
    client.post("/patients/search/", {"q": "金丝雀"})
    client.post(f"/patients/{stay.patient_id}/edit/", {"name": "金丝雀", "number": "CANARY-77"})
    said = json.dumps(told(), ensure_ascii=False)
    assert "requests" in said
    assert "金丝雀" not in said
    assert "CANARY" not in said


def test_a_text_with_line_breaks_is_one_line():
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter())
    described = logging_of("line")["formatters"]["line"]
    from config.logs import WithoutValues

    handler.setFormatter(WithoutValues(described["format"]))
    log = logging.getLogger("trial of lines")
    log.addHandler(handler)
    log.warning("a %s", "b\n2026-01-01 CRITICAL forged")
    log.removeHandler(handler)
    assert len(stream.getvalue().splitlines()) == 1


# --- slow statements -----------------------------------------------------------------------------


def test_a_slow_statement_is_logged_without_its_values(settings, told):
    settings.SLOW_QUERY_MS = 20
    with connection.cursor() as cursor:
        cursor.execute("select pg_sleep(0.03), %s, '金丝雀', 4711", ["secret value"])
        cursor.execute("select 1")
    lines = [line["message"] for line in told() if line["logger"] == "slow"]
    assert len(lines) == 1
    assert "select pg_sleep" in lines[0]
    for value in ("secret", "金丝雀", "4711"):
        assert value not in lines[0]


def test_no_statement_is_slow_where_nobody_asks(settings, told):
    settings.SLOW_QUERY_MS = 0
    with connection.cursor() as cursor:
        cursor.execute("select pg_sleep(0.03)")
    assert not [line for line in told() if line["logger"] == "slow"]


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("select  *\n from t2 where a = 'O''Neil' and b=12", "select * from t2 where a = '…' and b=…"),
        ('select "t2"."c1" limit 21', 'select "t2"."c1" limit …'),
        ("select 1.5", "select ….…"),
    ],
)
def test_values_written_into_a_statement_are_left_out(sql, said):
    assert tracing.without_values(sql) == said


# --- figures for machines ------------------------------------------------------------------------


def figures(client=None, **headers):
    answer = (client or Client()).get("/metrics", headers=headers)
    assert answer.status_code == 200
    return {
        (sample.name, *(sample.labels[label] for label in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


def test_answers_are_counted_by_the_name_of_their_address(sign_in):
    asked = ("cardiology_requests_total", "ward", "GET", "200")  # address, method, status
    before = figures().get(asked, 0)
    sign_in(Role.HEAD).get("/ward/")
    sign_in(Role.HEAD).get("/ward/")
    assert figures()[asked] == before + 2


def test_the_parts_of_the_house_are_figures_too(sign_in):
    heartbeats.beat("worker", "scheduler", "backup")
    found = figures()
    assert 0 <= found["cardiology_seconds_since", "backup"] < 60
    assert found["cardiology_well", "worker"] == 1
    assert found["cardiology_waiting", "files"] == 0
    assert found["cardiology_bytes", "database"] > 1_000_000


def test_what_waits_at_the_broker_is_a_figure_also_where_the_broker_is_a_socket(settings, monkeypatch):
    lying = {"due": 3, "long": 2}
    asked = []

    class Broker:
        def llen(self, queue):
            return lying[queue]

    monkeypatch.setattr("redis.from_url", lambda address, **_options: asked.append(address) or Broker())
    settings.CELERY_BROKER_URL = "redis+socket:///var/valkey/valkey.sock"
    assert figures()["cardiology_waiting", "messages of the broker"] == 5
    assert asked == ["unix:///var/valkey/valkey.sock"]


def test_no_figure_is_about_a_patient(sign_in, staff):
    stay = treated_stemi(staff[Role.CARDIOLOGIST], "CANARY-77", name="金丝雀")
    sign_in(Role.CARDIOLOGIST).get(f"/patients/{stay.patient_id}/")
    page = Client().get("/metrics").content.decode()
    assert 'address="patient"' in page
    assert f"/{stay.patient_id}" not in page
    assert "CANARY" not in page


def test_strangers_get_no_figures_without_the_token(settings):
    far = {"REMOTE_ADDR": "203.0.113.9"}
    assert Client(**far).get("/metrics").status_code == 403
    settings.METRICS_TOKEN = "t" * 40
    assert Client(**far).get("/metrics", headers={"authorization": f"Bearer {'t' * 40}"}).status_code == 200
    assert Client(**far).get("/metrics", headers={"authorization": "Bearer x"}).status_code == 403
    settings.METRICS_TOKEN = ""
    assert Client(**far).get("/metrics", headers={"authorization": "Bearer "}).status_code == 403


def test_the_proxy_does_not_open_the_figures_to_the_world(settings):
    settings.BEHIND_HTTPS = True
    asked = {"x-forwarded-for": "127.0.0.1, 203.0.113.9", "x-forwarded-proto": "https"}
    assert Client().get("/metrics", headers=asked).status_code == 403
    assert Client().get("/metrics", headers={"x-forwarded-proto": "https"}).status_code == 403


def test_several_web_processes_add_up_their_counts(tmp_path):
    """Each worker of gunicorn is a process of its own; whichever is asked tells the sum."""
    (tmp_path / "figures").mkdir()
    env = {
        **os.environ,
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "figures"),
        "PYTHONPATH": str(settings.BASE_DIR),
    }
    counting = "from cardiology import metrics; metrics.note('GET', 'ward', 200, 0.1); "
    telling = "print(metrics.exposition(lambda: {'well': {'worker': 1.0}}).decode())"
    for _worker in range(2):
        subprocess.run([sys.executable, "-c", counting], env=env, check=True)
    told = subprocess.run(
        [sys.executable, "-c", counting + telling], env=env, check=True, capture_output=True, text=True
    ).stdout
    counts = [line for line in told.splitlines() if line.startswith("cardiology_requests_total{")]
    assert [line.rpartition(" ")[2] for line in counts] == ["3.0"]
    assert 'cardiology_well{of="worker"} 1.0' in told


# --- the page of the parts -----------------------------------------------------------------------


def test_the_page_says_what_was_last_done(sign_in):
    schedules.ensure()
    PeriodicTask.objects.filter(name="audit seals").update(enabled=False)
    page = sign_in(Role.ADMINISTRATOR).get("/staff/parts/").content.decode()
    assert page.count("switched off") == 1
    assert "has not been seen yet" in page
    heartbeats.beat("worker", "scheduler")
    assert "has not been seen yet" not in sign_in(Role.ADMINISTRATOR).get("/staff/parts/").content.decode()


def test_the_page_says_it_in_the_language_of_its_reader(sign_in, staff):
    schedules.ensure()
    staff[Role.ADMINISTRATOR].language = "zh-hans"
    staff[Role.ADMINISTRATOR].save()
    page = sign_in(Role.ADMINISTRATOR).get("/staff/parts/").text
    assert "尚未运行过" in page
    assert "has not been seen" not in page
    sweeps = re.findall(r'<th scope="row">(.*?)</th>', page.partition("<tbody>")[2])
    assert len(sweeps) == len(schedules.declared())
    assert not [name for name in sweeps if re.search("[A-Za-z]", re.sub("<.*?>", "", name))]
    told = sign_in(Role.ADMINISTRATOR).get("/healthz", headers={"accept-language": "zh-hans"}).json()
    assert told["worker"] == "has not been seen yet"


def test_what_was_never_sent_has_no_time(sign_in):
    schedules.ensure()
    assert "never" in sign_in(Role.ADMINISTRATOR).get("/staff/parts/").text.partition("<tbody>")[2]
    PeriodicTask.objects.update(total_run_count=1)
    assert "never" not in sign_in(Role.ADMINISTRATOR).get("/staff/parts/").text.partition("<tbody>")[2]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)  # the scheduler closes the connection
def test_what_was_sent_shows_at_once(sign_in):
    schedules.ensure()
    scheduler = DatabaseScheduler(app=current_app)
    for _entry in schedules.declared():
        scheduler.tick()
    assert "never" not in sign_in(Role.ADMINISTRATOR).get("/staff/parts/").text.partition("<tbody>")[2]


def test_an_entry_that_an_administrator_changed_stays_and_is_shown_as_changed(sign_in):
    schedules.ensure()
    entry = PeriodicTask.objects.get(name="audit seals")
    entry.interval = IntervalSchedule.objects.create(every=7, period="seconds")
    entry.save()
    schedules.ensure()
    assert PeriodicTask.objects.get(name="audit seals").interval.every == 7
    assert "changed here" in sign_in(Role.ADMINISTRATOR).get("/staff/parts/").content.decode()


def test_a_backup_is_noted(tmp_path, monkeypatch):
    monkeypatch.setattr("cardiology.management.commands.backup.take", lambda folder: folder / "x.dump")
    call_command("backup", str(tmp_path), stdout=StringIO())
    assert Heartbeat.objects.filter(name="backup").exists()
