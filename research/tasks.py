"""What the worker does for research. The broker only wakes it up: what is due is a row."""

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from cardiology.actions.schedules import Entry
from research.actions import census, releases
from research.actions.work import work as carry_out_all

BEAT = {
    "research runs": Entry("research.tasks.work", 20, _("Analyses that wait are carried out")),
    "research releases over": Entry(
        "research.tasks.clear_releases", 60 * 60, _("Files of releases are thrown away in time")
    ),
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


@shared_task(name="research.tasks.clear_releases")
def clear_releases() -> int:
    """Throw the files of releases away that are refused or whose last day is over."""
    return releases.forget()
