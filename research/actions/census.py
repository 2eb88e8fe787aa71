"""Counting anew what a search on the question page offers."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from cardiology.models import Hospital
from research import disclosure
from research.models import Census
from research.queries import census

AGE = timedelta(hours=20)  # once a night, whenever the sweep comes by


def sweep() -> int:
    """Count every hospital whose counts are old; how many were counted."""
    fresh = Census.objects.filter(counted_at__gt=timezone.now() - AGE).values("hospital")
    return sum(refresh(pk) for pk in Hospital.objects.exclude(pk__in=fresh).values_list("pk", flat=True))


@transaction.atomic
def refresh(hospital_id: int) -> bool:
    """Count one hospital."""
    stored = Census.objects.select_for_update().filter(hospital_id=hospital_id).first()
    counts = disclosure.settled(census.count(hospital_id), stored.counts if stored else None)
    Census.objects.update_or_create(
        hospital_id=hospital_id, defaults={"counts": counts, "counted_at": timezone.now()}
    )
    return True
