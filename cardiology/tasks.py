"""What the worker does for this app. Entries of `BEAT` are sent by the scheduler."""

from celery import shared_task

from cardiology.actions import heartbeats

BEAT: dict[str, tuple[str, int]] = {
    "heartbeat": ("cardiology.tasks.heartbeat", 10),
}


@shared_task(name="cardiology.tasks.heartbeat")
def heartbeat() -> None:
    """Proof that the scheduler sends and that the worker works."""
    heartbeats.beat("scheduler", "worker")
