"""Two registrations of one person: merged by two people, parted again to the byte."""

import hashlib

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from cardiology.actions import consents, merging, patients, sections
from cardiology.models import Admission, AuditEvent, LabResult, Merge, Patient, Role, Vitals
from cardiology.queries.identity import everything
from tests.cardiology.stories import ARRIVAL, admitted, discharged, treated_stemi

NOT_COMPARED = {
    "cardiology_auditevent", "cardiology_merge", "cardiology_staffsession", "cardiology_submission",
}  # fmt: skip


@pytest.fixture
def doctor(staff):
    return staff[Role.CARDIOLOGIST]


@pytest.fixture
def head(staff):
    return staff[Role.HEAD]


@pytest.fixture
def pair(doctor, hospital):
    """One person, registered at the stay of March and again in April."""
    first = discharged(treated_stemi(doctor, "0001"), doctor).patient
    second = discharged(
        treated_stemi(doctor, "0002", name="张叁", born="1960-05-11", arrival=ARRIVAL.replace(month=4)),
        doctor,
    ).patient
    for patient in (first, second):
        patients.add_phone(patient, by=doctor, number="13800000001")
    patients.add_phone(second, by=doctor, number="13900000002", owner="spouse")
    consents.record(second, "research", "declined", by=doctor)
    return first, second


def merge(pair, doctor, head, choices=()):
    survivor, merged = (Patient.objects.get(pk=p.pk) for p in pair)
    asked = merging.ask(survivor, merged, reason="Same card", choices=choices, by=doctor)
    return merging.confirm(asked, by=head)


def whole_database():
    """A checksum of every row of every table that is not about the merging itself."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if table not in NOT_COMPARED:
                key = model._meta.pk.column
                cursor.execute(f'select string_agg(t::text, chr(10) order by "{key}") from "{table}" t')
                found[table] = hashlib.sha256((cursor.fetchone()[0] or "").encode()).hexdigest()
    return found


def test_everything_that_points_at_a_patient_is_known():
    told = {model._meta.label for model in everything.pointing()}
    assert {"cardiology.Admission", "cardiology.LabResult", "followup.Visit", "research.CohortRow"} <= told
    assert "cardiology.Merge" not in told


def test_after_a_merge_all_rows_are_the_survivors(pair, doctor, head):
    first, second = pair
    done = merge(pair, doctor, head, choices=["birth_on"])
    first.refresh_from_db()
    assert first.birth_on.isoformat() == "1960-05-11"
    assert first.name == "张三"
    assert first.admissions.count() == 2
    left = everything.state([second.pk])
    assert set(left) == {"cardiology.Patient", "cardiology.Phone"}  # the phone that both had
    assert done.manifest["of_merged"]["cardiology.Admission"]
    assert {e.patient_id for e in AuditEvent.objects.filter(event="merged")} == {first.pk, second.pk}


@pytest.mark.parametrize("choices", [(), ("name", "birth_on", "last_known_alive_on")])
def test_undone_it_is_as_it_was_to_the_byte(pair, doctor, head, choices):
    before = whole_database()
    done = merge(pair, doctor, head, choices)
    assert whole_database() != before
    undone = merging.undo(done, reason="Two cousins", by=head)
    assert whole_database() == before
    assert undone.parted["is_exact"]


def test_the_plans_of_both_go_on_in_calls_that_they_share(pair, doctor, head):
    first, second = pair
    plans = first.plans.count() + second.plans.count()
    merge(pair, doctor, head)
    assert first.plans.count() == plans
    leads = first.visits.filter(state="open", merged_into=None, plan__closed_at=None)
    days = sorted(leads.values_list("due_on", flat=True))
    assert all((b - a).days >= 7 for a, b in zip(days, days[1:], strict=False) if a >= ARRIVAL.date())


def test_what_was_written_since_stays_or_goes_with_its_stay_and_is_told(pair, doctor, head):
    first, second = pair
    stay = Admission.objects.get(patient=second)
    done = merge(pair, doctor, head)
    stay.refresh_from_db()
    late = sections.save(
        Vitals(patient=stay.patient, admission=stay, systolic_bp=120, measured_at=ARRIVAL), by=doctor
    )
    own = sections.save(LabResult(patient=first, test="cr", value_text="80", collected_at=ARRIVAL), by=doctor)
    pulse = LabResult.objects.filter(admission=stay).first()
    sections.withdraw(pulse, reason="Wrong tube", by=doctor)
    undone = merging.undo(done, reason="Two cousins", by=head)
    late.refresh_from_db()
    own.refresh_from_db()
    assert (late.patient_id, own.patient_id) == (second.pk, first.pk)
    assert undone.parted["follows"] == {"cardiology.Vitals": [late.pk]}
    assert undone.parted["stays"] == {"cardiology.LabResult": [own.pk]}
    assert undone.parted["gone"] == {"cardiology.LabResult": [pulse.pk]}
    assert not undone.parted["is_exact"]


def test_a_detail_that_was_corrected_since_is_kept(pair, doctor, head):
    first, _second = pair
    done = merge(pair, doctor, head, choices=["birth_on"])
    amended = Patient.objects.get(pk=first.pk)
    amended.birth_on = "1960-05-12"
    patients.amend(amended, by=doctor)
    merging.undo(done, reason="Two cousins", by=head)
    first.refresh_from_db()
    assert first.birth_on.isoformat() == "1960-05-12"


def test_whoever_asks_does_not_confirm(pair, doctor, staff):
    asked = merging.ask(*pair, reason="Same card", choices=(), by=doctor)
    with pytest.raises(ValidationError, match="second person"):
        merging.confirm(asked, by=doctor)
    with pytest.raises(PermissionDenied):
        merging.confirm(asked, by=staff[Role.WARD_NURSE])
    merging.refuse(asked, by=doctor)
    assert Merge.objects.get().state == "refused"


def test_two_open_stays_are_in_the_way(doctor):
    one, two = admitted(doctor, "0001").patient, admitted(doctor, "0002").patient
    with pytest.raises(ValidationError, match="open stay"):
        merging.ask(one, two, reason="Same card", choices=(), by=doctor)


def test_one_of_the_two_was_amended_since(pair, doctor, head):
    asked = merging.ask(*pair, reason="Same card", choices=(), by=doctor)
    patients.amend(Patient.objects.get(pk=pair[0].pk), by=doctor)
    with pytest.raises(ValidationError, match="amended"):
        merging.confirm(asked, by=head)


def test_both_came_from_one_file(pair, doctor, head):
    for patient in pair:
        LabResult.objects.filter(pk=LabResult.objects.filter(patient=patient).first().pk).update(
            import_key="row 1"
        )
    before = whole_database()
    done = merge(pair, doctor, head)
    assert LabResult.objects.filter(patient=pair[0], import_key="row 1").count() == 1
    merging.undo(done, reason="Two cousins", by=head)
    assert whole_database() == before


def test_merges_are_undone_in_their_order(pair, doctor, head, hospital):
    first, second = pair
    third = discharged(admitted(doctor, "0003", arrival=ARRIVAL.replace(month=5)), doctor).patient
    before = whole_database()
    one = merge((second, first), doctor, head)
    two = merge((third, second), doctor, head)
    first.refresh_from_db()
    assert first.merged_into_id == third.pk
    with pytest.raises(ValidationError, match="undone first"):
        merging.undo(one, reason="Two cousins", by=head)
    merging.undo(two, reason="Two cousins", by=head)
    merging.undo(one, reason="Two cousins", by=head)
    assert whole_database() == before
