"""What a program can do: read, add and amend rows, and be told in words what it may not."""

import io
import json
import uuid

import pytest
import yaml
from django.core.management import call_command
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from cardiology.dictionary.registry import declared, variables
from cardiology.models import Admission, AuditEvent, Discharge, LabResult, Medication, Patient, Role, Vitals
from tests.cardiology.stories import admitted, discharged, treated_stemi

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/"
VITALS = {"measured_at": "2026-03-02T09:00:00+08:00", "systolic_bp": 132, "heart_rate": 80}


@pytest.fixture
def program(staff):
    """A program with the token of a role."""

    def of_role(role=Role.CARDIOLOGIST):
        client = APIClient()
        token, _created = Token.objects.get_or_create(user=staff[role])
        client.credentials(HTTP_AUTHORIZATION=f"Token {token.key}")
        return client

    return of_role


@pytest.fixture
def stay(staff):
    return treated_stemi(staff[Role.CARDIOLOGIST])


def post(client, kind, body):
    return client.post(f"{ROOT}{kind}/", body, format="json")


def patch(client, kind, pk, body):
    return client.patch(f"{ROOT}{kind}/{pk}/", body, format="json")


def test_the_schema_has_every_variable_and_no_warning(program):
    out = io.StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=out)
    rows = yaml.safe_load(out.getvalue())["components"]["schemas"]
    for model in declared():
        shown = rows[f"{model.__name__}Row"]["properties"]
        assert {v.name for v in variables(model)} <= set(shown), model.__name__
    pressure = rows["VitalsRow"]["properties"]["systolic_bp"]
    assert (pressure["minimum"], pressure["maximum"]) == (1, 300)
    assert "mmHg" in pressure["description"]
    assert program().get(f"{ROOT}schema/").status_code == 200


def test_a_row_is_added_opened_and_amended(program, stay, staff):
    client = program()
    made = post(client, "vitals", {"admission": stay.pk, **VITALS})
    assert made.status_code == 201, made.json()
    row = made.json()
    assert (row["patient"], row["revision"], row["systolic_bp"]) == (stay.patient_id, 1, 132)
    assert row["measured_at"] == "2026-03-02T09:00:00+08:00"
    assert client.get(f"{ROOT}vitals/{row['id']}/").json() == row
    amended = patch(client, "vitals", row["id"], {"revision": 1, "systolic_bp": 128.5})
    assert (amended.json()["systolic_bp"], amended.json()["revision"]) == (128.5, 2)
    assert amended.json()["heart_rate"] == 80
    events = AuditEvent.objects.filter(about="cardiology.vitals", via="api").order_by("pk")
    assert [e.event for e in events] == ["recorded", "opened", "amended"]
    assert {e.by_id for e in events} == {staff[Role.CARDIOLOGIST].pk}


def test_a_row_sent_back_as_it_was_shown_changes_nothing(program, stay):
    client = program()
    shown = client.get(f"{ROOT}timeline/?admission={stay.pk}").json()["results"][0]
    row = patch(client, "timeline", shown["id"], shown).json()
    assert {k: v for k, v in row.items() if k != "revision"} == {
        k: v for k, v in shown.items() if k != "revision"
    }


def test_a_typed_unit_is_converted_and_what_was_typed_is_shown(program, stay):
    body = {"admission": stay.pk, "test": "creatinine", "value_text": "1.2 mg/dL",
            "collected_at": "2026-03-03 06:00"}  # fmt: skip
    row = post(program(), "labresult", body).json()
    assert row["unit"] == "umol/L" or row["unit"] == "µmol/L"
    assert 105 < row["value"] < 107
    made = post(program(), "vitals", {"admission": stay.pk, **VITALS, "temperature": "98.6"})
    assert made.status_code == 400


def test_a_known_drug_gets_its_class(program, stay):
    body = {"admission": stay.pk, "phase": "ward", "drug": "Aspirin", "started_on": "2026-03-02"}
    row = post(program(), "medication", body).json()
    assert Medication.objects.get(pk=row["id"]).drug_class == "aspirin"
    amended = patch(program(), "medication", row["id"], {"revision": 1, "drug": "Ticagrelor"}).json()
    assert (amended["drug"], amended["drug_class"]) == ("ticagrelor", "p2y12")


def test_reasons_for_missing_values(program, stay):
    client = program()
    body = {
        "admission": stay.pk,
        "measured_at": VITALS["measured_at"],
        "missing": {"systolic_bp": "not_done"},
    }
    row = post(client, "vitals", body).json()
    assert row["missing"] == {"systolic_bp": "not_done"}
    given = patch(client, "vitals", row["id"], {"revision": 1, "heart_rate": 70}).json()
    assert given["missing"] == {"systolic_bp": "not_done"}
    both = patch(client, "vitals", row["id"], {"revision": 2, "missing": {"heart_rate": "unknown"}})
    assert both.status_code == 400
    assert "reason for having none" in both.json()["fields"]["heart_rate"][0]
    gone = patch(client, "vitals", row["id"], {"revision": 2, "missing": {"systolic_bp": None}}).json()
    assert gone["missing"] == {}
    assert gone["heart_rate"] == 70


def test_an_unusual_value_is_confirmed_by_name(program, stay):
    client = program()
    body = {"admission": stay.pk, **VITALS, "systolic_bp": 250}
    asked = post(client, "vitals", body)
    assert asked.status_code == 422
    assert (asked.json()["code"], asked.json()["confirm"]) == ("doubtful", ["systolic_bp"])
    assert "unusual" in asked.json()["fields"]["systolic_bp"][0]
    assert not Vitals.objects.exists()
    row = post(client, "vitals", body | {"confirm": ["systolic_bp"]}).json()
    assert row["confirmed"]["systolic_bp"]["value"] == "250"


def test_a_stale_revision_is_answered_with_what_is_stored(program, stay):
    client = program()
    row = post(client, "vitals", {"admission": stay.pk, **VITALS}).json()
    patch(client, "vitals", row["id"], {"revision": 1, "heart_rate": 90})
    late = patch(client, "vitals", row["id"], {"revision": 1, "heart_rate": 60})
    assert late.status_code == 409
    assert late.json()["code"] == "stale"
    assert (late.json()["stored"]["heart_rate"], late.json()["stored"]["revision"]) == (90, 2)
    missing = patch(client, "vitals", row["id"], {"heart_rate": 60})
    assert (missing.status_code, list(missing.json()["fields"])) == (400, ["revision"])


def test_a_patient_is_registered_admitted_and_discharged(program, hospital):
    client = program()
    born = {"name": "王芳", "sex": "female", "birth_on": "1958-02-03"}
    patient = post(client, "patient", born).json()
    assert patient["number"].startswith("P")
    stay = post(client, "admission", {"patient": patient["id"], "admitted_at": "2026-03-02 08:00",
                                      "category": "hf"}).json()  # fmt: skip
    assert stay["hospital"] == hospital.pk
    again = post(client, "admission", {"patient": patient["id"], "admitted_at": "2026-03-02 09:00"})
    assert again.status_code == 400
    assert "open stay" in json.dumps(again.json())
    left = post(client, "discharge", {"admission": stay["id"], "discharged_at": "2026-03-09 10:00",
                                      "disposition": "home"})  # fmt: skip
    assert left.status_code == 201, left.json()
    assert not Admission.objects.get(pk=stay["id"]).is_open
    other = patch(client, "patient", patient["id"], {"revision": 1, "name": "王方"}).json()
    assert Patient.objects.get(pk=other["id"]).name_pinyin == "wang fang"


def test_a_citizen_number_has_to_agree_with_what_is_known(program, stay):
    told = {"revision": 1, "id_number": "11010519491231002X"}
    answer = patch(program(), "patient", stay.patient_id, told)
    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == {"birth_on", "sex"}
    sure = patch(program(), "patient", stay.patient_id, told | {"confirm": ["birth_on", "sex"]})
    assert sure.status_code == 200, sure.json()
    assert set(Patient.objects.get(pk=stay.patient_id).confirmed) == {"birth_on", "sex"}


def test_a_part_stands_where_its_whole_stands(program, stay):
    client = program()
    procedure = client.get(f"{ROOT}procedure/?admission={stay.pk}").json()["results"][0]
    row = post(client, "lesion", {"procedure": procedure["id"], "segment": "10"})
    assert row.status_code == 201, row.json()
    assert (row.json()["patient"], row.json()["admission"]) == (stay.patient_id, stay.pk)


def test_a_part_of_another_patient_is_refused(program, stay, staff):
    client = program()
    other = admitted(staff[Role.CARDIOLOGIST], "0002")
    procedure = client.get(f"{ROOT}procedure/?admission={stay.pk}").json()["results"][0]
    row = post(client, "lesion", {"procedure": procedure["id"], "admission": other.pk, "segment": "12"})
    assert row.status_code == 400


def test_filters_by_patient_stay_and_time(program, stay, staff):
    client = program()
    treated_stemi(staff[Role.CARDIOLOGIST], "0002")
    count = lambda query: client.get(f"{ROOT}labresult/?{query}").json()["count"]  # noqa: E731
    assert count("") == 6
    assert count(f"patient={stay.patient_id}") == count(f"admission={stay.pk}") == 3
    assert count("starts_from=2026-03-02T10:00:00%2B08:00&starts_until=2026-03-03T00:00:00%2B08:00") == 2
    assert client.get(f"{ROOT}medication/?starts_until=2026-03-07").json()["count"] == 0
    assert client.get(f"{ROOT}echo/?starts_from=yesterday").status_code == 400


def test_a_list_has_pages_and_opens_each_record_once(program, stay):
    client = program()
    page = client.get(f"{ROOT}labresult/?limit=2").json()
    assert (page["count"], len(page["results"])) == (3, 2)
    assert len(client.get(page["next"]).json()["results"]) == 1
    opened = AuditEvent.objects.filter(event="opened", via="api", patient_id=stay.patient_id)
    assert opened.count() == 2
    LabResult.objects.bulk_create(
        LabResult(patient=stay.patient, admission=stay, collected_at=stay.admitted_at) for _n in range(250)
    )
    assert len(client.get(f"{ROOT}labresult/?limit=1000").json()["results"]) == 200


def test_who_may_not_is_told_so(program, stay, stranger, client):
    assert APIClient().get(f"{ROOT}vitals/").status_code == 401
    for role in (Role.RESEARCHER, Role.ADMINISTRATOR):
        assert program(role).get(f"{ROOT}patient/{stay.patient_id}/").status_code == 403
    assert post(program(Role.DATA_MANAGER), "vitals", {"admission": stay.pk, **VITALS}).status_code == 403
    assert post(program(Role.FOLLOWUP_NURSE), "patient", {"name": "x"}).status_code == 403
    left = {"admission": stay.pk, "discharged_at": "2026-03-09 10:00", "disposition": "home"}
    assert post(program(Role.WARD_NURSE), "discharge", left).status_code == 403
    assert not Discharge.objects.exists()
    elsewhere = APIClient()
    elsewhere.force_authenticate(stranger)
    assert elsewhere.get(f"{ROOT}patient/{stay.patient_id}/").status_code == 404
    assert elsewhere.get(f"{ROOT}patient/").json()["count"] == 0
    hidden = post(elsewhere, "vitals", {"admission": stay.pk, **VITALS})
    assert (hidden.status_code, list(hidden.json()["fields"])) == (400, ["admission"])


def test_a_session_needs_its_csrf_token(stay, staff):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(staff[Role.CARDIOLOGIST])
    assert client.get(f"{ROOT}patient/{stay.patient_id}/").status_code == 200
    assert post(client, "vitals", {"admission": stay.pk, **VITALS}).status_code == 403


HOSTILE = {
    "nul": {"systolic_bp": "12\0"},
    "too large": {"systolic_bp": 10**300},
    "many digits": {"systolic_bp": "1" * 400},
    "wrong type": {"systolic_bp": [1]},
    "an object": {"systolic_bp": {"value": 1}},
    "a truth": {"systolic_bp": True},
    "out of range": {"systolic_bp": 301},
    "no such unit": {"systolic_bp": "12 stone"},
    "no such field": {"blood": 12},
    "not writable": {"entered": {}},
    "half a character": {"systolic_bp": "\ud800"},
    "half a name": {"\ud800": 1},
    "absurd date": {"measured_at": "0001-01-01T00:00:00+14:00"},
    "absurd year": {"measured_at": "9999-12-31T23:59:59-12:00"},
    "not a time": {"measured_at": 20260302.5},
    "required": {"measured_at": None},
    "no patient": {"admission": None},
    "not a number": {"admission": "1"},
    "huge number": {"admission": 10**30},
    "reasons are no object": {"missing": ["x"]},
    "no such reason": {"missing": {"heart_rate": "lazy"}, "heart_rate": None},
    "reason for nothing": {"missing": {"blood": "unknown"}},
    "reason is a list": {"missing": {"heart_rate": []}},
    "confirming nothing": {"confirm": ["blood"]},
    "confirming a number": {"confirm": 1},
}  # fmt: skip


@pytest.mark.parametrize("broken", HOSTILE.values(), ids=HOSTILE)
def test_bad_values_are_named_and_nothing_is_stored(program, stay, broken):
    body = json.dumps({"admission": stay.pk, **VITALS} | broken)
    answer = program().post(f"{ROOT}vitals/", body, content_type="application/json")
    assert answer.status_code == 400, answer.content
    sentences = [s for found in answer.json()["fields"].values() for s in found]
    assert sentences
    assert all(sentences)
    assert not Vitals.objects.exists()


BODIES = {
    "nothing": b"", "no json": b"{", "a list": b"[]", "a number": b"1", "infinite": b'{"systolic_bp": 1e400}',
    "not a number": b'{"systolic_bp": NaN}', "deep": b"[" * 200_000, "not utf-8": b'{"x": "\xff"}',
    "long number": b'{"systolic_bp": ' + b"9" * 5000 + b"}", "null": b"null",
}  # fmt: skip


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_bad_bodies_are_bad_requests(program, stay, body):
    row = post(program(), "vitals", {"admission": stay.pk, **VITALS}).json()
    for method, url in (("post", f"{ROOT}vitals/"), ("patch", f"{ROOT}vitals/{row['id']}/")):
        answer = getattr(program(), method)(url, body, content_type="application/json")
        assert answer.status_code == 400, (method, answer.content)


@pytest.mark.parametrize("address", [
    "vitals/99999999999999999999999/", "vitals/0/", "vitals/abc/", "nonsense/", "vitals/?patient=1e400",
    "vitals/?patient=99999999999999999999", "vitals/?offset=99999999999999999999&limit=-1",
    "vitals/?starts_from=%00", "vitals/?patient=%00", "vitals/?limit=%00", "vitals/?starts_until=0000-00-00",
])  # fmt: skip
def test_bad_addresses_are_answered(program, stay, address):
    assert program().get(f"{ROOT}{address}").status_code in (200, 400, 404)


def test_a_row_sent_twice_under_one_key_is_stored_once(program, stay):
    client, key = program(), str(uuid.uuid4())
    answers = [
        client.post(
            f"{ROOT}vitals/", {"admission": stay.pk, **VITALS}, format="json", HTTP_IDEMPOTENCY_KEY=key
        )
        for _time in range(2)
    ]
    assert [a.status_code for a in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert Vitals.objects.count() == 1
    odd = client.post(f"{ROOT}vitals/", {}, format="json", HTTP_IDEMPOTENCY_KEY="once")
    assert odd.status_code == 400


def test_a_discharge_form_is_amended_without_discharging_again(program, stay, staff):
    discharged(stay, staff[Role.CARDIOLOGIST])
    form = Discharge.objects.get()
    row = patch(program(), "discharge", form.pk, {"revision": form.revision, "education": "yes"})
    assert row.json()["education"] == "yes"
