"""`manage.py codebook [--language zh-hans]`: the codebook as CSV, the same as the page gives."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandParser
from django.utils import translation

from cardiology import codebook


class Command(BaseCommand):
    help = "Write the codebook (every variable of every section) as CSV."

    def add_arguments(self, parser: CommandParser) -> None:
        languages = [code for code, _name in settings.LANGUAGES]
        parser.add_argument("--language", choices=languages, default=settings.LANGUAGE_CODE)

    def handle(self, *_args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            codebook.write_csv(self.stdout)  # type: ignore[arg-type]
