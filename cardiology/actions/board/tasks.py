"""Tasks of a stay: planned, done, taken back, no longer needed."""

from django.db import transaction
from django.utils import timezone

from cardiology import audit
from cardiology.access import Permission, check_may
from cardiology.actions.board.tags import check_open
from cardiology.models import Ending, Task, User


@transaction.atomic
def plan(task: Task, *, by: User) -> Task:
    """Keep in mind what is to be done for a patient, by when and for whom."""
    check_may(by, Permission.WRITE_RECORDS)
    check_open(task.admission)
    task.made_by = by
    task.full_clean()
    task.save()
    audit.record("task planned", by=by, about=task, new=audit.state(task))
    return task


def finish(task: Task, *, by: User, ending: str = Ending.DONE) -> Task:
    """The task is done, or no longer needed. Whoever was first is kept; the second changes nothing."""
    return _settle(task, ending, by=by)


def reopen(task: Task, *, by: User) -> Task:
    """It was ticked by mistake."""
    return _settle(task, "", by=by)


@transaction.atomic
def _settle(task: Task, ending: str, *, by: User) -> Task:
    check_may(by, Permission.WRITE_RECORDS)
    stored = Task.objects.select_for_update().get(pk=task.pk)
    if bool(stored.ending) == bool(ending):
        return stored
    old = {"ending": stored.ending, "ended_by": stored.ended_by_id}
    stored.ending = ending
    stored.ended_at, stored.ended_by = (timezone.now(), by) if ending else (None, None)
    stored.full_clean()
    stored.save(update_fields=["ending", "ended_at", "ended_by"])
    new = {"ending": stored.ending, "ended_by": stored.ended_by_id}
    audit.record(f"task {ending or 'taken back'}", by=by, about=stored, old=old, new=new)
    return stored
