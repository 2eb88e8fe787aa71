"""Writing extracts in the worker: claimed one by one, stopped when nobody wants them any more."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import IO

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cardiology import audit
from cardiology.actions.files import shelf
from cardiology.actions.files.extracts import end
from cardiology.actions.files.pulse import LEASE, Pulse
from cardiology.actions.imports import Lost
from cardiology.away import is_away, is_full
from cardiology.intake.problems import sentences
from cardiology.models import UNFINISHED, Extract, ExtractState

KEPT = timedelta(days=1)
MOST_ATTEMPTS = 3
Tell = Callable[[int, int], None]  # rows written, rows of all
Write = Callable[[Extract, IO[bytes], Tell], int]
log = logging.getLogger(__name__)


def work(write: Write) -> int:
    """Write everything that waits; how many were taken."""
    taken = 0
    while carry_out(write):
        taken += 1
    return taken


@transaction.atomic
def claim() -> Extract | None:
    """Take the oldest that waits, or whose worker died; None for nothing.

    One is written at a time, so that files and analyses find a process free beside it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('cardiology_extracts'))")
    now = timezone.now()
    if Extract.objects.filter(state=ExtractState.RUNNING, alive_until__gte=now).exists():
        return None
    due = Extract.objects.select_for_update(skip_locked=True).filter(state__in=UNFINISHED)
    extract = due.order_by("asked_at", "pk").first()
    if extract is not None:
        extract.state, extract.alive_until = ExtractState.RUNNING, now + LEASE
        extract.attempts, extract.written = extract.attempts + 1, 0
        extract.save(update_fields=["state", "alive_until", "attempts", "written"])
    return extract


def carry_out(write: Write) -> bool:
    """One extract from its claim to its end; False when there was none. No half file is left."""
    extract = claim()
    if extract is None:
        return False
    with translation.override(extract.asked_by.language or translation.get_language()):
        try:
            _carry_out(extract, write)
        except Lost:
            pass
        except (PermissionDenied, ValidationError) as error:
            _fail(extract, str(error) if isinstance(error, PermissionDenied) else sentences(error))
        except Exception as error:
            if is_away(error):  # taken up again, once the database is back
                raise
            log.exception("extract %s failed", extract.pk)
            _fail(extract, _why(error))
        finally:
            shelf.give_up(extract)
    return True


def _carry_out(extract: Extract, write: Write) -> None:
    if extract.attempts > MOST_ATTEMPTS:
        raise ValidationError(_("The work broke off %(count)s times.") % {"count": MOST_ATTEMPTS})
    if extract.asked_by.hospital_id != extract.hospital_id:
        raise PermissionDenied(_("Your account belongs to another hospital now."))
    with Pulse(extract) as pulse:

        def tell(written: int, rows: int) -> None:
            pulse.tell(written=written, rows=rows)
            if pulse.is_lost:
                raise Lost

        with shelf.begin(extract) as out:
            rows = write(extract, out, tell)
        size, sha256 = shelf.digest(extract)
    _finish(extract, rows, size, sha256)


@transaction.atomic
def _finish(extract: Extract, rows: int, size: int, sha256: str) -> None:
    """The file can be fetched: it is there, and the row says so, or neither."""
    stored, now = _ours(extract), timezone.now()
    stored.state, stored.alive_until, stored.ended_at, stored.kept_until = (
        ExtractState.READY, None, now, now + KEPT,
    )  # fmt: skip
    stored.rows, stored.written, stored.size, stored.sha256 = rows, rows, size, sha256
    stored.save()
    new = {"rows": rows, "bytes": size, "sha256": sha256}
    audit.record("extract written", by=None, about=stored, new=new, via="worker")
    shelf.put(extract)


@transaction.atomic
def _fail(extract: Extract, why: str) -> None:
    try:
        stored = _ours(extract)
    except Lost:
        return
    end(stored, ExtractState.FAILED, why)
    audit.record("extract failed", by=None, about=stored, via="worker")


def _ours(extract: Extract) -> Extract:
    """The locked row, if the work is still ours."""
    stored = Extract.objects.select_for_update().get(pk=extract.pk)
    if (stored.state, stored.attempts) != (extract.state, extract.attempts):
        raise Lost
    return stored


def _why(error: Exception) -> str:
    if is_full(error):
        return _("The server has no room left on its disk for this file; tell the administrator.")
    return _("The work failed; the administrator finds the reason in the log.")
