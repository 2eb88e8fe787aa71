"""Proof of life of the parts that no page shows."""

from django.utils import timezone

from cardiology.models import Heartbeat
from cardiology.queries.trust import clocks


def beat(*names: str) -> None:
    """Note that these parts are alive now, and how far the clock of their machine is ahead."""
    now, ahead = timezone.now(), clocks.ahead()
    for name in names:
        Heartbeat.objects.update_or_create(name=name, defaults={"at": now, "ahead": ahead})
