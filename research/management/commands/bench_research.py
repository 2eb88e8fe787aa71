"""manage.py bench_research: the question page beside its bars, in a scratch database of its own."""

from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from followup.bench import scratch
from followup.bench.bar import Bar
from research.bench import questions


class Command(BaseCommand):
    help = "Measures type-ahead, estimate and attrition of the 48 worked questions, beside other ways to ask."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--patients", type=int, default=200_000)
        parser.add_argument("--department", type=int, default=2_000, help="patients that type-ahead looks in")

    def handle(self, *_args: Any, **options: Any) -> None:
        missed = 0
        with scratch.scratch_database():
            house = scratch.fill(options["department"], self.stdout.write)
            for found in chain(questions.type_ahead(house), questions.answers(options["patients"])):
                self.stdout.write(found.line() if isinstance(found, Bar) else found)
                self.stdout.flush()
                missed += isinstance(found, Bar) and not found.holds
        if missed:
            raise CommandError(f"{missed} bars are missed.")
