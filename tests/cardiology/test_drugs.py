"""Drugs in the browser: the table, the classes, the way from home over the ward to the discharge list."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from cardiology.models import (
    AuditEvent,
    ClassDecision,
    Discharge,
    History,
    LabResult,
    Medication,
    Role,
    Vitals,
)
from tests.cardiology.stories import admitted, treated_stemi

pytestmark = pytest.mark.django_db


@pytest.fixture
def stay(staff):
    return admitted(staff[Role.CARDIOLOGIST])


@pytest.fixture
def doctor(sign_in):
    return sign_in(Role.CARDIOLOGIST)


def sent(*lines, **more):
    """A table as the browser sends it."""
    said = {"submission": str(uuid.uuid4()), **more}
    for n, line in enumerate(lines):
        said |= {f"line-{n}-{name}": value for name, value in line.items()}
    return said


def listed(phase):
    return list(Medication.objects.filter(phase=phase).order_by("pk"))


def add(stay, phase, drug, drug_class, dose=None, **more):
    return Medication.objects.create(
        patient=stay.patient, admission=stay, phase=phase, drug=drug, drug_class=drug_class, dose=dose,
        dose_unit="mg" if dose else None, started_on=timezone.localdate(), **more,
    )  # fmt: skip


def test_many_lines_are_saved_at_once(doctor, stay):
    url = f"/admissions/{stay.pk}/drugs/ward/"
    answer = doctor.post(url, sent(
        {"drug": "Aspirin", "dose": "100", "dose_unit": "mg", "frequency": "QD", "route": "oral"},
        {"drug": "波立维", "dose": "75", "dose_unit": "mg", "frequency": "每日一次"},
        {"drug": "Grandmother's tea", "dose": "", "dose_unit": "mg"},
        {"drug": "", "dose": "", "dose_unit": "mg", "route": "oral"},
    ))  # fmt: skip
    assert answer.status_code == 302
    assert [(m.drug, m.drug_text, m.drug_class, m.frequency) for m in listed("ward")] == [
        ("aspirin", None, "aspirin", "qd"), ("clopidogrel", None, "p2y12", "qd"),
        (None, "Grandmother's tea", None, None),
    ]  # fmt: skip
    assert all(m.started_on == timezone.localdate() for m in listed("ward"))


def test_one_wrong_line_keeps_all_from_being_saved_and_every_error_is_shown(doctor, stay):
    url = f"/admissions/{stay.pk}/drugs/ward/"
    empty = {"drug": "", "dose": "", "dose_unit": "mg", "route": "oral"}
    lines = (
        {"drug": "Aspirin", "dose": "100"},
        {"drug": "", "dose": "5"},
        {"drug": "Bisoprolol", "dose": "x"},
    )
    answer = doctor.post(url, sent(*lines, empty))
    assert answer.status_code == 422
    assert not Medication.objects.exists()
    page = answer.content.decode()
    assert "Name the drug." in page
    assert page.count("caution--critical") == 2
    assert "Save the 1 right line" in page


def test_the_right_lines_can_be_taken(doctor, stay):
    url = f"/admissions/{stay.pk}/drugs/ward/"
    lines = ({"drug": "Aspirin", "dose": "100"}, {"drug": "Bisoprolol", "started_on": "31-31"})
    answer = doctor.post(url, sent(*lines, right="1"))
    assert answer.status_code == 422
    assert [m.drug for m in listed("ward")] == ["aspirin"]
    shown = [line["drug"].value() for line in answer.context["lines"]]
    assert shown[:2] == ["Aspirin", "Bisoprolol"]
    assert not any(shown[2:])


def test_a_table_that_is_sent_twice_is_saved_once(doctor, stay):
    url, said = f"/admissions/{stay.pk}/drugs/ward/", sent({"drug": "Aspirin", "dose": "100"})
    assert [doctor.post(url, said).status_code for _n in range(2)] == [302, 302]
    assert len(listed("ward")) == 1


def test_what_is_typed_comes_back_after_the_session_was_lost(doctor, stay):
    said = sent({"drug": "Aspirin", "dose": "100"}, {"drug": "Bisop", "dose": ""})
    kept_at = doctor.get(f"/admissions/{stay.pk}/drugs/ward/").context["draft_url"]
    doctor.post(kept_at, said)
    page = doctor.get(f"/admissions/{stay.pk}/drugs/ward/")
    assert [line["drug"].value() for line in page.context["lines"]] == ["Aspirin", "Bisop"]
    assert "Restored from" in page.content.decode()
    doctor.post(f"/admissions/{stay.pk}/drugs/ward/", sent({"drug": "Aspirin", "dose": "100"}))
    assert "Restored from" not in doctor.get(f"/admissions/{stay.pk}/drugs/ward/").content.decode()


def test_another_stay_is_not_written_through_this_table(doctor, stay, staff):
    other = admitted(staff[Role.CARDIOLOGIST], "0002", name="李四")
    row = add(other, "ward", "aspirin", "aspirin", 100)
    line = {"row": row.pk, "revision": 1, "drug": "Bisoprolol", "dose": "5", "remove": "1"}
    doctor.post(f"/admissions/{stay.pk}/drugs/ward/", sent(line))
    row.refresh_from_db()
    assert row.drug == "aspirin"
    taken = doctor.post(f"/admissions/{stay.pk}/drugs/take-over/", {"row": row.pk})
    assert taken.status_code == 404


def test_a_line_is_amended_stopped_and_its_history_is_kept(doctor, stay):
    row = add(stay, "ward", "bisoprolol", "beta_blocker", Decimal("2.5"))
    url = f"/admissions/{stay.pk}/drugs/ward/"
    line = {"row": row.pk, "revision": 1, "drug": "Bisoprolol", "dose": "5", "dose_unit": "mg",
            "started_on": "t", "stopped_on": "t", "stop_reason": "slow pulse"}  # fmt: skip
    doctor.post(url, sent(line))
    row.refresh_from_db()
    assert (row.dose, row.stop_reason) == (5, "slow pulse")
    assert row.stopped_on == timezone.localdate()
    change = AuditEvent.objects.filter(about="cardiology.medication", about_id=row.pk).latest("at")
    assert change.old["dose"] == "2.500000"
    stale = doctor.post(url, sent(line | {"dose": "10"}))
    assert "Somebody else" in stale.content.decode()


def test_a_stale_line_holds_the_others_back_until_it_is_put_right(doctor, stay):
    row = add(stay, "ward", "bisoprolol", "beta_blocker", Decimal("2.5"))
    fresh = add(stay, "ward", "ramipril", "acei", 5)
    Medication.objects.filter(pk=row.pk).update(revision=2)
    url = f"/admissions/{stay.pk}/drugs/ward/"
    stale = {"row": row.pk, "revision": 1, "drug": "Bisoprolol", "dose": "5"}
    good = {"row": fresh.pk, "revision": 1, "drug": "Ramipril", "dose": "10"}
    new = {"drug": "Aspirin", "dose": "100"}
    answer = doctor.post(url, sent(stale, good, new))
    assert answer.status_code == 422
    assert [(m.drug, m.dose) for m in listed("ward")] == [("bisoprolol", Decimal("2.5")), ("ramipril", 5)]
    lines = answer.context["lines"]
    assert [(line.instance.pk, line.known_revision) for line in lines[1:]] == [(fresh.pk, "1"), (None, None)]
    doctor.post(url, sent(stale | {"revision": 2}, good, new))
    assert [m.drug for m in listed("ward")] == ["bisoprolol", "ramipril", "aspirin"]


def test_a_line_entered_by_mistake_is_taken_off(doctor, stay):
    row = add(stay, "discharge", "aspirin", "aspirin", 100)
    doctor.post(
        f"/admissions/{stay.pk}/drugs/discharge/", sent({"row": row.pk, "drug": "Aspirin", "remove": "1"})
    )
    assert not listed("discharge")
    assert AuditEvent.objects.filter(event="withdrawn", about_id=row.pk).exists()


def test_when_a_home_drug_was_started_need_not_be_known(doctor, stay):
    doctor.post(f"/admissions/{stay.pk}/drugs/home/", sent({"drug": "Valsartan", "dose": "80"}))
    (row,) = listed("home")
    assert row.entered["started_on"] == {"precision": "unknown"}
    page = doctor.get(f"/admissions/{stay.pk}/drugs/home/")
    assert page.context["lines"][0]["started_on"].value() is None


def test_an_order_set_fills_lines_in_and_orders_nothing(doctor, stay):
    add(stay, "discharge", "rosuvastatin", "statin", 10)
    History.objects.create(patient=stay.patient, admission=stay, allergy="yes", allergy_to="阿司匹林：皮疹")
    LabResult.objects.create(patient=stay.patient, admission=stay, test="k", value=Decimal("5.8"),
                             unit="mmol/L", collected_at=timezone.now())  # fmt: skip
    Vitals.objects.create(patient=stay.patient, admission=stay, measured_at=timezone.now(), systolic_bp=90)
    page = doctor.get(f"/admissions/{stay.pk}/drugs/discharge/?set=acs")
    filled = {line.instance.drug: line.filled for line in page.context["lines"] if not line.instance.pk}
    assert "atorvastatin" not in filled
    assert "Allergy recorded" in filled["aspirin"].cautions[0].text
    assert {c.tone for c in filled["perindopril"].cautions} >= {"critical"}
    assert "Usual: 90 mg bid" in filled["ticagrelor"].hint
    assert len(listed("discharge")) == 1


def test_why_not_is_recorded_changed_and_taken_back(doctor, stay):
    url = f"/admissions/{stay.pk}/drugs/discharge/mra/"
    page = doctor.post(url, {"answer": "contraindicated:hyperkalaemia"}, headers={"HX-Request": "true"})
    assert "Contraindicated: High potassium" in page.content.decode()
    doctor.post(url, {"answer": "declined"})
    decision = ClassDecision.objects.get()
    assert (decision.reason, decision.which, decision.phase) == ("declined", None, "discharge")
    doctor.post(url, {"answer": ""})
    assert not ClassDecision.objects.exists()
    assert doctor.post(url, {"answer": "because"}).status_code == 404


def test_a_reason_of_the_ward_is_none_of_the_discharge(doctor, stay):
    doctor.post(f"/admissions/{stay.pk}/drugs/ward/beta_blocker/", {"answer": "contraindicated:hypotension"})
    page = doctor.get(f"/admissions/{stay.pk}/discharge/")
    state = {chip.id: chip.state for chip in page.context["chips"].rows}
    assert state["beta_blocker"] == "open"


def test_ward_drugs_are_taken_over_and_home_drugs_reconciled(doctor, stay):
    aspirin = add(stay, "home", "aspirin", "aspirin", 100, frequency="qd")
    add(stay, "home", "perindopril", "acei", 4)
    glibenclamide = add(stay, "home", None, None, drug_text="glibenclamide")
    add(stay, "ward", "aspirin", "aspirin", 100, frequency="qd")
    add(stay, "ward", "aspirin", "aspirin", 300, is_loading="yes")
    add(stay, "ward", "sacubitril_valsartan", "arni", 50)
    add(stay, "ward", "enoxaparin", "parenteral_anticoagulant", 40, stopped_on=timezone.localdate())
    base = f"/admissions/{stay.pk}/drugs"
    for _twice in range(2):
        doctor.post(f"{base}/take-over/")
    assert [m.drug for m in listed("discharge")] == ["aspirin", "sacubitril_valsartan"]

    drugs = doctor.get(f"/admissions/{stay.pk}/discharge/").context["drugs"]
    assert [card.name for card in drugs.open] == ["glibenclamide"]
    assert drugs.unconfirmed == 2
    assert not drugs.is_done

    doctor.post(f"{base}/confirm/")
    assert "Say why" in doctor.post(f"{base}/stop/", {"row": glibenclamide.pk}, follow=True).content.decode()
    doctor.post(f"{base}/stop/", {"row": glibenclamide.pk, "reason": "contraindicated"})
    drugs = doctor.get(f"/admissions/{stay.pk}/discharge/").context["drugs"]
    assert drugs.is_done
    fates = {title: [card.name for card in cards] for _fate, title, cards in drugs.columns}
    assert fates == {"Continued": ["Aspirin"], "Changed": ["Perindopril → Sacubitril/valsartan"],
                     "Stopped": ["glibenclamide"], "New": []}  # fmt: skip
    aspirin.refresh_from_db()
    assert aspirin.fate == "continued"


def test_reconciled_counts_for_completeness(doctor, stay):
    drug = add(stay, "home", "aspirin", "aspirin", 100)
    said = {"discharged_at": "n", "disposition": "home", "submission": str(uuid.uuid4())}
    doctor.post(f"/admissions/{stay.pk}/discharge/", said)
    form = Discharge.objects.get()
    assert form.reconciled is None
    doctor.post(f"/admissions/{stay.pk}/drugs/take-over/", {"row": drug.pk})
    form.refresh_from_db()
    assert form.reconciled == "yes"


def test_that_no_drug_is_taken_at_home_is_said_not_assumed(doctor, stay):
    drugs = doctor.get(f"/admissions/{stay.pk}/discharge/").context["drugs"]
    assert not drugs.is_done
    table = doctor.get(f"/admissions/{stay.pk}/drugs/home/")
    assert "not recorded what the patient takes" in table.content.decode()
    answer = doctor.post(f"/admissions/{stay.pk}/drugs/confirm/", {"none": "1", "back": "home"}, follow=True)
    assert "takes no drug at home" in answer.content.decode()
    assert History.objects.get().takes_drugs == "no"
    assert doctor.get(f"/admissions/{stay.pk}/discharge/").context["drugs"].is_done


def test_the_discharge_page_says_what_is_open_and_who_owns_it(doctor, stay):
    page = doctor.get(f"/admissions/{stay.pk}/discharge/")
    owners = {str(gap.title): gap.owner for gap in page.context["gaps"]}
    assert owners["Vital signs"] == "Ward nurse"
    assert owners["Home drugs"] == str(stay.attending or "Cardiologist")
    assert "Drug classes without a reason" in owners


def test_the_end_of_dual_antiplatelet_therapy_is_offered(doctor, stay):
    add(stay, "discharge", "aspirin", "aspirin", 100)
    add(stay, "discharge", "ticagrelor", "p2y12", 90)
    page = doctor.get(f"/admissions/{stay.pk}/discharge/")
    offered = page.context["form"]["dapt_until_on"].value()
    assert offered == page.context["planned"].until
    assert timedelta(days=364) < offered - stay.admitted_at.date() < timedelta(days=368)


def test_the_summary_tells_every_change_and_no_code(doctor, stay):
    add(stay, "home", "bisoprolol", "beta_blocker", Decimal("2.5"), frequency="qd")
    add(stay, "home", "amlodipine", "ccb", 5, frequency="qd", fate="stopped", fate_reason="not_needed")
    add(stay, "discharge", "bisoprolol", "beta_blocker", 5, frequency="qd")
    add(stay, "discharge", "ticagrelor", "p2y12", 90, frequency="bid")
    page = doctor.get(f"/admissions/{stay.pk}/discharge-summary.html").content.decode()
    for words in ("Changed: dose (before: 2.5 mg once a day)", "90 mg twice a day", "Amlodipine",
                  "No longer needed", "Call 120 at once", "Draft: not yet discharged"):  # fmt: skip
        assert words in page
    assert "beta_blocker" not in page
    assert "I21" not in page


def test_the_summary_draws_the_vessels_that_a_procedure_found(doctor, staff, stay):
    treated = treated_stemi(staff[Role.CARDIOLOGIST], "0002", name="李四")
    pages = [doctor.get(f"/admissions/{s.pk}/discharge-summary.html").text for s in (treated, stay)]
    assert ["Coronary tree" in page for page in pages] == [True, False]


def test_own_words_are_in_the_preview_as_they_are_typed(doctor, stay):
    doctor.post(f"/drafts/{stay.pk}/discharge/0/0/", {"summary": "Walks 300 m without pain."})
    page = doctor.get(f"/admissions/{stay.pk}/discharge-summary.html").content.decode()
    assert "Walks 300 m without pain." in page


def test_the_pages_take_few_queries_however_many_drugs(doctor, stay, django_assert_max_num_queries):
    for n in range(12):
        add(stay, "ward", None, None, drug_text=f"drug {n}")
        add(stay, "home", None, None, drug_text=f"drug {n}")
    with django_assert_max_num_queries(36):
        doctor.get(f"/admissions/{stay.pk}/drugs/ward/")
    with django_assert_max_num_queries(40):
        doctor.get(f"/admissions/{stay.pk}/discharge/")
