"""manage.py import_file KIND FILE [--mapping M] [--dry-run] [--json]: all rows of a file, or none."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.text import slugify

from cardiology.actions.imports import Incoming, Outcome, import_file
from cardiology.intake.mapping import load, names
from cardiology.intake.problems import Problem, Refused
from cardiology.models import Department, Hospital, User


class Command(BaseCommand):
    help = "Bring in a CSV or XLSX file; every row error is told, and nothing is written if any row fails."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", help="patient, admission or the name of a section")
        parser.add_argument("file", type=Path)
        parser.add_argument("--mapping", default="", help=f"one of {', '.join(names())}, or a .toml file")
        parser.add_argument("--dry-run", action="store_true", help="check everything, write nothing")
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--hospital", help="code of the hospital; needed where there are several")
        parser.add_argument("--create-hospital", metavar="NAME", help="make the hospital if it is not there")
        shifted = "with --create-hospital: its dates were moved and may lie in the future"
        parser.add_argument("--shifted-dates", action="store_true", help=shifted)
        parser.add_argument("--by", help="user name of whoever brings the file in")

    def handle(self, *_args: Any, **options: Any) -> None:
        self.as_json = options["json"]
        hospital, created = the_hospital(options)
        try:
            outcome = import_file(
                incoming(options["file"], options["mapping"]), kind=options["kind"],
                mapping=options["mapping"], hospital=hospital, by=who(options["by"]),
                dry_run=options["dry_run"],
            )  # fmt: skip
        except Refused as refused:
            self._tell_problems(refused)
            outcome = None
        finally:
            if created and (options["dry_run"] or not hospital.patients.exists()):
                Department.objects.filter(hospital=hospital).delete()
                hospital.delete()
        if outcome is None:
            sys.exit(1)
        self._tell(outcome, options["dry_run"])

    def _tell_problems(self, refused: Refused) -> None:
        if self.as_json:
            answer = {"ok": False, "written": False, "problems": [p.as_dict() for p in refused.problems]}
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
            return
        for problem in refused.problems:
            self.stderr.write(line(problem))
        self.stderr.write(f"Nothing was written: {len(refused.problems)} problem(s).")

    def _tell(self, outcome: Outcome, dry_run: bool) -> None:
        if self.as_json:
            answer = {
                "ok": True, "written": not dry_run, "rows": outcome.rows, "counts": outcome.counts,
                "batch": outcome.batch_id, "unusual": [p.as_dict() for p in outcome.unusual],
                "conflicts": [p.as_dict() for p in outcome.conflicts],
            }  # fmt: skip
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
            return
        for kind, counts in outcome.counts.items():
            told = ", ".join(f"{number} {state}" for state, number in counts.items())
            self.stdout.write(f"{kind}: {told}")
        for problem in outcome.conflicts:
            self.stdout.write(f"kept as amended: {line(problem)}")
        if outcome.unusual:
            self.stdout.write(f"{len(outcome.unusual)} unusual value(s); --json lists them.")
        self.stdout.write("Nothing was written (dry run)." if dry_run else "Written.")


def line(problem: Problem) -> str:
    """A problem as one line of text."""
    place = [f"row {problem.row}" if problem.row else "", problem.column and f"column {problem.column}"]
    if problem.field and problem.field != problem.column:
        place.append(f"field {problem.field}")
    told = ", ".join(p for p in place if p)
    return f"{told}: {problem.sentence}" if told else problem.sentence


def incoming(path: Path, mapping: str) -> Incoming:
    """The file with the tables that its mapping looks up beside it."""
    beside = {}
    try:
        content = path.read_bytes()
        for table in load(mapping).tables.values() if mapping else ():
            for name in (table.file, table.file.removesuffix(".gz")):
                if path.with_name(name).is_file():
                    beside[name] = path.with_name(name).read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    except Refused as refused:
        raise CommandError(str(refused)) from refused
    return Incoming(path.name, content, beside)


def the_hospital(options: dict[str, Any]) -> tuple[Hospital, bool]:
    """The hospital that the rows belong to, and whether it was made just now."""
    code, name = options["hospital"], options["create_hospital"]
    found = list(Hospital.objects.filter(**({"code": code} if code or name else {}))[:2])
    if name and not found:
        code = code or slugify(name)[:50]
        if not code:
            raise CommandError("Give the new hospital a code with --hospital.")
        made, fresh = Hospital.objects.get_or_create(
            code=code, defaults={"name": name[:120], "dates_are_shifted": options["shifted_dates"]}
        )
        Department.objects.get_or_create(hospital=made, name="Cardiology")
        return made, fresh
    if len(found) == 1:
        return found[0], False
    known = ", ".join(Hospital.objects.values_list("code", flat=True)) or "none"
    raise CommandError(f"Name one hospital with --hospital; there are: {known}.")


def who(username: str | None) -> User | None:
    """The member of staff of that name; None where the system itself brings the file in."""
    if username is None:
        return None
    try:
        return User.objects.get(username=username)
    except User.DoesNotExist as error:
        raise CommandError(f"There is no member of staff “{username}”.") from error
