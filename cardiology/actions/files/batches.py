"""What a person decides about a file: send it, bring it in, put it away, undo it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cardiology import audit
from cardiology.access import Permission, check_may, hospital_of
from cardiology.actions.files.work import carry_out, wake
from cardiology.actions.imports import Incoming, describe
from cardiology.intake import waiting
from cardiology.models import BatchState, ImportBatch, User

AT_ONCE = 128 * 1024  # bytes: what is no larger is done while the person waits, without a worker
AT_ONCE_ROWS = 2_000


@transaction.atomic
def send(incoming: Incoming, kind: str = "", mapping: str = "", *, by: User) -> ImportBatch:
    """Keep a file for its check. Nothing of the record changes."""
    check_may(by, Permission.IMPORT)
    batch = ImportBatch(hospital_id=hospital_of(by).pk, by_id=by.pk, state=BatchState.CHECKING)
    describe(batch, incoming, kind=kind, mapping=mapping)
    files = {**incoming.beside, incoming.name: incoming.content}
    told = {"file": incoming.name, "kind": kind, "mapping": mapping, "language": by.language}
    batch.size = len(incoming.content)
    batch.token = waiting.keep(files, told)
    batch.save()
    audit.record("file sent", by=by, about=batch, new={"sha256": batch.file_sha256}, via="import")
    return batch


@transaction.atomic
def accept(batch: ImportBatch, *, clean_only: bool = False, by: User) -> None:
    """Bring a checked file in: all of its rows, or those without a problem."""
    stored = _in_state(batch, BatchState.CHECKED, by=by)
    if stored.found.get("problems") and not clean_only:
        raise ValidationError(_("Some rows have problems. Put them right, or take only the clean rows."))
    stored.state, stored.clean_only, stored.decided_by_id = BatchState.STORING, clean_only, by.pk
    _make_due(stored)
    audit.record("file accepted", by=by, about=stored, new={"clean_only": clean_only}, via="import")


@transaction.atomic
def drop(batch: ImportBatch, *, by: User) -> None:
    """Put a file away that nobody wants to bring in."""
    stored = _in_state(batch, BatchState.CHECKED, BatchState.CHECKING, BatchState.FAILED, by=by)
    stored.state, stored.alive_until = BatchState.DROPPED, None
    stored.save(update_fields=["state", "alive_until"])
    audit.record("file put away", by=by, about=stored, via="import")
    transaction.on_commit(lambda: waiting.drop(stored.token))


@transaction.atomic
def undo(batch: ImportBatch, *, reason: str, by: User) -> None:
    """Take a batch back as one; what cannot be taken back is kept and told."""
    stored = _in_state(batch, BatchState.STORED, by=by)
    if not reason.strip():
        raise ValidationError(_("Say why this file is undone."))
    if not stored.rows.exists():
        raise ValidationError(_("There is nothing to undo: this file made and changed no row."))
    stored.state, stored.reason, stored.undone_by_id = BatchState.UNDOING, reason.strip()[:300], by.pk
    _make_due(stored)
    audit.record("undoing asked", by=by, about=stored, new={"reason": stored.reason}, via="import")


def begin(batch: ImportBatch) -> None:
    """After a decision: small work at once, large work in the worker; what is left lying the sweep finds."""
    rows = sum(c["new"] + c["changed"] for c in batch.counts.values())
    if batch.size <= AT_ONCE and rows <= AT_ONCE_ROWS:
        carry_out(batch.pk)
    else:
        wake()


def _in_state(batch: ImportBatch, *states: str, by: User) -> ImportBatch:
    """The locked batch, if it is still in one of these states."""
    check_may(by, Permission.IMPORT)
    stored = ImportBatch.objects.select_for_update().get(pk=batch.pk, hospital_id=hospital_of(by).pk)
    if stored.state not in states:
        raise ValidationError(_("This was decided before; the page shows how it stands now."))
    return stored


def _make_due(batch: ImportBatch) -> None:
    batch.attempts = batch.progress = 0
    batch.step, batch.problem, batch.alive_until = "", "", None
    batch.save()
