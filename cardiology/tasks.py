"""What the worker does for this app. Entries of `BEAT` are sent by the scheduler."""

from celery import shared_task

from cardiology.actions import heartbeats
from cardiology.actions.files.work import work

BEAT: dict[str, tuple[str, int]] = {
    "heartbeat": ("cardiology.tasks.heartbeat", 10),
    "files": ("cardiology.tasks.files", 20),
}


@shared_task(name="cardiology.tasks.heartbeat")
def heartbeat() -> None:
    """Proof that the scheduler sends and that the worker works."""
    heartbeats.beat("scheduler", "worker")


@shared_task(name="cardiology.tasks.files")
def files() -> int:
    """Check, bring in and undo every file that waits."""
    return work()
