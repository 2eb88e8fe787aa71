"""manage.py codebook [FILE]: the codebook as CSV."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cardiology.dictionary.codebook import write_csv


class Command(BaseCommand):
    help = "Write the codebook (every variable of every section) as CSV to FILE, or to the screen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path)

    def handle(self, *args: Any, file: Path | None = None, **options: Any) -> None:
        if file is None:
            write_csv(sys.stdout)
            return
        try:
            with file.open("w", encoding="utf-8", newline="") as out:
                write_csv(out)
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
