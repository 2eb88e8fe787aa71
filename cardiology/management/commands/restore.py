"""manage.py restore FILE --into NAME: a backup becomes a new database, compared table by table."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cardiology.backups import Failed, compare, restore


class Command(BaseCommand):
    help = "Restore a backup into a new database beside the present one, and compare every table."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--into", required=True, help="name of a database that does not exist yet")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            restore(options["file"], into=options["into"])
            wrong = compare(options["file"], options["into"])
        except Failed as failed:
            raise CommandError(str(failed)) from failed
        if wrong:
            raise CommandError("Not as it was backed up: " + ", ".join(wrong))
        self.stdout.write(
            f"Every table of {options['into']} is as it was backed up. "
            "Point DATABASE_URL at it to work with it."
        )
