"""manage.py grant_application ROLE: what the application may do in the database, and no more.

Run by the owner of the tables after every `migrate`. Web server and worker then sign in as ROLE, which
can neither change nor remove an audit event, a kept score, a signature or an emergency access, nor take away
the trigger that refuses it.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from cardiology.models import (
    AuditEvent,
    AuditSeal,
    EmergencyAccess,
    EmergencyReview,
    KeptScore,
    Signature,
)

ONCE = (AuditEvent, AuditSeal, KeptScore, Signature, EmergencyAccess, EmergencyReview)
WRITTEN_ONCE = tuple(model._meta.db_table for model in ONCE)
READ_ONLY = ("django_migrations",)
GRANTS = """
grant usage on schema public to {role};
grant select, insert, update, delete on all tables in schema public to {role};
grant usage, select on all sequences in schema public to {role};
revoke update, delete, truncate on {once} from {role};
grant update (patient_id) on {merged} to {role};
revoke insert, update, delete, truncate on {read} from {role};
"""


class Command(BaseCommand):
    help = "Grant a database role what the application needs: everything but changing the audit trail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role")

    @transaction.atomic
    def handle(self, *_args: Any, **options: Any) -> None:
        role = options["role"]
        with connection.cursor() as cursor:
            cursor.execute("select 1 from pg_roles where rolname = %s", [role])
            if cursor.fetchone() is None:
                raise CommandError(f"There is no database role {role}: create it first (README).")
            if self._owns(cursor, role):
                raise CommandError(f"{role} owns the tables and could lift these limits: choose another.")
            named = connection.ops.quote_name(role)
            tables = {"once": ", ".join(WRITTEN_ONCE), "read": ", ".join(READ_ONLY)}
            merged = EmergencyAccess._meta.db_table  # a merge gives it the patient who has the record
            cursor.execute(GRANTS.format(role=named, merged=merged, **tables))
        self.stdout.write(f"{role} may work in this database, and only add to the audit trail.")

    @staticmethod
    def _owns(cursor: Any, role: str) -> bool:
        """Whether the role could lift its own limits: a superuser, or an owner of our tables."""
        cursor.execute(
            "select exists (select from pg_roles r where r.rolname = %s and (r.rolsuper or exists ("
            "select from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' "
            "and pg_has_role(r.oid, c.relowner, 'member'))))", [role],
        )  # fmt: skip
        return bool(cursor.fetchone()[0])
