"""How the parts of the house are: for the administrators' page and for whoever watches by machine."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import redis
from django.conf import settings
from django.db import connection
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from cardiology import wording
from cardiology.access import Permission, check_may
from cardiology.actions import schedules
from cardiology.models import DUE, AuditSeal, AuditVerification, Heartbeat, ImportBatch, StaffSession, User
from cardiology.queries import health

WATCHED = ("worker", "long worker", "scheduler", "backup", "restore drill")
QUEUES = (settings.CELERY_TASK_DEFAULT_QUEUE, "long")


@dataclass(frozen=True)
class Sweep:
    """One entry of the schedule: what was declared, and what an administrator made of it."""

    name: str
    every: str
    last_sent_at: datetime | None
    is_on: bool
    is_changed: bool
    pk: int


@dataclass(frozen=True)
class Parts:
    """What the page shows."""

    wellness: dict[str, str]
    seen: dict[str, datetime]
    waiting: int | None
    files_waiting: int
    sweeps: list[Sweep]
    sealed_at: datetime | None
    verified: AuditVerification | None
    database_bytes: int
    sessions: int


def parts(user: User) -> Parts:
    """Everything of the running house that no other page shows, for administrators."""
    check_may(user, Permission.MANAGE_STAFF)
    return Parts(
        wellness=health.parts(), seen=_seen(), waiting=_waiting(),
        files_waiting=ImportBatch.objects.filter(state__in=DUE).count(), sweeps=_sweeps(),
        sealed_at=_sealed_at(), verified=AuditVerification.objects.order_by("-at").first(),
        database_bytes=_size(), sessions=StaffSession.objects.filter(expire_date__gt=timezone.now()).count(),
    )  # fmt: skip


def figures() -> dict[str, dict[str, float]]:
    """The same as figures: seconds since something was last done, and how much waits."""
    said = health.parts()
    well = {name: float(word == health.OK) for name, word in said.items()}
    return {"well": well} if said["database"] != health.OK else {"well": well, **_amounts()}


def _amounts() -> dict[str, dict[str, float]]:
    now, sealed = timezone.now(), _sealed_at()
    ages = {name: (now - at).total_seconds() for name, at in _seen().items()}
    if sealed:
        ages["audit seal"] = (now - sealed).total_seconds()
    waiting = {"files": float(ImportBatch.objects.filter(state__in=DUE).count())}
    messages = _waiting()
    if messages is not None:
        waiting["messages of the broker"] = float(messages)
    live = StaffSession.objects.filter(expire_date__gt=now).count()
    return {
        "seconds_since": ages, "waiting": waiting, "live": {"sessions": float(live)},
        "bytes": {"database": float(_size())},
    }  # fmt: skip


def _seen() -> dict[str, datetime]:
    return dict(Heartbeat.objects.filter(name__in=WATCHED).values_list("name", "at"))


def _waiting() -> int | None:
    """How many messages lie at the broker; None where it cannot be asked."""
    address = settings.CELERY_BROKER_URL.replace("redis+socket://", "unix://")  # Celery's word for a socket
    if not address.startswith(("redis", "unix", "valkey")):
        return None
    try:
        broker = redis.from_url(address, socket_timeout=1, socket_connect_timeout=1)
        found: list[Any] = [broker.llen(queue) for queue in QUEUES]
        return sum(found)
    except (redis.RedisError, OSError, ValueError):
        return None


def _sweeps() -> list[Sweep]:
    declared = schedules.declared()
    found = PeriodicTask.objects.select_related("interval", "crontab").order_by("name")
    return [_sweep(row, declared.get(row.name)) for row in found if row.task != "celery.backend_cleanup"]


def _sweep(row: Any, declared: schedules.Entry | None) -> Sweep:
    every = row.interval.schedule.run_every.total_seconds() if row.interval else None
    changed = not row.enabled or declared is None or every != declared.every
    # a new entry is written as if it had been sent a day ago, so that it is due at once
    sent_at = row.last_run_at if row.total_run_count else None
    name = str(declared.label) if declared else row.name
    often = wording.every(every) if every else str(row.crontab or "")
    return Sweep(name, often, sent_at, row.enabled, changed, row.pk)


def _sealed_at() -> datetime | None:
    return AuditSeal.objects.order_by("-pk").values_list("at", flat=True).first()


def _size() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select pg_database_size(current_database())")
        return int(cursor.fetchone()[0])
