"""What the worker does for research. The broker only wakes it up: what is due is a row."""

from celery import shared_task

from research.actions.work import work as carry_out_all

BEAT: dict[str, tuple[str, int]] = {
    "research runs": ("research.tasks.work", 20),
}


@shared_task(name="research.tasks.work")
def work() -> int:
    """Carry out every run that waits."""
    return carry_out_all()
