"""Refusals are noted without a word of what was refused; nobody may ask without end."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from cardiology.actions.trust import usage
from cardiology.models import AuditEvent, Role, Usage
from tests.cardiology.stories import treated_stemi

pytestmark = pytest.mark.django_db
NAME, NUMBER = "赵无名", "N7788"


@pytest.fixture
def stay(staff):
    return treated_stemi(staff[Role.CARDIOLOGIST], NUMBER, name=NAME)


@pytest.fixture
def elsewhere(stranger):
    client = Client()
    client.force_login(stranger)
    return client


def denials():
    return AuditEvent.objects.filter(event="denied")


def test_a_patient_of_another_hospital_is_noted_for_that_hospital(elsewhere, stay, stranger):
    assert elsewhere.get(f"/patients/{stay.patient_id}/").status_code == 404
    event = denials().get()
    assert (event.by_id, event.patient_id, event.hospital_id) == (
        stranger.pk, stay.patient_id, stay.hospital_id,
    )  # fmt: skip
    assert event.new == {"address": "patient", "asked": "GET", "answer": 404,
                         "row": f"cardiology.patient {stay.patient_id}"}  # fmt: skip


@pytest.mark.parametrize(
    "where", ["/admissions/{a}/course/", "/api/v1/admission/{a}/", "/api/v1/patient/{p}/"]
)
def test_every_way_to_a_row_is_watched(elsewhere, stay, where):
    address = where.format(a=stay.pk, p=stay.patient_id)
    assert elsewhere.get(address).status_code == 404
    assert denials().get().patient_id == stay.patient_id


def test_the_data_manager_reads_it_and_it_names_nobody(elsewhere, stay, sign_in):
    elsewhere.post(f"/patients/{stay.patient_id}/edit/", {"name": NAME, "number": NUMBER})
    event = denials().get()
    told = json.dumps(event.new, ensure_ascii=False) + json.dumps(event.old)
    assert NAME not in told
    assert NUMBER not in told
    assert "denied" in sign_in(Role.DATA_MANAGER).get("/audit/?event=denied").content.decode()


def test_a_role_that_may_not_is_noted(sign_in, staff):
    assert sign_in(Role.RESEARCHER).get("/ward/").status_code == 403
    event = denials().get()
    assert (event.by_username, event.patient_id) == ("researcher", None)
    assert event.new == {"address": "ward", "asked": "GET", "answer": 403}


@pytest.mark.parametrize(
    "where", ["/patients/999999999/", "/patients/0/", f"/patients/{2**70}/", "/nothing/"]
)
def test_what_is_nowhere_was_not_refused(sign_in, where):
    assert sign_in(Role.CARDIOLOGIST).get(where).status_code == 404
    assert not denials().exists()


def test_an_own_row_under_a_wrong_address_was_not_refused(sign_in, stay):
    assert sign_in(Role.CARDIOLOGIST).get(f"/admissions/{stay.pk}/nothing/").status_code == 404
    assert not denials().exists()


def test_searching_has_an_end(sign_in, settings):
    settings.USAGE_LIMITS = {"search": 3}
    client = sign_in(Role.WARD_NURSE)
    answers = [client.post("/patients/search/", {"q": "x"}) for _time in range(5)]
    assert [a.status_code for a in answers] == [200, 200, 200, 429, 429]
    assert "Wait a moment" in answers[-1].content.decode()
    assert answers[-1]["Retry-After"] == "60"
    part = client.post("/patients/search/", {"q": "x"}, headers={"HX-Request": "true"}).content.decode()
    assert "Wait a moment" in part
    assert "<html" not in part
    assert AuditEvent.objects.filter(event="too often").count() == 1, "noted once a minute, not each time"
    assert sign_in(Role.HEAD).post("/patients/search/", {"q": "x"}).status_code == 200, "one person's limit"


def test_the_next_minute_begins_anew_and_old_counts_are_swept(staff, settings):
    settings.USAGE_LIMITS = {"search": 1}
    nurse = staff[Role.WARD_NURSE]
    with time_machine.travel(datetime(2026, 3, 2, 8, 0, 10, tzinfo=UTC), tick=False) as clock:
        assert [usage.take(nurse, "search") for _time in range(2)] == [True, False]
        clock.shift(timedelta(seconds=50))
        assert usage.take(nurse, "search")
        assert Usage.objects.count() == 2
        clock.shift(timedelta(hours=2))
        assert usage.take(nurse, "search")
        assert Usage.objects.count() == 1


def test_taking_rows_out_has_an_end(sign_in, settings):
    settings.USAGE_LIMITS = {"export": 2}
    client = sign_in(Role.DATA_MANAGER)
    addresses = ["/export/vitals.csv", "/export/all-csv.zip", "/audit.csv"]
    assert [client.get(address).status_code for address in addresses] == [200, 200, 429]


def test_programs_have_an_end_too(sign_in, settings):
    settings.USAGE_LIMITS = {"program": 1}
    client = sign_in(Role.WARD_NURSE)
    assert client.get("/api/v1/patient/").status_code == 200
    answer = client.get("/api/v1/patient/")
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")


def test_without_a_limit_nothing_is_counted(sign_in, settings):
    settings.USAGE_LIMITS = {"search": 0}
    assert sign_in(Role.WARD_NURSE).post("/patients/search/", {"q": "x"}).status_code == 200
    assert not Usage.objects.exists()
