"""Opening, recomputing and closing the follow-up plans of a patient."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from cardiology import audit
from cardiology.models import Admission, Patient, Purpose, User, VitalStatus
from followup import states
from followup.models import CloseReason, Plan, Visit, VisitState
from followup.planning import GAP, Wish, calls
from followup.queries.facts import anchor_of, facts_of
from followup.schedule import PATHWAYS, Facts, Pathway, Planned, pathways_for

SHIFT_AFTER_STAY = timedelta(days=7)


@transaction.atomic
def open_plans(admission: Admission, *, by: User | None) -> list[Plan]:
    """Open the plans that a finished stay calls for; plans that run already are re-anchored or shifted."""
    facts = facts_of(admission)
    if admission.discharged_at is None or admission.patient.vital_status == VitalStatus.DEAD:
        return []
    opened = [plan for pathway in pathways_for(facts) if (plan := start(admission, pathway, facts, by=by))]
    discharged = timezone.localtime(admission.discharged_at).date()
    _shift_others(admission, discharged, {p.pathway for p in opened})
    recompute(admission.patient)
    return opened


def start(admission: Admission, pathway: Pathway, facts: Facts, *, by: User | None) -> Plan | None:
    """Open one pathway after one stay, with its visits; None where it was opened before."""
    anchor = anchor_of(admission, pathway)
    plan, is_new = Plan.objects.get_or_create(
        admission=admission,
        pathway=pathway.id,
        defaults={"patient": admission.patient, "version": pathway.version, "anchor_on": anchor},
    )
    if not is_new:
        return None
    _end_earlier(plan, by=by)
    Visit.objects.bulk_create(visits_of(plan, pathway, facts))
    audit.record("plan opened", by=by, about=plan, new={"pathway": plan.pathway, "from": str(anchor)})
    return plan


def visits_of(plan: Plan, pathway: Pathway, facts: Facts) -> list[Visit]:
    """The visits of a plan; what was over before the patient went home belonged to the stay."""
    home = timezone.localtime(plan.admission.discharged_at).date()
    planned = [p for p in pathway.planned(plan.anchor_on, facts) if p.closes_on > home]
    return [_visit(plan, p, home) for p in planned]


@transaction.atomic
def recompute(patient: Patient, *, today: date | None = None) -> None:
    """Choose the days of all open visits anew: one call where windows overlap, no two calls in one week.

    Visits that somebody has tried already, or whose day has come, keep their day. After a talk all that
    can wait wait a week.
    """
    today = today or timezone.localdate()
    rested = _rested_on(patient, today)
    rows = Visit.objects.select_for_update().filter(
        patient=patient, state=VisitState.OPEN, plan__closed_at__isnull=True
    )
    visits = {v.pk: v for v in rows}
    changed = []
    for call in calls(_wish(v, today, rested) for v in visits.values()):
        lead = visits[call.lead.key]  # type: ignore[index]
        for wish in (*call.wishes, *call.folded):
            visit = visits[wish.key]  # type: ignore[index]
            visit.due_on = min(max(call.due_on, visit.opens_on), visit.closes_on)
            visit.merged_into = None if visit is lead else lead
            changed.append(visit)
    Visit.objects.bulk_update(changed, ["due_on", "merged_into"])


@transaction.atomic
def gather(visit: Visit, *, today: date | None = None) -> int:
    """What else of this patient closes within a week joins this call: there will be no second one in time."""
    today = today or timezone.localdate()
    others = Visit.objects.filter(
        patient_id=visit.patient_id, state=VisitState.OPEN, plan__closed_at__isnull=True,
        callback_at__isnull=True, closes_on__lt=today + GAP,
    ).exclude(pk=visit.pk)  # fmt: skip
    found = [v.pk for v in others.exclude(merged_into=visit)]
    if found:
        Visit.objects.filter(merged_into__in=found, state=VisitState.OPEN).exclude(pk=visit.pk).update(
            merged_into=visit
        )
        Visit.objects.filter(pk__in=found).update(merged_into=visit)
    return len(found)


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
    recompute(patient)


def part_plans(patients: Iterable[Patient], *, by: User | None) -> None:
    """One patient has become two again: no call serves both."""
    parted = list(patients)
    crossing = Visit.objects.filter(patient__in=parted, merged_into__isnull=False).exclude(
        merged_into__patient=F("patient")
    )
    if crossing.exists():
        crossing.update(merged_into=None)
        for patient in parted:
            recompute(patient)


def end_visits(visits: object, *, state: str, why: str) -> None:
    """End open visits: nobody holds them any more, and no call is promised."""
    states.check(VisitState.OPEN, state)
    visits.update(  # type: ignore[attr-defined]
        state=state, state_reason=why, done_at=timezone.now(), claimed_by=None, claimed_until=None,
        callback_at=None, next_attempt_at=None, merged_into=None, draft={},
    )  # fmt: skip


def go_on(plan: Plan, *, by: User | None) -> None:
    """After the last visit of a plan: the next repeated one, or the end of the plan."""
    if plan.closed_at or plan.visits.filter(state=VisitState.OPEN).exists():
        return
    last = plan.visits.filter(is_added=False).order_by("closes_on").last()
    pathway = PATHWAYS.get(plan.pathway)
    follows = None
    if pathway and last and not _has_later(plan):
        follows = pathway.after(last.code, plan.anchor_on, facts_of(plan.admission))
    if follows is None:
        close(plan, reason=CloseReason.COMPLETED, state=VisitState.CANCELLED, by=by)
        return
    Visit.objects.get_or_create(
        plan=plan,
        code=follows.code,
        defaults={
            "patient_id": plan.patient_id, "target_on": follows.target, "due_on": follows.target,
            "opens_on": follows.opens_on, "closes_on": follows.closes_on,
        },
    )  # fmt: skip
    recompute(plan.patient)


def _visit(plan: Plan, planned: Planned, home: date) -> Visit:
    day = max(planned.target, min(home + timedelta(days=1), planned.closes_on))
    return Visit(
        plan=plan, patient_id=plan.patient_id, code=planned.code, target_on=planned.target,
        due_on=day, opens_on=planned.opens_on, closes_on=planned.closes_on,
    )  # fmt: skip


def _rested_on(patient: Patient, today: date) -> date:
    """The first day on which a patient who was spoken to may be called again."""
    spoken = patient.contacts.filter(outcome__startswith="answered").order_by("-at").first()
    return min(timezone.localtime(spoken.at).date(), today) + GAP if spoken else date.min


def _wish(visit: Visit, today: date, rested: date) -> Wish:
    """An open visit as a wish; one that is under way wants exactly the day it has."""
    can_rest = not visit.callback_at and visit.edited_by_id is None
    if visit.due_on < rested <= visit.closes_on and rested > today and can_rest:
        return Wish(visit.pk, max(visit.target_on or rested, rested), rested, visit.closes_on)
    is_fixed = visit.edited_by_id is not None  # a person chose this day
    if is_fixed or visit.due_on < today or visit.attempts or visit.callback_at or visit.claimed_by_id:
        return Wish(visit.pk, visit.due_on, visit.due_on, visit.due_on)
    return Wish(visit.pk, visit.target_on or visit.due_on, visit.opens_on, visit.closes_on)


def _end_earlier(plan: Plan, *, by: User | None) -> None:
    """A readmission for the same disease restarts the plan; the 12-month outcome keeps its first anchor."""
    earlier = Plan.objects.filter(patient=plan.patient, pathway=plan.pathway, closed_at__isnull=True)
    for old in earlier.exclude(pk=plan.pk):
        still_open = old.visits.filter(state=VisitState.OPEN, is_added=False)
        end_visits(still_open.exclude(code="12m"), state=VisitState.CANCELLED, why=CloseReason.READMITTED)
        if not old.visits.filter(state=VisitState.OPEN).exists():
            close(old, reason=CloseReason.READMITTED, state=VisitState.CANCELLED, by=by)


def _shift_others(admission: Admission, anchor: date, renewed: set[str]) -> None:
    """Visits of other plans that fell into the stay move to a week after the discharge."""
    first = timezone.localtime(admission.admitted_at).date()
    inside = Visit.objects.filter(
        ~Q(plan__pathway__in=renewed), patient=admission.patient, state=VisitState.OPEN,
        plan__closed_at__isnull=True, due_on__range=(first, anchor), edited_by=None,
    ).exclude(plan__admission=admission)  # fmt: skip
    for visit in inside:
        moved = anchor + SHIFT_AFTER_STAY - visit.due_on
        for name in ("due_on", "opens_on", "closes_on"):
            setattr(visit, name, getattr(visit, name) + moved)
        visit.target_on = visit.due_on
        visit.save()


def _has_later(plan: Plan) -> bool:
    later = Plan.objects.filter(patient_id=plan.patient_id, pathway=plan.pathway, closed_at__isnull=True)
    return later.filter(anchor_on__gt=plan.anchor_on).exists()
