"""manage.py bench_followup: the follow-up desk beside its bars, in a scratch database of its own."""

import os
import time
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from followup.bench import desk, many, scratch, together
from followup.bench.bar import Bar

PARTS = ("list", "nurses", "call", "sweep", "killed", "planning")


class Command(BaseCommand):
    help = "Measures the call list, calls, plans, the sweep and many at once beside their bars."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--visits", type=int, default=1_000_000)
        parser.add_argument("--patients", type=int, default=6_000, help="whose courses are drawn, not copied")
        parser.add_argument("--listed", type=int, default=7_000, help="on the call list of one hospital")
        parser.add_argument("--due", type=int, default=10_000, help="due items, discharges")
        parser.add_argument("--late", type=int, default=2_000, help="windows that end in one night")
        parser.add_argument("--nurses", type=int, default=200)
        parser.add_argument("--part", choices=PARTS, action="append", help="only this; may be repeated")

    def handle(self, *_args: Any, **options: Any) -> None:
        missed = 0
        with scratch.scratch_database():
            start = time.perf_counter()
            house = scratch.fill(options["patients"], self.stdout.write)
            stored = many.multiply(house.large, visits=options["visits"])
            desk.make_due(house, options["listed"])
            self.stdout.write(f"{stored:,} visits written in {time.perf_counter() - start:.1f} s")
            for part in options["part"] or PARTS:
                for bar in self._measure(part, house, options):
                    self.stdout.write(bar.line())
                    self.stdout.flush()
                    missed += not bar.holds
        load = ", ".join(f"{n:.1f}" for n in os.getloadavg())
        self.stdout.write(f"load {load} on {os.cpu_count()} processors")
        if missed:
            raise CommandError(f"{missed} bars were missed.")

    def _measure(self, part: str, house: scratch.House, options: dict[str, Any]) -> Iterator[Bar]:
        return {
            "list": lambda: desk.call_list_page(house),
            "call": lambda: desk.recorded_call(house),
            "planning": lambda: desk.planning(house, discharges=options["due"]),
            "sweep": lambda: desk.nightly_sweep(house, late=options["late"]),
            "nurses": lambda: together.nurses(house, number=options["nurses"]),
            "killed": lambda: together.killed(house, due=options["due"]),
        }[part]()
