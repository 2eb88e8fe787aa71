"""Hard stops: no way in lets a forbidden drug onto a list; a doctor may say why; the unknown stops nobody."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from rest_framework.test import APIClient

from cardiology.actions import imports, medication, sections
from cardiology.codes import drugs as table
from cardiology.guidance import RULES, Severity, in_packs
from cardiology.guidance.hard_stops import CONCERNS, judge
from cardiology.intake.problems import Refused
from cardiology.models import (
    AdviceAnswer,
    AuditEvent,
    ClassDecision,
    Echo,
    History,
    Medication,
    Presentation,
    Role,
)
from cardiology.snapshot import Snapshot
from tests.cardiology.stories import admitted

STOPS = {r.id for r in RULES.values() if r.severity == Severity.HARD_STOP}
ALL = in_packs(("CN", "ESC", "ACC"))


@pytest.fixture
def doctor(staff):
    return staff[Role.CARDIOLOGIST]


@pytest.fixture
def stay(doctor):
    return admitted(doctor, arrival=timezone.now() - timedelta(hours=5))


def line(stay, drug, phase="ward", **more):
    told = {"started_on": timezone.localdate(), **more}
    return Medication(patient=stay.patient, admission=stay, phase=phase, drug=drug, **told)


def write(stay, drug, by, phase="ward", overrides=None, **more):
    return sections.enter(line(stay, drug, phase, **more), by=by, overrides=overrides or {})


def know(stay, by, model=History, **facts):
    return sections.save(model(patient=stay.patient, admission=stay, **facts), by=by)


def refused(stay, drug, by, **more):
    with pytest.raises(ValidationError) as error:
        write(stay, drug, by, **more)
    return " ".join(error.value.messages)


# --- the rules


def test_every_hard_stop_says_what_it_concerns_and_no_drug_slips_by():
    assert set(CONCERNS) == STOPS
    worst = Snapshot(
        prior_stroke=True, valve_needs_warfarin=True, angioedema=True, intracranial_bleeding=True,
    )  # fmt: skip
    for drug in table.table():
        alone = Snapshot(
            **{**vars(worst), "medication": frozenset({drug.code}), "classes": frozenset({drug.drug_class})}
        )
        fires = {i for i in STOPS if (a := RULES[i](alone)) and not a.is_open}
        assert {a.rule.id for a in judge(worst, drug.code, ALL).forbids} == fires, drug.code


def test_a_second_drug_of_the_kind_is_stopped_although_the_first_is_there():
    patient = Snapshot(valve_needs_warfarin=True, medication=frozenset({"rivaroxaban"}))
    assert [a.rule.id for a in judge(patient, "apixaban", ALL).forbids] == ["R31"]
    assert judge(patient, "aspirin", ALL).forbids == ()


@pytest.mark.django_db
def test_prasugrel_after_a_stroke_is_refused_with_sentence_and_source(stay, doctor):
    know(stay, doctor, prior_stroke="yes")
    told = refused(stay, "prasugrel", doctor)
    assert "choose another P2Y12 inhibitor" in told
    assert "[R10, ESC ACS 2023; product label (III B)]" in told
    assert not Medication.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("drug", ["dabigatran", "rivaroxaban", "apixaban", "edoxaban"])
def test_a_direct_anticoagulant_with_a_mechanical_valve_is_refused(stay, doctor, drug):
    know(stay, doctor, Echo, performed_at=timezone.now(), prosthesis=["aortic_mechanical"])
    assert "R31" in refused(stay, drug, doctor)
    write(stay, "warfarin", doctor)


@pytest.mark.django_db
def test_arni_and_ace_inhibitor_exclude_each_other_for_36_hours_either_way(stay, doctor):
    today = timezone.localdate()
    know(stay, doctor, takes_drugs="no", prior_angioedema="no")
    first = write(stay, "perindopril", doctor)
    assert "R52" in refused(stay, "sacubitril_valsartan", doctor)
    assert "R52" in refused(stay, "sacubitril_valsartan", doctor, phase="discharge")
    Medication.objects.filter(pk=first.pk).update(started_on=today - timedelta(days=9))
    for days, is_refused in ((0, True), (5, False)):
        Medication.objects.filter(pk=first.pk).update(stopped_on=today - timedelta(days=days))
        if is_refused:
            assert "R52" in refused(stay, "sacubitril_valsartan", doctor)
    second = write(stay, "sacubitril_valsartan", doctor)
    assert "R52" in refused(stay, "ramipril", doctor)
    second.stopped_on = today
    sections.enter(second, by=doctor)
    assert "R52" in refused(stay, "ramipril", doctor)
    write(stay, "ramipril", doctor, started_on=today + timedelta(days=4))


@pytest.mark.django_db
@pytest.mark.parametrize(("hours", "is_refused"), [(20, True), (40, False)])
def test_the_last_dose_at_home_counts_by_its_hour(stay, doctor, hours, is_refused):
    know(stay, doctor, prior_angioedema="no")
    last = timezone.now() - timedelta(hours=hours)
    write(stay, "perindopril", doctor, phase="home", started_on=last.date() - timedelta(days=90),
          last_dose_at=last)  # fmt: skip
    if is_refused:
        assert "R52" in refused(stay, "sacubitril_valsartan", doctor)
    else:
        write(stay, "sacubitril_valsartan", doctor)


@pytest.mark.django_db
@pytest.mark.parametrize("drug", ["sacubitril_valsartan", "enalapril"])
def test_after_an_angioedema_neither_is_given(stay, doctor, drug):
    know(stay, doctor, ClassDecision, phase="ward", drug_class="acei", reason="contraindicated",
         which="angioedema")  # fmt: skip
    assert "angioedema" in refused(stay, drug, doctor)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "facts",
    [{"stroke_kind": ["haemorrhagic"], "prior_stroke": "yes"},
     {"prior_bleeding": "yes", "bleeding_site": ["intracranial"]},
     {"lysis_against": ["bleeding_disorder"]}, {"lysis_against": ["dissection"]},
     {"lysis_against": ["puncture", "cns"]}],
)  # fmt: skip
def test_a_fibrinolytic_with_an_absolute_contraindication_is_refused(stay, doctor, facts):
    know(stay, doctor, Presentation if "lysis_against" in facts else History, **facts)
    assert "R69" in refused(stay, "tenecteplase", doctor, phase="emergency")


@pytest.mark.django_db
def test_a_bleeding_of_the_gut_counts_for_a_month(stay, doctor):
    day = timezone.localdate() - timedelta(days=10)
    row = know(stay, doctor, prior_bleeding="yes", bleeding_site=["gi"], prior_bleeding_on=f"{day}")
    assert "R69" in refused(stay, "alteplase", doctor, phase="emergency")
    row.prior_bleeding_on = f"{day - timedelta(days=60)}"
    sections.save(row, by=doctor)
    write(stay, "alteplase", doctor, phase="emergency")


# --- what is unknown stops nobody, and says which fact would decide


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("drug", "asked"),
    [("prasugrel", "Earlier stroke or TIA"), ("apixaban", "Mechanical valve"),
     ("sacubitril_valsartan", "Hours since the last ACE inhibitor"), ("enalapril", "Earlier angioedema"),
     ("tenecteplase", "Against fibrinolysis")],
)  # fmt: skip
def test_an_unknown_fact_lets_the_drug_through_and_is_named(sign_in, stay, drug, asked):
    browser = sign_in(Role.CARDIOLOGIST)
    answer = browser.post(f"/admissions/{stay.pk}/drugs/ward/", sent({"drug": drug}), follow=True)
    assert Medication.objects.get().drug == drug
    assert asked in " ".join(str(m) for m in answer.context["messages"])


# --- the ways in


def sent(*lines, **more):
    said = {"submission": str(uuid.uuid4()), **more}
    for n, one in enumerate(lines):
        said |= {f"line-{n}-{name}": value for name, value in one.items()}
    return said


@pytest.fixture
def after_stroke(stay, doctor):
    know(stay, doctor, prior_stroke="yes")
    return stay


@pytest.mark.django_db
def test_the_form_refuses_keeps_that_it_did_and_goes_on_with_a_reason(sign_in, after_stroke, doctor):
    browser, url = sign_in(Role.CARDIOLOGIST), f"/admissions/{after_stroke.pk}/medication/"
    said = {"phase": "ward", "drug": "prasugrel", "started_on": str(timezone.localdate())}
    page = browser.post(url, {**said, "submission": str(uuid.uuid4())})
    assert page.status_code == 422
    assert 'name="override_R10"' in page.content.decode()
    assert not Medication.objects.exists()
    event = AuditEvent.objects.get(event="hard stop")
    assert (event.by_id, event.patient_id, event.new) == (
        doctor.pk, after_stroke.patient_id, {"rule": "R10", "drug": "prasugrel"},
    )  # fmt: skip
    assert AdviceAnswer.objects.get(rule="R10").reply == ""
    for reason, status in (("cost", 422), ("weighed", 302)):
        more = {"submission": str(uuid.uuid4()), "override_R10": reason}
        assert browser.post(url, {**said, **more}).status_code == status
    assert Medication.objects.get().drug == "prasugrel"
    kept = AdviceAnswer.objects.get(rule="R10")
    assert (kept.reply, kept.reason, kept.by) == ("overridden", "weighed", doctor)
    assert AuditEvent.objects.filter(event="hard stop overridden", by_id=doctor.pk).count() == 1
    # on the same facts it is not asked again, on others it is
    row = Medication.objects.get()
    row.dose = 10
    sections.enter(row, by=doctor)


@pytest.mark.django_db
def test_the_table_refuses_all_lines_or_takes_the_others(sign_in, after_stroke):
    browser, url = sign_in(Role.CARDIOLOGIST), f"/admissions/{after_stroke.pk}/drugs/ward/"
    lines = ({"drug": "aspirin"}, {"drug": "prasugrel"})
    page = browser.post(url, sent(*lines))
    assert page.status_code == 422
    assert 'name="line-1-override_R10"' in page.content.decode()
    assert not Medication.objects.exists()
    browser.post(url, sent(*lines, right="1"))
    assert [m.drug for m in Medication.objects.all()] == ["aspirin"]
    browser.post(url, sent({"drug": "prasugrel", "override_R10": "given"}))
    assert Medication.objects.filter(drug="prasugrel").exists()


@pytest.mark.django_db
def test_in_one_table_a_drug_may_follow_the_one_that_is_stopped_in_it(stay, doctor):
    day = timezone.localdate()
    know(stay, doctor, takes_drugs="no", prior_angioedema="no")
    old = write(stay, "ramipril", doctor, started_on=day - timedelta(days=20))
    old.stopped_on = day - timedelta(days=5)
    entries = [medication.Entry(line(stay, "sacubitril_valsartan")), medication.Entry(old, old.revision)]
    assert medication.write(stay, entries, by=doctor) == 2


@pytest.mark.django_db
def test_an_order_set_is_refused_like_any_other_table(sign_in, stay, doctor):
    know(stay, doctor, Echo, performed_at=timezone.now(), lvef=30)
    write(stay, "perindopril", doctor)
    browser, url = sign_in(Role.CARDIOLOGIST), f"/admissions/{stay.pk}/drugs/ward/"
    know(stay, doctor, Echo, performed_at=timezone.now(), prosthesis=["mitral_mechanical"])
    page = browser.get(f"{url}?set=af")
    filled = [f for f in page.context["lines"] if f.instance.drug == "rivaroxaban"]
    assert any(
        "R31" in str(c.text) or "Direct anticoagulant" in str(c.text) for c in filled[0].filled.cautions
    )
    assert browser.post(url, sent({"drug": "rivaroxaban"})).status_code == 422


@pytest.mark.django_db
def test_what_is_taken_over_to_the_discharge_list_is_judged_again(sign_in, stay, doctor):
    write(stay, "prasugrel", doctor)
    know(stay, doctor, prior_stroke="yes")
    browser = sign_in(Role.CARDIOLOGIST)
    answer = browser.post(f"/admissions/{stay.pk}/drugs/take-over/", follow=True)
    assert "R10" in " ".join(str(m) for m in answer.context["messages"])
    assert not Medication.objects.filter(phase="discharge").exists()


@pytest.mark.django_db
def test_a_program_is_refused_and_may_send_a_reason(after_stroke, doctor, staff):
    body = {"patient": after_stroke.patient_id, "admission": after_stroke.pk, "phase": "ward",
            "drug": "prasugrel", "started_on": str(timezone.localdate())}  # fmt: skip
    client = APIClient()
    client.force_authenticate(doctor)
    answer = client.post("/api/v1/medication/", body, format="json")
    assert (answer.status_code, answer.json()["code"], answer.json()["stops"]) == (422, "hard_stop", ["R10"])
    assert AuditEvent.objects.get(event="hard stop").via == "api"
    aspirin = client.post("/api/v1/medication/", body | {"drug": "aspirin"}, format="json").json()
    changed = {"revision": aspirin["revision"], "drug": "prasugrel"}
    where = f"/api/v1/medication/{aspirin['id']}/"
    assert client.patch(where, changed, format="json").json()["stops"] == ["R10"]
    assert Medication.objects.get().drug == "aspirin"
    wrong = client.post("/api/v1/medication/", body | {"override": {"R10": "cost"}}, format="json")
    assert wrong.status_code == 400
    made = client.post("/api/v1/medication/", body | {"override": {"R10": "wrong_fact"}}, format="json")
    assert made.status_code == 201
    unknown = client.post("/api/v1/medication/", body | {"drug": "apixaban"}, format="json").json()
    assert "Mechanical valve" in unknown["undecided"][0]


@pytest.mark.django_db
def test_a_file_is_refused_line_by_line(after_stroke, doctor, staff, hospital):
    def bring(text, **more):
        incoming = imports.Incoming("m.csv", text.encode())
        return imports.import_file(incoming, kind="medication", hospital=hospital,
                                   by=staff[Role.DATA_MANAGER], **more)  # fmt: skip

    day = timezone.localdate()
    text = ("patient,admission,phase,drug,started_on\n"
            f"0001,A0001,ward,aspirin,{day}\n0001,A0001,ward,prasugrel,{day}\n"
            f"0001,A0001,home,prasugrel,{day}\n")  # fmt: skip
    with pytest.raises(Refused) as told:
        bring(text)
    assert [(p.row, p.field) for p in told.value.problems] == [(3, "drug")]
    assert "R10" in told.value.problems[0].sentence
    assert not Medication.objects.exists()
    assert bring(text, clean_only=True).left_out == 1
    assert sorted((m.phase, m.drug) for m in Medication.objects.all()) == [
        ("home", "prasugrel"), ("ward", "aspirin"),
    ]  # fmt: skip


@pytest.mark.django_db
def test_facts_that_come_in_the_same_record_later_do_not_rewrite_the_past(after_stroke, doctor):
    """What was taken at home, and the lists of a stay that ended long ago, are facts and no orders."""
    write(after_stroke, "prasugrel", doctor, phase="home")
    long_ago = timezone.now() - timedelta(days=90)
    type(after_stroke).objects.filter(pk=after_stroke.pk).update(
        admitted_at=long_ago - timedelta(days=3), discharged_at=long_ago
    )
    after_stroke.refresh_from_db()
    write(after_stroke, "prasugrel", doctor, phase="discharge", started_on=long_ago.date())
    kept = Medication.objects.filter(admission=after_stroke, drug="prasugrel").values_list("phase", flat=True)
    assert sorted(kept) == ["discharge", "home"]


@pytest.mark.django_db
def test_a_drug_that_is_on_the_list_can_always_be_stopped(stay, doctor):
    row = write(stay, "prasugrel", doctor)
    know(stay, doctor, prior_stroke="yes")
    row.dose = 5
    with pytest.raises(ValidationError):
        sections.enter(row, by=doctor)
    row.stopped_on = timezone.localdate()
    sections.enter(row, by=doctor)
    assert Medication.objects.get(pk=row.pk).stopped_on == timezone.localdate()


@pytest.mark.django_db
def test_only_a_doctor_goes_on_in_spite_of_a_stop(after_stroke, staff):
    nurse = staff[Role.WARD_NURSE]
    with pytest.raises(PermissionDenied):
        write(after_stroke, "prasugrel", nurse, overrides={"R10": "weighed"})
    assert not Medication.objects.exists()
