"""The demonstration: everybody can sign in, the call list is alive, nothing is made twice."""

import stat
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from cardiology.access import visible_to
from cardiology.models import Admission, Hospital, Patient, Role, User
from followup.models import Escalation, Plan, Visit
from followup.queries.desk import figures
from followup.schedule import PATHWAYS, span_of
from followup.synthetic import demonstration

PASSWORD = "a-long-enough-password"  # noqa: S105


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(demonstration, "PATIENTS", 200)
    monkeypatch.setattr(demonstration, "NEIGHBOUR_PATIENTS", 12)


@pytest.fixture
def shown(small, db, settings, tmp_path, capsys):
    settings.VAR_DIR = tmp_path
    call_command("demonstration", password=PASSWORD)
    return capsys.readouterr().out


def test_every_role_can_sign_in(shown, client):
    assert {u.role for u in User.objects.all()} == set(Role)
    for username in demonstration.ACCOUNTS:
        assert username in shown
        answer = client.post(reverse("sign_in"), {"username": username, "password": PASSWORD})
        assert answer.status_code == 302, username
        assert client.session["_auth_user_id"] == str(User.objects.get(username=username).pk)
        client.logout()


def test_colleagues_attend_too_but_cannot_sign_in(shown, client):
    colleague = User.objects.get(username="lin")
    assert not colleague.has_usable_password()
    assert Admission.objects.filter(attending=colleague, discharged_at__isnull=True).exists()


def test_only_the_administrator_reaches_the_admin_site(shown):
    assert list(User.objects.filter(is_staff=True).values_list("username", flat=True)) == ["admin"]


def test_wards_and_call_list_are_alive(shown):
    cardiologist = User.objects.get(username="cardiologist")
    stays = visible_to(cardiologist, Admission).filter(discharged_at__isnull=True)
    assert stays.count() > 15
    assert stays.filter(attending=cardiologist).exists()
    today = date.today()  # noqa: DTZ011
    mine = visible_to(User.objects.get(username="nurse"), Visit).filter(state="open")
    assert mine.filter(opens_on__lte=today, closes_on__gte=today).exists()
    assert mine.filter(closes_on__lt=today).exists()


def test_red_flags_were_handled_and_some_wait(shown):
    """Every flag comes from answers that raise it; nearly all are closed, with advice and by somebody."""
    flags = Escalation.objects.filter(patient__hospital__code="demo").select_related("contact__answers")
    assert flags.count() > 10
    assert all(f.contact.answers.answered_at == f.opened_at for f in flags)
    closed = [f for f in flags if f.closed_at]
    assert len(closed) > 0.8 * len(flags)
    assert all(f.advice and f.closed_by and f.opened_at < f.acknowledged_at < f.closed_at for f in closed)


def test_some_came_back_to_care_after_a_call_and_others_did_not(shown):
    nurse, today = User.objects.get(username="nurse"), date.today()  # noqa: DTZ011
    period = figures.Period(today - timedelta(days=180), today)
    total = {n: count for n, count, _share in figures.table(nurse, period, "pathway")[-1].numbers}
    assert 0.2 * total["reached"] < total["returned"] < 0.7 * total["reached"]


def test_plans_hold_the_visits_that_the_schedule_declares(shown):
    plans = Plan.objects.filter(closed_at__isnull=True).prefetch_related("visits")
    assert plans.count() > 30
    for plan in plans:
        declared = {v.code for v in PATHWAYS[plan.pathway].visits}
        codes = {v.code for v in plan.visits.all()}
        if plan.pathway in ("acs", "hf"):
            assert {"1m", "3m", "6m", "12m"} <= codes
        assert all(code in declared or span_of(code) for code in codes)
    of_acs = [p for p in plans if p.pathway in ("acs", "hf")]
    assert all(any(v.state == "open" for v in p.visits.all()) for p in of_acs)


def test_who_refused_to_be_called_has_no_plan(shown):
    refused = Patient.objects.filter(consents__purpose="phone", consents__decision="declined")
    assert refused.exists()
    assert not Plan.objects.filter(patient__in=refused).exists()


def test_the_neighbour_is_unseen(shown):
    neighbour = Hospital.objects.get(code="demo2")
    assert Patient.objects.filter(hospital=neighbour).count() == 12
    assert not User.objects.filter(hospital=neighbour).exists()
    seen = visible_to(User.objects.get(username="head"), Patient)
    assert not seen.filter(hospital=neighbour).exists()


def test_the_password_is_kept_for_its_owner_only(shown, settings):
    file = settings.VAR_DIR / "demonstration_password"
    assert file.read_text().strip() == PASSWORD
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_nothing_is_made_where_there_is_staff(hospital, staff):
    before = User.objects.count()
    call_command("demonstration", if_empty=True)
    with pytest.raises(CommandError, match="empty database"):
        call_command("demonstration")
    assert User.objects.count() == before
    assert not Patient.objects.exists()


def test_a_weak_password_is_refused(db):
    with pytest.raises(CommandError, match="too short"):
        call_command("demonstration", password="abc")
    assert not Hospital.objects.exists()


def test_a_password_is_made_when_none_is_given():
    first, second = demonstration.new_password(), demonstration.new_password()
    assert first != second
    assert len(first) == 19
