"""What the worker does for this app. Entries of `BEAT` are sent by the scheduler."""

from datetime import timedelta

from celery import shared_task

from cardiology.actions import findings, heartbeats

BEAT: dict[str, tuple[str, int]] = {
    "heartbeat": ("cardiology.tasks.heartbeat", 10),
    "checks of what changed": ("cardiology.tasks.check_changed", 60),
    "checks of the night": ("cardiology.tasks.check_nightly", 24 * 60 * 60),
}
OVERLAP = timedelta(minutes=5)  # a lost or late call leaves nothing out


@shared_task(name="cardiology.tasks.heartbeat")
def heartbeat() -> None:
    """Proof that the scheduler sends and that the worker works."""
    heartbeats.beat("scheduler", "worker")


@shared_task(name="cardiology.tasks.check_changed")
def check_changed() -> int:
    """Check the stays that were written in a moment ago, also by imports and programs."""
    return findings.changed(since=OVERLAP).stays


@shared_task(name="cardiology.tasks.check_nightly")
def check_nightly() -> int:
    """Check every stay that is open or was amended lately."""
    return findings.nightly().stays
