"""What is known of visits whose time is over: the attempts, and when their patients were seen last."""

from bisect import insort
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from cardiology.models import Admission, Patient, Phone, Relation
from followup.definitions import Attempt, is_unreachable
from followup.models import Contact, Outcome, Visit, VisitState

REACHED = (Outcome.ANSWERED, Outcome.ANSWERED_PROXY)


@dataclass(frozen=True)
class Judged:
    """A visit that is over, and what it became."""

    visit: Visit
    state: VisitState


@dataclass(frozen=True, order=True)
class Closed:
    """A visit of a plan that has ended."""

    closes_on: date
    pk: int
    opens_on: date
    state: str


class Evidence:
    """Attempts, numbers, stays and talks of the patients of many visits, in a fixed number of queries."""

    def __init__(self, visits: Sequence[Visit]) -> None:
        patients = {v.patient_id for v in visits}
        self.owners: dict[int, dict[int, str]] = defaultdict(dict)
        phones = Phone.objects.filter(patient__in=patients)
        for pk, patient, owner in phones.values_list("pk", "patient_id", "owner"):
            self.owners[patient][pk] = owner
        self.tried: dict[int, list[tuple[object, ...]]] = defaultdict(list)
        tried = Contact.objects.filter(visit__in=[v.pk for v in visits])
        for visit, *attempt in tried.values_list("visit_id", "at", "outcome", "phone_id"):
            self.tried[visit].append(tuple(attempt))
        self.spoken_on = self._spoken(patients)
        self.admitted: dict[int, list[date]] = defaultdict(list)
        stays = Admission.objects.filter(patient__in=patients)
        for patient, at in stays.values_list("patient_id", "admitted_at"):
            self.admitted[patient].append(timezone.localtime(at).date())
        self.closed = self._closed({v.plan_id for v in visits})

    def judge(self, visit: Visit) -> Judged:
        """“Not reached” needs the defined attempts; everything else that ran out is missed."""
        owners = self.owners[visit.patient_id]
        attempts = [
            Attempt(timezone.localtime(at), outcome in REACHED,  # type: ignore[arg-type]
                    phone is not None and owners.get(phone, Relation.SELF) != Relation.SELF)  # type: ignore[call-overload]
            for at, outcome, phone in self.tried[visit.pk]
        ]  # fmt: skip
        reached_nobody = is_unreachable(
            attempts, opens_on=visit.opens_on, closes_on=visit.closes_on,
            has_alternate=any(owner != Relation.SELF for owner in owners.values()),
        )  # fmt: skip
        return Judged(visit, VisitState.UNREACHABLE if reached_nobody else VisitState.MISSED)

    def closed_with(self, judged: Judged) -> list[Closed]:
        """The ended visits of the plan in order of their windows, this one among them from now on."""
        visit = judged.visit
        closed = self.closed[visit.plan_id]
        insort(closed, Closed(visit.closes_on, visit.pk, visit.opens_on, judged.state))
        return closed

    def was_seen(self, patient: Patient, since: date) -> bool:
        """Whether anything shows the patient alive and in our care since a day."""
        alive = patient.last_known_alive_on
        return (alive is not None and alive >= since) or any(d >= since for d in self.admitted[patient.pk])

    def _spoken(self, patients: set[int]) -> dict[int, date]:
        spoken = Contact.objects.filter(patient__in=patients, outcome__startswith="answered")
        last = spoken.order_by("patient_id", "-at").distinct("patient_id").values_list("patient_id", "at")
        return {patient: timezone.localtime(at).date() for patient, at in last}

    def _closed(self, plans: set[int]) -> dict[int, list[Closed]]:
        found: dict[int, list[Closed]] = defaultdict(list)
        ended = Visit.objects.filter(plan__in=plans).exclude(
            state__in=(VisitState.OPEN, VisitState.CANCELLED)
        )
        for plan, *row in ended.values_list("plan_id", "closes_on", "pk", "opens_on", "state"):
            found[plan].append(Closed(*row))
        return {plan: sorted(found[plan]) for plan in plans}


def meets_unreachable(visit: Visit) -> bool:
    """Whether the attempts so far meet the definition of “not reached”."""
    return Evidence([visit]).judge(visit).state == VisitState.UNREACHABLE
