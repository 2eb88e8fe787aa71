"""What the scheduler sends. The broker only wakes up: every due thing is a row, claimed one by one."""

from celery import shared_task

from followup.actions import sweeps

BEAT: dict[str, tuple[str, int]] = {
    "followup sweep": ("followup.tasks.sweep", 60),
}


@shared_task(name="followup.tasks.sweep")
def sweep() -> dict[str, int]:
    """Give back patients whose lease ran out; end visits whose time is over; find who is lost."""
    return sweeps.sweep()
