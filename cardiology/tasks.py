"""What the worker does for this app. Entries of `BEAT` are sent by the scheduler."""

from datetime import timedelta

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from cardiology.actions import findings, heartbeats
from cardiology.actions.files import extracting
from cardiology.actions.files import extracts as asked_for
from cardiology.actions.files.work import work
from cardiology.actions.guidance import critical
from cardiology.actions.quality import counting, letters
from cardiology.actions.schedules import Entry
from cardiology.actions.trust import seals
from cardiology.intake import waiting
from cardiology.resources.extracts import write_extract
from cardiology.sessions import SessionStore

BEAT = {
    "heartbeat": Entry("cardiology.tasks.heartbeat", 10, _("Sign of life of scheduler and worker")),
    "heartbeat of long work": Entry(
        "cardiology.tasks.heartbeat_of_long_work", 60, _("Sign of life of the worker for long jobs")
    ),
    "files": Entry("cardiology.tasks.files", 20, _("Files that wait are read")),
    "extracts": Entry("cardiology.tasks.extracts", 20, _("Extracts that wait are written")),
    "critical results": Entry(
        "cardiology.tasks.watch_critical_results", 30, _("Watch over critical results")
    ),
    "quality board": Entry("cardiology.tasks.count_measures", 600, _("Quality measures are counted")),
    "board letters": Entry("cardiology.tasks.send_board_letters", 3600, _("Letters about the quality board")),
    "checks of what changed": Entry("cardiology.tasks.check_changed", 60, _("Checks of what was changed")),
    "uploads over": Entry(
        "cardiology.tasks.clear_uploads", 60 * 60, _("Files that wait are thrown away after a day")
    ),
    "sessions over": Entry(
        "cardiology.tasks.clear_sessions", 24 * 60 * 60, _("Sessions that ran out are forgotten")
    ),
    "audit seals": Entry("cardiology.tasks.seal_audit", 60, _("Audit trail is sealed")),
    "audit verified": Entry("cardiology.tasks.verify_audit", 24 * 60 * 60, _("Audit trail is verified")),
    "checks of the night": Entry(
        "cardiology.tasks.check_nightly", 24 * 60 * 60, _("Checks of the whole record")
    ),
}
OVERLAP = timedelta(minutes=5)  # a lost or late call leaves nothing out


@shared_task(name="cardiology.tasks.heartbeat")
def heartbeat() -> None:
    """Proof that the scheduler sends and that the worker works."""
    heartbeats.beat("scheduler", "worker")


@shared_task(name="cardiology.tasks.heartbeat_of_long_work")
def heartbeat_of_long_work() -> None:
    """Proof that the worker for long work is free; while it works it is silent, for minutes if need be."""
    heartbeats.beat("long worker")


@shared_task(name="cardiology.tasks.files")
def files() -> int:
    """Check, bring in and undo every file that waits."""
    return work()


@shared_task(name="cardiology.tasks.extracts")
def extracts() -> int:
    """Write every extract that waits."""
    return extracting.work(write_extract)


@shared_task(name="cardiology.tasks.count_measures")
def count_measures() -> int:
    """Count the measures of every month that is due, so that the quality board only reads."""
    return counting.count_due()


@shared_task(name="cardiology.tasks.send_board_letters")
def send_board_letters() -> int:
    """Tell those who asked for it that the board of the month before is ready."""
    return letters.send_due()


@shared_task(name="cardiology.tasks.check_changed")
def check_changed() -> int:
    """Check the stays that were written in a moment ago, also by imports and programs."""
    return findings.changed(since=OVERLAP).stays


@shared_task(name="cardiology.tasks.check_nightly")
def check_nightly() -> int:
    """Check every stay that is open or was amended lately."""
    return findings.nightly().stays


@shared_task(name="cardiology.tasks.watch_critical_results")
def watch_critical_results() -> int:
    """Open a call for every critical result that came in by any way, and raise those nobody answered."""
    return critical.open_calls() + critical.raise_overdue()


@shared_task(name="cardiology.tasks.clear_sessions")
def clear_sessions() -> None:
    """Forget the sessions that have run out."""
    SessionStore.clear_expired()


@shared_task(name="cardiology.tasks.clear_uploads")
def clear_uploads() -> int:
    """Throw away files that were sent and not decided about within a day, and extracts after theirs."""
    return waiting.sweep() + asked_for.expire()


@shared_task(name="cardiology.tasks.seal_audit")
def seal_audit() -> int:
    """Close the audit events of the last minutes in sealed blocks."""
    return seals.seal()


@shared_task(name="cardiology.tasks.verify_audit")
def verify_audit() -> str:
    """Compute the seals of the whole audit trail again, every night."""
    return seals.verify().broken
