"""Closing the follow-up plans of a patient: death, refusal, merging, and the end of visits."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cardiology import audit
from cardiology.models import Patient, Purpose, User, VitalStatus
from followup import states
from followup.actions import days
from followup.models import CloseReason, Plan, Visit, VisitState


@transaction.atomic
def close(plan: Plan, *, reason: str, state: str, by: User | None, why: str = "") -> Plan:
    """Close a plan; what is still open in it ends in `state`."""
    stored = Plan.objects.select_for_update().get(pk=plan.pk)
    if stored.closed_at is None:
        stored.closed_at, stored.close_reason = timezone.now(), reason
        stored.save()
        end_visits(stored.visits.filter(state=VisitState.OPEN), state=state, why=why or reason)
        audit.record("plan closed", by=by, about=stored, new={"reason": reason})
    return stored


@transaction.atomic
def close_for_death(patient: Patient, *, by: User | None) -> None:
    """A patient who has died is never called again."""
    for plan in Plan.objects.filter(patient=patient, closed_at__isnull=True):
        close(plan, reason=CloseReason.DIED, state=VisitState.DIED, by=by)


@transaction.atomic
def close_for_refusal(patient: Patient, purpose: str, *, by: User | None) -> None:
    """A patient who does not want to be called is not called: all plans end."""
    if purpose != Purpose.PHONE:
        return
    for plan in Plan.objects.filter(patient=patient, closed_at__isnull=True):
        close(plan, reason=CloseReason.REFUSED, state=VisitState.REFUSED, by=by)


def gather_plans(patient: Patient, *, by: User | None) -> None:
    """Two registrations have become one patient: their plans go on side by side, in calls they share.

    A patient who has died, or who refused calls under either number, is not called any more.
    """
    if patient.vital_status == VitalStatus.DEAD:
        close_for_death(patient, by=by)
    refused = patient.consents.filter(purpose=Purpose.PHONE).first()
    if refused and not refused.is_given:
        close_for_refusal(patient, Purpose.PHONE, by=by)
    days.recompute(patient)


def part_plans(patients: Iterable[Patient], *, by: User | None) -> None:
    """One patient has become two again: no call serves both."""
    parted = list(patients)
    crossing = Visit.objects.filter(patient__in=parted, merged_into__isnull=False).exclude(
        merged_into__patient=F("patient")
    )
    if crossing.exists():
        crossing.update(merged_into=None)
        days.recompute_all([p.pk for p in parted])


def end_visits(visits: object, *, state: str, why: str) -> None:
    """End open visits: nobody holds them any more, and no call is promised."""
    states.check(VisitState.OPEN, state)
    visits.update(  # type: ignore[attr-defined]
        state=state, state_reason=why, done_at=timezone.now(), claimed_by=None, claimed_until=None,
        callback_at=None, next_attempt_at=None, merged_into=None, draft={},
    )  # fmt: skip
