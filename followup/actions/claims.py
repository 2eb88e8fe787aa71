"""Holding a patient for a call, so that two nurses never call the same one."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology import audit
from cardiology.access import Permission, check_may, visible_to
from cardiology.models import User
from followup.actions import days
from followup.definitions import LEASE
from followup.models import Visit, VisitState


class Taken(Exception):
    """Somebody else holds this patient, or the visit is no longer open."""


@transaction.atomic
def claim(visit: Visit, *, by: User) -> Visit:
    """Hold a patient for a call. Taken is raised if somebody else does, even through another visit."""
    check_may(by, Permission.CALL)
    now = timezone.now()
    wanted = visible_to(by, Visit).filter(patient_id=visit.patient_id, state=VisitState.OPEN)
    # No join to the holder: a row that changed while it was waited for would be read with its former holder.
    locked = list(wanted.select_for_update(skip_locked=True, of=("self",)))
    held = [v for v in locked if _is_held_by_other(v, by, now)]
    if held:
        raise Taken(_("%(who)s is calling this patient now.") % {"who": held[0].claimed_by})
    mine = next((v for v in locked if v.pk == visit.pk), None)
    if mine is None and wanted.filter(pk=visit.pk).exists():
        raise Taken(_("Somebody else is opening this patient at this moment."))
    if mine is None:
        raise Taken(_("This visit is no longer open."))
    if len(locked) < wanted.count():
        raise Taken(_("Somebody else is opening this patient at this moment."))
    if mine.claimed_by_id not in (None, by.pk):
        audit.record("claim taken over", by=by, about=mine, old={"claimed_by": mine.claimed_by_id})
    mine.claimed_by, mine.claimed_until = by, now + LEASE
    mine.save(update_fields=["claimed_by", "claimed_until"])
    days.gather(mine)
    return mine


@transaction.atomic
def release(visit: Visit, *, by: User) -> None:
    """Give a patient back to the list without a call."""
    held = visible_to(by, Visit).filter(pk=visit.pk, claimed_by=by)
    held.update(claimed_by=None, claimed_until=None)


@transaction.atomic
def keep_draft(visit: Visit, answers: dict[str, Any], *, by: User) -> bool:
    """Keep what was answered so far, and hold the patient longer; False when somebody else holds them now."""
    check_may(by, Permission.CALL)
    stored = visible_to(by, Visit).select_for_update(of=("self",)).filter(pk=visit.pk).first()
    if stored is None or stored.state != VisitState.OPEN:
        return False
    stored.draft = answers
    is_mine = not _is_held_by_other(stored, by, timezone.now())
    if is_mine:
        stored.claimed_by, stored.claimed_until = by, timezone.now() + LEASE
    stored.save(update_fields=["draft", "claimed_by", "claimed_until"])
    return is_mine


def _is_held_by_other(visit: Visit, by: User, now: datetime) -> bool:
    until = visit.claimed_until
    return visit.claimed_by_id not in (None, by.pk) and until is not None and until > now


def locked(visit: Visit, *, by: User) -> Visit:
    """The open visit, locked for a record. Taken is raised where it is closed or held by somebody else."""
    stored = (
        visible_to(by, Visit).select_for_update(of=("self",)).select_related("plan", "patient")
        .filter(pk=visit.pk).first()
    )  # fmt: skip
    if stored is None or stored.state != VisitState.OPEN:
        raise Taken(_("This visit is no longer open."))
    if _is_held_by_other(stored, by, timezone.now()):
        raise Taken(_("%(who)s is calling this patient now.") % {"who": stored.claimed_by})
    return stored
