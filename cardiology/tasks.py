"""What the worker does for this app. Entries of `BEAT` are sent by the scheduler."""

from celery import shared_task

from cardiology.actions import heartbeats
from cardiology.actions.guidance import critical
from cardiology.actions.quality import counting, letters

BEAT: dict[str, tuple[str, int]] = {
    "heartbeat": ("cardiology.tasks.heartbeat", 10),
    "critical results": ("cardiology.tasks.watch_critical_results", 30),
    "quality board": ("cardiology.tasks.count_measures", 600),
    "board letters": ("cardiology.tasks.send_board_letters", 3600),
}


@shared_task(name="cardiology.tasks.heartbeat")
def heartbeat() -> None:
    """Proof that the scheduler sends and that the worker works."""
    heartbeats.beat("scheduler", "worker")


@shared_task(name="cardiology.tasks.count_measures")
def count_measures() -> int:
    """Count the measures of every month that is due, so that the quality board only reads."""
    return counting.count_due()


@shared_task(name="cardiology.tasks.send_board_letters")
def send_board_letters() -> int:
    """Tell those who asked for it that the board of the month before is ready."""
    return letters.send_due()


@shared_task(name="cardiology.tasks.watch_critical_results")
def watch_critical_results() -> int:
    """Open a call for every critical result that came in by any way, and raise those nobody answered."""
    return critical.open_calls() + critical.raise_overdue()
