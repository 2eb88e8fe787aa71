"""What time alone changes: leases that run out, windows that close, patients who are lost. Idempotent."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology import audit
from cardiology.models import VitalStatus
from followup.actions import plans
from followup.actions.contacts import meets_unreachable
from followup.definitions import GRACE, is_lost
from followup.models import Plan, Visit, VisitState

BATCH = 500


def sweep(now: datetime | None = None) -> dict[str, int]:
    """One round; each row is locked, judged and committed on its own, those locked by others are left."""
    now = now or timezone.now()
    return {"leases": give_back(now), "closed": _all(_close_one, timezone.localtime(now).date())}


def give_back(now: datetime) -> int:
    """Leases that ran out are released."""
    out = Visit.objects.filter(claimed_until__lt=now)
    with transaction.atomic():
        ids = list(out.select_for_update(skip_locked=True).values_list("pk", flat=True)[:BATCH])
        return Visit.objects.filter(pk__in=ids).update(claimed_by=None, claimed_until=None)


def _all(step: object, today: date) -> int:
    done = 0
    while done < BATCH and step(today):  # type: ignore[operator]
        done += 1
    return done


@transaction.atomic
def _close_one(today: date) -> bool:
    """End one visit whose window and grace are over; False when there is none."""
    late = Visit.objects.filter(
        state=VisitState.OPEN, closes_on__lt=today - GRACE, plan__closed_at=None, claimed_by=None
    )
    visit = late.select_for_update(skip_locked=True, of=("self",)).select_related("plan", "patient").first()
    if visit is None:
        return False
    reached_nobody = meets_unreachable(visit)
    state = VisitState.UNREACHABLE if reached_nobody else VisitState.MISSED
    why = _("attempts reached nobody") if reached_nobody else _("window closed after %(n)s attempts")
    plans.end_visits(Visit.objects.filter(pk=visit.pk), state=state, why=why % {"n": visit.attempts})
    audit.record("visit closed", by=None, about=visit, new={"state": state}, via="sweep")
    _judge_lost(visit.plan, today)
    plans.recompute(visit.patient, today=today)
    plans.go_on(visit.plan, by=None)
    return True


def _judge_lost(plan: Plan, today: date) -> None:
    """Mark a plan as lost by the one definition; any later sign of life takes it back."""
    patient = plan.patient
    closed = list(
        plan.visits.exclude(state__in=(VisitState.OPEN, VisitState.CANCELLED)).order_by("closes_on")
    )
    last_alive = patient.last_known_alive_on
    since = closed[-2].opens_on if len(closed) > 1 else today
    seen = last_alive is not None and last_alive >= since
    seen = seen or patient.admissions.filter(admitted_at__date__gte=since).exists()
    spoke = patient.contacts.filter(outcome__startswith="answered").order_by("-at").first()
    contact_on = timezone.localtime(spoke.at).date() if spoke else None
    lost = is_lost(
        [v.state for v in closed], last_known_alive_on=last_alive,
        last_contact_on=contact_on or plan.anchor_on, seen_since=seen, today=today,
    )  # fmt: skip
    if lost and patient.vital_status != VitalStatus.DEAD and plan.lost_at is None:
        Plan.objects.filter(pk=plan.pk).update(lost_at=timezone.now())
        audit.record("lost to follow-up", by=None, about=plan, via="sweep")
