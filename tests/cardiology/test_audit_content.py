"""What an audited event tells: who, what, when, whom about, from where, how it went; and who is told."""

import json
from datetime import UTC, datetime

import pytest
from django.db import connection

from cardiology import audit, tracing
from cardiology.actions.trust import seals
from cardiology.actions.trust.signing_in import MOST
from cardiology.audit_exchange import Told, audit_event
from cardiology.models import AuditEvent, Role
from tests.cardiology.stories import admitted
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
PROXY = {"HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_REQUEST_ID": "from-the-proxy-1"}


@pytest.fixture
def stay(staff):
    tracing.begin()
    return admitted(staff[Role.CARDIOLOGIST], "0001")


def test_an_opening_tells_everything(stay, staff, sign_in):
    sign_in(Role.WARD_NURSE).get(
        f"/patients/{stay.patient_id}/", REMOTE_ADDR="10.1.2.3", HTTP_X_REQUEST_ID="number-of-asking"
    )
    event = AuditEvent.objects.get(event="opened")
    assert (event.by_username, event.role, event.patient_id) == ("ward_nurse", "ward_nurse", stay.patient_id)
    assert (event.about, event.about_id, event.via) == ("cardiology.patient", stay.patient_id, "web")
    assert (event.outcome, event.address, event.request_number) == ("done", "10.1.2.3", "number-of-asking")


@pytest.mark.parametrize(("forwarded", "stored"), [
    ("10.9.9.9, 10.1.1.7", "10.1.1.7"), ("2001:DB8::1", "2001:db8::1"), ("unix:", None), ("", None),
])  # fmt: skip
def test_behind_the_proxy_only_what_the_proxy_wrote_is_believed(stay, sign_in, settings, forwarded, stored):
    settings.BEHIND_HTTPS = True
    sign_in(Role.HEAD).get(
        f"/patients/{stay.patient_id}/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=forwarded, **PROXY
    )
    assert AuditEvent.objects.get(event="opened").address == stored


def test_a_denial_and_a_failure_have_their_outcome(stay, staff, sign_in):
    assert sign_in(Role.RESEARCHER).get("/ward/").status_code == 403
    assert AuditEvent.objects.get(event="denied").outcome == "refused"
    assert audit.record("run failed", by=staff[Role.RESEARCHER], about=stay).outcome == "failed"
    assert AuditEvent.objects.get(event="admitted").outcome == "done"


def test_who_was_not_let_in_is_noted_without_a_word_of_what_was_typed(staff, client):
    for _time in range(MOST + 3):
        client.post("/sign-in/", {"username": "head", "password": "a-wrong-secret"}, REMOTE_ADDR="10.4.4.4")
    client.post("/sign-in/", {"username": "a-secret-in-the-wrong-field", "password": PASSWORD})
    events = AuditEvent.objects.filter(event="sign-in refused")
    assert events.count() == MOST, "nobody fills the trail"
    event = events.first()
    assert (event.about_id, event.outcome, event.address) == (staff[Role.HEAD].pk, "refused", "10.4.4.4")
    assert "secret" not in json.dumps(
        [list(e) for e in AuditEvent.objects.values_list("old", "new", "about")]
    )


def test_events_of_before_keep_their_seal_and_later_ones_are_sealed_whole(hospital):
    """The digest of a row without the three columns is the one that it had before there were any."""
    AuditEvent.objects.bulk_create(AuditEvent(event="opened", hospital_id=hospital.pk) for _n in range(2))
    AuditEvent.objects.bulk_create([AuditEvent(event="denied", outcome="refused", address="10.0.0.1")])
    old, _other, new = AuditEvent.objects.order_by("pk")
    seals.seal()
    assert seals.verify().broken == ""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cardiology_auditevent DISABLE TRIGGER USER")
        for event, change, back in [
            (new, "outcome = 'done'", "outcome = 'refused'"),
            (new, "address = null", "address = '10.0.0.1'"),
            (old, "outcome = 'done'", "outcome = null"),
            (old, "request_number = 'x'", "request_number = null"),
        ]:
            cursor.execute(f"UPDATE cardiology_auditevent SET {change} WHERE id = {event.pk}")
            assert "was changed" in seals.verify().broken, change
            cursor.execute(f"UPDATE cardiology_auditevent SET {back} WHERE id = {event.pk}")
    assert seals.verify().broken == ""


def test_the_digest_of_before_has_not_changed(hospital):
    """Written down from the version before the three columns, so that a real trail still verifies."""
    values = (1, datetime(2026, 1, 2, 3, 4, tzinfo=UTC), "opened", 7, "head", "head", "web", 1, 2,
              "cardiology.patient", 2, None, None, None, None, None)  # fmt: skip
    from cardiology.queries.trust import seals as chain

    assert chain.digest(chain.START, [values]) == (DIGEST, 1)


DIGEST = "26f3126da4f909b6185664a068615065dc1944c40b9fdf9c8727dacadffb9b3a"


def lines(page):
    return [(line.event, line.outcome) for line in page.context["lines"]]


def test_the_trail_is_searched_by_outcome_address_and_request(stay, staff, sign_in):
    sign_in(Role.RESEARCHER).get("/ward/", REMOTE_ADDR="10.7.7.7", HTTP_X_REQUEST_ID="one-of-many")
    browser = sign_in(Role.DATA_MANAGER)
    asked = browser.post("/audit/", {"outcome": "refused", "address": "10.7.7.7", "request_number": ""})
    page = browser.get(asked["Location"])
    assert lines(page) == [("denied", "Refused")]
    assert all(word in page.content.decode() for word in ("10.7.7.7", "one-of-many", "Refused"))
    assert lines(browser.get("/audit/?request_number=one-of-many")) == [("denied", "Refused")]
    assert lines(browser.get("/audit/?address=10.7.7.8")) == []
    assert browser.get("/audit/?address=nowhere&outcome=%00").status_code == 200
    browser.cookies["django_language"] = "zh-hans"
    told = browser.get("/audit/?outcome=refused").content.decode()
    assert all(word in told for word in ("结果", "网络地址", "请求编号", "拒绝"))


def test_other_systems_get_the_same_events(stay, staff, sign_in):
    sign_in(Role.HEAD).get(f"/patients/{stay.patient_id}/", REMOTE_ADDR="10.1.2.3")
    answer = sign_in(Role.DATA_MANAGER).get("/audit.json?event=opened")
    assert answer["Content-Type"].startswith("application/fhir+json")
    told = json.loads(answer.content)
    resource = told["entry"][0]["resource"]
    assert (told["resourceType"], len(told["entry"]), resource["action"]) == ("Bundle", 1, "R")
    assert resource["recorded"].endswith("+00:00")
    assert AuditEvent.objects.get(event="audit trail exported").new == {"event": "opened"}


def event(**given):
    plain = {
        "number": 1, "at": datetime(2026, 1, 2, tzinfo=UTC), "event": "opened", "person": "head",
        "role": "head", "via": "web", "house": "North", "about": "cardiology.admission", "about_id": 5,
        "patient_id": 9, "outcome": "done", "address": "10.0.0.1", "request_number": "abc", "why": "",
        "asked": "", "changed": (), "replaced": False,
    }  # fmt: skip
    return audit_event(Told(**{**plain, **given}))


def test_what_a_collector_requires_is_there():
    told = event(why="called by the family")
    assert {"type", "subtype", "action", "recorded", "outcome", "agent", "source", "entity"} <= set(told)
    roles = {agent["type"]["coding"][0]["code"]: agent for agent in told["agent"]}
    assert roles.keys() == {"110153", "110152", "IRCP"}, "source, destination, user"
    assert [a["requestor"] for a in told["agent"]].count(True) == 1
    assert roles["IRCP"]["who"]["identifier"]["value"] == "head"
    assert roles["110152"]["network"]["address"] == "10.0.0.1", "what is read goes to the asker"
    assert len(told["entity"]) >= 2
    patients = [e for e in told["entity"] if e.get("role", {}).get("code") == "1"]
    assert [p["what"]["reference"] for p in patients] == ["Patient/9"], "exactly one patient"
    assert told["entity"][-1]["what"]["identifier"]["value"] == "abc"
    assert told["purposeOfEvent"] == [{"text": "called by the family"}]
    assert told["source"]["observer"] == {"display": "North"}


@pytest.mark.parametrize(("given", "action", "outcome"), [
    ({}, "R", "0"),
    ({"event": "amended", "changed": ("lvef",), "replaced": True}, "U", "0"),
    ({"event": "admitted", "changed": ("admitted_at",)}, "C", "0"),
    ({"event": "withdrawn", "changed": ("lvef",), "replaced": True}, "D", "0"),
    ({"event": "denied", "changed": ("asked",), "asked": "GET", "outcome": "refused"}, "R", "4"),
    ({"event": "run failed", "changed": ("run",), "outcome": "failed"}, "E", "8"),
    ({"event": "signed in", "patient_id": None}, "E", "0"),
    ({"event": "rows exported", "changed": ("rows",)}, "R", "0"),
])  # fmt: skip
def test_action_and_outcome(given, action, outcome):
    told = event(**given)
    assert (told["action"], told["outcome"]) == (action, outcome)


def test_what_was_not_recorded_is_left_out_and_no_value_leaves():
    told = event(outcome="", address="", request_number="", event="amended", changed=("name",), replaced=True)
    assert "outcome" not in told
    assert "network" not in json.dumps(told)
    assert told["entity"][1]["detail"] == [{"type": "changed", "valueString": "name"}]
