"""What time alone changes: leases that run out, windows that close, patients who are lost. Idempotent.

Rows are read, judged and written for hundreds of visits at once; the result is that of one after the other.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone

from cardiology import audit
from cardiology.models import VitalStatus
from followup import states
from followup.actions import days, following
from followup.definitions import GRACE, is_lost
from followup.models import Plan, Visit, VisitState
from followup.queries.late import Evidence, Judged

BATCH = 500


def sweep(now: datetime | None = None, *, batch: int = BATCH) -> dict[str, int]:
    """Round after round: rows are locked, judged and committed together; those that others hold are left."""
    now = now or timezone.now()
    today, closed = timezone.localtime(now).date(), 0
    while count := close_late(today, batch=batch):
        closed += count
    return {"leases": give_back(now), "closed": closed}


def give_back(now: datetime) -> int:
    """Leases that ran out are released."""
    out = Visit.objects.filter(claimed_until__lt=now)
    with transaction.atomic():
        ids = list(out.select_for_update(skip_locked=True).values_list("pk", flat=True)[:BATCH])
        return Visit.objects.filter(pk__in=ids).update(claimed_by=None, claimed_until=None)


@transaction.atomic
def close_late(today: date, *, batch: int) -> int:
    """End visits whose window and grace are over; how many."""
    late = _held(today, batch)
    if not late:
        return 0
    evidence = Evidence(late)
    judged = [evidence.judge(visit) for visit in late]
    _end(judged)
    told = ((j.visit, None, {"state": j.state}) for j in judged)
    audit.record_each("visit closed", told, by=None, via="sweep")
    _mark_lost(judged, evidence, today)
    days.recompute_all({v.patient_id for v in late}, today=today)
    following.go_on_all({v.plan_id for v in late}, by=None)
    return len(late)


def _held(today: date, batch: int) -> list[Visit]:
    """The next late visits, of patients of whom nobody else holds anything open: no one waits for another."""
    over = Visit.objects.filter(
        state=VisitState.OPEN, closes_on__lt=today - GRACE, plan__closed_at=None, claimed_by=None
    )
    found = list(
        over.order_by("closes_on", "pk").select_for_update(skip_locked=True, of=("self",))
        .select_related("plan", "patient")[:batch]
    )  # fmt: skip
    of_them = Visit.objects.filter(
        patient__in={v.patient_id for v in found}, state=VisitState.OPEN
    ).order_by()
    locked = of_them.select_for_update(skip_locked=True).values_list("patient_id", flat=True)
    mine, all_open = Counter(locked), Counter(of_them.values_list("patient_id", flat=True))
    return [v for v in found if mine[v.patient_id] == all_open[v.patient_id]]


def _end(judged: Iterable[Judged]) -> None:
    """End visits in one statement, as `plans.end_visits` ends them."""
    rows = [(j.visit.pk, states.check(VisitState.OPEN, j.state), _why(j)) for j in judged]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE followup_visit v SET state = n.state, state_reason = n.why, done_at = %s, "
            "claimed_by_id = NULL, claimed_until = NULL, callback_at = NULL, next_attempt_at = NULL, "
            "merged_into_id = NULL, draft = '{}' "
            "FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS n(id, state, why) WHERE v.id = n.id",
            [timezone.now(), *(list(column) for column in zip(*rows, strict=True))],
        )


def _why(judged: Judged) -> str:
    return "attempts" if judged.state == VisitState.UNREACHABLE else "window"


def _mark_lost(judged: Iterable[Judged], evidence: Evidence, today: date) -> None:
    """Mark plans as lost by the one definition; any later sign of life takes it back."""
    lost: dict[int, Plan] = {}
    for one in judged:
        plan, patient = one.visit.plan, one.visit.patient
        closed = evidence.closed_with(one)
        since = closed[-2].opens_on if len(closed) > 1 else today
        is_now = is_lost(
            [c.state for c in closed],
            last_known_alive_on=patient.last_known_alive_on,
            last_contact_on=evidence.spoken_on.get(patient.pk) or plan.anchor_on,
            seen_since=evidence.was_seen(patient, since),
            today=today,
        )
        if is_now and plan.lost_at is None and patient.vital_status != VitalStatus.DEAD:
            lost[plan.pk] = plan
    Plan.objects.filter(pk__in=lost, lost_at=None).update(lost_at=timezone.now())
    audit.record_each("lost to follow-up", ((p, None, None) for p in lost.values()), by=None, via="sweep")
