"""The worked examples of the follow-up measures: each is written into the record, and the month counted."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from cardiology import examples
from cardiology.models import Procedure, Role
from followup import definitions
from followup.models import Contact, Escalation, FollowUp, Plan, Visit
from followup.queries.measures import COUNTS
from tests.cardiology.stories import admitted, discharged

pytestmark = pytest.mark.django_db
EXAMPLES = list(examples.read(Path(definitions.__file__).parent / "examples/measures.md"))
FIRST, LAST, DUE = date(2026, 3, 1), date(2026, 3, 31), date(2026, 3, 15)
SAYS = {(1, 1): "met", (0, 1): "not_met"}


def noon(day):
    return timezone.make_aware(datetime.combine(date.fromisoformat(day), time(12))) if day else None


@pytest.fixture
def visit(staff):
    """One visit of one plan, whose window closed long before."""
    stay = discharged(admitted(staff[Role.CARDIOLOGIST]), staff[Role.CARDIOLOGIST])
    Visit.objects.all().delete()
    Plan.objects.all().delete()
    since = {"anchor_on": date(2025, 12, 1), "opened_at": noon("2025-12-01")}
    plan = Plan.objects.create(patient=stay.patient, admission=stay, pathway="acs", **since)
    days = {"due_on": date(2025, 12, 8), "opens_on": date(2025, 12, 5), "closes_on": date(2025, 12, 11)}
    return Visit.objects.create(plan=plan, patient=stay.patient, code="6m", state="open", **days)


def write(visit, told):
    """What a row of the tables says, as the record holds it."""
    days = {name: date.fromisoformat(told[name]) for name in ("opens_on", "closes_on") if told.get(name)}
    if days:
        opens, closes = days.get("opens_on", FIRST), days["closes_on"]
        visit.opens_on, visit.closes_on, visit.due_on = opens, closes, closes
    visit.state, visit.done_at = told.get("state") or "open", noon(told.get("done_on"))
    visit.code = told.get("visit") or visit.code
    if told.get("merged"):
        visit.merged_into = Visit.objects.create(
            plan=visit.plan, patient=visit.patient, code="other", due_on=DUE, opens_on=DUE, closes_on=DUE,
            state="cancelled",
        )  # fmt: skip
    visit.save()
    plan = visit.plan
    plan.pathway, plan.opened_at = told.get("pathway") or "acs", noon(told.get("opened_on")) or plan.opened_at
    plan.closed_at, plan.lost_at = noon(told.get("closed_on")), noon(told.get("lost_on"))
    plan.close_reason = "completed" if plan.closed_at else ""
    plan.save()
    if told.get("pci"):
        Procedure.objects.create(patient=visit.patient, admission=plan.admission, kind="pci",
                                 started_at=plan.admission.admitted_at)  # fmt: skip
    call(visit, told)


def call(visit, told):
    """A call with its red flag and its answers, where the row speaks of one."""
    answers = {n: told[n] for n in ("systolic_bp", "diastolic_bp", "nyha", "kccq") if n in told}
    answers |= {n: {True: "yes", False: "no"}.get(told[n]) for n in ("stopped_antiplatelet",) if n in told}
    if not (answers or "severity" in told or "called_on" in told):
        return
    at = noon(told.get("called_on") or "2026-03-10")
    made = Contact.objects.create(visit=visit, patient=visit.patient, at=at, outcome="answered")
    if answers:
        FollowUp.objects.create(patient=visit.patient, admission=visit.plan.admission, contact=made,
                                answered_at=at, **answers)  # fmt: skip
    if "severity" in told:
        after = told["acknowledged_after"]
        seen = None if after is None else at + timedelta(minutes=after)
        Escalation.objects.create(contact=made, patient=visit.patient, flag="x", severity=told["severity"],
                                  opened_at=at, acknowledged_at=seen)  # fmt: skip


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.subject}-{e.expected}")
def test_a_month_counts_as_the_example_says(visit, example):
    write(visit, example.inputs)
    hospital = visit.patient.hospital
    counted = {m: parts for count in COUNTS for m, parts in count(hospital, FIRST, LAST).items()}
    assert SAYS.get(counted[example.subject].get(("hospital", "")), "not_in_denominator") == example.expected
