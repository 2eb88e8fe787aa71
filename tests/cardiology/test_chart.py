"""The record in the browser: from the ward to the discharge, with what goes wrong on the way."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from cardiology import identity
from cardiology.actions import patients, results
from cardiology.actions.guidance import scores
from cardiology.models import (
    Admission,
    AuditEvent,
    Bed,
    Diagnosis,
    Draft,
    History,
    LabResult,
    Lesion,
    Medication,
    Patient,
    Presentation,
    Procedure,
    Role,
    Vitals,
)
from cardiology.queries.banner import banner
from cardiology.queries.stay import told
from cardiology.wording import unit
from tests.cardiology.stories import admitted, treated_stemi

pytestmark = pytest.mark.django_db


@pytest.fixture
def stay(staff):
    return treated_stemi(staff[Role.CARDIOLOGIST])


@pytest.fixture
def doctor(sign_in):
    return sign_in(Role.CARDIOLOGIST)


def test_from_registering_to_discharge(doctor, hospital):
    answer = doctor.post("/patients/new/", {"name": "李雷", "sex": "male", "birth_on": "1961-02-03"})
    patient = Patient.objects.get(name="李雷")
    assert answer.url == f"/patients/{patient.pk}/admit/"
    assert patient.number == "P0000001"
    bed = Bed.objects.first()
    doctor.post(answer.url, {"admitted_at": "-2h", "category": "stemi", "bed": bed.pk})
    stay = Admission.objects.get(patient=patient)
    assert stay.ward == bed.ward
    assert "李雷" in doctor.get("/ward/").content.decode()
    doctor.post(
        f"/admissions/{stay.pk}/presentation/", {"complaint": "chest_pain", "missing_killip": "unknown"}
    )
    assert Presentation.objects.get(admission=stay).missing == {"killip": "unknown"}
    done = doctor.post(f"/admissions/{stay.pk}/discharge/", {"discharged_at": "n", "disposition": "home"})
    assert done.status_code == 302
    page = doctor.get(f"/admissions/{stay.pk}/", follow=True).content.decode()
    assert f"/admissions/{stay.pk}/discharge-summary.pdf" in page


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"measured_at": "n", "systolic_bp": "999"}, "999 mmHg is not possible"),
        ({"measured_at": "31.13.2026 08:00"}, "is not a date"),
        ({"measured_at": "n", "systolic_bp": "12\x000"}, "Null characters are not allowed"),
        ({"measured_at": "n", "systolic_bp": "80", "diastolic_bp": "90"}, "must be below the systolic"),
        (
            {"measured_at": "n", "systolic_bp": "120", "missing_systolic_bp": "unknown"},
            "a reason for having none",
        ),
    ],
)
def test_bad_input_is_told_and_nothing_is_stored(doctor, stay, typed, told):
    answer = doctor.post(f"/admissions/{stay.pk}/vitals/", typed)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Vitals.objects.exists()


def test_a_doubtful_value_is_confirmed_once(doctor, stay):
    url, typed = f"/admissions/{stay.pk}/vitals/", {"measured_at": "n", "heart_rate": "180"}
    assert "confirm_heart_rate" in doctor.post(url, typed).content.decode()
    doctor.post(url, typed | {"confirm_heart_rate": "yes"})
    assert Vitals.objects.get().confirmed["heart_rate"]["value"] == "180"


def test_sending_twice_stores_once(doctor, stay):
    typed = {"measured_at": "n", "heart_rate": "80", "submission": str(uuid.uuid4())}
    first, second = (doctor.post(f"/admissions/{stay.pk}/vitals/", typed) for _ in range(2))
    assert first.url == second.url
    assert Vitals.objects.count() == 1


def test_two_versions_are_shown_and_neither_is_lost(doctor, stay, staff):
    row = History.objects.create(patient=stay.patient, admission=stay, hypertension="yes", revision=2)
    url = f"/records/history/{row.pk}/"
    stale = doctor.post(url, {"hypertension": "no", "diabetes": "yes", "revision": "1"})
    assert stale.status_code == 409
    assert History.objects.get().hypertension == "yes"
    chosen = {"hypertension": "no", "use_hypertension": "theirs", "diabetes": "yes", "revision": "2"}
    assert doctor.post(url, chosen).status_code == 302
    row.refresh_from_db()
    assert (row.hypertension, row.diabetes) == ("yes", "yes")


def test_a_draft_comes_back_and_goes_with_saving(doctor, sign_in, stay):
    doctor.post(f"/drafts/{stay.pk}/presentation/0/0/", {"complaint": "syncope", "story": "half a sen"})
    url = f"/admissions/{stay.pk}/presentation/"
    page = doctor.get(url).content.decode()
    assert "half a sen" in page
    assert "Not saved yet: typed" in page
    assert "half a sen" not in sign_in(Role.HEAD).get(url).content.decode()
    doctor.post(url, {"complaint": "syncope"})
    assert not Draft.objects.exists()


def test_a_draft_that_arrives_after_its_form_was_saved_does_not_come_back(doctor, stay):
    typed = {"measured_at": "n", "heart_rate": "80", "submission": str(uuid.uuid4())}
    doctor.post(f"/admissions/{stay.pk}/vitals/", typed)
    assert doctor.post(f"/drafts/{stay.pk}/vitals/0/0/", typed).status_code == 204
    assert not Draft.objects.exists()
    assert Vitals.objects.count() == 1


def test_opening_is_audited_once_and_reading_changes_nothing(doctor, stay):
    before = AuditEvent.objects.count()
    doctor.get(f"/patients/{stay.patient_id}/")
    doctor.get(f"/admissions/{stay.pk}/results/?page=2", headers={"HX-Request": "true"})
    events = AuditEvent.objects.order_by("-pk")[: AuditEvent.objects.count() - before]
    assert [e.event for e in events] == ["opened"]


def test_a_wrong_entry_is_withdrawn_but_kept_in_the_trail(doctor, stay):
    row = Vitals.objects.create(
        patient=stay.patient, admission=stay, measured_at=timezone.now(), heart_rate=80
    )
    doctor.post(f"/records/vitals/{row.pk}/withdraw/", {"reason": ""})
    assert Vitals.objects.exists()
    doctor.post(f"/records/vitals/{row.pk}/withdraw/", {"reason": "wrong patient"})
    assert not Vitals.objects.exists()
    assert AuditEvent.objects.get(event="withdrawn").old["heart_rate"].startswith("80")


def test_a_procedure_with_lesions_is_not_withdrawn(doctor, stay):
    procedure = Procedure.objects.get(admission=stay)
    doctor.post(f"/records/procedure/{procedure.pk}/withdraw/", {"reason": "twice"})
    assert Procedure.objects.filter(pk=procedure.pk).exists()
    assert not AuditEvent.objects.filter(event="withdrawn").exists()


def test_an_empty_lesion_is_refused_with_a_sentence(doctor, stay):
    procedure = Procedure.objects.get(admission=stay)
    before = Lesion.objects.count()
    answer = doctor.post(f"/records/procedure/{procedure.pk}/add/lesion/", {})
    assert answer.status_code == 422
    assert "Nothing is filled in." in answer.content.decode()
    assert Lesion.objects.count() == before


def test_roles(sign_in, stay, stranger, client):
    vitals, leave = f"/admissions/{stay.pk}/vitals/", f"/admissions/{stay.pk}/discharge/"
    nurse = sign_in(Role.WARD_NURSE)
    assert nurse.post(vitals, {"measured_at": "n"}).status_code == 302
    assert nurse.post(leave, {"discharged_at": "n", "disposition": "home"}).status_code == 403
    reader = sign_in(Role.FOLLOWUP_NURSE)
    assert reader.get(vitals).status_code == 200
    assert reader.post(vitals, {"measured_at": "n"}).status_code == 403
    assert sign_in(Role.RESEARCHER).get("/ward/").status_code == 403
    client.force_login(stranger)
    for url in (vitals, leave, f"/patients/{stay.patient_id}/", f"/admissions/{stay.pk}/results/"):
        assert client.get(url).status_code == 404, url
    assert "张三" not in client.post("/patients/search/", {"q": "zs"}).content.decode()


@pytest.mark.parametrize("words", ["张三", "zhangsan", "zhang san", "zs", "0001", "5678", "02", "OP-9"])
def test_a_patient_is_found_by_whatever_is_at_hand(doctor, staff, hospital, words):
    stay = admitted(staff[Role.CARDIOLOGIST])
    Admission.objects.filter(pk=stay.pk).update(bed=Bed.objects.get(label="02"))
    patients.add_phone(stay.patient, by=staff[Role.CARDIOLOGIST], number="138-1234 5678", owner="self")
    stay.patient.identifiers.create(kind="outpatient", value="OP-9")
    assert "张三" in doctor.post("/patients/search/", {"q": words}).content.decode()


def test_somebody_registered_already_is_shown_first(doctor, staff):
    admitted(staff[Role.CARDIOLOGIST])
    typed = {"name": "张三", "birth_on": "1960-05-01", "sex": "male"}
    assert "registered already" in doctor.post("/patients/new/", typed).content.decode()
    assert Patient.objects.count() == 1
    doctor.post("/patients/new/", typed | {"shown": str(Patient.objects.get().pk)})
    assert Patient.objects.count() == 2


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("11010519491231002X", ("1949-12-31", "female")),
        ("110105194912310021", None),
        ("11010519491331002X", None),
    ],
)
def test_citizen_number(number, says):
    found = identity.read(number)
    assert (found and (found.birth_on.isoformat(), found.sex)) == says


@pytest.mark.parametrize(
    ("typed", "value", "flag"), [("1.2 mg/dL", 106, "H"), ("80", 80, "N"), ("NEG", None, None)]
)
def test_a_typed_result_is_read(typed, value, flag):
    row = LabResult(test="cr", value_text=typed)
    results.derive(row, "male")
    assert (row.value if row.value is None else round(row.value)) == value
    assert row.flag == flag


def test_drug_by_name_has_its_class_and_free_text_is_kept(doctor, stay):
    url = f"/admissions/{stay.pk}/medication/"
    for drug in ("metoprolol", "herbal tea"):
        doctor.post(url, {"phase": "ward", "drug": drug, "started_on": "t"})
    known, free = Medication.objects.filter(phase="ward").order_by("pk")
    assert (known.drug, known.drug_class) == ("metoprolol", "beta_blocker")
    assert (free.drug, free.drug_text, free.drug_class) == (None, "herbal tea", None)


def test_pages_take_few_queries(doctor, staff, django_assert_max_num_queries):
    by = staff[Role.CARDIOLOGIST]
    stays = [treated_stemi(by, f"{n:04d}", name=f"张{n}") for n in range(12)]
    start = stays[0].admitted_at
    LabResult.objects.bulk_create(
        LabResult(patient=stays[0].patient, admission=stays[0], test="k", value=4,
                  collected_at=start + timedelta(minutes=n)) for n in range(3000)
    )  # fmt: skip
    with django_assert_max_num_queries(48):
        doctor.get("/ward/")
    scores.keep(stays[0], by=by)
    with django_assert_max_num_queries(50):
        doctor.get(f"/patients/{stays[0].patient_id}/")


@pytest.mark.parametrize("section", ["medication", "vitals"])
def test_the_offered_start_can_be_saved_as_it_stands(doctor, stay, section):
    form = doctor.get(f"/admissions/{stay.pk}/{section}/").context["form"]
    name = type(form.instance).starts
    assert form.fields[name].clean(str(form[name].value()))


def test_the_discharge_page_shows_the_calls_that_will_follow(doctor, stay):
    page = doctor.get(f"/admissions/{stay.pk}/discharge/")
    assert page.status_code == 200
    assert [table.rows for table in page.context["previews"]]
    assert str(page.context["previews"][0].title) in page.content.decode()


@pytest.mark.parametrize(
    ("name", "shown"),
    [("欧阳建国", "OUYANG, Jianguo"), ("欧明", "OU, Ming"), ("王小红", "WANG, Xiaohong"), ("Ann Lee", "")],
)
def test_the_family_name_is_told_from_the_given_name(doctor, staff, hospital, name, shown):
    stay = admitted(staff[Role.CARDIOLOGIST], "77", name)
    assert banner(staff[Role.CARDIOLOGIST], stay.patient, None)["latin"] == shown


def test_a_list_of_results_and_drugs_says_nothing_twice():
    sent = {"value_text": "40", "unit_text": "ng/L"}
    said = dict(told(LabResult(test="hstni", value=40, unit="ng/L", **sent)))
    assert list(said.values()) == ["40 ng/L"]
    drug = Medication(phase="discharge", drug="aspirin", drug_text="Aspirin", dose_text="100 mg")
    assert dict(told(drug)) == {"At discharge": "Aspirin 100 mg"}


def test_two_versions_of_a_stay_are_chosen_field_by_field(doctor, stay, staff):
    url, head = f"/admissions/{stay.pk}/edit/", staff[Role.HEAD]
    Admission.objects.filter(pk=stay.pk).update(attending=head, planned_discharge_on="2026-03-09", revision=7)
    typed = {"admitted_at": "2026-03-02 09:00", "category": "nstemi", "planned_discharge_on": "2026-03-08",
             "attending": staff[Role.CARDIOLOGIST].pk, "revision": "1"}  # fmt: skip
    page = doctor.post(url, typed)
    assert page.status_code == 409
    assert str(head) in page.content.decode()
    theirs = {"use_attending": "theirs", "use_admitted_at": "theirs", "use_planned_discharge_on": "mine"}
    assert doctor.post(url, typed | theirs | {"revision": "7"}).status_code == 302
    kept = Admission.objects.get(pk=stay.pk)
    assert (kept.attending, kept.admitted_at, kept.category) == (head, stay.admitted_at, "nstemi")
    assert kept.planned_discharge_on.isoformat() == "2026-03-08"


def test_two_versions_of_a_patient_are_chosen_field_by_field(doctor, stay):
    url = f"/patients/{stay.patient_id}/edit/"
    Patient.objects.filter(pk=stay.patient_id).update(birth_on="1961-05-01", revision=5)
    typed = {"name": "张三丰", "sex": "male", "birth_on": "1960-05-01", "revision": "1"}
    assert doctor.post(url, typed).status_code == 409
    assert doctor.post(url, typed | {"use_birth_on": "theirs", "revision": "5"}).status_code == 302
    kept = Patient.objects.get(pk=stay.patient_id)
    assert (kept.name, kept.birth_on.isoformat()) == ("张三丰", "1961-05-01")


def test_opening_a_stay_is_audited(doctor, stay):
    doctor.get(f"/admissions/{stay.pk}/edit/")
    assert AuditEvent.objects.filter(event="opened", about="cardiology.admission", about_id=stay.pk).exists()


def test_a_retired_phone_can_be_valid_again(doctor, stay, staff):
    phone = patients.add_phone(stay.patient, by=staff[Role.CARDIOLOGIST], number="13812345678", owner="self")
    url = f"/patients/{stay.patient_id}/phones/{phone.pk}/"
    for sent, is_valid in (({}, False), ({"again": "1"}, True)):
        doctor.post(url, sent)
        phone.refresh_from_db()
        assert (phone.invalid_since is None) == is_valid


def test_what_stands_beside_a_patient_is_corrected_and_taken_out(doctor, stay, staff, stranger, client):
    by = staff[Role.CARDIOLOGIST]
    phone = patients.add_phone(stay.patient, by=by, number="13812345678", owner="self")
    person = stay.patient.contact_persons.create(name="李四", relation="spouse")
    urls = {name: f"/patients/{stay.patient_id}/{name}/{row.pk}/"
            for name, row in (("phone", phone), ("person", person))}  # fmt: skip
    assert "李四" in doctor.get(urls["person"]).content.decode()
    assert doctor.post(urls["phone"], {"number": ""}).status_code == 422
    doctor.post(urls["phone"], {"number": "139-8765 4321", "owner": "self"})
    phone.refresh_from_db()
    assert phone.digits == "13987654321"
    client.force_login(stranger)
    assert client.post(urls["person"], {"remove": "1"}).status_code == 404
    doctor.post(urls["person"], {"remove": "1"})
    assert not stay.patient.contact_persons.exists()
    assert AuditEvent.objects.get(event="contactperson removed").old["name"] == "李四"


def test_advice_is_shown_and_names_the_facts_it_waits_for(doctor, stay):
    page = doctor.get(f"/patients/{stay.patient_id}/")
    assert page.context["advice"]
    assert all(line.source for line in page.context["advice"])
    assert all(line.missing for line in page.context["waiting"])


def test_what_was_denied_stands_in_one_line(doctor, stay):
    History.objects.create(patient=stay.patient, admission=stay, diabetes="no", asthma="no",
                           hypertension="yes")  # fmt: skip
    blocks = {b.name: b for b in doctor.get(f"/patients/{stay.patient_id}/").context["blocks"]}
    [entry] = blocks["history"].entries
    assert [value for _label, value in entry.lines] == ["Yes"]
    assert [str(label) for label in entry.denied] == ["Diabetes", "Asthma"]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_planned_discharge_stays_in_the_form_in_every_language(doctor, stay, language):
    Admission.objects.filter(pk=stay.pk).update(planned_discharge_on="2026-03-09")
    page = doctor.get(f"/admissions/{stay.pk}/edit/", headers={"accept-language": language})
    assert 'value="2026-03-09"' in page.content.decode()


def test_a_row_without_a_time_is_opened_by_what_it_says(doctor, staff, hospital):
    stay = treated_stemi(staff[Role.CARDIOLOGIST])
    Diagnosis.objects.create(patient=stay.patient, admission=stay, code_system="icd10", code="I10", rank=1)
    page = doctor.get(f"/admissions/{stay.pk}/", follow=True).text
    assert "Essential hypertension I10</a>" in page


def test_powers_and_ratios_are_printed_as_they_are_read():
    assert [unit(code) for code in ("10^9/L", "1", None, "g/L")] == ["×10⁹/L", "", "", "g/L"]


def test_a_drug_of_the_ward_does_not_meet_a_measure_of_the_discharge_list(doctor, staff):
    stay = admitted(staff[Role.CARDIOLOGIST])
    given = {"patient": stay.patient, "admission": stay, "started_on": timezone.localdate()}
    Medication.objects.create(phase="ward", drug="aspirin", drug_class="aspirin", **given)
    url = f"/admissions/{stay.pk}/discharge/"

    def aspirin():
        lines = doctor.get(url).context["judged"]
        return next(line.outcome for line in lines if "Aspirin at discharge" in str(line.title))

    assert aspirin() == "not_met"
    Medication.objects.create(phase="discharge", drug="aspirin", drug_class="aspirin", **given)
    assert aspirin() == "met"
