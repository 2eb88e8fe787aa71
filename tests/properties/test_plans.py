"""Whatever happens after a discharge, in any order: no plan loses its patient silently.

An open plan has an open visit, once per step; a closed plan says why and has none.
"""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from cardiology.actions import admissions, consents, merging, patients, sections
from cardiology.models import Admission, Decision, Patient, Procedure, Purpose, Role
from followup.actions import claims, contacts, plan_edits, replanning, sweeps
from followup.actions.contacts import Told
from followup.models import FollowUp, Outcome, Plan, Visit, VisitState
from tests.cardiology.stories import admitted, discharged
from tests.conftest import employ_all, open_north

EVENTS = ("call", "facts", "pci", "death", "transfer", "refusal", "consent", "readmission", "merge", "sweep",
          "moved", "skipped")  # fmt: skip
steps = st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(0, 60)), min_size=1, max_size=8)


class World:
    """Two patients at home, and everything that can happen to them."""

    def __init__(self):
        self.staff = employ_all(open_north())
        self.doctor, self.nurse, self.head = (
            self.staff[r] for r in (Role.CARDIOLOGIST, Role.FOLLOWUP_NURSE, Role.HEAD)
        )
        self.now = timezone.now()
        for number, category in (("0001", "stemi"), ("0002", "hf")):
            start = self.now - timedelta(days=20)
            discharged(admitted(self.doctor, number, category=category, arrival=start), self.doctor)

    def happens(self, event, n):
        """One event to one of the patients; what is refused in words has not happened."""
        everybody = Patient.objects.filter(merged_into=None).order_by("pk")
        patient = everybody[n % everybody.count()]
        try:
            with transaction.atomic():
                getattr(self, event)(patient, n)
        except (ValidationError, claims.Taken):
            pass

    def visit(self, patient, n):
        found = list(Visit.objects.filter(patient=patient, state="open", merged_into=None).order_by("pk"))
        if not found:
            raise claims.Taken
        return found[n % len(found)]

    def call(self, patient, n):
        outcome = Outcome.values[n % len(Outcome.values)]
        told = Told(answers=FollowUp(informant="patient")) if outcome.startswith("answered") else Told()
        told.callback_at = timezone.now() + timedelta(days=1) if outcome == Outcome.CALL_LATER else None
        contacts.record(claims.claim(self.visit(patient, n), by=self.nurse), outcome, told, by=self.nurse)

    def stay(self, patient):
        return Admission.objects.filter(patient=patient).select_related("patient").latest("admitted_at")

    def facts(self, patient, n):
        stay = self.stay(patient)
        stay.category = ("stemi", "hf", "af", "other", "hypertension")[n % 5]
        stay.save()
        replanning.replan(stay, by=self.doctor, why="Corrected")

    def pci(self, patient, n):
        stay = self.stay(patient)
        row = Procedure(kind="pci", started_at=stay.admitted_at + timedelta(hours=1))
        row.patient, row.admission = patient, stay
        sections.save(row, by=self.doctor)

    def death(self, patient, n):
        patients.report_death(patient, on=None, by=self.doctor)

    def transfer(self, patient, n):
        plan = Plan.objects.filter(patient=patient, closed_at=None).first()
        if plan:
            plan_edits.close(plan, reason="transferred", by=self.nurse)

    def refusal(self, patient, n):
        consents.record(
            patient, Purpose.PHONE, Decision.WITHDRAWN, by=self.nurse, asked_by=self.nurse, via="call"
        )

    def consent(self, patient, n):
        consents.record(
            patient, Purpose.PHONE, Decision.GIVEN, by=self.nurse, asked_by=self.nurse, via="call"
        )

    def readmission(self, patient, n):
        if patient.vital_status == "dead":
            raise claims.Taken
        at = max(self.stay(patient).discharged_at, self.now - timedelta(days=10)) + timedelta(hours=6)
        number = f"A{patient.pk}-{Admission.objects.count()}"
        category = ("stemi", "hf", "af")[n % 3]
        stay = Admission(patient=patient, number=number, admitted_at=at, category=category)
        discharged(admissions.admit(stay, by=self.doctor), self.doctor, days=1)

    def merge(self, patient, n):
        other = Patient.objects.filter(merged_into=None).exclude(pk=patient.pk).first()
        if other:
            asked = merging.ask(patient, other, reason="Same card", choices=(), by=self.doctor)
            merging.confirm(asked, by=self.head)

    def sweep(self, patient, n):
        sweeps.sweep(self.now + timedelta(days=n * 6))

    def moved(self, patient, n):
        to = timezone.localdate() + timedelta(days=n)
        plan_edits.move(self.visit(patient, n), to=to, reason="On a journey", by=self.nurse)

    def skipped(self, patient, n):
        plan_edits.skip(self.visit(patient, n), reason="Seen yesterday", by=self.nurse)


def holds():
    """What must be true after every event."""
    for plan in Plan.objects.prefetch_related("visits"):
        still = [v for v in plan.visits.all() if v.state == VisitState.OPEN]
        assert bool(plan.closed_at) == bool(plan.close_reason)
        if plan.closed_at:
            assert not still, f"closed for {plan.close_reason}, but {still} can be called"
        else:
            assert still, "an open plan without anything to do: nobody will ever call"
        assert len({v.code for v in still}) == len(still)
    for visit in Visit.objects.filter(state=VisitState.OPEN).select_related("merged_into"):
        lead = visit.merged_into
        assert visit.opens_on <= visit.due_on <= visit.closes_on
        if lead:  # a lead that is over or another's would hide this visit for ever
            assert (lead.state, lead.patient_id, lead.merged_into_id) == ("open", visit.patient_id, None)
    alive = Visit.objects.filter(state=VisitState.OPEN)
    assert not alive.filter(patient__vital_status="dead").exists()


class TestPlans(TestCase):
    @pytest.mark.slow
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(steps)
    def test_an_open_plan_has_something_to_do_and_a_closed_one_a_reason(self, happened):
        world = World()
        holds()
        for event, n in happened:
            world.happens(event, n)
            holds()
