"""Programs read and write the record as people do: same checks, same sentences, same audit."""

import pytest
from django.core.management import call_command
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from cardiology.dictionary.registry import sections
from cardiology.models import AuditEvent, Bed, Role, Vitals
from tests.cardiology.stories import admitted

AT = "2026-03-02T08:30:00+08:00"


@pytest.fixture
def program(staff):
    def as_user(user):
        client = APIClient()
        client.force_authenticate(user)
        return client

    return as_user


@pytest.fixture
def stay(staff):
    return admitted(staff[Role.CARDIOLOGIST])


@pytest.fixture
def api(program, staff):
    return program(staff[Role.CARDIOLOGIST])


def vitals(api, stay, **given):
    body = {"admission": stay.pk, "measured_at": AT, **given}
    return api.post("/api/v1/vitals/", body, format="json")


def test_a_row_is_recorded_with_unit_reason_and_audit(api, stay):
    answer = vitals(api, stay, systolic_bp=120, weight="130 jin", missing={"height": "not_done"})
    assert answer.status_code == 201, answer.data
    assert answer.data["patient"] == stay.patient_id
    assert answer.data["weight"] == 65
    assert answer.data["entered"]["weight"] == {"value": "130", "unit": "jin"}
    assert answer.data["missing"] == {"height": "not_done"}
    assert AuditEvent.objects.filter(event="recorded", via="api", about="cardiology.vitals").count() == 1


def test_an_unusual_value_waits_for_a_confirmation(api, stay):
    refused = vitals(api, stay, systolic_bp=240)
    assert refused.status_code == 400
    assert refused.data["code"] == "doubtful"
    assert refused.data["confirm"] == ["systolic_bp"]
    kept = vitals(api, stay, systolic_bp=240, confirm=["systolic_bp"])
    assert kept.status_code == 201
    assert kept.data["confirmed"]["systolic_bp"]["value"] == "240"


def test_a_stale_change_gives_what_is_stored(api, stay):
    row = vitals(api, stay, systolic_bp=120).data
    url = f"/api/v1/vitals/{row['id']}/"
    assert api.patch(url, {"heart_rate": 70, "revision": 1}, format="json").status_code == 200
    stale = api.patch(url, {"heart_rate": 90, "revision": 1}, format="json")
    assert stale.status_code == 409
    assert stale.data["stored"]["heart_rate"] == 70
    assert Vitals.objects.get().systolic_bp == 120
    assert api.patch(url, {"heart_rate": 90}, format="json").status_code == 400


def test_rows_of_another_hospital_are_not_there(program, api, stay, stranger):
    row = vitals(api, stay, systolic_bp=120).data
    other = program(stranger)
    assert other.get(f"/api/v1/vitals/{row['id']}/").status_code == 404
    assert other.get("/api/v1/vitals/").data["count"] == 0
    assert vitals(other, stay).status_code == 400


def test_a_researcher_does_not_read_records(program, staff, stay):
    assert program(staff[Role.RESEARCHER]).get("/api/v1/patients/").status_code == 403
    assert program(staff[Role.ADMINISTRATOR]).get("/api/v1/patients/").status_code == 403


def test_opening_a_record_is_audited(api, stay):
    assert api.get(f"/api/v1/patients/{stay.patient_id}/").status_code == 200
    assert AuditEvent.objects.filter(event="opened", via="api", patient_id=stay.patient_id).count() == 1


@pytest.mark.parametrize(
    "body",
    ['{"systolic_bp": "1\\u00000"}', '{"systolic_bp": 1e400}', '{"systolic_bp": ' + "9" * 5000 + "}",
     '{"systolic_bp": {"a": 1}}', '{"systolic_bp": true}', "[" * 200_000, "[]", "null", '"x"', "1", "",
     '{"admission": 99999999999999999999999}', '{"admission": "x\\u0000"}', '{"admission": [1]}',
     '{"missing": [1]}', '{"missing": {"nonsense": "unknown"}}', '{"confirm": {"a": 1}}', '{"nonsense": 1}',
     '{"measured_at": "\\ud800"}', '{"measured_at": "0000-00-00 00:00"}', '{"revision": 1e30}',
     '{"measured_at": "-99999w"}', "\x00", "{"],
)  # fmt: skip
def test_bad_input_is_refused_in_words(api, stay, body):
    answer = api.post("/api/v1/vitals/", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.data


@pytest.mark.parametrize(
    "query",
    ["?patient=x", "?patient=1\x00", "?patient=" + "9" * 40, "?from=yesterday", "?limit=x&offset=" + "9" * 40,
     "?limit=-1", "?offset=-5", "?from=0000-01-01", "?to=99999-01-01T00:00"],
)  # fmt: skip
def test_odd_questions_do_not_break(api, stay, query):
    assert api.get("/api/v1/vitals/" + query).status_code in (200, 400)


def test_filters_and_the_largest_page(api, stay):
    for hour in (8, 9):
        vitals(api, stay, measured_at=f"2026-03-02T0{hour}:30:00+08:00")
    found = api.get("/api/v1/vitals/", {"patient": stay.patient_id, "from": "2026-03-02T09:00:00+08:00"})
    assert found.data["count"] == 1
    assert api.get("/api/v1/vitals/", {"limit": 100000}).status_code == 200


def test_the_schema_describes_every_section(api):
    answer = api.get("/api/v1/schema/")
    assert answer.status_code == 200
    schema = answer.json()
    pressure = schema["components"]["schemas"]["Vitals"]["properties"]["systolic_bp"]
    assert "mmHg" in pressure["description"]
    assert "/api/v1/vitals/" in schema["paths"]
    assert all(f"/api/v1/{m._meta.model_name}/" in schema["paths"] for m in sections())


def test_the_schema_has_no_warnings(capsys, db):
    call_command("spectacular", "--fail-on-warn", "--validate", "--file", "/dev/null")
    assert "Warning" not in capsys.readouterr().err


def test_a_token_opens_the_door_and_nothing_else_does(stay, staff):
    token = Token.objects.create(user=staff[Role.CARDIOLOGIST]).key
    url = "/api/v1/patients/"
    assert APIClient().get(url, HTTP_AUTHORIZATION=f"Token {token}").data["count"] == 1
    assert APIClient().get(url).status_code == 401
    assert APIClient().get(url, HTTP_AUTHORIZATION="Token nonsense").status_code == 401


def test_a_patient_is_registered_admitted_moved_and_discharged(api, hospital):
    who = api.post("/api/v1/patients/", {"number": "77", "name": "李四", "sex": "female"}, format="json")
    assert who.status_code == 201, who.data
    first, second = Bed.objects.all()[:2]
    body = {"patient": who.data["id"], "number": "A77", "admitted_at": AT, "bed": first.pk, "category": "hf"}
    stay = api.post("/api/v1/admissions/", body, format="json")
    assert stay.status_code == 201, stay.data
    url = f"/api/v1/admissions/{stay.data['id']}/"
    moved = api.patch(url, {"bed": second.pk, "revision": 1}, format="json")
    assert moved.status_code == 200, moved.data
    assert moved.data["bed"] == second.pk
    assert set(AuditEvent.objects.filter(via="api").values_list("event", flat=True)) >= {
        "registered",
        "moved",
    }
    left = {"admission": stay.data["id"], "discharged_at": "2026-03-06T10:00:00+08:00", "disposition": "home"}
    assert api.post("/api/v1/discharge/", left, format="json").status_code == 201
    assert api.get(url).data["discharged_at"].startswith("2026-03-06")
    again = api.post("/api/v1/discharge/", left, format="json")
    assert again.status_code == 400
    assert "already closed" in str(again.data)


def test_a_row_stays_with_its_patient(api, staff, stay):
    row = vitals(api, stay, systolic_bp=120).data
    other = admitted(staff[Role.CARDIOLOGIST], number="0002")
    answer = api.patch(
        f"/api/v1/vitals/{row['id']}/", {"patient": other.patient_id, "revision": 1}, format="json"
    )
    assert answer.status_code == 400
    assert "patient" in answer.data


def test_a_nurse_may_not_discharge(program, staff, stay):
    left = {"admission": stay.pk, "discharged_at": "2026-03-06T10:00:00+08:00", "disposition": "home"}
    answer = program(staff[Role.WARD_NURSE]).post("/api/v1/discharge/", left, format="json")
    assert answer.status_code == 403
    assert "Discharge patients" in str(answer.data)
