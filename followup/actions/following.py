"""What follows visits that are over: the next repeated one, or the end of the plan; of many at once."""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from cardiology import audit
from cardiology.models import User
from followup.actions import days
from followup.models import CloseReason, Plan, Visit, VisitState
from followup.queries.facts import facts_of_all
from followup.schedule import PATHWAYS, Facts, Planned


def go_on(plan: Plan, *, by: User | None) -> None:
    """After the last visit of a plan: the next repeated one, or the end of the plan."""
    go_on_all([plan.pk], by=by)


@transaction.atomic
def go_on_all(plans: Collection[int], *, by: User | None) -> None:
    """The same for many plans; those that are closed or have an open visit are left as they are."""
    still_open = Visit.objects.filter(plan=OuterRef("pk"), state=VisitState.OPEN)
    over = Plan.objects.filter(pk__in=plans, closed_at=None).exclude(Exists(still_open))
    over = over.select_for_update(of=("self",)).select_related("admission__patient")
    ended = list(over.order_by("pk"))
    last = _last_codes(ended)
    renewed = _renewed(ended)
    facts = facts_of_all(list({p.admission_id: p.admission for p in ended if p.pk in last}.values()))
    new, complete = [], []
    for plan in ended:
        planned = None if plan.pk in renewed else _next(plan, last.get(plan.pk), facts)
        if planned is None:
            complete.append(plan)
        else:
            new.append(_visit(plan, planned))
    Visit.objects.bulk_create(new, ignore_conflicts=True)
    _complete(complete, by=by)
    if new:
        days.recompute_all({v.patient_id for v in new})


def _next(plan: Plan, last: str | None, facts: dict[int, Facts]) -> Planned | None:
    pathway = PATHWAYS.get(plan.pathway)
    return pathway.after(last, plan.anchor_on, facts[plan.admission_id]) if pathway and last else None


def _last_codes(plans: Iterable[Plan]) -> dict[int, str]:
    """The last visit of each plan, apart from those that a person added."""
    rows = Visit.objects.filter(plan__in=[p.pk for p in plans], is_added=False)
    last = rows.order_by("plan_id", "-closes_on", "-pk").distinct("plan_id")
    return dict(last.values_list("plan_id", "code"))


def _renewed(plans: Iterable[Plan]) -> set[int]:
    """Plans whose pathway began anew with a later stay."""
    found = list(plans)
    later = Plan.objects.filter(patient__in={p.patient_id for p in found}, closed_at=None)
    begun = set(later.values_list("patient_id", "pathway", "anchor_on"))
    return {
        p.pk for p in found
        if any((patient, way) == (p.patient_id, p.pathway) and on > p.anchor_on for patient, way, on in begun)
    }  # fmt: skip


def _visit(plan: Plan, planned: Planned) -> Visit:
    return Visit(
        plan=plan, patient_id=plan.patient_id, code=planned.code, target_on=planned.target,
        due_on=planned.target, opens_on=planned.opens_on, closes_on=planned.closes_on,
    )  # fmt: skip


def _complete(plans: list[Plan], *, by: User | None) -> None:
    """Plans without anything open or to come are complete."""
    now, reason = timezone.now(), CloseReason.COMPLETED
    Plan.objects.filter(pk__in=[p.pk for p in plans]).update(closed_at=now, close_reason=reason)
    audit.record_each("plan closed", ((plan, None, {"reason": reason}) for plan in plans), by=by)
