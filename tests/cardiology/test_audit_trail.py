"""The audit trail is read by the data manager, whole or in part, and reading it is an event."""

import csv
import io
import re

import pytest
from django.utils import timezone, translation

from cardiology import audit
from cardiology.actions import patients
from cardiology.models import AuditEvent, Hospital, Role, User, Ward
from cardiology.queries import audit_trail
from cardiology.queries.audit_words import event_said, field_said, row_said
from tests.cardiology.stories import admitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def stay(staff):
    return admitted(staff[Role.CARDIOLOGIST], "0001")


def told(page):
    return [(line.event, line.person) for line in page.context["lines"]]


def test_the_newest_events_come_first(stay, sign_in):
    page = sign_in(Role.DATA_MANAGER).get("/audit/")
    assert told(page) == [("admitted", "cardiologist"), ("registered", "cardiologist")]
    assert page.context["lines"][0].number == "0001"


def test_opening_and_exporting_are_events(stay, sign_in):
    browser = sign_in(Role.DATA_MANAGER)
    browser.get("/audit/?event=admitted")
    browser.get("/audit.csv?event=admitted")
    events = AuditEvent.objects.filter(by_username="data_manager").order_by("pk")
    assert [(e.event, e.new) for e in events] == [
        ("audit trail opened", {"event": "admitted"}),
        ("audit trail exported", {"event": "admitted"}),
    ]


def test_events_are_found_by_person_event_and_day(stay, staff, sign_in):
    admitted(staff[Role.HEAD], "0002")
    browser, today = sign_in(Role.DATA_MANAGER), timezone.localdate()
    assert told(browser.get("/audit/?event=admitted&person=head")) == [("admitted", "head")]
    assert len(told(browser.get(f"/audit/?day={today}&person=head"))) == 2
    assert told(browser.get("/audit/?day=2020-01-01")) == []


def test_who_and_what_of_the_own_hospital_are_offered(stay, staff, stranger, sign_in):
    """Found by steps through the index, they are the same as by reading everything."""
    admitted(stranger, "0002")
    audit.record("signed out", by=staff[Role.HEAD], about=staff[Role.HEAD])
    persons, events = audit_trail.choices(staff[Role.DATA_MANAGER])
    own = AuditEvent.objects.filter(hospital_id=stay.hospital_id)
    assert persons == sorted(set(own.values_list("by_username", flat=True))) == ["cardiologist", "head"]
    assert events == sorted(set(own.values_list("event", flat=True)))
    nobody_yet = User(role=Role.DATA_MANAGER, hospital=Hospital.objects.create(code="new"))
    assert audit_trail.choices(nobody_yet) == ([], [])


def test_a_patient_number_is_posted_and_never_stands_in_an_address(stay, staff, sign_in):
    admitted(staff[Role.HEAD], "0002")
    browser = sign_in(Role.DATA_MANAGER)
    answer = browser.post("/audit/", {"number": "0001", "person": "", "event": "", "day": ""})
    assert answer["Location"] == f"/audit/?patient={stay.patient_id}"
    assert told(browser.get(answer["Location"])) == [
        ("admitted", "cardiologist"),
        ("registered", "cardiologist"),
    ]
    unknown = browser.post("/audit/", {"number": "0009"})
    assert unknown.status_code == 422
    assert "no patient with this number" in unknown.content.decode()


def test_pages(staff, sign_in, hospital):
    AuditEvent.objects.bulk_create(AuditEvent(event="opened", hospital_id=hospital.pk) for _n in range(120))
    browser = sign_in(Role.DATA_MANAGER)
    sizes = [len(browser.get(f"/audit/?page={n}&event=opened").context["lines"]) for n in (1, 2, 3)]
    assert sizes == [50, 50, 20]
    for odd in ("0", "-1", "x", "99999999999999999999", "%00"):
        assert browser.get(f"/audit/?page={odd}").status_code == 200


@pytest.mark.parametrize("query", [
    "patient=9999999999999999999999", "patient=x", "patient=%00", "person=%00", "event=%00", "day=0001-01-01",
    "day=9999-12-31", "day=x", "day=%00",
])  # fmt: skip
def test_odd_addresses_are_answered(stay, sign_in, query):
    assert sign_in(Role.DATA_MANAGER).get(f"/audit/?{query}").status_code == 200


def test_the_file_holds_the_same_and_no_formula(stay, sign_in, staff):
    admitted(staff[Role.HEAD], "0002", name="=HYPERLINK(1)")
    answer = sign_in(Role.DATA_MANAGER).get("/audit.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[3] for row in rows[1:]] == ["admitted", "registered", "admitted", "registered"]
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "@")]


def test_another_hospital_sees_nothing_of_it(stay, stranger, client):
    stranger.role = Role.DATA_MANAGER
    stranger.save()
    client.force_login(stranger)
    assert told(client.get("/audit/")) == []
    assert client.get(f"/audit/?patient={stay.patient_id}").context["lines"] == []


def test_a_chinese_reader_meets_no_name_of_the_machine(stay, staff, sign_in):
    patients.add_phone(stay.patient, number="13800000000", by=staff[Role.CARDIOLOGIST])
    browser = sign_in(Role.DATA_MANAGER)
    browser.cookies["django_language"] = "zh-hans"
    lines = browser.get("/audit/").context["lines"]
    assert [line.event for line in lines[-2:]] == ["入院", "已登记"]
    audit.record("session ended", by=None, about=staff[Role.CARDIOLOGIST])
    assert browser.get("/audit/").context["lines"][0].person == "系统"
    words = [word for line in lines for word in (line.event, line.about, line.via)]
    assert not [word for word in words if re.search(r"[a-z]{3}", word)]


def test_a_row_that_has_no_name_of_its_own_is_said_by_what_it_is():
    with translation.override("zh-hans"):
        assert event_said("ward amended") == f"已修改{Ward._meta.verbose_name}"
        assert event_said("an event of long ago") == "an event of long ago"
        assert row_said("cardiology.gone", 7) == "gone 7"
        assert field_said("cardiology.ward", "gone") == "gone"
