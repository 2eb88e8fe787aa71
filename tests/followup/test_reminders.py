"""Messages to patients against a gateway of our own: once, and never twice, whatever breaks."""

import hmac
import json
from datetime import datetime, timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.utils import timezone, translation

from cardiology import secrecy
from cardiology.actions import consents
from cardiology.models import Consent, Hospital, Phone, Role
from followup import channels, reminding
from followup.actions.reach import reminders, self_reports, sending
from followup.models import Desk, OptOut, Reminder, Visit
from tests.followup.gateway import Gateway
from tests.followup.test_calls import due_stemi

pytestmark = pytest.mark.django_db
NEWS = "/followup/messages/news/"
DISEASES = ("PCI", "ACS", "STEMI", "heart", "infarct", "心", "梗", "支架", "cardi", "aspirin")


def at(hour, minute=0, days=0):
    """A moment of today in hospital time."""
    day = timezone.localdate() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, datetime.min.time()).replace(hour=hour, minute=minute))


@pytest.fixture
def gateway(settings):
    made = Gateway()
    settings.SMS_GATEWAY_URL, settings.SMS_TIMEOUT_SECONDS = made.url, 0.3
    settings.SMS_WEBHOOK_SECRET = "shared"  # noqa: S105
    yield made
    made.close()


@pytest.fixture
def visit(staff):
    """A call of tomorrow for somebody who agreed to messages on his own number."""
    stay = due_stemi(staff)
    Phone.objects.update(may_leave_message=True)
    consents.record(stay.patient, "message", "given", by=staff[Role.CARDIOLOGIST])
    found = Visit.objects.get(plan__admission=stay, code="7d")
    tomorrow = timezone.localdate() + timedelta(days=1)
    Visit.objects.filter(pk=found.pk).update(due_on=tomorrow, closes_on=tomorrow + timedelta(days=3))
    found.refresh_from_db()
    return found


def hours():
    return [timezone.localtime(r.planned_for).hour for r in Reminder.objects.order_by("planned_for")]


def the_one():
    return Reminder.objects.get(step="before", instead_of=None)


def test_the_cascade_is_planned_once(gateway, visit):
    assert reminders.plan(at(9)) == 3
    assert reminders.plan(at(9)) == 0
    assert [timezone.localtime(r.planned_for).hour for r in Reminder.objects.order_by("planned_for")] == [
        10,
        8,
        10,
    ]


def test_a_message_goes_out_and_its_delivery_comes_back(gateway, visit, client):
    reminders.plan(at(9))
    assert sending.send_due(at(9, 59)) == 0
    assert sending.send_due(at(10)) == 1
    sent = the_one()
    assert (sent.state, gateway.requests[0]["to"]) == ("sent", "13800000001")
    body = json.dumps({"key": str(sent.key), "state": "delivered"}).encode()
    signature = hmac.new(b"shared", body, "sha256").hexdigest()
    told = {"path": NEWS, "data": body, "content_type": "application/json"}
    signed = {"X-Signature": signature}
    assert client.post(**told).status_code == 403
    assert client.post(**told, headers={"X-Signature": "0"}).status_code == 403
    assert client.post(**told, headers=signed).json() == {"done": 1}
    assert the_one().state == "delivered"
    assert client.post(**told, headers=signed).json() == {"done": 0}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("step", reminding.STEPS, ids=lambda s: s.code)
def test_no_message_tells_why(visit, settings, language, step):
    settings.PUBLIC_URL = "https://example.org"
    Desk.objects.create(hospital=visit.patient.hospital, phone="010-1234", patients_language=language)
    said = reminders.text(Reminder(visit=visit, patient=visit.patient, step=step.code, for_on=visit.due_on))
    assert not [word for word in DISEASES if word.lower() in said.lower()]
    assert visit.patient.name not in said
    assert ("reply T" in said) == (language == "en")


@pytest.mark.parametrize(
    ("mood", "state", "at_the_gateway"),
    [
        ("sleeps", "sent", 1),  # the answer came too late, but the gateway knows the key
        ("breaks after", "sent", 1),
        ("babbles", "sent", 1),
        ("breaks before", "planned", 0),  # it surely has not got it: once more, under the same key
        ("busy", "planned", 0),
        ("refuses", "failed", 0),
    ],
)
def test_whatever_the_gateway_does_nothing_is_sent_twice(gateway, visit, mood, state, at_the_gateway):
    reminders.plan(at(9))
    gateway.moods = [mood]
    sending.send_due(at(10))
    assert (the_one().state, len(gateway.messages)) == (state, at_the_gateway)
    sending.settle(at(10, 3))
    sending.send_due(at(10, 6))
    assert len(gateway.messages) == (0 if mood == "refuses" else 1)
    assert len({r["key"] for r in gateway.requests}) == 1


def test_a_gateway_that_is_away_gets_the_message_later(gateway, visit, settings):
    settings.SMS_GATEWAY_URL = "http://127.0.0.1:9/"
    reminders.plan(at(9))
    assert sending.send_due(at(10)) == 0
    assert the_one().state == "planned"
    settings.SMS_GATEWAY_URL = gateway.url
    assert sending.send_due(at(10, 6)) == 1


@pytest.mark.parametrize(("arrived", "state"), [(True, "sent"), (False, "planned")])
def test_what_a_dead_worker_left_is_asked_for(gateway, visit, arrived, state):
    """The worker was killed between committing its intent and writing down the answer."""
    reminders.plan(at(9))
    claimed = sending._claim(at(10))
    if arrived:
        channels.channel("sms").send(str(claimed.key), "13800000001", "x")
    assert sending.send_due(at(10, 1)) == 0  # nobody else sends it
    sending.settle(at(10, 1))
    assert the_one().state == "sending"  # it may still be at work
    sending.settle(at(10, 3))
    assert the_one().state == state
    sending.send_due(at(10, 9))
    assert len(gateway.messages) == 1


def test_what_nobody_can_say_is_not_sent_again(gateway, visit):
    reminders.plan(at(9))
    sending._claim(at(10))
    gateway.moods = ["silent"]
    sending.settle(at(10, 3))
    assert the_one().state == "sending"
    sending.settle(at(10, 31))
    assert the_one().state == "unknown"
    gateway.moods = []
    sending.send_due(at(11))
    assert not gateway.messages


def test_a_failed_message_takes_the_next_way(gateway, visit, settings, mailoutbox, staff):
    settings.EMAIL_FROM = "desk@example.org"
    reminders.set_mailbox(visit.patient, "zhang@example.org", by=staff[Role.FOLLOWUP_NURSE])
    reminders.plan(at(9))
    gateway.moods = ["refuses"]
    sending.send_due(at(10))
    second = Reminder.objects.get(instead_of=the_one())
    assert (second.channel, second.state, mailoutbox[0].to) == ("email", "sent", ["zhang@example.org"])


def test_quiet_hours_move_a_message(gateway, visit):
    Desk.objects.create(hospital=visit.patient.hospital, quiet_until=9, quiet_from=12)
    reminders.plan(at(8))
    assert [timezone.localtime(r.planned_for).hour for r in Reminder.objects.order_by("planned_for")] == [
        10,
        9,
        10,
    ]
    assert sending.send_due(at(12, 30)) == 0
    assert timezone.localtime(the_one().planned_for) == at(9, days=1)


@pytest.mark.parametrize("word", ["T", "退订", " stop. ", "TD"])
def test_a_reply_takes_the_number_out_but_not_the_person(gateway, visit, word):
    reminders.plan(at(9))
    assert reminders.replied("+86 138 0000 0001", word) == 1
    assert reminders.replied("+86 138 0000 0001", "see you") == 0
    assert sending.send_due(at(10)) == 0
    assert (the_one().state, the_one().reason) == ("cancelled", "opted_out")
    assert OptOut.objects.get().address == "13800000001"
    assert visit.patient.consents.get(purpose="message").is_given


def test_who_refuses_or_has_another_day_gets_no_message(gateway, visit, staff):
    reminders.plan(at(9))
    reminders.consent(visit.patient, is_given=False, by=staff[Role.FOLLOWUP_NURSE])
    assert set(Reminder.objects.values_list("state", flat=True)) == {"cancelled"}
    assert reminders.plan(at(9)) == 0


def test_a_moved_visit_gets_a_message_of_its_new_day_only(gateway, visit):
    reminders.plan(at(9))
    Visit.objects.filter(pk=visit.pk).update(due_on=visit.due_on + timedelta(days=1))
    sending.send_due(at(10))
    assert the_one().reason == "moved"


def test_nothing_is_planned_without_consent_or_gateway(visit, settings):
    settings.SMS_GATEWAY_URL = ""
    assert reminders.plan(at(9)) == 0
    settings.SMS_GATEWAY_URL = "console:"
    Consent.objects.all().delete()
    assert reminders.plan(at(9)) == 0


def test_the_console_prints_no_number_and_no_link(visit, settings, capsys):
    settings.SMS_GATEWAY_URL, settings.PUBLIC_URL = "console:", "https://example.org"
    reminders.plan(at(9))
    sending.send_due(at(10))
    printed = capsys.readouterr().out
    assert "0001" in printed
    assert "1380000" not in printed
    assert "example.org" not in printed


def lying(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT address FROM followup_{table}")
        return [address for (address,) in cursor.fetchall()]


def test_who_wants_no_messages_is_encrypted_where_it_lies(visit, staff):
    nurse, patient = staff[Role.FOLLOWUP_NURSE], visit.patient
    reminders.stop("+86 138 0000 0001", hospital=patient.hospital, source="staff", by=nurse)
    reminders.set_mailbox(patient, "zhang@example.org", by=nurse)
    plain = [["13800000001"], ["zhang@example.org"]]
    tables = ("optout", "mailbox")
    step = import_module("followup.migrations.0007_sealed_addresses")
    assert not {"13800000001", "zhang@example.org"} & {a for t in tables for a in lying(t)}
    step.reveal(None, None)
    assert [lying(t) for t in tables] == plain
    step.close(None, None)
    assert all(a.startswith(secrecy.MARK) for t in tables for a in lying(t))
    assert [OptOut.objects.get().address, patient.mailbox.address] == [a for (a,) in plain]
    again = reminders.stop("13800000001", hospital=patient.hospital, source="reply")
    assert again == OptOut.objects.get()


def test_what_was_never_sent_is_not_told_as_arrived(gateway, visit, sign_in):
    reminders.plan(at(9))
    Reminder.objects.update(state=reminding.MessageState.CANCELLED, reason="moved")
    nurse = sign_in(Role.FOLLOWUP_NURSE)
    assert "No message was sent yet" in nurse.get("/followup/messages/").text
    Reminder.objects.update(state=reminding.MessageState.DELIVERED, reason="")
    assert "No message failed" in nurse.get("/followup/messages/").text


def test_the_states_of_a_message_are_all_reachable():
    assert set(reminding.TRANSITIONS) == set(reminding.LABELS) == {s.value for s in reminding.MessageState}
    with pytest.raises(reminding.NotAllowed):
        reminding.check("unknown", "planned")


def test_a_link_in_a_message_opens_the_form(visit, settings, client):
    settings.PUBLIC_URL = "https://example.org"
    with translation.override("en"):
        url = self_reports.address(visit)
    assert client.get(url.removeprefix("https://example.org")).status_code == 200
    assert Hospital.objects.count() == 1
