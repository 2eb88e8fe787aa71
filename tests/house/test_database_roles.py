"""The application's database role adds to the audit trail and can do nothing else to it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from cardiology import audit
from cardiology.models import AuditEvent, Role, User

pytestmark = pytest.mark.django_db
ROLE = "application_on_trial"


@pytest.fixture
def application(staff):
    """This connection, with the rights of the application's role."""
    with connection.cursor() as cursor:
        cursor.execute(f"create role {ROLE}")
        call_command("grant_application", ROLE, stdout=StringIO())
        cursor.execute(f"set role {ROLE}")
        yield cursor
        cursor.execute("reset role")


def test_it_works_as_before(application, staff):
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
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction.atomic():
        application.execute(statement)


def test_an_owner_or_nobody_is_refused(db):
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        owner = cursor.fetchone()[0]
    with pytest.raises(CommandError, match="owns the tables"):
        call_command("grant_application", owner)
    with pytest.raises(CommandError, match="no database role"):
        call_command("grant_application", "nobody of this name")
