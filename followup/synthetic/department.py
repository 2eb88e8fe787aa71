"""A whole synthetic department: lives in the wards and after them, written by bulk copy."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from cardiology import audit
from cardiology.models import Hospital, Patient, Role, User
from cardiology.synthetic import copying, lives, places
from cardiology.synthetic.batch import Batch
from followup.synthetic import plans
from followup.synthetic.contacts import Caller

BEDS_PER_WARD = 15
PORTION = 1000  # patients whose rows are in memory at a time
LARGE = 2000  # patients from which a department has four wards


def draw(hospital: Hospital, *, patients: int, seed: int, until: date) -> Iterator[Batch]:
    """The rows of a department up to the start of a day, in portions that fit in memory.

    The same arguments give the same rows.
    """
    start = datetime.combine(until, time.min)
    where = places.survey(hospital, patients)
    nurses = User.objects.filter(hospital=hospital, role=Role.FOLLOWUP_NURSE).order_by("pk")
    caller = Caller(tuple(nurses.values_list("pk", flat=True)), start)
    for first in range(0, patients, PORTION):
        batch = Batch()
        for index in range(first, min(first + PORTION, patients)):
            life = lives.live(index, seed=seed, until=start, places=where, batch=batch)
            plans.follow_to_the_end(life, caller, batch)
        yield batch


@transaction.atomic
def generate(
    hospital: Hospital, *, patients: int, seed: int, until: date, by: User | None = None
) -> dict[str, Any]:
    """Write a synthetic department into a hospital; one audit event tells what was written."""
    places.furnish(hospital, 4 if patients > LARGE else 2, BEDS_PER_WARD)
    rows: Counter[str] = Counter()
    for batch in draw(hospital, patients=patients, seed=seed, until=until):
        copying.copy(batch, at=timezone.now())
        rows.update(batch.counts())
    copying.count_anew(batch)
    told = {"patients": patients, "seed": seed, "until": until.isoformat(), "rows": dict(rows)}
    audit.record("department generated", by=by, about=hospital, new=told, via="command")
    return told


def has_seed(hospital: Hospital, seed: int) -> bool:
    """Whether a department of this seed is in the hospital already."""
    return Patient.objects.filter(hospital=hospital, number__startswith=f"Y{seed}-").exists()
