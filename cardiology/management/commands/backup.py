"""manage.py backup FOLDER: the whole department in one file that restores what it was taken from."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cardiology.actions import heartbeats
from cardiology.backups import Failed, take


class Command(BaseCommand):
    help = "Back up the database with a checksum of every table; prints the file that was written."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            self.stdout.write(str(take(options["folder"])))
            heartbeats.beat("backup")
        except Failed as failed:
            raise CommandError(str(failed)) from failed
