"""manage.py verify_audit [--head DIGEST] [--json]: whether the audit trail is whole."""

import json
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cardiology.actions.trust import seals


class Command(BaseCommand):
    help = "Compute the seals of the audit trail again; exit 1 where an event was changed, removed or added."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--head", default="", help="a head printed earlier and kept elsewhere")
        parser.add_argument("--seal", action="store_true", help="seal what is waiting first")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        start = perf_counter()
        while options["seal"] and seals.seal():
            pass
        found = seals.verify(expected=options["head"])
        if options["json"]:
            told = {"seals": found.seals, "events": found.events, "head": found.head, "broken": found.broken}
            self.stdout.write(json.dumps(told))
        elif not found.broken:
            self.stdout.write(
                f"whole: {found.seals} seals over {found.events} events, "
                f"{perf_counter() - start:.1f} s\nhead: {found.head}"
            )
        if found.broken:
            raise CommandError(found.broken)
