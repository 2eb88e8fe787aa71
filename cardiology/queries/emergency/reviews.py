"""Emergency accesses to the records of a hospital, and by its staff: what its head has to look at."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from cardiology.access import Permission, check_may, hospital_of, may, visible_to
from cardiology.models import EmergencyAccess, EmergencyReview, Hospital, Patient, User


@dataclass(frozen=True)
class Review:
    """Whether the head of one of the two hospitals has seen it."""

    hospital: Hospital
    seen: EmergencyReview | None


@dataclass(frozen=True)
class Line:
    """One access as the heads of both hospitals see it; only the patient's own is led to the record."""

    pk: int
    opened_at: datetime
    until: datetime
    is_running: bool
    reader: User
    from_hospital: Hospital
    hospital: Hospital
    patient: Patient
    is_own_patient: bool
    reason: str
    reviews: tuple[Review, ...]
    is_waiting: bool
    is_own: bool


def accesses(user: User) -> QuerySet[EmergencyAccess]:
    """To records of the head's hospital, and from there to records of others; newest first."""
    check_may(user, Permission.REVIEW_EMERGENCIES)
    of_own_staff = EmergencyAccess.objects.filter(from_hospital=hospital_of(user))
    return visible_to(user, EmergencyAccess) | of_own_staff


def waiting(user: User) -> int:
    """How many wait for this head; an own access waits for another one."""
    if not may(user, Permission.REVIEW_EMERGENCIES) or user.hospital_id is None:
        return 0
    return accesses(user).exclude(reviews__hospital=user.hospital_id).exclude(by=user).count()


def lines(user: User, found: Iterable[EmergencyAccess]) -> list[Line]:
    """Accesses as the page shows them."""
    return [_line(user, access) for access in found]


def shown(user: User) -> QuerySet[EmergencyAccess]:
    """The accesses with everything that a line tells of them."""
    beside = ("by", "from_hospital", "patient__hospital")
    return accesses(user).select_related(*beside).prefetch_related("reviews__by", "reviews__hospital")


def _line(user: User, access: EmergencyAccess) -> Line:
    patient, seen = access.patient, {r.hospital_id: r for r in access.reviews.all()}
    both = (patient.hospital, access.from_hospital)
    return Line(
        access.pk, access.opened_at, access.until, access.is_running, access.by, access.from_hospital,
        patient.hospital, patient, patient.hospital_id == user.hospital_id, access.reason,
        tuple(Review(hospital, seen.get(hospital.pk)) for hospital in both),
        is_waiting=user.hospital_id not in seen, is_own=access.by_id == user.pk,
    )  # fmt: skip
