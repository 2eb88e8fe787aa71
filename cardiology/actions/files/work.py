"""Checking, storing and undoing files in the worker: claimed one by one, ended in one transaction each."""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cardiology import audit, waking
from cardiology.actions.files.findings import found_in, what_is_wrong
from cardiology.actions.files.pulse import LEASE, Pulse
from cardiology.actions.imports import Incoming, Lost, Tell, amended, import_file
from cardiology.away import is_full
from cardiology.intake import undoing, waiting
from cardiology.intake.problems import Refused
from cardiology.models import DUE, AuditEvent, BatchState, Hospital, ImportBatch, User

MOST_ATTEMPTS = 3
TASK = "cardiology.tasks.files"
SHOWN = 200
log = logging.getLogger(__name__)


wake = partial(waking.wake, TASK)


def work() -> int:
    """Do everything that is due; how many were taken."""
    taken = 0
    while carry_out():
        taken += 1
    return taken


@transaction.atomic
def claim(pk: int | None = None) -> ImportBatch | None:
    """Take the oldest batch that waits, or whose worker died (or the one that is named); None for nothing."""
    now = timezone.now()
    free = Q(state__in=DUE) & (Q(alive_until__isnull=True) | Q(alive_until__lt=now))
    due = ImportBatch.objects.select_for_update(skip_locked=True).filter(free)
    batch = (due.filter(pk=pk) if pk else due).order_by("at").first()
    if batch is None:
        return None
    batch.attempts, batch.alive_until, batch.progress = batch.attempts + 1, now + LEASE, 0
    batch.save(update_fields=["attempts", "alive_until", "progress"])
    return batch


def carry_out(pk: int | None = None) -> bool:
    """One piece of work from its claim to its end; False when there was none. Nothing is left half done."""
    batch = claim(pk)
    if batch is None:
        return False
    step: Callable[[ImportBatch, Tell], None] = {
        BatchState.CHECKING: _check, BatchState.STORING: _store, BatchState.UNDOING: _undo,
    }[BatchState(batch.state)]  # fmt: skip
    with translation.override(_language(batch)):
        try:
            if batch.attempts > MOST_ATTEMPTS:
                _end(batch, problem=_("The work broke off %(count)s times.") % {"count": MOST_ATTEMPTS})
                return True
            with Pulse(batch) as pulse:
                step(batch, lambda percent, step: pulse.tell(progress=percent, step=step[:80]))
        except Lost:
            pass
        except (Refused, PermissionDenied) as error:
            _end(batch, problem=str(error))
        except Exception as error:
            log.exception("batch %s failed", batch.pk)
            _end(batch, problem=_why(error))
    return True


def _language(batch: ImportBatch) -> str:
    person = _person(batch.undone_by_id or batch.decided_by_id or batch.by_id)
    return (person.language if person else "") or translation.get_language() or "en"


def _person(pk: int | None) -> User | None:
    return User.objects.filter(pk=pk).first() if pk else None


def _ours(batch: ImportBatch) -> ImportBatch:
    """The locked row, if the work is still ours. Whoever else holds it waits until this transaction ends."""
    stored = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if (stored.state, stored.attempts) != (batch.state, batch.attempts):
        raise Lost
    return stored


def _why(error: Exception) -> str:
    if is_full(error):
        return _("The server has no room left on its disk. Nothing was stored; tell the administrator.")
    return _("The work failed; the administrator finds the reason in the log.")


@transaction.atomic
def _end(batch: ImportBatch, *, problem: str = "", **changed: Any) -> None:
    """End the work; a storing that failed waits for a decision again, an undoing that failed stays stored."""
    try:
        stored = _ours(batch)
    except Lost:
        return
    back = {BatchState.STORING: BatchState.CHECKED, BatchState.UNDOING: BatchState.STORED}
    if problem:
        stored.state = back.get(BatchState(stored.state), BatchState.FAILED)
        audit.record("file work failed", by=None, about=stored, via="worker")
    stored.problem, stored.alive_until, stored.step = problem, None, ""
    for name, value in changed.items():
        setattr(stored, name, value)
    stored.save()


def _incoming(batch: ImportBatch) -> tuple[Incoming, dict[str, Any]]:
    kept = waiting.take(batch.token)
    if kept is None:
        raise Refused(_("The file is no longer here; choose it again."))
    files, told = kept
    how = {"kind": told["kind"], "mapping": told["mapping"], "hospital": _hospital(batch)}
    return Incoming(told["file"], files[told["file"]], files), how


def _hospital(batch: ImportBatch) -> Hospital:
    return Hospital.objects.get(pk=batch.hospital_id)


def _check(batch: ImportBatch, tell: Tell) -> None:
    """A dry run that leaves out what is wrong: what would come in, and what would not."""
    incoming, how = _incoming(batch)
    by = _person(batch.by_id)
    try:
        outcome = import_file(incoming, **how, by=by, dry_run=True, clean_only=True, tell=tell)
        found = found_in(outcome)
        what_is_wrong(batch.token, outcome.table, outcome.problems)
    except Refused as refused:
        found = found_in(None, refused.problems)
        what_is_wrong(batch.token, refused.table, refused.problems)
    _end(batch, state=BatchState.CHECKED, found=found, progress=100)


def _store(batch: ImportBatch, tell: Tell) -> None:
    """The rows and the end of the work in one transaction: both are there, or neither."""
    incoming, how = _incoming(batch)
    by = _person(batch.decided_by_id)
    try:
        with transaction.atomic():
            into = ImportBatch.objects.get(pk=batch.pk)
            outcome = import_file(incoming, **how, by=by, clean_only=batch.clean_only, tell=tell, into=into)
            into.alive_until, into.progress, into.step = None, 100, ""
            into.found = {**into.found, "left_out": outcome.left_out}
            into.save()
    except Refused as refused:  # the record has changed since the check
        found = found_in(None, refused.problems)
        what_is_wrong(batch.token, refused.table, refused.problems)
        _end(batch, state=BatchState.CHECKED, found=found)


def _undo(batch: ImportBatch, tell: Tell) -> None:
    """Take back what the batch did; what it held stays in the manifest, old and new in the audit trail."""
    by = _person(batch.undone_by_id)
    tell(10, _("Taking the rows back"))
    with transaction.atomic():
        stored = _ours(batch)
        done = undoing.undo(batch.pk)
        counts = {"withdrawn": done.withdrawn, "restored": done.restored, "kept": len(done.kept)}
        kept = [
            {"about": k.about, "row": k.row_id, "patient": k.patient_id, "sentence": k.sentence}
            for k in done.kept[:SHOWN]
        ]
        stored.undone, stored.undone_at = {"counts": counts, "kept": kept}, timezone.now()
        stored.state, stored.alive_until, stored.progress = BatchState.UNDONE, None, 100
        stored.save()
        new = {**counts, "reason": stored.reason}
        audit.record("import undone", by=by, about=stored, new=new, via="import")
        AuditEvent.objects.bulk_create(amended(about, change, stored, by) for about, change in done.changes)
