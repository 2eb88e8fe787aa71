"""Tracings and pictures beside the rows of the record: who may, what is kept, what a mistake leaves."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from cardiology.actions import documents, sections
from cardiology.models import AuditEvent, Ecg, RecordDocument, Role
from tests.cardiology.stories import treated_stemi

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture
def doctor(staff):
    return staff[Role.CARDIOLOGIST]


@pytest.fixture
def ecg(doctor):
    stay = treated_stemi(doctor, "0001")
    return sections.save(Ecg(patient=stay.patient, admission=stay, recorded_at=stay.admitted_at), by=doctor)


def send(client, ecg, content=PNG, **said):
    told = {"file": SimpleUploadedFile("../a.png", content), "title": "12 leads"} | said
    return client.post(f"/records/ecg/{ecg.pk}/documents/", told, follow=True)


def test_a_tracing_is_seen_on_its_ecg_and_every_opening_is_noted(ecg, sign_in):
    client = sign_in(Role.CARDIOLOGIST)
    page = send(client, ecg)
    assert send(client, ecg).status_code == 200  # the same file again
    kept = RecordDocument.objects.get()
    assert kept.patient_id == ecg.patient_id
    assert "12 leads" in page.text
    assert f'<img src="/documents/{kept.pk}/"' in page.text
    answer = client.get(f"/documents/{kept.pk}/")
    assert (answer.content, answer["Content-Type"]) == (PNG, "image/png")
    assert answer["Content-Disposition"] == f'inline; filename="document-{kept.pk}.png"'
    assert "sandbox" in answer["Content-Security-Policy"]
    assert AuditEvent.objects.filter(event="opened", about="cardiology.recorddocument").count() == 1


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload=x>", b"GIF89a", b"PK\x03\x04", PNG + b"x" * 10_485_760]
)
def test_what_is_no_picture_and_no_paper_is_refused_with_a_sentence(ecg, sign_in, content):
    page = send(sign_in(Role.WARD_NURSE), ecg, content)
    assert not RecordDocument.objects.exists()
    assert any(word in page.text for word in ("empty", "larger than 10 MB", "Only PDF, JPEG and PNG"))


def test_a_section_that_has_no_documents_takes_none(ecg, sign_in):
    client = sign_in(Role.CARDIOLOGIST)
    told = {"file": SimpleUploadedFile("a.png", PNG), "title": "x"}
    assert client.post(f"/records/vitals/{ecg.pk}/documents/", told).status_code == 404


def test_what_was_added_by_mistake_is_shown_no_more_and_kept_with_the_reason(ecg, doctor, sign_in):
    kept = documents.attach(ecg, PNG, title="Of somebody else", by=doctor)
    client = sign_in(Role.CARDIOLOGIST)
    assert "Say why" in client.post(f"/documents/{kept.pk}/withdraw/", {"reason": " "}, follow=True).text
    page = client.post(f"/documents/{kept.pk}/withdraw/", {"reason": "Another patient"}, follow=True)
    assert "Of somebody else" not in page.text
    assert client.get(f"/documents/{kept.pk}/").status_code == 404
    kept.refresh_from_db()
    assert (kept.ecg_id, kept.withdrawn_why, bytes(kept.content)) == (None, "Another patient", PNG)
    event = AuditEvent.objects.get(event="document withdrawn")
    assert (event.old, event.new) == ({"of": f"ecg {ecg.pk}"}, {"reason": "Another patient"})
    assert documents.attach(ecg, PNG, title="After all", by=doctor).pk != kept.pk


def test_an_ecg_with_a_tracing_is_not_taken_out_unnoticed(ecg, doctor):
    kept = documents.attach(ecg, PNG, title="12 leads", by=doctor)
    with pytest.raises(ValidationError, match="withdraw them first"):
        sections.withdraw(ecg, reason="Typed twice", by=doctor)
    documents.withdraw(kept, reason="Typed twice", by=doctor)
    sections.withdraw(ecg, reason="Typed twice", by=doctor)
    assert not Ecg.objects.filter(pk=ecg.pk).exists()


def test_twenty_are_enough(ecg, doctor):
    for n in range(documents.MOST):
        documents.attach(ecg, PNG + bytes([n]), title=str(n), by=doctor)
    with pytest.raises(ValidationError, match="twenty"):
        documents.attach(ecg, PNG, title="one more", by=doctor)
