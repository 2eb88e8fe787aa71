"""Registering with a look at who is registered already, numbers that agree, and finding a patient."""

import pytest

from cardiology.actions import consents, patients
from cardiology.models import AuditEvent, Bed, Consent, ConsentText, Patient, PatientIdentifier, Role
from cardiology.queries.identity.consents import refused
from cardiology.queries.patients import search
from tests.cardiology.stories import admitted, discharged

CARD = "990101196005010311"  # born 1960-05-01, male
TYPED = {"name": "张三", "id_number": CARD}


@pytest.fixture
def doctor(sign_in):
    return sign_in(Role.CARDIOLOGIST)


@pytest.fixture
def by(staff):
    return staff[Role.CARDIOLOGIST]


@pytest.fixture
def known(by):
    """Somebody who was here, with a card and a wife's phone."""
    stay = discharged(admitted(by), by)
    patient = Patient.objects.get(pk=stay.patient_id)
    patient.id_type, patient.id_number = "citizen", CARD
    patients.amend(patient, by=by)
    patients.add_phone(patient, by=by, number="138-1234 5678", owner="spouse")
    return patient


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"id_number": CARD}, "the same identity number"),
        ({"id_number": "990101196005010371"}, "differs in one place"),
        ({"id_number": "990101600501031"}, "the same identity number"),
        ({"name": "张三", "birth_on": "1960-05-01"}, "the same name and date of birth"),
        ({"name": "章叁", "birth_on": "1960-05-10"}, "sounds the same, and a date of birth close"),
        ({"name": "李四", "phone": "+86 13812345678"}, "the same telephone number"),
    ],
)
def test_who_may_be_the_same_is_shown_while_typing(doctor, known, typed, why):
    page = doctor.post("/patients/alike/", typed).content.decode()
    assert why in page
    assert "02-Mar-2026" in page
    assert f'href="/patients/{known.pk}/"' in page


@pytest.mark.parametrize(
    "typed", [{"name": "张三"}, {"name": "李四", "birth_on": "1960-05-01"}, {"phone": "110"}]
)
def test_nobody_is_shown_without_a_sign(doctor, known, typed):
    assert "张三" not in doctor.post("/patients/alike/", typed).content.decode()


def test_patients_of_another_hospital_are_not_shown(client, known, stranger):
    client.force_login(stranger)
    assert "registered already" not in client.post("/patients/alike/", TYPED).content.decode()


def test_the_warning_never_blocks_and_what_was_shown_is_kept(doctor, known):
    assert doctor.post("/patients/new/", TYPED).status_code == 200
    assert Patient.objects.count() == 1
    assert doctor.post("/patients/new/", TYPED | {"shown": known.pk}).status_code == 302
    event = AuditEvent.objects.get(event="registered despite likeness")
    assert event.new == {"shown": [{"patient": known.pk, "why": "same_id,same_name_and_birth"}]}


def test_the_number_fills_birth_and_sex(doctor, hospital):
    page = doctor.post("/patients/alike/", TYPED).content.decode()
    assert 'data-proposes="birth_on" data-value="1960-05-01"' in page
    doctor.post("/patients/new/", {"name": "张三", "id_number": CARD.lower()})
    patient = Patient.objects.get()
    assert (str(patient.birth_on), patient.sex, patient.id_type) == ("1960-05-01", "male", "citizen")


def test_what_differs_from_the_number_is_asked_once_and_kept(doctor, by, hospital):
    told = TYPED | {"sex": "male", "birth_on": "1961-05-01"}
    page = doctor.post("/patients/new/", told)
    assert page.status_code == 422
    assert "The identity number says: born 1960-05-01." in page.content.decode()
    doctor.post("/patients/new/", told | {"confirm_birth_on": "yes"})
    patient = Patient.objects.get()
    assert patient.confirmed["birth_on"]["by"] == by.pk
    assert patients.amend(patient, by=by).revision == 2  # not asked again


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"id_number": "990101196005010131", "id_type": "citizen"}, "does not fit the other 17"),
        ({"id_number": "990101196013010317", "id_type": "citizen"}, "no such day: 19601301"),
        ({"id_number": "9901011960050103", "id_type": "citizen"}, "this one has 16"),
        ({"id_number": "A B", "id_type": "passport"}, "5 to 20 letters and digits"),
        ({"id_type": "none"}, "Say why there is no document"),
    ],
)
def test_an_impossible_document_is_refused_with_a_sentence(doctor, hospital, typed, sentence):
    page = doctor.post("/patients/new/", {"name": "张三", **typed})
    assert page.status_code == 422
    assert sentence in page.content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        {"id_number": "E12345678", "id_type": "passport"},
        {"id_number": "h1234567800", "id_type": "permit"},
        {"id_type": "none", "missing_id_number": "declined"},
    ],
)
def test_other_documents_are_taken(doctor, hospital, typed):
    assert doctor.post("/patients/new/", {"name": "张三", **typed}).status_code == 302


@pytest.mark.parametrize(
    "words",
    [
        "张三",
        "张",
        "zhangsan",
        "zhang san",
        "zhangs",
        "zs",
        "0001",
        "001",
        "5678",
        "1234",
        "02",
        "007-9",
        "7-9",
    ],
)
def test_found_by_any_part_of_anything(by, known, words):
    PatientIdentifier.objects.create(patient=known, kind="old", value="007-9")
    admitted_again = admitted(by, "0002", name="李四")
    Patient.objects.filter(pk=known.pk).update()
    stay = known.admissions.get()
    stay.discharged_at, stay.bed = None, Bed.objects.get(label="02")
    stay.save()
    found = search(by, words)
    assert known in found
    if words not in ("001",):
        assert admitted_again.patient not in found


def test_who_is_meant_exactly_comes_first_then_who_is_in_the_house(by, hospital):
    gone = discharged(admitted(by, "0001", name="张一"), by).patient
    here = admitted(by, "0002", name="张三").patient
    assert search(by, "z") == [here, gone]
    assert search(by, "张一")[0] == gone


def test_consents_are_per_purpose_and_in_the_words_of_a_consent(doctor, known):
    url = f"/patients/{known.pk}/consents/"
    said = {"purpose": "care", "decision": "given", "decided_on": "2026-03-02"}
    assert doctor.post(url, said).status_code == 302
    doctor.cookies["django_language"] = "zh-hans"
    page = " ".join(doctor.get(url).content.decode().split())
    for purpose in ("本院诊疗", "电话随访", "短信", "科研", "与其他医院共享"):
        assert f"<dt>{purpose}</dt>" in page
    assert "同意" in page
    assert "已用" not in page  # what is said of a drug


def test_a_consent_has_a_version_and_a_history(doctor, sign_in, known, by):
    head = sign_in(Role.HEAD)
    text = {"purpose": "research", "version": "1.0", "valid_from": "2026-01-01", "wording": "We ask you to …"}
    assert head.post("/consent-texts/", text).status_code == 302
    assert head.post("/consent-texts/", text).status_code == 422  # a version is never changed
    url = f"/patients/{known.pk}/consents/"
    told = {"purpose": "research", "decided_on": "t", "text": ConsentText.objects.get().pk, "asked_by": by.pk}
    assert "could be withdrawn" in doctor.post(url, told | {"decision": "withdrawn"}).content.decode()
    doctor.post(url, told | {"decision": "given", "on_paper": "True"})
    assert refused([known.pk], "research") == set()
    doctor.post(url, told | {"decision": "withdrawn", "on_paper": "False"})
    assert refused([known.pk], "research") == {known.pk}
    assert [(c.decision, c.on_paper) for c in Consent.objects.all()] == [
        ("withdrawn", False),
        ("given", True),
    ]
    assert "1.0" in doctor.get(url).content.decode()


def test_who_declines_calls_is_not_called(by, staff):
    patient = discharged(admitted(by), by).patient
    assert patient.plans.filter(closed_at=None).exists()
    consents.record(patient, "phone", "declined", by=staff[Role.FOLLOWUP_NURSE])
    assert not patient.plans.filter(closed_at=None).exists()


def test_a_merge_by_two_people_on_the_pages(doctor, sign_in, known, by):
    second = patients.register(Patient(number="0009", name="张叁", sex="male", birth_on="1960-05-01"), by=by)
    assert "0009" in doctor.get(f"/patients/{known.pk}/merge/").content.decode()
    url = f"/patients/{known.pk}/merge/{second.pk}/"
    assert doctor.post(url, {"use_name": "theirs", "reason": ""}).status_code == 422
    page = doctor.post(url, {"use_name": "theirs", "reason": "Same card"})["Location"]
    assert "second person has to confirm" in doctor.post(page, {"confirm": "1"}).content.decode()
    head = sign_in(Role.HEAD)
    assert head.post(page, {"confirm": "1"}).status_code == 302
    old = doctor.get(f"/patients/{second.pk}/", follow=True)
    assert old.redirect_chain[-1][0] == f"/patients/{known.pk}/"
    assert "This registration was merged: you see the record of 0001." in old.content.decode()
    found = doctor.post("/patients/search/", {"q": "0009"}).content.decode()
    assert "张叁" in found
    assert "Number before merging 0009" in found
    head.post(page, {"undo": "1", "reason": "Two cousins"})
    assert "exactly as it was" in head.get(page).content.decode()
    assert doctor.get(f"/patients/{second.pk}/").status_code == 200
