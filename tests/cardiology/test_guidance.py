"""Advice with its answers, guideline packs, and critical results, as their users meet them."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cardiology.actions import sections
from cardiology.actions.guidance import advice as answers
from cardiology.actions.guidance import critical
from cardiology.guidance import RULES, in_packs
from cardiology.models import (
    AdviceAnswer,
    AuditEvent,
    CriticalCall,
    CriticalLimit,
    History,
    LabResult,
    Medication,
    Role,
    WarningLimit,
)
from cardiology.queries.advice import advice, fingerprint, unit_of
from cardiology.queries.guidance import reviews
from cardiology.queries.guidance.critical import own_warnings
from cardiology.queries.guidance.packs import statistics
from cardiology.queries.one_stay import Recorded
from cardiology.snapshot import Snapshot
from tests.cardiology.stories import admitted, treated_stemi

pytestmark = pytest.mark.django_db


@pytest.fixture
def stay(staff):
    return treated_stemi(staff[Role.CARDIOLOGIST])


def result(stay, test="k", text="6.4", ago=1, **more):
    at = timezone.now() - timedelta(hours=ago)
    return LabResult(
        patient=stay.patient, admission=stay, test=test, value_text=text, collected_at=at, **more
    )


def told(client, stay):
    """The advice that the chart shows, by rule."""
    return {line.rule: line for line in client.get(f"/patients/{stay.patient_id}/").context["advice"]}


def give(stay, drug, drug_class):
    return Medication.objects.create(
        patient=stay.patient, admission=stay, phase="discharge", drug=drug, drug_class=drug_class,
        started_on=timezone.localdate(),
    )  # fmt: skip


def test_an_answered_advice_is_quiet_until_its_facts_change(sign_in, stay, staff):
    doctor, by = sign_in(Role.CARDIOLOGIST), staff[Role.CARDIOLOGIST]
    give(stay, "spironolactone", "mra")
    sections.enter(result(stay, text="5.8"), confirmed={"value_text"}, by=by)
    line = told(doctor, stay)["R54"]
    where = f"/admissions/{stay.pk}/advice/R54/"
    doctor.post(where, {"facts": line.facts, "reason": "later"})
    assert "R54" not in told(doctor, stay)
    kept = AdviceAnswer.objects.get(admission=stay, rule="R54", reply="overridden")
    assert (kept.reason, kept.by) == ("later", by)
    assert AuditEvent.objects.filter(event="advice answered", about_id=kept.pk).exists()
    sections.enter(result(stay, text="5.9", ago=0), confirmed={"value_text"}, by=by)
    assert "R54" in told(doctor, stay)


def test_the_facts_of_an_advice_are_told_with_their_units(sign_in, stay):
    assert all(unit_of(name) for name in ("lvef", "sbp", "labs.fer", "labs.k"))
    assert not any(unit_of(name) for name in ("labs.inr", "heart_failure", "stent_days"))
    LabResult.objects.create(patient=stay.patient, admission=stay, test="k", value=Decimal("6.4"),
                             unit="mmol/L", collected_at=timezone.now())  # fmt: skip
    line = told(sign_in(Role.CARDIOLOGIST), stay)["L01"]
    assert line.because.endswith("6.4 mmol/L")


def test_an_override_needs_a_coded_reason_and_the_facts_that_were_shown(stay, staff):
    by = staff[Role.CARDIOLOGIST]
    answers.shown(stay, [("R11", "abc")])
    with pytest.raises(ValidationError, match="why"):
        answers.answer(stay, "R11", "abc", reply="overridden", by=by)
    with pytest.raises(LookupError):
        answers.answer(stay, "R11", "other", reply="accepted", by=by)
    with pytest.raises(PermissionDenied):
        answers.answer(stay, "R11", "abc", reply="accepted", by=staff[Role.RESEARCHER])


def test_shown_is_counted_once_for_each_stay_and_set_of_facts(stay, staff):
    for _again in range(3):
        answers.shown(stay, [("R11", "abc"), ("R13", "abc")])
    answers.shown(stay, [("R11", "def")])
    answers.answer(stay, "R11", "abc", reply="accepted", by=staff[Role.HEAD])
    counted = {row.rule.id: (row.shown, row.accepted, row.overridden) for row in statistics(staff[Role.HEAD])}
    assert counted == {"R11": (2, 1, 0), "R13": (1, 0, 0)}


def test_of_one_topic_only_the_preferred_pack_speaks(stay, staff):
    assert [r.id for r in in_packs(("CN", "ESC")) if r.topic == "R13"] == ["R13-CN"]
    assert [r.id for r in in_packs(("ESC", "CN")) if r.topic == "R13"] == ["R13"]
    assert [r.id for r in in_packs(("ACC",)) if r.topic == "R14"] == ["R14-ACC"]
    for packs in (("CN",), ("ESC", "ACC"), ("ACC", "CN", "ESC")):
        topics = [r.topic for r in in_packs(packs)]
        assert len(topics) == len(set(topics))
    answers.choose_packs(["ACC"], by=staff[Role.HEAD])
    assert "R13-CN" not in {line.rule for line in advice(Recorded(stay).snapshot, stay)}
    with pytest.raises(ValidationError):
        answers.choose_packs([], by=staff[Role.HEAD])
    with pytest.raises(PermissionDenied):
        answers.choose_packs(["CN"], by=staff[Role.CARDIOLOGIST])


def test_running_clocks_are_no_new_facts():
    rule = RULES["R03"]
    first = rule(Snapshot(category="stemi", waited={"onset": 100.0}))
    later = rule(Snapshot(category="stemi", waited={"onset": 130.0}))
    assert fingerprint(first) == fingerprint(later)


def test_a_critical_result_opens_one_call_by_whatever_way_it_came(stay, staff):
    by = staff[Role.CARDIOLOGIST]
    sections.enter(result(stay), confirmed={"value_text"}, by=by)
    call = CriticalCall.objects.get()
    assert (call.test, call.limit, call.hospital_id) == ("k", "≥ 6.2", stay.hospital_id)
    LabResult.objects.bulk_create([result(stay, "glu", "25", value=Decimal(25))])  # as an import does
    LabResult.objects.bulk_create([result(stay, "na", "100", ago=30, value=Decimal(100))])  # of yesterday
    LabResult.objects.bulk_create([result(stay, "hb", "61", value=Decimal(61))])  # not critical
    assert critical.open_calls() == 1
    assert critical.open_calls() == 0
    assert sorted(CriticalCall.objects.values_list("test", flat=True)) == ["glu", "k"]


def test_a_call_rises_until_somebody_was_told(stay, staff, sign_in):
    sections.enter(result(stay), confirmed={"value_text"}, by=staff[Role.CARDIOLOGIST])
    CriticalCall.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    assert critical.raise_overdue() == 1
    assert critical.raise_overdue() == 0
    nurse = sign_in(Role.WARD_NURSE)
    assert "overdue" in nurse.get("/critical/").content.decode()
    assert "not yet acknowledged" in nurse.get(f"/patients/{stay.patient_id}/").content.decode()
    call = CriticalCall.objects.get()
    nurse.post(f"/critical/{call.pk}/acknowledge/", {"told": ""})
    assert CriticalCall.objects.get().acknowledged_at is None
    nurse.post(f"/critical/{call.pk}/acknowledge/", {"told": "Dr. Wang", "read_back": "1", "action": "ECG"})
    call = CriticalCall.objects.get()
    assert (call.told, call.read_back, call.action, call.level) == ("Dr. Wang", True, "ECG", 1)
    assert "not yet acknowledged" not in nurse.get(f"/patients/{stay.patient_id}/").content.decode()
    CriticalCall.objects.update(risen_at=None)
    assert critical.raise_overdue() == 0


def test_a_withdrawn_result_leaves_its_call(stay, staff):
    by = staff[Role.CARDIOLOGIST]
    row = sections.enter(result(stay), confirmed={"value_text"}, by=by)
    sections.withdraw(row, reason="Wrong tube", by=by)
    assert CriticalCall.objects.get().result_id is None


def test_a_hospital_sets_its_own_limits(stay, staff, sign_in):
    head = sign_in(Role.HEAD)
    head.post("/critical/limits/", {"test": "k", "low": "3.0", "high": "6.5", "within": "10"})
    assert CriticalLimit.objects.get().high == Decimal("6.5")
    sections.enter(result(stay), confirmed={"value_text"}, by=staff[Role.CARDIOLOGIST])
    assert not CriticalCall.objects.exists()
    sections.enter(result(stay, text="2.9", ago=0), confirmed={"value_text"}, by=staff[Role.CARDIOLOGIST])
    assert CriticalCall.objects.get().limit == "< 3"
    head.post("/critical/limits/", {"test": "k", "low": "7", "high": "6.5", "within": "10"})
    assert CriticalLimit.objects.get().low == Decimal("3.0")


def test_a_hospital_sets_the_limits_at_which_results_warn(stay, staff, sign_in, stranger):
    head, doctor, by = sign_in(Role.HEAD), sign_in(Role.CARDIOLOGIST), staff[Role.CARDIOLOGIST]
    sections.enter(result(stay, text="3.6"), confirmed={"value_text"}, by=by)
    assert "L01" not in told(doctor, stay)
    page = head.get("/critical/limits/").text
    assert "Limits that warn" in page
    assert "Haemoglobin, fall within 48 hours" in page
    head.post("/critical/limits/", {"test": "k", "low": "3.8", "high": "5.2"})
    assert "L01" in told(doctor, stay)
    assert AuditEvent.objects.filter(event="warning limit set").exists()
    assert 'value="3.8"' in head.get("/critical/limits/").text
    head.post("/critical/limits/", {"test": "k", "low": "5.3", "high": "5.2"})
    assert WarningLimit.objects.get().low == Decimal("3.8")
    assert head.post("/critical/limits/", {"test": "na", "low": "130", "high": "150"}).status_code == 404
    assert doctor.post("/critical/limits/", {"test": "k", "low": "3", "high": "5"}).status_code == 403
    assert not own_warnings(stranger.hospital_id)


def test_one_haemoglobin_does_not_tell_whether_it_fell(stay, staff, sign_in):
    doctor, by = sign_in(Role.CARDIOLOGIST), staff[Role.CARDIOLOGIST]
    sections.enter(result(stay, "hb", "118", ago=1), by=by)
    waiting = {
        line.rule: line.missing for line in doctor.get(f"/patients/{stay.patient_id}/").context["waiting"]
    }
    assert "needs two results" in " ".join(map(str, waiting["L02"]))
    sections.enter(result(stay, "hb", "121", ago=20), by=by)
    page = doctor.get(f"/patients/{stay.patient_id}/")
    assert "L02" not in {line.rule for name in ("advice", "waiting") for line in page.context[name]}
    sections.enter(result(stay, "hb", "150", ago=30), confirmed={"value_text"}, by=by)
    assert "L02" in told(doctor, stay)


def test_who_works_elsewhere_sees_no_call(stay, staff, stranger, client):
    sections.enter(result(stay), confirmed={"value_text"}, by=staff[Role.CARDIOLOGIST])
    client.force_login(stranger)
    assert stay.patient.name not in client.get("/critical/").content.decode()
    call = CriticalCall.objects.get()
    assert client.post(f"/critical/{call.pk}/acknowledge/", {"told": "x"}).status_code == 404


def test_advice_stands_where_drugs_are_ordered_and_at_discharge(sign_in, stay):
    doctor = sign_in(Role.CARDIOLOGIST)
    give(stay, "ticagrelor", "p2y12")
    give(stay, "clarithromycin", "other")
    page = doctor.get(f"/admissions/{stay.pk}/drugs/discharge/")
    assert "R71" in {line.rule for line in page.context["advice"]}
    assert doctor.get(f"/admissions/{stay.pk}/discharge/").context["waiting"] is not None


def test_an_overdue_review_is_a_warning(monkeypatch):
    assert reviews.check_reviews() == []
    monkeypatch.setattr(reviews.timezone, "localdate", lambda: date(2030, 1, 1))
    (warning,) = reviews.check_reviews()
    assert "R11" in warning.msg


@pytest.mark.parametrize(
    ("stroke_on", "recent"),
    [("2026-03-02", True), ("2026-01", True), ("2026", True), ("2025-08-01", False), ("2024", False),
     ("2025", None), ("2025-09", None), ("", None)],
)  # fmt: skip
def test_how_long_ago_a_stroke_was_is_said_only_where_its_date_tells(staff, stroke_on, recent):
    arrival = timezone.make_aware(datetime(2026, 3, 10, 9))  # noqa: DTZ001
    stay = admitted(staff[Role.CARDIOLOGIST], arrival=arrival)
    row = History(patient=stay.patient, admission=stay, prior_stroke="yes", stroke_kind=["ischaemic"])
    row.prior_stroke_on = stroke_on
    sections.save(row, by=staff[Role.CARDIOLOGIST])
    told = Recorded(stay).snapshot
    assert (told.stroke_kinds, told.recent_stroke) == ({"ischaemic"}, recent)


def test_the_book_of_rules_lists_what_is_not_computed_and_why(sign_in):
    page = sign_in(Role.CARDIOLOGIST).get("/reference/rules/")
    rows = {row[0]: row[2] for row in page.context["not_computed"]}
    assert "R66" in rows
    assert str(rows["R66"]) in page.text
