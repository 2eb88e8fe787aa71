"""manage.py rotate_keys [--check]: write what earlier keys have encrypted anew under the newest one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cardiology.actions.trust import keys
from cardiology.secrecy import Unreadable


class Command(BaseCommand):
    help = (
        "Encrypt under the newest of FIELD_KEYS what is under an earlier key; can be broken off and repeated."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only count; exit 1 where something is left")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not options["check"]:
            self._rotate()
        left = keys.left()
        for table, rows in left.items():
            self.stdout.write(f"{table}: {rows} rows left under another key")
        if any(left.values()):
            raise CommandError("Not everything is under the newest key: run manage.py rotate_keys (again).")
        self.stdout.write(
            "Everything is under the newest key. Keep the earlier ones as long as you keep the audit trail, "
            "imports, merges and backups that were written under them."
        )

    def _rotate(self) -> None:
        done: dict[str, int] = {}
        try:
            for table, rows in keys.rotate():
                done[table] = done.get(table, 0) + rows
        except Unreadable as error:
            raise CommandError(
                str(error) or "A second factor was sealed under a key that is missing."
            ) from error
        finally:
            keys.note(done)
        for table, rows in done.items():
            self.stdout.write(f"{table}: {rows} rows written anew")
