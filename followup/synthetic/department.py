"""A whole synthetic department: lives in the wards and after them, written by bulk copy."""

from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from cardiology import audit
from cardiology.models import Hospital, Patient, Role, User
from cardiology.synthetic import copying, lives, places
from cardiology.synthetic.batch import Batch
from followup.synthetic import plans

BEDS_PER_WARD = 15
LARGE = 2000  # patients from which a department has four wards


def draw(hospital: Hospital, *, patients: int, seed: int, until: date) -> Batch:
    """The rows of a department up to the start of a day. The same arguments give the same rows."""
    start = datetime.combine(until, time.min)
    where = places.survey(hospital, patients)
    nurses = User.objects.filter(hospital=hospital, role=Role.FOLLOWUP_NURSE).order_by("pk")
    caller = plans.Caller(tuple(nurses.values_list("pk", flat=True)), start)
    batch = Batch()
    for index in range(patients):
        life = lives.live(index, seed=seed, until=start, places=where, batch=batch)
        plans.follow(life, caller, batch)
    return batch


@transaction.atomic
def generate(hospital: Hospital, *, patients: int, seed: int, until: date, by: User | None = None) -> dict[str, Any]:
    """Write a synthetic department into a hospital; one audit event tells what was written."""
    places.furnish(hospital, 4 if patients > LARGE else 2, BEDS_PER_WARD)
    batch = draw(hospital, patients=patients, seed=seed, until=until)
    copying.copy(batch, at=timezone.now())
    told = {"patients": patients, "seed": seed, "until": until.isoformat(), "rows": batch.counts()}
    audit.record("department generated", by=by, about=hospital, new=told, via="command")
    return told


def has_seed(hospital: Hospital, seed: int) -> bool:
    """Whether a department of this seed is in the hospital already."""
    return Patient.objects.filter(hospital=hospital, number__startswith=f"Y{seed}-").exists()
