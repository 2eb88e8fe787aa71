"""What the scheduler sends. The broker only wakes up: every due thing is a row, claimed one by one."""

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from cardiology.actions.schedules import Entry
from followup.actions import escalations, sweeps
from followup.actions.reach import reminders, sending

BEAT = {
    "followup sweep": Entry(
        "followup.tasks.sweep", 60, _("Visits whose time is over, patients who are lost")
    ),
    "followup red flags rise": Entry("followup.tasks.rise", 60, _("Red flags that nobody took rise")),
    "followup reminders planned": Entry(
        "followup.tasks.plan_reminders", 900, _("Messages to patients are planned")
    ),
    "followup reminders sent": Entry("followup.tasks.send_reminders", 60, _("Messages to patients are sent")),
}


@shared_task(name="followup.tasks.sweep")
def sweep() -> dict[str, int]:
    """Give back patients whose lease ran out; end visits whose time is over; find who is lost."""
    return sweeps.sweep()


@shared_task(name="followup.tasks.rise")
def rise() -> int:
    """Red flags that nobody took go to the next doctor."""
    return escalations.rise()


@shared_task(name="followup.tasks.plan_reminders")
def plan_reminders() -> int:
    """Write down which messages the visits of these days want."""
    return reminders.plan()


@shared_task(name="followup.tasks.send_reminders")
def send_reminders() -> dict[str, int]:
    """Settle what a dead worker left on its way, send what is due, ask for news of what was sent."""
    return {"settled": sending.settle(), "sent": sending.send_due(), "news": sending.ask_for_news()}
