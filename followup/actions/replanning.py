"""The record has changed after the discharge: plans follow it, and say why. What a person edited stays."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from cardiology import audit
from cardiology.models import (
    Admission,
    Diagnosis,
    Discharge,
    Echo,
    Medication,
    Patient,
    Procedure,
    User,
    VitalStatus,
)
from followup.actions import days, opening, plans
from followup.models import CloseReason, Plan, Visit, VisitState
from followup.queries.facts import facts_of
from followup.queries.why_ended import in_words
from followup.schedule import PATHWAYS, Facts, Pathway, pathways_for

DECISIVE = (Admission, Procedure, Diagnosis, Medication, Echo, Discharge)


def record_changed(row: Any, *, by: User | None) -> None:
    """A row was saved: if it can decide on pathways, the plans of its stay are looked at again."""
    if not isinstance(row, DECISIVE):
        return
    stay = row if isinstance(row, Admission) else row.admission
    is_discharging = isinstance(row, Discharge) and row.revision == 1
    if stay is not None and stay.discharged_at is not None and not is_discharging:
        replan(stay, by=by, why=f"section:{row._meta.model_name}")


@transaction.atomic
def replan(admission: Admission, *, by: User | None, why: str) -> None:
    """Open what the last stay calls for now, cancel what it no longer calls for; the reason is kept."""
    patient: Patient = admission.patient
    if patient.vital_status == VitalStatus.DEAD or _has_later_stay(admission):
        return
    facts = facts_of(admission)
    wanted = {p.id: p for p in pathways_for(facts)}
    for plan in Plan.objects.select_for_update().filter(admission=admission):
        pathway = wanted.pop(plan.pathway, None)
        if pathway is None:
            _end(plan, why, by=by)
        elif plan.closed_at is None:
            _follow(plan, pathway, facts, why, by=by)
        elif plan.close_reason == CloseReason.CHANGED:
            _open_again(plan, pathway, facts, why, by=by)
    for pathway in wanted.values():
        opening.start(admission, pathway, facts, by=by)
    days.recompute(patient)


def _has_later_stay(admission: Admission) -> bool:
    later = Admission.objects.filter(patient_id=admission.patient_id, admitted_at__gt=admission.admitted_at)
    return later.exists()


def _end(plan: Plan, why: str, *, by: User | None) -> None:
    """A plan that nothing calls for any more; one that a person opened or added to goes on with that."""
    is_by_hand = plan.opened_by_id or plan.visits.filter(edited_by__isnull=False).exists()
    if plan.closed_at or plan.pathway not in PATHWAYS or is_by_hand:
        return
    plans.close(plan, reason=CloseReason.CHANGED, state=VisitState.CANCELLED, by=by, why=why)


def _follow(plan: Plan, pathway: Pathway, facts: Facts, why: str, *, by: User | None) -> None:
    """Visits that are called for now and were not, and the other way round."""
    wanted = {v.code: v for v in opening.visits_of(plan, pathway, facts)}
    stored = {v.code: v for v in plan.visits.all()}
    declared = {v.code for v in pathway.visits}
    today = timezone.localdate()
    added = [v for code, v in wanted.items() if code not in stored and v.closes_on >= today]
    gone = [
        v.pk
        for code, v in stored.items()
        if code in declared - set(wanted) and v.state == VisitState.OPEN and v.edited_by_id is None
    ]
    if added or gone:
        Visit.objects.bulk_create(added)
        plans.end_visits(Visit.objects.filter(pk__in=gone), state=VisitState.CANCELLED, why=why[:120])
        codes = {"added": [v.code for v in added], "cancelled": len(gone), "why": in_words(why)}
        audit.record("plan changed", by=by, about=plan, new=codes)


def _open_again(plan: Plan, pathway: Pathway, facts: Facts, why: str, *, by: User | None) -> None:
    plan.closed_at, plan.close_reason = None, ""
    plan.save(update_fields=["closed_at", "close_reason"])
    today = timezone.localdate()
    cancelled = plan.visits.filter(state=VisitState.CANCELLED, closes_on__gte=today, edited_by=None)
    cancelled.update(state=VisitState.OPEN, state_reason=why[:120], done_at=None)
    audit.record("plan opened again", by=by, about=plan, new={"why": in_words(why)})
    _follow(plan, pathway, facts, why, by=by)
