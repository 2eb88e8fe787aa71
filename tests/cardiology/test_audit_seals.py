"""The audit trail is append-only, and what was done to it behind the house's back shows."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from cardiology.actions.trust import seals
from cardiology.models import AuditEvent, AuditSeal, AuditVerification, Role
from cardiology.queries.trust import seals as chain

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(hospital):
    AuditEvent.objects.bulk_create(
        AuditEvent(event="opened", hospital_id=hospital.pk, about_id=n, new={"n": n, "名": [1.50]})
        for n in range(5)
    )
    assert seals.seal() == 1
    return list(AuditEvent.objects.order_by("pk"))


def behind_the_back(sql, *values):
    """What somebody with the rights of the owner does: switches the refusal off, and on again."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cardiology_auditevent DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE cardiology_auditseal DISABLE TRIGGER USER")
        cursor.execute(sql, values)


@pytest.mark.parametrize("table", ["cardiology_auditevent", "cardiology_auditseal"])
@pytest.mark.parametrize("change", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_refuses_to_change_a_row(sealed, table, change):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(change.format(table))


def test_replication_mode_does_not_open_a_way_around(sealed):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgenabled FROM pg_trigger WHERE tgname ~ '^(audit|seal)_(rows|table)_stay'")
        assert {row[0] for row in cursor.fetchall()} == {"A"}


def test_a_whole_trail_is_said_to_be_whole(sealed):
    found = seals.verify()
    assert (found.seals, found.events, found.broken) == (1, 5, "")
    AuditEvent.objects.create(event="opened")
    seals.seal()
    again = seals.verify(expected=found.head)
    assert (again.seals, again.events, again.broken) == (2, 6, "")
    assert seals.seal() == 0, "nothing is waiting"


@pytest.mark.parametrize(("column", "value"), [
    ("by_username", "somebody"), ("event", "left"), ("at", "2020-01-01T00:00:00Z"), ("new", '{"n": 9}'),
    ("patient_id", 7), ("role", "head"), ("via", "api"),
])  # fmt: skip
def test_a_changed_event_shows(sealed, column, value):
    behind_the_back(f"UPDATE cardiology_auditevent SET {column} = %s WHERE id = %s", value, sealed[2].pk)
    assert "was changed" in seals.verify().broken


def test_a_removed_event_shows(sealed):
    behind_the_back("DELETE FROM cardiology_auditevent WHERE id = %s", sealed[2].pk)
    assert "holds 4 events instead of 5" in seals.verify().broken


def test_an_event_that_slipped_in_shows(sealed):
    AuditEvent(pk=sealed[0].pk - 1, event="opened").save(force_insert=True)
    assert "holds 6 events instead of 5" in seals.verify().broken


def test_a_chain_made_anew_from_the_database_alone_shows(sealed):
    behind_the_back("DELETE FROM cardiology_auditseal")
    behind_the_back("UPDATE cardiology_auditevent SET event = 'left' WHERE id = %s", sealed[0].pk)
    made, count = chain.digest(chain.START, chain.rows(0, sealed[-1].pk))
    AuditSeal.objects.create(first_id=sealed[0].pk, last_id=sealed[-1].pk, events=count,
                             previous=chain.START, digest=made, signature="x" * 43)  # fmt: skip
    assert "another key" in seals.verify().broken


def test_a_shortened_chain_shows_to_who_noted_its_head(sealed):
    AuditEvent.objects.create(event="opened")
    seals.seal()
    head = seals.verify().head
    behind_the_back("DELETE FROM cardiology_auditseal WHERE id = (SELECT max(id) FROM cardiology_auditseal)")
    assert seals.verify().broken == ""
    assert "seals were removed" in seals.verify(expected=head).broken


def test_seals_hold_when_the_key_of_the_house_is_changed(sealed, settings):
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 10
    assert seals.verify().broken == ""
    settings.SECRET_KEY_FALLBACKS = []
    assert "another key" in seals.verify().broken


def test_long_trails_are_sealed_in_blocks(hospital, monkeypatch):
    monkeypatch.setattr(seals, "BLOCK", 2)
    AuditEvent.objects.bulk_create(AuditEvent(event="opened") for _n in range(5))
    assert seals.seal() == 3
    assert [s.events for s in AuditSeal.objects.order_by("pk")] == [2, 2, 1]
    assert seals.verify().broken == ""


def test_the_command_says_so_and_fails_when_it_is_not_whole(sealed):
    out = io.StringIO()
    call_command("verify_audit", "--json", stdout=out)
    assert json.loads(out.getvalue())["events"] == 5
    behind_the_back("DELETE FROM cardiology_auditevent WHERE id = %s", sealed[0].pk)
    with pytest.raises(CommandError, match="holds 4 events"):
        call_command("verify_audit", stdout=io.StringIO())
    assert AuditVerification.objects.count() == 2


def test_the_page_says_whether_the_trail_is_whole(sealed, sign_in):
    browser = sign_in(Role.DATA_MANAGER)
    assert "Not verified yet" in browser.get("/audit/").content.decode()
    seals.verify()
    assert "all 5 sealed events are as they were written" in browser.get("/audit/").content.decode()
    behind_the_back("DELETE FROM cardiology_auditevent WHERE id = %s", sealed[0].pk)
    seals.verify()
    told = browser.get("/audit/").content.decode()
    assert "tampered" in told
    assert "holds 4 events instead of 5" in told
    browser.cookies["django_language"] = "zh-hans"
    assert "4 条记录，而非 5 条" in browser.get("/audit/").content.decode()
