"""Work as rows: a worker takes one, says that it is alive, and is believed dead when it says nothing.

The broker only wakes the worker. What nobody works on is found again by the sweep.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import TypeVar

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology import waking
from research.models.run import RunState, Work

LEASE = timedelta(minutes=5)  # a worker that says nothing for so long is taken for dead
MOST_ATTEMPTS = 3
TASK = "research.tasks.work"
W = TypeVar("W", bound=Work)


class Cancelled(Exception):
    """Somebody stopped the work, or another worker has it now."""


wake = partial(waking.wake, TASK)


@transaction.atomic
def claim(kind: type[W], give_up: Callable[[W, str], object]) -> W | None:
    """Take the oldest that waits, or whose worker died; None when there is nothing to do."""
    now = timezone.now()
    waiting = Q(state=RunState.QUEUED) | Q(state=RunState.RUNNING, alive_until__lt=now)
    rows = kind._default_manager.select_for_update(skip_locked=True).filter(waiting)
    work = rows.order_by("asked_at").first()
    if work is None:
        return None
    if work.attempts >= MOST_ATTEMPTS:
        broke_off = _("The work broke off %(count)s times; please ask again.")
        give_up(work, broke_off % {"count": work.attempts})
        return claim(kind, give_up)
    work.state, work.started_at, work.alive_until = RunState.RUNNING, work.started_at or now, now + LEASE
    work.attempts, work.progress = work.attempts + 1, 0
    work.save(update_fields=["state", "started_at", "alive_until", "attempts", "progress"])
    return work


def report(work: Work, progress: int, step: str) -> None:
    """Say how far the work is. Raises Cancelled when it is no longer wanted or no longer ours."""
    ours = type(work)._default_manager.filter(pk=work.pk, state=RunState.RUNNING, attempts=work.attempts)
    if not ours.update(progress=progress, step=step[:120], alive_until=timezone.now() + LEASE):
        raise Cancelled
