"""What a person changes in a patient's plan: move, skip or add a visit, open or close a pathway."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology import audit
from cardiology.access import Permission, check_may, visible_to
from cardiology.models import Admission, Patient, User, VitalStatus
from followup import states
from followup.actions import days, following, opening, plans
from followup.models import CloseReason, Plan, Visit, VisitState
from followup.queries.facts import facts_of
from followup.schedule import PATHWAYS, UNPLANNED

AROUND = timedelta(days=7)  # the window on either side of a visit that a person added
BY_HAND = (CloseReason.TRANSFERRED, CloseReason.COMPLETED)


@transaction.atomic
def move(visit: Visit, *, to: date, reason: str, by: User) -> Visit:
    """Another day for a visit. Its window stretches as far as needed, and recomputation leaves it there."""
    stored = _open(visit, by)
    why = _reason(reason)
    _not_before_today(to)
    old = {"due_on": str(stored.due_on)}
    stored.due_on = to
    stored.opens_on, stored.closes_on = min(stored.opens_on, to), max(stored.closes_on, to)
    stored.merged_into = None
    _edited(stored, why, by)
    audit.record("visit moved", by=by, about=stored, old=old, new={"due_on": str(to), "why": why})
    _let_go(stored)
    days.recompute(stored.patient)
    return stored


@transaction.atomic
def skip(visit: Visit, *, reason: str, by: User) -> Visit:
    """A visit that is not wanted for this patient; the plan goes on after it."""
    stored = _open(visit, by)
    why = _reason(reason)
    states.check(stored.state, VisitState.CANCELLED)
    _edited(stored, why, by)
    _let_go(stored)
    plans.end_visits(Visit.objects.filter(pk=stored.pk), state=VisitState.CANCELLED, why=why[:120])
    audit.record("visit skipped", by=by, about=stored, new={"why": why})
    following.go_on(stored.plan, by=by)
    days.recompute(stored.patient)
    stored.refresh_from_db()
    return stored


@transaction.atomic
def add(plan: Plan, *, on: date, reason: str, by: User) -> Visit:
    """One more visit, with a week on either side."""
    check_may(by, Permission.CALL)
    stored = visible_to(by, Plan).select_for_update(of=("self",)).get(pk=plan.pk)
    why = _reason(reason)
    _not_before_today(on)
    if stored.closed_at:
        raise ValidationError(_("This plan is closed."))
    made = Visit(
        plan=stored, patient_id=stored.patient_id, code=f"x{stored.visits.filter(is_added=True).count() + 1}",
        target_on=on, due_on=on, opens_on=on - AROUND, closes_on=on + AROUND, is_added=True,
        edited_by=by, edited_at=timezone.now(), edit_reason=why,
    )  # fmt: skip
    made.save()
    audit.record("visit added", by=by, about=made, new={"due_on": str(on), "why": why})
    days.recompute(stored.patient)
    return made


@transaction.atomic
def close(plan: Plan, *, reason: str, by: User) -> Plan:
    """End a plan by hand: the care was transferred, or nothing more is to be asked."""
    check_may(by, Permission.CALL)
    stored = visible_to(by, Plan).get(pk=plan.pk)
    if reason not in BY_HAND:
        raise ValidationError({"reason": _("Choose why the plan ends.")})
    closed = plans.close(stored, reason=reason, state=VisitState.CANCELLED, by=by)
    days.recompute(stored.patient)
    return closed


@transaction.atomic
def open_pathway(admission: Admission, pathway: str, *, by: User) -> Plan:
    """Open a pathway that the record does not call for by itself."""
    check_may(by, Permission.CALL)
    stay = visible_to(by, Admission).select_related("patient").get(pk=admission.pk)
    if pathway not in PATHWAYS:
        raise ValidationError({"pathway": _("Choose a pathway.")})
    if stay.discharged_at is None or stay.patient.vital_status == VitalStatus.DEAD:
        raise ValidationError(_("A plan needs a patient who has gone home."))
    plan = opening.start(stay, PATHWAYS[pathway], facts_of(stay), by=by)
    if plan is None:
        raise ValidationError({"pathway": _("This pathway was opened for this stay before.")})
    today = timezone.localdate()
    plan.visits.filter(closes_on__lt=today).update(state=VisitState.CANCELLED, state_reason="past")
    plan.opened_by = by
    plan.save(update_fields=["opened_by"])
    following.go_on(plan, by=by)
    days.recompute(stay.patient)
    return plan


@transaction.atomic
def unplanned(patient: Patient, *, by: User) -> Visit:
    """A visit for somebody who calls us and has none open: answers need a contact, a contact a visit."""
    check_may(by, Permission.CALL)
    stored = visible_to(by, Patient).select_for_update(of=("self",)).get(pk=patient.pk)
    ahead = visible_to(by, Visit).filter(
        patient=stored, state=VisitState.OPEN, plan__closed_at=None, merged_into=None
    )
    found = ahead.order_by("due_on").first()
    if found:
        return found
    stay = visible_to(by, Admission).filter(patient=stored, discharged_at__isnull=False)
    last = stay.order_by("-discharged_at").first()
    if last is None:
        raise ValidationError(_("This patient was never discharged here; there is nothing to follow."))
    today = timezone.localdate()
    plan, _new = Plan.objects.get_or_create(
        admission=last, pathway=UNPLANNED,
        defaults={"patient": stored, "anchor_on": timezone.localtime(last.discharged_at).date()},
    )  # fmt: skip
    if plan.closed_at:
        plan.closed_at, plan.close_reason = None, ""
        plan.save(update_fields=["closed_at", "close_reason"])
    made = Visit.objects.create(
        plan=plan, patient=stored, code=f"in{plan.visits.count() + 1}", target_on=today, due_on=today,
        opens_on=today, closes_on=today, is_added=True,
    )  # fmt: skip
    audit.record("visit added", by=by, about=made, new={"why": "incoming call"})
    return made


def _open(visit: Visit, by: User) -> Visit:
    check_may(by, Permission.CALL)
    rows = visible_to(by, Visit).select_for_update(of=("self",)).select_related("plan", "patient")
    stored = rows.get(pk=visit.pk)
    if stored.state != VisitState.OPEN or stored.plan.closed_at:
        raise ValidationError(_("This visit is no longer open."))
    return stored


def _reason(reason: str) -> str:
    words = " ".join(reason.split())
    if not words:
        raise ValidationError({"reason": _("Say why; the reason stays with the visit.")})
    return words[:200]


def _not_before_today(day: date) -> None:
    if day < timezone.localdate():
        raise ValidationError({"on": _("Choose a day that is still to come.")})


def _edited(visit: Visit, reason: str, by: User) -> None:
    visit.edited_by, visit.edited_at, visit.edit_reason = by, timezone.now(), reason
    visit.revision += 1
    visit.save()


def _let_go(visit: Visit) -> None:
    """What had joined the call of this visit finds its own call again."""
    Visit.objects.filter(merged_into=visit, state=VisitState.OPEN).update(merged_into=None)
