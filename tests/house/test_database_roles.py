"""Web server and worker have database roles of their own; each adds to the audit trail and nothing else."""

from contextlib import contextmanager
from datetime import timedelta
from io import StringIO

import pytest
from celery import current_app
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from cardiology import audit
from cardiology.actions import schedules
from cardiology.models import AuditEvent, AuditSeal, Role, Signature, StaffSession, User
from tests.cardiology.stories import discharged, treated_stemi
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
ROLE = "application_on_trial"


@contextmanager
def role_of(part):
    """This connection, with the rights of a role of its own."""
    with connection.cursor() as cursor:
        cursor.execute(f"create role {ROLE}")
        call_command("grant_application", ROLE, part=part, stdout=StringIO())
        cursor.execute(f"set role {ROLE}")
        yield cursor
        cursor.execute("reset role")


@pytest.fixture(params=["both", "web", "worker"])
def application(staff, request):
    with role_of(request.param) as cursor:
        yield cursor


@pytest.fixture
def web(staff):
    with role_of("web") as cursor:
        yield cursor


def refused(cursor, statement):
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction.atomic():
        cursor.execute(statement)


def test_it_works_as_before(web, staff):
    user = staff[Role.HEAD]
    audit.record("trial", by=user, about=user)
    User.objects.filter(pk=user.pk).update(language="en")
    assert AuditEvent.objects.get(event="trial").by_id == user.pk


@pytest.mark.parametrize(
    "statement",
    [
        "update cardiology_auditevent set event = 'x'",
        "delete from cardiology_auditevent",
        "truncate cardiology_auditevent",
        "update cardiology_auditseal set digest = 'x'",
        "delete from cardiology_auditseal",
        "update cardiology_keptscore set value = 1",
        "delete from cardiology_keptscore",
        "update cardiology_emergencyaccess set until = now()",
        "delete from cardiology_emergencyaccess",
        "update cardiology_emergencyreview set remark = 'x'",
        "alter table cardiology_auditevent disable trigger all",
        "drop trigger audit_rows_stay on cardiology_auditevent",
        "drop table cardiology_auditevent cascade",
        "set session_replication_role = replica",
        "delete from django_migrations",
        "create table public.mine (x int)",
    ],
)
def test_it_cannot_touch_what_was_written(application, statement):
    refused(application, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "insert into cardiology_auditseal select * from cardiology_auditseal",
        "insert into cardiology_auditverification select * from cardiology_auditverification",
        "update cardiology_measuremonth set met = n",
        "delete from cardiology_intervalmonth",
    ],
)
def test_the_web_server_neither_seals_nor_writes_figures(web, statement):
    refused(web, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "update cardiology_user set role = 'administrator'",
        "insert into cardiology_user select * from cardiology_user",
        "select session_key from cardiology_staffsession",
        "insert into cardiology_staffsession select * from cardiology_staffsession",
        "select * from authtoken_token",
        "insert into authtoken_token select * from authtoken_token",
        "select * from cardiology_secondfactor",
        "delete from cardiology_recoverycode",
        "delete from cardiology_passwordmemory",
        "delete from axes_accessattempt",
        "insert into cardiology_signature select * from cardiology_signature",
        "insert into cardiology_emergencyaccess select * from cardiology_emergencyaccess",
        "update cardiology_emergencyaccess set patient_id = 1",
    ],
)
def test_the_worker_has_no_hand_in_accounts_sessions_and_signatures(staff, statement):
    with role_of("worker") as worker:
        refused(worker, statement)


def test_people_work_under_the_web_server_s_role(web, staff):
    """From the sign-in to the discharge and the signature under it."""
    client = Client()
    client.post("/sign-in/", {"username": "cardiologist", "password": PASSWORD})
    doctor = staff[Role.CARDIOLOGIST]
    stay = discharged(treated_stemi(doctor, "0001"), doctor)
    address = f"/admissions/{stay.pk}/signatures/"
    seen = client.get(address).context["paper"].digest
    client.post(address, {"seen": seen, "meaning": "written", "password": PASSWORD})
    assert Signature.objects.get().admission_id == stay.pk
    for page in ("/ward/", f"/patients/{stay.patient_id}/", "/account/sessions/", "/sign-out/"):
        assert client.get(page, follow=True).status_code in (200, 405), page
    client.post("/sign-out/")
    assert not StaffSession.objects.exists()


@pytest.mark.parametrize("name", sorted(schedules.declared()))
def test_what_is_due_by_itself_is_done_under_the_worker_s_role(staff, name):
    doctor = staff[Role.CARDIOLOGIST]
    discharged(treated_stemi(doctor, "0001"), doctor)
    StaffSession.objects.create(session_key="over", expire_date=timezone.now() - timedelta(days=1))
    with role_of("worker"):
        current_app.tasks[schedules.declared()[name].task]()
    assert name != "sessions over" or not StaffSession.objects.exists()
    assert name != "audit seals" or AuditSeal.objects.exists()


def test_an_owner_or_nobody_is_refused(db):
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        owner = cursor.fetchone()[0]
    with pytest.raises(CommandError, match="owns the tables"):
        call_command("grant_application", owner)
    with pytest.raises(CommandError, match="no database role"):
        call_command("grant_application", "nobody of this name")
