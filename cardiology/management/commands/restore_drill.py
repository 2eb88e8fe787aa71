"""manage.py restore_drill FILE: prove that a backup can be restored, in a database that is dropped again."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cardiology.actions import heartbeats
from cardiology.backups import Failed, drill


class Command(BaseCommand):
    help = "Restore a backup into a scratch database, compare every table, and drop it again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            done = drill(options["file"])
        except Failed as failed:
            raise CommandError(str(failed)) from failed
        if done.wrong:
            raise CommandError("Not as it was backed up: " + ", ".join(done.wrong))
        heartbeats.beat("restore drill")
        self.stdout.write(
            f"Restored and compared: {done.tables} tables, {done.rows} rows, {done.seconds:.1f} s; "
            f"one could have worked after {done.restored:.1f} s."
        )
