"""The schedule of everything that is due by itself.

Each app declares its entries in `BEAT` of its `tasks`, by name. They are written into the scheduler's tables
once; what an administrator changed there afterwards stays as it is.
"""

from collections.abc import Mapping
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django_celery_beat.models import IntervalSchedule, PeriodicTask


class Entry(NamedTuple):
    """What is done by itself: the task, the seconds from one time to the next, and what a person calls it."""

    task: str
    every: int
    label: Any


def declared() -> dict[str, Entry]:
    """The entries of every installed app."""
    entries: dict[str, Entry] = {}
    for app in apps.get_app_configs():
        if find_spec(f"{app.name}.tasks"):
            entries.update(getattr(import_module(f"{app.name}.tasks"), "BEAT", {}))
    return entries


@transaction.atomic
def ensure(entries: Mapping[str, Entry] | None = None) -> list[str]:
    """Write the entries that are absent; return their names."""
    entries = declared() if entries is None else entries
    known = set(PeriodicTask.objects.filter(name__in=entries).values_list("name", flat=True))
    absent = [name for name in entries if name not in known]
    for name in absent:
        task, seconds, _label = entries[name]
        interval, _ = IntervalSchedule.objects.get_or_create(every=seconds, period=IntervalSchedule.SECONDS)
        # as if last sent a day ago: due as soon as the scheduler starts
        PeriodicTask.objects.create(
            name=name, task=task, interval=interval, last_run_at=timezone.now() - timedelta(days=1)
        )
    return absent
