"""Opening the plans that finished stays call for: of one at its discharge, or of thousands at once."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from cardiology import audit
from cardiology.models import Admission, User, VitalStatus
from followup.actions import days
from followup.actions.plans import end_visits
from followup.models import CloseReason, Plan, Visit, VisitState
from followup.queries.facts import anchor_of, anchors_of_all, facts_of_all
from followup.schedule import Facts, Pathway, Planned, pathways_for

BATCH = 500  # stays whose plans are opened in one transaction
SHIFT_AFTER_STAY = timedelta(days=7)
KEPT = "12m"  # the outcome a year after the first stay keeps its anchor through readmissions


def open_plans(admission: Admission, *, by: User | None) -> list[Plan]:
    """Open the plans that a finished stay calls for; plans that run already are re-anchored or shifted."""
    return open_all([admission], by=by)


def open_all(stays: Iterable[Admission], *, by: User | None) -> list[Plan]:
    """The same for any number of stays (with their patients), as if they had ended one after the other."""
    opened: list[Plan] = []
    for wave in waves(stays):
        opened += _open_wave(wave, by=by)
    return opened


def waves(stays: Iterable[Admission]) -> Iterator[list[Admission]]:
    """Ended stays of the living, no patient twice in a wave: a patient's later stay comes in a later wave."""
    ended = (s for s in stays if s.discharged_at and s.patient.vital_status != VitalStatus.DEAD)
    rounds: dict[int, list[Admission]] = defaultdict(list)
    of_patient: Counter[int] = Counter()
    for stay in sorted(ended, key=lambda s: (s.discharged_at, s.pk)):
        rounds[of_patient[stay.patient_id]].append(stay)
        of_patient[stay.patient_id] += 1
    for found in rounds.values():
        yield from (found[n : n + BATCH] for n in range(0, len(found), BATCH))


@transaction.atomic
def _open_wave(stays: list[Admission], *, by: User | None) -> list[Plan]:
    facts = facts_of_all(stays)
    wanted = {stay.pk: pathways_for(facts[stay.pk]) for stay in stays}
    opened = start_all(stays, wanted, facts, by=by)
    renewed: dict[int, set[str]] = defaultdict(set)
    for plan in opened:
        renewed[plan.admission_id].add(plan.pathway)
    _shift_others(stays, renewed)
    days.recompute_all({stay.patient_id for stay in stays})
    return opened


def start(admission: Admission, pathway: Pathway, facts: Facts, *, by: User | None) -> Plan | None:
    """Open one pathway after one stay, with its visits; None where it was opened before."""
    made = start_all([admission], {admission.pk: [pathway]}, {admission.pk: facts}, by=by)
    return made[0] if made else None


@transaction.atomic
def start_all(
    stays: Sequence[Admission],
    wanted: dict[int, list[Pathway]],
    facts: dict[int, Facts],
    *,
    by: User | None,
) -> list[Plan]:
    """Open pathways after stays, with their visits; what was opened before is left as it is."""
    known = set(
        Plan.objects.filter(admission__in=[s.pk for s in stays]).values_list("admission_id", "pathway")
    )
    done = anchors_of_all(stays)
    new = [
        (Plan(admission=stay, patient=stay.patient, pathway=pathway.id, version=pathway.version,
              anchor_on=anchor_of(stay, pathway, done.get(stay.pk))), pathway)
        for stay in stays for pathway in wanted[stay.pk] if (stay.pk, pathway.id) not in known
    ]  # fmt: skip
    opened = Plan.objects.bulk_create([plan for plan, _pathway in new])
    _end_earlier(opened, by=by)
    visits = (v for plan, pathway in new for v in visits_of(plan, pathway, facts[plan.admission_id]))
    Visit.objects.bulk_create(visits, batch_size=2000)
    told = ((p, None, {"pathway": p.pathway, "from": str(p.anchor_on)}) for p in opened)
    audit.record_each("plan opened", told, by=by)
    return opened


def visits_of(plan: Plan, pathway: Pathway, facts: Facts) -> list[Visit]:
    """The visits of a plan; what was over before the patient went home belonged to the stay."""
    home = timezone.localtime(plan.admission.discharged_at).date()
    planned = [p for p in pathway.planned(plan.anchor_on, facts) if p.closes_on > home]
    return [_visit(plan, p, home) for p in planned]


def _visit(plan: Plan, planned: Planned, home: date) -> Visit:
    day = max(planned.target, min(home + timedelta(days=1), planned.closes_on))
    return Visit(
        plan=plan, patient_id=plan.patient_id, code=planned.code, target_on=planned.target,
        due_on=day, opens_on=planned.opens_on, closes_on=planned.closes_on,
    )  # fmt: skip


def _end_earlier(opened: list[Plan], *, by: User | None) -> None:
    """A readmission for the same disease restarts the plan; the 12-month outcome keeps its first anchor."""
    restarted = {(p.patient_id, p.pathway) for p in opened}
    running = Plan.objects.filter(patient__in={p.patient_id for p in opened}, closed_at=None)
    new = {p.pk for p in opened}
    earlier = [p for p in running if p.pk not in new and (p.patient_id, p.pathway) in restarted]
    if not earlier:
        return
    still_open = Visit.objects.filter(plan__in=[p.pk for p in earlier], state=VisitState.OPEN)
    why = CloseReason.READMITTED
    end_visits(still_open.filter(is_added=False).exclude(code=KEPT), state=VisitState.CANCELLED, why=why)
    left = Visit.objects.filter(plan=OuterRef("pk"), state=VisitState.OPEN)
    over = Plan.objects.filter(pk__in=[p.pk for p in earlier]).exclude(Exists(left))
    closed = list(over.select_for_update(of=("self",)))
    Plan.objects.filter(pk__in=[p.pk for p in closed]).update(closed_at=timezone.now(), close_reason=why)
    audit.record_each("plan closed", ((p, None, {"reason": why}) for p in closed), by=by)


def _shift_others(stays: list[Admission], renewed: dict[int, set[str]]) -> None:
    """Visits of other plans that fell into a stay move to a week after its discharge."""
    spans = {s.patient_id: (s.pk, _day(s.admitted_at), _day(s.discharged_at)) for s in stays}
    first, last = min(s[1] for s in spans.values()), max(s[2] for s in spans.values())
    found = Visit.objects.select_related("plan").filter(
        patient__in=list(spans), state=VisitState.OPEN, plan__closed_at=None, edited_by=None,
        due_on__range=(first, last),
    )  # fmt: skip
    moved = []
    for visit in found:
        stay, start_on, end_on = spans[visit.patient_id]
        is_other = visit.plan.admission_id != stay and visit.plan.pathway not in renewed[stay]
        if is_other and start_on <= visit.due_on <= end_on:
            moved.append(_moved(visit, end_on + SHIFT_AFTER_STAY - visit.due_on))
    Visit.objects.bulk_update(moved, ["target_on", "due_on", "opens_on", "closes_on"], batch_size=500)


def _moved(visit: Visit, by_days: timedelta) -> Visit:
    for name in ("due_on", "opens_on", "closes_on"):
        setattr(visit, name, getattr(visit, name) + by_days)
    visit.target_on = visit.due_on
    return visit


def _day(at: datetime | None) -> date:
    return timezone.localtime(at).date()
