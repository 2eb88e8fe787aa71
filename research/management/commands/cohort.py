"""manage.py cohort DEFINITION.json: who is in, who is out and who is unknown; prints text or JSON."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cardiology.management.commands.measure import the_hospital
from cardiology.management.commands.score import read_object
from research.catalogue import catalogue
from research.criteria.describe import canonical_hash, describe
from research.criteria.parse import DefinitionError, parse
from research.queries import cohorts


class Command(BaseCommand):
    help = (
        "Answer a cohort definition over the live tables: attrition per criterion, rows, patients, variables."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("definition", help='file with the definition as JSON; "-" reads standard input')
        parser.add_argument("--evaluate", action="store_true", help="use the plain meaning instead of SQL")
        parser.add_argument("--hospital", help="code of the hospital; needed where there are several")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        hospital = the_hospital(options["hospital"])
        try:
            definition = parse(read_object(options["definition"]), catalogue(hospital.pk))
            ask = cohorts.run_plainly if options["evaluate"] else cohorts.run
            result = ask(definition, hospital_id=hospital.pk)
        except DefinitionError as error:
            raise CommandError("\n".join(f"{p.path or '-'}: {p.sentence}" for p in error.problems)) from error
        except (ValueError, cohorts.CannotRun) as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            answer = {"definition": canonical_hash(definition), **plain(result)}
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
            return
        self.stdout.write(describe(definition, catalogue(hospital.pk), "en"))
        self.stdout.write(f"start: {result.start_rows} rows, {result.start_patients} patients")
        for step in result.steps:
            self.stdout.write(f"{step.name}: yes {step.yes}, no {step.no}, unknown {step.unknown}; remaining "
                              f"{step.remaining_rows} rows, {step.remaining_patients} patients")  # fmt: skip


def plain(result: cohorts.CohortResult) -> dict[str, Any]:
    """The result as JSON: counts, then for every variable how many rows have a value."""
    known = {
        name: [r.values[name] for r in result.rows if r.values[name] is not None] for name in result.columns
    }
    return {
        "cut": result.data_cut.isoformat(),
        "start": {"rows": result.start_rows, "patients": result.start_patients},
        "attrition": [
            {**asdict(s), "remaining": {"rows": s.remaining_rows, "patients": s.remaining_patients}}
            for s in result.steps
        ],
        "rows": len(result.rows),
        "patients": result.patients,
        "variables": {name: summary(values, len(result.rows)) for name, values in known.items()},
    }


def summary(values: list[Any], rows: int) -> dict[str, Any]:
    """How complete a variable is, and where numbers lie."""
    found: dict[str, Any] = {"known": len(values), "missing": rows - len(values)}
    numbers = [v for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
    if numbers:
        found |= {"min": min(numbers), "max": max(numbers), "mean": round(sum(numbers) / len(numbers), 6)}
    return found
