"""manage.py demonstration: a department to look at, with one account per role, in an empty house."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from followup.synthetic import demonstration


class Command(BaseCommand):
    help = (
        "Makes the demonstration department and its accounts, only where there is no staff and no hospital."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="say nothing and do nothing where not empty"
        )
        parser.add_argument(
            "--patients", type=int, default=demonstration.PATIENTS, help="of the demonstration hospital"
        )
        parser.add_argument("--password", help="of all accounts; made and printed if not given")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not demonstration.is_needed():
            if options["if_empty"]:
                return
            raise CommandError(
                "There are staff or hospitals already; the demonstration needs an empty database."
            )
        password = options["password"] or demonstration.new_password()
        try:
            validate_password(password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if options["patients"] < 1:
            raise CommandError("--patients: a demonstration needs at least one patient.")
        demonstration.build(password=password, today=timezone.localdate(), patients=options["patients"])
        demonstration.keep_password(password, Path(settings.VAR_DIR) / "demonstration_password")
        self.stdout.write(f"Accounts: {', '.join(demonstration.ACCOUNTS)}. Password of all: {password}")
