"""The record in the browser: from the ward to the discharge, with what goes wrong on the way."""

import uuid

import pytest
from django.utils import timezone

from cardiology.models import Admission, AuditEvent, Bed, Discharge, Draft, Patient, Role, Vitals
from tests.cardiology.stories import admitted, treated_stemi

pytestmark = pytest.mark.django_db


@pytest.fixture
def doctor(sign_in):
    return sign_in(Role.CARDIOLOGIST)


@pytest.fixture
def stay(staff):
    return admitted(staff[Role.CARDIOLOGIST], arrival=timezone.now() - timezone.timedelta(days=2))


def vitals(**typed):
    return {"measured_at": "n", "submission": str(uuid.uuid4()), **typed}


def test_register_admit_record_discharge(doctor, hospital):
    typed = {"name": "张伟", "sex": "male", "birth_on": "1960-05-01", "submission": str(uuid.uuid4())}
    answer = doctor.post("/patients/register/", typed)
    assert answer.status_code == 302
    person = Patient.objects.get()
    assert person.number.startswith("P")
    bed = Bed.objects.first()
    answer = doctor.post(answer.url, {"admitted_at": "-2h", "category": "stemi", "bed": bed.pk})
    assert answer.status_code == 302
    stay = Admission.objects.get()
    assert (stay.bed, stay.ward) == (bed, bed.ward)
    assert "张伟" in doctor.get("/ward/").content.decode()
    answer = doctor.post(f"/admissions/{stay.pk}/vitals/", vitals(systolic_bp="132", heart_rate="88"))
    assert answer.status_code == 302
    page = doctor.get(f"/admissions/{stay.pk}/").content.decode()
    assert "132" in page
    answer = doctor.post(f"/admissions/{stay.pk}/discharge/", {"discharged_at": "n", "disposition": "home"})
    assert answer.status_code == 302, answer.context["form"].errors
    assert Discharge.objects.get().disposition == "home"
    assert not Admission.objects.get().is_open


def test_every_page_of_a_full_record_opens(doctor, staff):
    stay = treated_stemi(staff[Role.CARDIOLOGIST])
    page = doctor.get(f"/admissions/{stay.pk}/")
    assert page.status_code == 200
    for link in page.context["rail"]:
        assert doctor.get(link["url"]).status_code == 200, link
    for part in page.context["parts"]:
        for row in part.rows:
            assert doctor.get(row["url"]).status_code == 200


def test_an_impossible_value_is_refused_at_its_field(doctor, stay):
    answer = doctor.post(f"/admissions/{stay.pk}/vitals/", vitals(systolic_bp="999"))
    assert answer.status_code == 422
    assert "not possible" in str(answer.context["form"].errors["systolic_bp"])
    assert not Vitals.objects.exists()


def test_an_unusual_value_is_asked_once(doctor, stay):
    url = f"/admissions/{stay.pk}/vitals/"
    answer = doctor.post(url, vitals(systolic_bp="240"))
    assert answer.status_code == 422
    assert "confirm_systolic_bp" in answer.content.decode()
    assert doctor.post(url, vitals(systolic_bp="240", confirm_systolic_bp="yes")).status_code == 302
    assert "systolic_bp" in Vitals.objects.get().confirmed


@pytest.mark.parametrize("typed", ["\x00", "31/31/2026", "yesterday at noon", "9" * 500, "０８：６０"])
def test_a_time_that_is_none_is_explained(doctor, stay, typed):
    answer = doctor.post(f"/admissions/{stay.pk}/vitals/", vitals(measured_at=typed))
    assert answer.status_code == 422
    assert answer.context["form"].errors["measured_at"]


def test_sent_twice_is_stored_once(doctor, stay):
    typed = vitals(systolic_bp="120")
    first = doctor.post(f"/admissions/{stay.pk}/vitals/", typed)
    second = doctor.post(f"/admissions/{stay.pk}/vitals/", typed)
    assert first.url == second.url
    assert Vitals.objects.count() == 1


def test_two_editors_see_both_versions(doctor, stay):
    doctor.post(f"/admissions/{stay.pk}/vitals/", vitals(systolic_bp="120"))
    row = Vitals.objects.get()
    url = f"/record/vitals/{row.pk}/"
    doctor.post(url, vitals(systolic_bp="130", revision="1"))
    answer = doctor.post(url, vitals(systolic_bp="140", revision="1"))
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "130" in shown
    assert "140" in shown
    assert Vitals.objects.get().systolic_bp == 130


def test_a_draft_is_kept_and_restored(doctor, stay):
    answer = doctor.post(f"/admissions/{stay.pk}/vitals/0/draft/", {"systolic_bp": "12", "heart_rate": "x"})
    assert answer.status_code == 200
    page = doctor.get(f"/admissions/{stay.pk}/vitals/")
    assert page.context["form"]["heart_rate"].value() == "x"
    doctor.post(f"/admissions/{stay.pk}/vitals/", vitals(systolic_bp="120"))
    assert not Draft.objects.exists()


def test_a_result_is_converted_and_flagged(doctor, stay):
    typed = {"collected_at": "n", "test": "cr", "value_text": "2.0 mg/dL", "submission": str(uuid.uuid4())}
    assert doctor.post(f"/admissions/{stay.pk}/labresult/", typed).status_code == 302
    page = doctor.get(f"/admissions/{stay.pk}/")
    row = page.context["results"].rows[0]
    assert row["cells"][0][0]["flag"] == "H"
    assert row["cells"][0][0]["value"].startswith("177") or row["cells"][0][0]["value"].startswith("176.8")


def test_what_has_no_number_is_shown_as_sent(doctor, stay):
    typed = {"collected_at": "n", "test": "cr", "value_text": "HOLD", "submission": str(uuid.uuid4())}
    doctor.post(f"/admissions/{stay.pk}/labresult/", typed)
    assert "HOLD" in doctor.get(f"/admissions/{stay.pk}/").content.decode()


def test_a_drug_brings_its_class_and_an_unknown_one_its_name(doctor, stay):
    url = f"/admissions/{stay.pk}/medication/"
    doctor.post(url, {"phase": "ward", "drug": "Plavix", "started_on": "t", "submission": str(uuid.uuid4())})
    doctor.post(url, {"phase": "ward", "drug": "Xyzzy", "started_on": "t", "submission": str(uuid.uuid4())})
    page = doctor.get(f"/admissions/{stay.pk}/").content.decode()
    assert "Clopidogrel" in page
    assert "Xyzzy" in page


def test_opening_is_noted_and_reading_changes_nothing(doctor, stay):
    before = Admission.objects.values_list("revision", flat=True).get()
    doctor.get(f"/patients/{stay.patient_id}/")
    assert AuditEvent.objects.filter(event="opened", patient_id=stay.patient_id).count() == 1
    assert Admission.objects.values_list("revision", flat=True).get() == before


@pytest.mark.parametrize("asked", ["张三", "zs", "zhang", "0001", "8877"])
def test_a_patient_is_found_by_anything(doctor, stay, staff, asked):
    from cardiology.actions import patients

    patients.add_phone(stay.patient, by=staff[Role.CARDIOLOGIST], number="139 0000 8877")
    answer = doctor.post("/patients/search/", {"q": asked}, headers={"HX-Request": "true"})
    assert "张三" in answer.content.decode()


def test_others_do_not_find_or_open(client, stay, stranger, sign_in):
    client.force_login(stranger)
    assert "张三" not in client.post("/patients/search/", {"q": "张三"}).content.decode()
    for url in (f"/patients/{stay.patient_id}/", f"/admissions/{stay.pk}/", f"/admissions/{stay.pk}/vitals/"):
        assert client.get(url).status_code == 404
    assert sign_in(Role.RESEARCHER).get(f"/patients/{stay.patient_id}/").status_code == 403


def test_a_nurse_writes_but_does_not_discharge(sign_in, stay):
    nurse = sign_in(Role.WARD_NURSE)
    assert nurse.post(f"/admissions/{stay.pk}/vitals/", vitals(heart_rate="70")).status_code == 302
    assert nurse.get(f"/admissions/{stay.pk}/discharge/").status_code == 403
    caller = sign_in(Role.FOLLOWUP_NURSE)
    assert caller.get(f"/admissions/{stay.pk}/").status_code == 200
    assert caller.post(f"/admissions/{stay.pk}/vitals/", vitals(heart_rate="70")).status_code == 403


def test_somebody_registered_before_is_shown_first(doctor, stay):
    typed = {"name": "张三", "sex": "male", "birth_on": "1960-05-01", "submission": str(uuid.uuid4())}
    answer = doctor.post("/patients/register/", typed)
    assert answer.status_code == 422
    assert answer.context["same"] == [stay.patient]
    assert doctor.post("/patients/register/", typed | {"is_new": "yes"}).status_code == 302


def test_the_ward_takes_few_queries(doctor, staff, hospital, django_assert_max_num_queries):
    for n in range(12):
        admitted(staff[Role.CARDIOLOGIST], number=f"{n:04d}", arrival=timezone.now())
    with django_assert_max_num_queries(22):
        assert len(doctor.get("/ward/").context["list"].lines) == 12


def test_the_history_of_a_field_names_who_and_what(doctor, stay):
    doctor.post(f"/admissions/{stay.pk}/vitals/", vitals(systolic_bp="120"))
    row = Vitals.objects.get()
    doctor.post(f"/record/vitals/{row.pk}/", vitals(systolic_bp="130", revision="1"))
    shown = doctor.get(f"/record/vitals/{row.pk}/history/systolic_bp/").content.decode()
    assert shown.index("130") < shown.index("120")


def test_codes_are_found_by_pinyin(doctor):
    found = doctor.get("/codes/drugs/", {"q": "aspl"}).json()["codes"]
    assert {"code": "aspirin", "label": "Aspirin"} in found
    assert doctor.get("/codes/nonsense/").status_code == 404
