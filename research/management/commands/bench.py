"""manage.py bench: ratios, not verdicts, in a scratch database that it makes and drops itself."""

import time
from importlib import import_module
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from followup.bench import scratch
from research.bench.ratio import Ratio

PARTS = ("pages", "imports", "cohorts", "analyses")


class Command(BaseCommand):
    help = "Times pages, import and questions in a scratch department, each beside a yardstick."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--patients", type=int, default=10_000)
        parser.add_argument("--part", choices=PARTS, action="append", help="only this; may be repeated")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["patients"] < 4:
            raise CommandError(f"--patients {options['patients']}: expected at least 4.")
        with scratch.scratch_database():
            start = time.perf_counter()
            house = scratch.fill(options["patients"], self.stdout.write)
            self.stdout.write(f"department written in {time.perf_counter() - start:.1f} s")
            for part in options["part"] or PARTS:
                self._measure(part, house)

    def _measure(self, part: str, house: scratch.House) -> None:
        for found in import_module(f"research.bench.{part}").measure(house):
            self.stdout.write(found.line() if isinstance(found, Ratio) else found)
