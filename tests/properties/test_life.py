"""The whole life of patients, in any order of steps that a department can take."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cardiology.actions import admissions, discharges, merging, patients, sections
from cardiology.models import Admission, AuditEvent, Bed, Discharge, Merge, Patient, Procedure, Role, Vitals
from cardiology.queries.board.lines import Choice, lines
from followup.actions import claims, contacts
from followup.actions.contacts import Told, told_event
from followup.models import Contact, FollowUp, Plan, ReportedEvent, Visit
from tests.conftest import employ_all, open_north

NOW = timezone.make_aware(datetime(2026, 11, 2, 10))  # noqa: DTZ001 (a day that does not move: a failure can be repeated)
pick = st.integers(0, 7)


class Life(RuleBasedStateMachine):
    """One department. Time goes on by days; each step is an action that a person may take then."""

    @initialize()
    def open(self):
        self.block = transaction.atomic()
        self.block.__enter__()
        self.staff = employ_all(open_north())
        self.doctor, self.nurse = self.staff[Role.CARDIOLOGIST], self.staff[Role.FOLLOWUP_NURSE]
        self.now, self.count, self.acted = NOW - timedelta(days=400), 0, 0

    def teardown(self):
        if hasattr(self, "block"):
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    def attempt(self, act):
        """A step that is done, or refused in words; a refused one leaves no trace."""
        before = AuditEvent.objects.count()
        self.now += timedelta(days=1)
        try:
            with transaction.atomic():
                act()
        except (ValidationError, claims.Taken):
            assert AuditEvent.objects.count() == before
        else:
            assert AuditEvent.objects.count() > before, "an action left no line in the audit trail"
            self.acted += 1

    def one(self, rows, n):
        found = list(rows.order_by("pk"))
        return found[n % len(found)] if found else None

    @rule()
    def register_and_admit(self):
        self.count += 1
        number = f"{self.count:04d}"

        def act():
            patient = patients.register(
                Patient(number=number, name=f"张{number}", sex="male", birth_on="1960-05-01"), by=self.doctor
            )
            admissions.admit(self.stay(patient), by=self.doctor)

        self.attempt(act)

    def stay(self, patient):
        self.count += 1
        return Admission(
            patient=patient, number=f"A{self.count:04d}", admitted_at=self.now, category="stemi",
            arrival_mode="ambulance",
        )  # fmt: skip

    @rule(n=pick)
    def admit_again(self, n):
        if patient := self.one(Patient.objects.filter(merged_into=None), n):
            self.attempt(lambda: admissions.admit(self.stay(patient), by=self.doctor))

    @rule(n=pick, bed=pick)
    def put_to_bed(self, n, bed):
        if stay := self.one(Admission.objects.filter(discharged_at=None), n):
            to = self.one(Bed.objects.all(), bed)
            if stay.bed_id != to.pk:
                self.attempt(lambda: admissions.transfer(stay, to=to, by=self.doctor))

    @rule(n=pick)
    def treat(self, n):
        if stay := self.one(Admission.objects.filter(discharged_at=None), n):
            row = Procedure(patient=stay.patient, admission=stay, kind="pci", indication="primary",
                            access="radial_r", started_at=stay.admitted_at)  # fmt: skip
            self.attempt(lambda: sections.save(row, by=self.doctor))

    @rule(n=pick)
    def measure(self, n):
        if stay := self.one(Admission.objects.all(), n):
            row = Vitals(patient=stay.patient, admission=stay, heart_rate=80, measured_at=stay.admitted_at)
            self.attempt(lambda: sections.save(row, by=self.doctor))

    @rule(n=pick, disposition=st.sampled_from(["home", "home", "died"]))
    def leave(self, n, disposition):
        if stay := self.one(Admission.objects.filter(discharged_at=None), n):
            form = Discharge(disposition=disposition, phone_checked="yes")
            self.attempt(lambda: discharges.discharge(stay, on=self.now, form=form, by=self.doctor))

    @rule(n=pick, outcome=st.sampled_from(["answered", "no_answer"]), has_event=st.booleans())
    def call(self, n, outcome, has_event):
        visit = self.one(Visit.objects.filter(state="open", plan__closed_at=None), n)
        if visit is None:
            return
        told = Told()
        if outcome == "answered":
            events = [told_event("bleeding", self.now.date(), "day", "x")] if has_event else []
            told = Told(answers=FollowUp(informant="patient", nyha="1", rest_pain="no"), events=events)

        def act():
            contacts.record(claims.claim(visit, by=self.nurse), outcome, told, by=self.nurse)

        self.attempt(act)

    @precondition(lambda self: self.count > 1)
    @rule(a=pick, b=pick)
    def merge(self, a, b):
        alive = Patient.objects.filter(merged_into=None)
        one, two = self.one(alive, a), self.one(alive, b)
        if one and one.pk != two.pk:
            self.attempt(lambda: merging.confirm(
                merging.ask(one, two, reason="Same card", choices=(), by=self.doctor),
                by=self.staff[Role.HEAD],
            ))  # fmt: skip

    @rule(n=pick)
    def unmerge(self, n):
        if done := self.one(Merge.objects.filter(state="done"), n):
            self.attempt(lambda: merging.undo(done, reason="Two cousins", by=self.staff[Role.HEAD]))

    @rule(n=pick, born=st.dates(date(1940, 1, 1), date(1990, 1, 1)))
    def amend(self, n, born):
        if patient := self.one(Patient.objects.filter(merged_into=None).exclude(birth_on=born), n):
            patient.birth_on = born
            self.attempt(lambda: patients.amend(patient, by=self.doctor))

    # --- what must always hold -----------------------------------------------------------------------
    @invariant()
    def one_open_stay_per_patient_and_bed(self):
        there = Admission.objects.filter(discharged_at=None)
        assert not there.values("patient").annotate(n=Count("pk")).filter(n__gt=1)
        assert not there.exclude(bed=None).values("bed").annotate(n=Count("pk")).filter(n__gt=1)

    @invariant()
    def every_visit_once_per_plan(self):
        assert not Visit.objects.values("plan", "code").annotate(n=Count("pk")).filter(n__gt=1)
        assert not Plan.objects.values("admission", "pathway").annotate(n=Count("pk")).filter(n__gt=1)

    @invariant()
    def nothing_hangs_on_a_patient_who_was_merged_away(self):
        for model in (Admission, Vitals, Procedure, Visit, Contact, ReportedEvent):
            assert not model.objects.exclude(patient__merged_into=None)

    @invariant()
    def rows_belong_to_the_patient_of_their_stay(self):
        for model in (Vitals, Procedure):
            assert all(
                r.patient_id == r.admission.patient_id for r in model.objects.select_related("admission")
            )
        assert all(v.patient_id == v.plan.patient_id for v in Visit.objects.select_related("plan"))

    @invariant()
    def every_row_was_written_down(self):
        for model in (Admission, Vitals, Procedure, Contact):
            about = AuditEvent.objects.filter(about__iendswith=model._meta.model_name).values("about_id")
            assert not model.objects.exclude(pk__in=about)

    @invariant()
    def the_ward_shows_who_is_there(self):
        if hasattr(self, "doctor"):
            shown = [(x.stay.pk, x.bed and x.bed.pk) for x in lines(self.doctor, Choice()) if x.stay]
            there = [(a.pk, a.bed_id) for a in Admission.objects.all() if a.discharged_at is None]
            assert sorted(shown, key=str) == sorted(there, key=str)


class TestLife(Life.TestCase, TestCase):
    """Runs the machine against the database."""

    settings = settings(
        max_examples=8, stateful_step_count=25, deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )  # fmt: skip


pytestmark = pytest.mark.slow
