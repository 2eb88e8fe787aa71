"""On which days patients are called: chosen anew whenever plans change, of one or of many at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from cardiology.models import Patient
from followup.models import Contact, Visit, VisitState
from followup.planning import GAP, Wish, calls

READ = (
    "pk", "patient_id", "target_on", "due_on", "opens_on", "closes_on", "attempts", "callback_at",
    "claimed_by_id", "edited_by_id", "merged_into_id",
)  # fmt: skip


def recompute(patient: Patient, *, today: date | None = None) -> None:
    """Choose the days of all open visits of a patient anew."""
    recompute_all([patient.pk], today=today)


@transaction.atomic
def recompute_all(patients: Collection[int], *, today: date | None = None) -> None:
    """Choose the days of all open visits anew: one call where windows overlap, no two calls in one week.

    Visits that somebody has tried already, or whose day has come, keep their day. After a talk all that
    can wait wait a week.
    """
    today = today or timezone.localdate()
    rested = _rested(patients, today)
    rows = Visit.objects.select_for_update().filter(
        patient_id__in=patients, state=VisitState.OPEN, plan__closed_at__isnull=True
    )
    by_patient: dict[int, list[Any]] = defaultdict(list)
    for visit in rows.order_by("pk").values_list(*READ, named=True):
        by_patient[visit.patient_id].append(visit)
    changed: list[tuple[int, date, int | None]] = []
    for patient, visits in by_patient.items():
        changed += _chosen(visits, today, rested.get(patient, date.min))
    _move(changed)


def _chosen(visits: Iterable[Any], today: date, rested: date) -> list[tuple[int, date, int | None]]:
    """Which visits of one patient get another day or another lead: (visit, day, lead)."""
    known = {v.pk: v for v in visits}
    changed = []
    for call in calls(_wish(v, today, rested) for v in known.values()):
        lead: int = call.lead.key  # type: ignore[assignment]
        for wish in (*call.wishes, *call.folded):
            visit = known[wish.key]
            day = min(max(call.due_on, visit.opens_on), visit.closes_on)
            merged = None if visit.pk == lead else lead
            if (visit.due_on, visit.merged_into_id) != (day, merged):
                changed.append((visit.pk, day, merged))
    return changed


def _move(changed: list[tuple[int, date, int | None]]) -> None:
    """Write days and leads of any number of visits in one statement."""
    if not changed:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE followup_visit v SET due_on = n.due_on, merged_into_id = n.lead "
            "FROM unnest(%s::bigint[], %s::date[], %s::bigint[]) AS n(id, due_on, lead) WHERE v.id = n.id",
            [list(column) for column in zip(*changed, strict=True)],
        )


def _rested(patients: Collection[int], today: date) -> dict[int, date]:
    """The first day on which a patient who was spoken to may be called again, by patient."""
    spoken = Contact.objects.filter(patient_id__in=patients, outcome__startswith="answered")
    last = spoken.order_by("patient_id", "-at").distinct("patient_id").values_list("patient_id", "at")
    return {patient: min(timezone.localtime(at).date(), today) + GAP for patient, at in last}


def _wish(visit: Any, today: date, rested: date) -> Wish:
    """An open visit as a wish; one that is under way wants exactly the day it has."""
    can_rest = not visit.callback_at and visit.edited_by_id is None
    if visit.due_on < rested <= visit.closes_on and rested > today and can_rest:
        return Wish(visit.pk, max(visit.target_on or rested, rested), rested, visit.closes_on)
    is_fixed = visit.edited_by_id is not None  # a person chose this day
    if is_fixed or visit.due_on < today or visit.attempts or visit.callback_at or visit.claimed_by_id:
        return Wish(visit.pk, visit.due_on, visit.due_on, visit.due_on)
    return Wish(visit.pk, visit.target_on or visit.due_on, visit.opens_on, visit.closes_on)


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
