"""manage.py grant_application ROLE [--part web|worker]: what a database role may do, and no more.

Run by the owner of the tables after every `migrate`. Who signs in as ROLE can neither change nor remove an
audit event, a kept score, a signature or an emergency access, nor take away the trigger that refuses it.
The web server's role cannot seal the trail nor write figures of the quality board; the worker's, which reads
files that somebody sent, has no hand in accounts, sessions, second factors, tokens and signatures.
"""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

ONCE = (
    "cardiology.AuditEvent",
    "cardiology.AuditSeal",
    "cardiology.KeptScore",
    "cardiology.Signature",
    "cardiology.EmergencyAccess",
    "cardiology.EmergencyReview",
)
SEALS_AND_FIGURES = (
    "cardiology.AuditSeal",
    "cardiology.AuditVerification",
    "cardiology.MeasureMonth",
    "cardiology.IntervalMonth",
)
ACCOUNTS = (
    "cardiology.User",
    "cardiology.Signature",
    "cardiology.EmergencyAccess",
    "cardiology.EmergencyReview",
    "admin.LogEntry",
)
SECRETS = (
    "cardiology.StaffSession",
    "cardiology.PasswordMemory",
    "cardiology.SecondFactor",
    "cardiology.RecoveryCode",
    "authtoken.Token",
    "axes.AccessAttempt",
)

EVERYBODY = """
grant usage on schema public to {role};
grant select, insert, update, delete on all tables in schema public to {role};
grant usage, select on all sequences in schema public to {role};
revoke update, delete, truncate on {once} from {role};
grant update (patient_id) on {merged} to {role};
revoke insert, update, delete, truncate on django_migrations from {role};
"""
PARTS = {
    "both": "",
    "web": "revoke insert, update, delete on {figures} from {role};",
    # an expired session is taken away without its key being read
    "worker": """
revoke insert, update, delete on {accounts} from {role};
revoke update (patient_id) on {merged} from {role};
revoke all on {secrets} from {role};
grant select (expire_date), delete on {sessions} to {role};
""",
}


class Command(BaseCommand):
    help = "Grant a database role what the application, or one part of it, needs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role")
        parser.add_argument("--part", choices=PARTS, default="both", help="who signs in with it")

    @transaction.atomic
    def handle(self, *_args: Any, **options: Any) -> None:
        role, part = options["role"], options["part"]
        with connection.cursor() as cursor:
            cursor.execute("select 1 from pg_roles where rolname = %s", [role])
            if cursor.fetchone() is None:
                raise CommandError(f"There is no database role {role}: create it first (README).")
            if self._owns(cursor, role):
                raise CommandError(f"{role} owns the tables and could lift these limits: choose another.")
            named = connection.ops.quote_name(role)
            cursor.execute((EVERYBODY + PARTS[part]).format(role=named, **_tables()))
        self.stdout.write(f"{role} may work in this database ({part}), and only add to the audit trail.")

    @staticmethod
    def _owns(cursor: Any, role: str) -> bool:
        """Whether the role could lift its own limits: a superuser, or an owner of our tables."""
        cursor.execute(
            "select exists (select from pg_roles r where r.rolname = %s and (r.rolsuper or exists ("
            "select from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' "
            "and pg_has_role(r.oid, c.relowner, 'member'))))", [role],
        )  # fmt: skip
        return bool(cursor.fetchone()[0])


def _tables() -> dict[str, str]:
    return {
        "once": _named(ONCE),
        "figures": _named(SEALS_AND_FIGURES),
        "accounts": _named(ACCOUNTS),
        "secrets": _named(SECRETS),
        "sessions": _named(["cardiology.StaffSession"]),
        "merged": _named(["cardiology.EmergencyAccess"]),  # a merge gives it the patient who has the record
    }


def _named(labels: Iterable[str]) -> str:
    return ", ".join(apps.get_model(label)._meta.db_table for label in labels)
