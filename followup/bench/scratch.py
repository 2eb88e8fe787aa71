"""A scratch database: made, filled with a large and a small department, and dropped again."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from cardiology.models import Hospital, Role, User
from cardiology.synthetic import places
from followup.synthetic import department

SMALL = 400
SEED = 11


@dataclass(frozen=True)
class House:
    """The two departments in the scratch database, and how many patients they have."""

    large: Hospital
    small: Hospital
    patients: int

    def user(self, hospital: Hospital, role: Role) -> User:
        """The member of staff with this role in a hospital."""
        return User.objects.get(username=f"{hospital.code}-{role.value}")


@contextmanager
def scratch_database() -> Iterator[None]:
    """A database of its own, whatever happens inside; the real one is not touched."""
    real = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"bench_{os.getpid()}"
    before = signal.signal(signal.SIGTERM, _stop)  # without it nobody would drop the database
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if connection.settings_dict["NAME"] != real:
            connection.creation.destroy_test_db(real, verbosity=0)
        signal.signal(signal.SIGTERM, before)


def _stop(*_: object) -> None:
    raise SystemExit("stopped; the scratch database is dropped")


def fill(patients: int, tell: Callable[[str], None]) -> House:
    """A large and a small department, each with one member of staff per role."""
    house = House(_hospital("large"), _hospital("small"), patients)
    today = timezone.localdate()
    department.generate(house.small, patients=min(SMALL, patients), seed=SEED, until=today)
    told = department.generate(house.large, patients=patients, seed=SEED, until=today)
    rows = sum(told["rows"].values())
    tell(f"{patients} patients, {rows} rows beside a department of {min(SMALL, patients)}")
    return house


def _hospital(code: str) -> Hospital:
    hospital = Hospital.objects.create(code=code, name=code)
    place = places.furnish(hospital, 2, department.BEDS_PER_WARD)
    for role in Role:
        User.objects.create(
            username=f"{code}-{role.value}", role=role, hospital=hospital, department=place, password="!"
        )
    return hospital
