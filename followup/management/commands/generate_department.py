"""manage.py generate_department --patients N --seed S: a synthetic department of any size."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cardiology.models import Hospital
from followup.synthetic import department

MOST = 500_000


class Command(BaseCommand):
    help = "Writes synthetic patients with whole courses; the same seed, size and day give the same rows."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--patients", type=int, required=True)
        parser.add_argument("--seed", type=int, required=True)
        parser.add_argument("--hospital", default="synthetic", help="code; made where there is none")
        parser.add_argument("--until", type=day, help="the day the record reaches, today if not given")

    def handle(self, *_args: Any, **options: Any) -> None:
        patients, seed = options["patients"], options["seed"]
        if not 1 <= patients <= MOST:
            raise CommandError(f"--patients {patients}: expected 1 to {MOST}.")
        if seed < 0:
            raise CommandError(f"--seed {seed}: expected a whole number from 0.")
        until = options["until"] or timezone.localdate()
        if until > timezone.localdate():
            raise CommandError(f"--until {until}: a record cannot reach into the future.")
        name = f"合成医院 {options['hospital']}"
        hospital, _ = Hospital.objects.get_or_create(code=options["hospital"], defaults={"name": name})
        if department.has_seed(hospital, seed):
            raise CommandError(f"{hospital.code} already has patients of seed {seed}; choose another seed.")
        told = department.generate(hospital, patients=patients, seed=seed, until=until)
        rows = sum(told["rows"].values())
        self.stdout.write(
            f"{patients} patients, {rows} rows in {hospital.name} ({hospital.code}), up to {until}."
        )


def day(text: str) -> date:
    """A day written as 2026-11-09; CommandError for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"“{text}” is not a day; expected for example 2026-11-09.") from error
