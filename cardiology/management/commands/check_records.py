"""manage.py check_records [--all]: check the stays of the department now, as the worker does every night."""

from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cardiology.actions import findings
from cardiology.models import Admission


class Command(BaseCommand):
    help = "Check every recent stay against the rule table, or all stays; says how long it took."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="also stays that ended long ago")

    def handle(self, *_args: Any, **options: Any) -> None:
        start = perf_counter()
        if options["all"]:
            stays = Admission.objects.order_by("pk").values_list("pk", flat=True)
            count = findings.check(stays.iterator())
        else:
            count = findings.nightly()
        self.stdout.write(
            f"{count.stays} stays in {perf_counter() - start:.1f} s: {count.open} findings open, "
            f"{count.new} new, {count.ended} ended."
        )
