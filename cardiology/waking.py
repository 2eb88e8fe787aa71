"""Telling a worker that there is work. What is due stands in rows: a broker that is away loses nothing."""

from celery import current_app
from kombu.exceptions import OperationalError


def wake(task: str) -> bool:
    """Send the task; False where the broker is away, and the sweep finds the work."""
    try:
        current_app.send_task(task, retry=False)
    except (OperationalError, OSError):
        return False
    return True
