"""Signing documents, and the copy of a whole record: who answers for what, and that nothing is left out."""

import json
from decimal import Decimal

import pypdfium2
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from cardiology.actions import sections
from cardiology.actions.trust import signatures
from cardiology.dictionary import Derived
from cardiology.dictionary.registry import variables
from cardiology.models import AuditEvent, Discharge, Meaning, Procedure, Role, Signature, Vitals
from cardiology.queries.identity import everything
from cardiology.queries.signing import signatures as signing
from cardiology.queries.signing import written
from tests.cardiology.stories import admitted, discharged, treated_stemi
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def doctor(staff):
    return staff[Role.CARDIOLOGIST]


@pytest.fixture
def stay(doctor):
    return discharged(treated_stemi(doctor, "0001"), doctor)


def sign(stay, by, meaning=Meaning.WRITTEN):
    paper = signing.summary(stay)
    return signatures.sign(paper, meaning=meaning, seen=paper.digest, by=by)


def page(client, stay, **given):
    address = f"/admissions/{stay.pk}/signatures/"
    return client.post(address, given) if given else client.get(address)


def text_of(answer):
    return " ".join(p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(answer.content))


def test_a_signature_is_bound_to_what_is_written(stay, doctor):
    row = sign(stay, doctor)
    assert (row.name, row.role, row.digest) == (str(doctor), doctor.role, everything.checksum(row.said))
    assert signing.signatures(doctor, signing.summary(stay))[0].is_valid
    discharge = Discharge.objects.get(admission=stay)
    discharge.summary = "Something else."
    sections.save(discharge, by=doctor)
    (found,) = signing.signatures(doctor, signing.summary(stay))
    assert not found.is_valid
    assert [str(title) for title in found.changed] == [str(Discharge._meta.verbose_name)]


def test_every_recorded_variable_is_in_what_is_signed(stay):
    """A change of any of them takes the signature's validity away."""
    said = written.of_stay(stay)
    procedure = Procedure.objects.filter(admission=stay).first()
    told = next(r for r in said["sections"]["procedure"] if r["id"] == procedure.pk)
    recorded = {v.name for v in variables(Procedure) if getattr(procedure, v.attname) not in (None, "", [])}
    assert recorded <= set(told)
    assert {"procedure", "lesion", "medication", "discharge"} <= set(said["sections"])


def test_what_the_database_computes_is_not_signed(stay, doctor):
    """A new formula, or a new computed variable, takes no signature's validity away."""
    computed = {v.name for v in variables(Vitals) if isinstance(v, Derived)}
    body = {"height": Decimal(172), "weight": Decimal(80), "measured_at": stay.admitted_at}
    row = sections.save(Vitals(patient=stay.patient, admission=stay, **body), by=doctor)
    row.refresh_from_db()
    told = next(r for r in written.of_stay(stay)["sections"]["vitals"] if r["id"] == row.pk)
    assert row.bmi is not None
    assert told["weight"]
    assert not computed & set(told)


def test_a_stay_that_goes_on_is_not_signed(doctor):
    with pytest.raises(ValidationError, match="after the discharge"):
        sign(admitted(doctor), doctor)


def test_only_cardiologists_and_heads_sign(stay, staff):
    with pytest.raises(PermissionDenied):
        sign(stay, staff[Role.WARD_NURSE])
    assert not Signature.objects.exists()


def test_what_was_changed_meanwhile_is_not_signed(stay, doctor):
    paper = signing.summary(stay)
    seen = paper.digest
    vitals = Vitals(patient=stay.patient, admission=stay, measured_at=stay.admitted_at, heart_rate=71)
    sections.save(vitals, by=doctor)
    with pytest.raises(ValidationError, match="read it again"):
        signatures.sign(paper, meaning=Meaning.WRITTEN, seen=seen, by=doctor)


def test_who_signs_twice_has_signed_once_and_a_second_person_beside(stay, doctor, staff):
    assert sign(stay, doctor) == sign(stay, doctor)
    sign(stay, staff[Role.HEAD], Meaning.CHECKED)
    assert Signature.objects.count() == 2
    assert AuditEvent.objects.filter(event="document signed").count() == 2


@pytest.mark.parametrize("change", [lambda rows: rows.update(name="x"), lambda rows: rows.delete()])
def test_the_database_refuses_to_change_a_signature(stay, doctor, change):
    sign(stay, doctor)
    with pytest.raises(DatabaseError, match="A signature stays"), transaction.atomic():
        change(Signature.objects.all())


def test_the_page_asks_for_the_password_and_prints_the_signature(stay, sign_in, doctor):
    client = sign_in(Role.CARDIOLOGIST)
    seen = page(client, stay).context["paper"].digest
    wrong = page(client, stay, seen=seen, meaning="written", password="not mine")
    assert wrong.status_code == 422
    assert "The password is not right." in wrong.content.decode()
    assert not Signature.objects.exists()
    assert page(client, stay, seen=seen, meaning="written", password=PASSWORD).status_code == 302
    printed = text_of(client.get(f"/admissions/{stay.pk}/discharge-summary.pdf"))
    assert f"Written by {doctor}" in printed
    assert seen[:32] in printed.replace("\r\n", "")


def test_five_wrong_passwords_end_the_session(stay, sign_in):
    client = sign_in(Role.CARDIOLOGIST)
    for _time in range(5):
        answer = page(client, stay, seen="0" * 64, meaning="written", password="guess")
    assert answer.status_code == 302
    assert "/sign-in/" in answer["Location"]
    assert page(client, stay).status_code == 302


def test_a_report_of_a_catheterisation_is_signed_by_itself(stay, sign_in):
    client = sign_in(Role.CARDIOLOGIST)
    procedure = Procedure.objects.filter(admission=stay).first()
    address = f"/records/procedure/{procedure.pk}/signatures/"
    seen = client.get(address).context["paper"].digest
    client.post(address, {"seen": seen, "meaning": "checked", "password": PASSWORD})
    assert "Checked and approved by" in text_of(client.get(f"/records/procedure/{procedure.pk}/report.pdf"))
    assert not signing.signatures(Signature.objects.get().by, signing.summary(stay))


def test_the_copy_holds_every_row_of_the_patient(stay, sign_in, doctor):
    """What is handed over can be read back: every stored row, and a checksum that proves it is complete."""
    sign(stay, doctor)
    answer = sign_in(Role.HEAD).get(f"/patients/{stay.patient_id}/copy.json")
    copy = json.loads(answer.content)
    assert set(everything.state([stay.patient_id])) <= set(copy["rows"])
    rows = {label: {int(key): row for key, row in found.items()} for label, found in copy["rows"].items()}
    assert everything.checksum(rows) == copy["checksum"]
    for label, found in rows.items():
        model = everything.model_of(label)
        for key, row in found.items():
            now = everything.values(model._default_manager.get(pk=key))
            assert {n: everything.stored(model, n, v) for n, v in row.items()} == {
                n: everything.stored(model, n, v) for n, v in now.items()
            }
    assert AuditEvent.objects.filter(event="record copied", patient_id=stay.patient_id).exists()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_copy_on_paper_tells_the_stay(stay, sign_in, language):
    text = text_of(sign_in(Role.HEAD).get(f"/patients/{stay.patient_id}/copy.pdf?language={language}"))
    assert stay.patient.name in text
    assert {"en": "Copy of the record", "zh-hans": "病历副本"}[language] in text
    assert {"en": "Ticagrelor", "zh-hans": "替格瑞洛"}[language] in text
