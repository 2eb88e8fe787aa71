"""What whoever watches the server is told, and what the scheduler is given to send."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from cardiology import tasks
from cardiology.actions import schedules
from cardiology.actions.schedules import Entry
from cardiology.models import Heartbeat
from cardiology.queries import health
from cardiology.queries.trust.parts import QUEUES

pytestmark = pytest.mark.django_db


def ask(client):
    answer = client.get("/healthz")
    return answer.status_code, answer.json()


def test_all_is_well_after_a_heartbeat_without_a_sign_in(client):
    tasks.heartbeat()
    assert ask(client) == (
        200,
        {"status": "ok", "database": "ok", "worker": "ok", "scheduler": "ok", "clock": "ok"},
    )


def test_a_part_that_was_never_seen_is_named(client):
    status, told = ask(client)
    assert (status, told["status"]) == (503, "unwell")
    assert told["database"] == "ok"
    assert told["worker"] == told["scheduler"] == "has not been seen yet"


def test_a_part_that_fell_silent_is_named(client):
    tasks.heartbeat()
    Heartbeat.objects.filter(name="worker").update(at=timezone.now() - timedelta(seconds=300))
    status, told = ask(client)
    assert status == 503
    assert told["worker"].startswith("has been silent for 30")
    assert told["scheduler"] == "ok"


def test_a_database_that_does_not_answer_is_named(client, monkeypatch):
    def refuse():
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", refuse)
    status, told = ask(client)
    assert status == 503
    assert told["database"] == "does not answer"


def test_pending_migrations_are_not_well(client, monkeypatch):
    tasks.heartbeat()
    monkeypatch.setattr(health, "_migrated", set())
    with connection.cursor() as cursor:
        newest = "(SELECT max(name) FROM django_migrations WHERE app = 'cardiology')"
        cursor.execute(f"DELETE FROM django_migrations WHERE app = 'cardiology' AND name = {newest}")
    status, told = ask(client)
    assert status == 503
    assert "pending" in told["database"]


def test_the_schedule_is_written_once_and_then_belongs_to_the_administrator():
    assert "heartbeat" in schedules.ensure()
    entry = PeriodicTask.objects.get(name="heartbeat")
    assert (entry.task, entry.interval.every, entry.enabled) == ("cardiology.tasks.heartbeat", 10, True)

    entry.enabled = False
    entry.save()
    assert schedules.ensure() == []
    assert not PeriodicTask.objects.get(name="heartbeat").enabled


def test_a_new_entry_joins_a_changed_schedule():
    schedules.ensure({"sweep": Entry("followup.tasks.sweep", 300, "Sweep")})
    assert schedules.ensure(
        {"sweep": Entry("renamed", 1, "Sweep"), "nightly": Entry("t", 86400, "Night")}
    ) == ["nightly"]
    assert PeriodicTask.objects.get(name="sweep").interval.every == 300


def test_every_declared_entry_names_a_task_that_the_worker_knows():
    from celery import current_app

    current_app.loader.import_default_modules()
    unknown = {entry.task for entry in schedules.declared().values()} - set(current_app.tasks)
    assert not unknown


def test_nothing_that_is_due_at_its_minute_waits_behind_work_that_takes_minutes():
    from celery import current_app

    def queue(task):
        return current_app.amqp.router.route({}, task)["queue"].name

    queues = {name: queue(entry.task) for name, entry in schedules.declared().items()}
    at_once = {"heartbeat", "critical results", "followup red flags rise", "followup sweep",
               "followup reminders sent"}  # fmt: skip
    assert {queues[name] for name in at_once} == {"due"}
    assert {name for name, found in queues.items() if found == "long"} == {
        "heartbeat of long work", "files", "extracts", "quality board", "checks of the night",
        "audit verified", "research runs", "research census", "research releases over",
    }  # fmt: skip
    assert set(queues.values()) == {"due", "long"} == set(QUEUES)
