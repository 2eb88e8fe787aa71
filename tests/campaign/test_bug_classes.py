"""Mistakes that other systems of this kind were published with, tried here by their numbers (A5).

What has a test elsewhere is not repeated: README.md of this folder says where each class is tried.
"""

import json
import pickle
import time
import uuid

import pytest
from celery import current_app
from django.test import Client
from rest_framework.test import APIClient

from cardiology.access import visible_to
from cardiology.dictionary.registry import declared
from cardiology.models import Admission, Patient, Role, User, Vitals
from research.actions import questions
from research.examples import BLANK
from tests.campaign.test_two_at_once import TYPED
from tests.cardiology.stories import admitted, discharged, treated_stemi
from tests.contracts.access_table import address, lines, names_of, story

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
WEAKER = (
    "/%77ard/",
    "/ward/..;/audit/",
    "//audit//",
    "/AUDIT/",
    "/%2561udit/",
    "/audit/%00",
    "/audit/.",
    "/audit;x/",
)
FORBIDDEN = {
    "is_staff": True, "hospital": 2, "hospital_id": 2, "created_at": "2001-01-01T00:00:00Z", "revision": 77,
    "import_key": "x", "confirmed": {"heart_rate": 1}, "patient__hospital_id": 2, "id": 1, "pk": 1,
}  # fmt: skip
ODD = (
    {"_connector": "OR 1=1 --"}, {"rows": "user", "where": {"variable": "password"}}, {"rows": "{{7*7}}"},
    {"criteria": [{"rows": "__import__('os')"}]}, ["a"], "a", {"criteria": [[[]]]},
)  # fmt: skip
LOOKUPS = (
    "patient__hospital", "hospital__code__startswith", "created_by__password__startswith", "_connector",
    "_negated", "ordering", "order_by", "id__in", "number__regex",
)  # fmt: skip
KEPT = {"signed_in_at", "seen_at", "duty", "address", "browser"}  # of a session, beside who it is


@pytest.fixture
def program(staff):
    client = APIClient(raise_request_exception=False)
    client.force_authenticate(staff[Role.CARDIOLOGIST])
    return client


def test_no_session_knows_a_patient(staff, sign_in, tally, often):
    """3 52 tabs of two patients in one session: nothing is written to the other one"""
    here, there = (admitted(staff[Role.CARDIOLOGIST], number) for number in ("0001", "0002"))
    browser = sign_in(Role.CARDIOLOGIST)
    for round_ in range(often(4, 500)):
        told = {}
        for stay in (here, there):  # both forms are opened before either is sent
            browser.get(f"/patients/{stay.patient_id}/")
            told[stay] = TYPED | {"heart_rate": str(50 + round_ % 50), "submission": str(uuid.uuid4())}
        for stay in (there, here):
            browser.post(f"/admissions/{stay.pk}/vitals/", told[stay])
        counts = [Vitals.objects.filter(admission=s, patient=s.patient).count() for s in (here, there)]
        tally.count(well=counts == [round_ + 1] * 2)
    assert {k for k, _v in browser.session.items() if not k.startswith("_")} <= KEPT
    assert not any(stay.patient.name in str(dict(browser.session.items())) for stay in (here, there))
    assert tally.all_survived, str(tally)


def test_a_new_row_is_never_an_old_one(program, staff, tally):
    """4 19 a row is added with the number of another, and with columns that nobody may set"""
    stay = treated_stemi(staff[Role.CARDIOLOGIST])
    old = Vitals.objects.create(
        patient=stay.patient, admission=stay, measured_at=stay.admitted_at, heart_rate=61
    )
    for name, value in FORBIDDEN.items():
        told = {"patient": stay.patient_id, "admission": stay.pk, "measured_at": "2026-03-02T09:00:00+08:00"}
        value = old.pk if name in ("id", "pk") else value
        answer = program.post("/api/v1/vitals/", told | {"heart_rate": 88, name: value}, format="json")
        old.refresh_from_db()
        new = Vitals.objects.exclude(pk=old.pk)
        is_untouched = all(
            row.revision < 77 and row.created_at.year > 2001 and not row.confirmed for row in new
        )
        tally.count(well=answer.status_code in (201, 400) and old.heart_rate == 61 and is_untouched)
        changed = program.patch(f"/api/v1/vitals/{old.pk}/", {"heart_rate": 62, name: value}, format="json")
        old.refresh_from_db()
        tally.count(
            well=changed.status_code in (200, 400, 409) and old.patient.hospital_id == stay.hospital_id
        )
        Vitals.objects.filter(pk=old.pk).update(heart_rate=61)
    assert not User.objects.filter(is_staff=True, role=Role.CARDIOLOGIST).exists()
    assert tally.all_survived, str(tally)


def test_a_form_takes_its_own_fields_only(staff, sign_in):
    """A form is sent with columns that nobody may set, and with names of Python's own."""
    stay = admitted(staff[Role.CARDIOLOGIST])
    names = ("__class__", "__dict__", "_state", "__proto__", "role", "confirmed")
    told = TYPED | FORBIDDEN | dict.fromkeys(names, "x") | {"submission": str(uuid.uuid4())}
    answer = sign_in(Role.CARDIOLOGIST).post(f"/admissions/{stay.pk}/vitals/", told)
    assert answer.status_code == 302
    row = Vitals.objects.get(admission=stay)
    assert row.revision < 77
    assert row.created_at.year > 2001
    assert not row.confirmed
    stay.refresh_from_db()
    assert stay.hospital_id == staff[Role.CARDIOLOGIST].hospital_id
    assert User.objects.get(username="cardiologist").role == Role.CARDIOLOGIST


def test_every_kind_of_row_stays_in_its_hospital(staff, stranger, tally):
    """13 each kind of row of a whole story: visible to its hospital, none of it to another"""
    discharged(treated_stemi(staff[Role.CARDIOLOGIST]), staff[Role.CARDIOLOGIST])
    seen = 0
    for model in declared():
        seen += visible_to(staff[Role.CARDIOLOGIST], model).exists()
        tally.count(well=not visible_to(stranger, model).exists())
    assert seen > 8
    assert tally.all_survived, str(tally)


def test_no_detour_to_a_page(sign_in, tally):
    """20 addresses written in odd ways lead to no page that the plain one refuses"""
    for browser in (Client(), sign_in(Role.RESEARCHER), sign_in(Role.WARD_NURSE)):
        for path in WEAKER:
            answer = browser.get(path, follow=True)
            seen = answer.request["PATH_INFO"]
            tally.count(well=answer.status_code in (400, 403, 404) or seen in ("/sign-in/", "/ward/"))
    assert tally.all_survived, str(tally)


@pytest.mark.parametrize(
    "kind", ["application/xml", "application/x-yaml", "application/python-pickle", "text/csv"]
)
def test_a_program_speaks_json_only(program, kind):
    """30 other kinds of content are not even read"""
    sent = (
        pickle.dumps({"number": "1"})
        if "pickle" in kind
        else b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    )
    answer = program.generic("POST", "/api/v1/patient/", sent, content_type=kind)
    assert answer.status_code == 415
    assert set(current_app.conf.accept_content) == {"json"}


def test_nothing_is_written_without_a_token(staff, tally):
    """38 every address that takes a form refuses one without the token of its page"""
    told = story(staff)
    before = [model._base_manager.count() for model in declared()]
    for line in lines():
        if line.method != "POST":
            continue
        role = next((r for r in Role if line.expected[r.value] not in ("403", "404", "sign-in")), None)
        for name in names_of(line) if role else []:
            browser = Client(enforce_csrf_checks=True)
            browser.force_login(staff[role])
            tally.count(well=browser.post(address(told, name, line)).status_code in (401, 403))
    assert [model._base_manager.count() for model in declared()] == before
    assert tally.tried > 50
    assert tally.all_survived, str(tally)


def test_parameters_are_no_lookups(program, sign_in, staff, tally):
    """22 23 names of columns and lookups in an address choose, and order, nothing"""
    treated_stemi(staff[Role.CARDIOLOGIST])
    plain = program.get("/api/v1/patient/").json()["count"]
    for name in LOOKUPS:
        answer = program.get("/api/v1/patient/", {name: "(select pg_sleep(2))"})
        tally.count(well=answer.status_code == 400 or answer.json()["count"] == plain)
    assert tally.all_survived, str(tally)


def test_long_words_are_answered_at_once(sign_in, staff, tally):
    """46 fifty thousand letters where a text is searched, read, compared, coded: no pattern runs away"""
    stay, browser = admitted(staff[Role.CARDIOLOGIST]), sign_in(Role.CARDIOLOGIST)
    for letter in ("a", "1", "-", " ", "＜", "阿", "1:"):
        word = letter * 50_000 + "!"
        for url, told in (
            ("/patients/search/", {"q": word}),
            ("/patients/alike/", {"name": word, "id_number": word, "birth_on": word, "phone": word}),
            ("/typed/vitals/measured_at/", {"measured_at": word, "admission": stay.pk}),
            ("/typed/labresult/value_text/", {"value_text": word, "test": "k", "admission": stay.pk}),
            (f"/admissions/{stay.pk}/vitals/", {"measured_at": word, "heart_rate": word}),
        ):
            began = time.process_time()
            status = browser.post(url, told).status_code
            tally.count(well=status < 500 and time.process_time() - began < 1)
    assert tally.all_survived, str(tally)


def test_a_definition_cannot_ask_for_passwords(sign_in, staff, tally):
    """23 28 29 criteria with keys of the ORM, with templates and with code are refused, not run"""
    question = questions.create("Mine", dict(BLANK), by=staff[Role.RESEARCHER])
    browser = sign_in(Role.RESEARCHER)
    browser.raise_request_exception = False
    for odd in ODD:
        body = {"definition": json.dumps(odd)}
        answer = browser.post(f"/research/questions/{question.pk}/change/json/", body)
        told = browser.get(f"/research/questions/{question.pk}/count/")
        tally.count(well=answer.status_code < 500 and told.status_code == 200)
    assert Patient.objects.count() == Admission.objects.count() == 0
    assert tally.all_survived, str(tally)
