"""What the worker does for research. The broker only wakes it up: what is due is a row."""

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from cardiology.actions.schedules import Entry
from research.actions import census
from research.actions.work import work as carry_out_all

BEAT = {
    "research runs": Entry("research.tasks.work", 20, _("Analyses that wait are carried out")),
    "research census": Entry(
        "research.tasks.take_census", 300, _("What the question page offers is counted")
    ),
}


@shared_task(name="research.tasks.work")
def work() -> int:
    """Carry out every run that waits."""
    return carry_out_all()


@shared_task(name="research.tasks.take_census")
def take_census() -> int:
    """Count what the question page offers, where the counts are old."""
    return census.sweep()
