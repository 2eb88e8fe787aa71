"""The patient's own form: who gets in, what it shows, and that nothing counts before a nurse has looked."""

from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone

from cardiology.models import AuditEvent, Role
from followup.actions.reach import self_reports
from followup.models import FollowUp, LifeSign, SelfReport, SelfReportLink, Visit
from tests.followup.test_calls import due_stemi

pytestmark = pytest.mark.django_db
FORM = "/followup/report/"


@pytest.fixture
def visit(staff):
    found = due_stemi(staff).plans.get().visits.get(code="7d")
    Visit.objects.filter(pk=found.pk).update(due_on=timezone.localdate())
    found.refresh_from_db()
    return found


@pytest.fixture
def link(visit, staff):
    return self_reports.give(visit, by=staff[Role.FOLLOWUP_NURSE])


@pytest.fixture
def sent(link, client):
    """Somebody is well, but forgets drugs."""
    said = {"t": self_reports.token(link), "informant": "patient", "nyha": "2", "missed_doses": "2-3"}
    assert client.post(FORM, said | {"systolic_bp": "135"}).status_code == 200
    return SelfReport.objects.get()


def test_the_form_needs_no_sign_in_and_shows_nothing_of_the_record(link, client, visit):
    response = client.get(f"{FORM}?t={self_reports.token(link)}")
    page = response.text
    for told in (
        "张三",
        "0001",
        "1960",
        "STEMI",
        "aspirin</",
        "Dr cardiologist",
        "North Hospital",
        "1380000",
    ):
        assert told not in page
    assert "Do you have chest pain or tightness on effort?" in page
    assert response["Referrer-Policy"] == "strict-origin"
    assert "no-store" in response["Cache-Control"]


def test_the_token_tells_nothing_and_cannot_be_made(link, client, visit):
    token = self_reports.token(link)
    assert visit.patient.number not in token
    assert token.split(":")[0] == link.code  # drawn by lot: no number of a row, of which a digit may be in it
    forged = (
        "", "x", token[:-1], signing.TimestampSigner(salt="other").sign(link.code),
        signing.dumps(link.code), token.replace(link.code, "A" * 12),
    )  # fmt: skip
    assert [client.get(FORM, {"t": t}).status_code for t in forged] == [410] * 6


def test_a_link_runs_out_and_can_be_revoked(link, client, visit, staff, sign_in):
    url = f"{FORM}?t={self_reports.token(link)}"
    assert client.get(url).status_code == 200
    SelfReportLink.objects.update(expires_at=timezone.now())
    assert client.get(url).status_code == 410
    SelfReportLink.objects.update(expires_at=timezone.now() + timedelta(days=1))
    sign_in(Role.FOLLOWUP_NURSE).post(f"/followup/patients/{visit.patient_id}/links/revoke/")
    assert client.get(url).status_code == 410


def test_the_token_stays_out_of_the_log(link, client, caplog):
    token = self_reports.token(link)
    client.get(f"{FORM}?t={token}x")
    assert token not in caplog.text


def test_what_is_sent_counts_for_nothing_before_a_nurse_has_looked(sent, visit, client):
    visit.refresh_from_db()
    assert visit.state == "open"
    assert not FollowUp.objects.exists()
    again = client.post(FORM, {"t": self_reports.token(sent.link), "nyha": "4"})
    assert "Nothing to answer now" in again.text
    assert SelfReport.objects.get().answers["nyha"] == "2"


def test_an_emergency_is_answered_at_once_and_goes_to_the_top(link, client, sign_in):
    page = client.post(FORM, {"t": self_reports.token(link), "rest_pain": "yes"}).text
    assert "Please call 120 now" in page
    assert SelfReport.objects.get().is_urgent
    assert "Red flag" in sign_in(Role.FOLLOWUP_NURSE).get("/followup/self-reports/").text


@pytest.mark.parametrize("typed", [{"systolic_bp": "9999"}, {"nyha": "7"}, {"weight_change": "x"}, {}])
def test_what_cannot_be_read_is_asked_again(link, client, typed):
    response = client.post(FORM, {"t": self_reports.token(link)} | typed)
    assert response.status_code == 422
    assert not SelfReport.objects.exists()


def test_a_nurse_takes_over_answer_by_answer(sent, visit, sign_in, staff):
    nurse = sign_in(Role.FOLLOWUP_NURSE)
    url = f"/followup/self-reports/{sent.pk}/"
    assert "2 to 3 doses missed" in nurse.get(url).text
    assert nurse.post(url, {"what": "take"}).status_code == 422
    assert nurse.post(url, {"what": "take", "take": ["nyha", "systolic_bp"]}).status_code == 302
    answers = FollowUp.objects.get()
    assert (answers.nyha, answers.systolic_bp, answers.missed_doses) == ("2", 135, None)
    assert (answers.contact.channel, answers.contact.by) == ("message", staff[Role.FOLLOWUP_NURSE])
    visit.refresh_from_db()
    assert visit.state == "done"
    assert LifeSign.objects.get().source == "self_report"
    assert nurse.post(url, {"what": "take", "take": ["nyha"]}).status_code == 422
    assert AuditEvent.objects.filter(event="self-report reviewed").count() == 1


def test_red_flags_rise_from_what_is_taken_over_only(link, client, sign_in):
    client.post(FORM, {"t": self_reports.token(link), "rest_pain": "yes", "bleeding": "major", "nyha": "1"})
    report = SelfReport.objects.get()
    take = {"what": "take", "take": ["bleeding", "nyha"]}
    sign_in(Role.FOLLOWUP_NURSE).post(f"/followup/self-reports/{report.pk}/", take)
    flags = report.patient.escalations.values_list("flag", flat=True)
    assert list(flags) == ["RF07"]


def test_answers_can_go_into_the_call_or_be_put_aside(sent, visit, sign_in):
    nurse = sign_in(Role.FOLLOWUP_NURSE)
    url = f"/followup/self-reports/{sent.pk}/"
    assert nurse.post(url, {"what": "dismiss", "reason": " "}).status_code == 422
    assert nurse.post(url, {"what": "call", "take": ["missed_doses"]}).url == f"/followup/calls/{visit.pk}/"
    visit.refresh_from_db()
    assert visit.draft == {"missed_doses": "2-3"}


def test_the_door_is_closed_for_who_knocks_too_often(link, client, monkeypatch):
    monkeypatch.setattr(self_reports, "MAY_KNOCK", 3)
    url = f"{FORM}?t={self_reports.token(link)}"
    assert [client.get(url).status_code for _ in range(4)] == [200, 200, 200, 429]


def test_the_card_leads_to_whichever_visit_is_due(visit, staff, client):
    card = self_reports.give_card(visit.plan.admission, by=staff[Role.CARDIOLOGIST])
    assert self_reports.give_card(visit.plan.admission, by=staff[Role.CARDIOLOGIST]) == card
    url = f"{FORM}?t={self_reports.token(card)}"
    client.post(FORM, {"t": self_reports.token(card), "nyha": "1"})
    assert SelfReport.objects.get().visit == visit
    assert "Nothing to answer now" in client.get(url).text


def test_nobody_who_died_is_asked(visit, link, client):
    visit.patient.vital_status = "dead"
    visit.patient.save()
    assert client.get(f"{FORM}?t={self_reports.token(link)}").status_code == 410
