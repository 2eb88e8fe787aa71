"""manage.py measure ID --from D --to D --json: a measure over a period, with the patients behind it."""

import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cardiology.models import Admission, Hospital
from cardiology.quality import MEASURES, Outcome, calculate
from cardiology.queries.measures import discharged_between
from cardiology.queries.quality.confirmations import confirmed
from cardiology.queries.snapshots import snapshots


class Command(BaseCommand):
    help = "Counts and patient lists of a measure over stays that ended in a period."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", help=", ".join(MEASURES))
        parser.add_argument("--from", dest="first", type=day, required=True)
        parser.add_argument("--to", dest="last", type=day, required=True)
        parser.add_argument("--hospital", help="code of the hospital; needed where there are several")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        measure = MEASURES.get(options["id"])
        if measure is None:
            raise CommandError(f"There is no measure {options['id']}. There are: {', '.join(MEASURES)}.")
        if options["first"] > options["last"]:
            raise CommandError("The period ends before it starts.")
        hospital = the_hospital(options["hospital"])
        stays = Admission.objects.filter(hospital=hospital)
        stays = discharged_between(stays, options["first"], options["last"])
        rate = calculate(measure, snapshots(stays))
        if not options["json"]:
            self.stdout.write(f"{measure.id} {measure.title}: {rate.numerator} of {rate.denominator}")
            return
        answer = {
            "measure": measure.id, "title": str(measure.title), "origin": str(measure.origin),
            "from": options["first"].isoformat(), "to": options["last"].isoformat(),
            "confirmed_by_department": measure.confirmed or measure.id in confirmed(hospital, "measure"),
            "numerator": rate.numerator, "denominator": rate.denominator, "rate": rate.rate,
            "wilson_95": rate.interval,
            "admissions": {o.value: sorted(rate.who(o)) for o in Outcome},
            "reasons": {str(a): v.reason for a, v in sorted(rate.verdicts.items()) if v.reason},
        }  # fmt: skip
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))


def day(text: str) -> date:
    """A day written as 2026-11-09; CommandError for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"“{text}” is not a day; expected for example 2026-11-09.") from error


def the_hospital(code: str | None) -> Hospital:
    """The hospital with this code, or the only one there is."""
    found = list(Hospital.objects.filter(**({"code": code} if code else {}))[:2])
    if len(found) == 1:
        return found[0]
    known = ", ".join(Hospital.objects.values_list("code", flat=True)) or "none"
    raise CommandError(f"Name one hospital with --hospital; there are: {known}.")
