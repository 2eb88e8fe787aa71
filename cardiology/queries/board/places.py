"""Beds, wards and doctors of a hospital."""

from collections.abc import Iterable

from django.db.models import QuerySet

from cardiology.access import hospital_of, visible_to
from cardiology.models import Admission, Bed, Role, User, Ward


def beds(user: User, ward_id: int | None = None) -> QuerySet[Bed]:
    """The beds of the user's hospital."""
    found = Bed.objects.filter(ward__department__hospital=hospital_of(user)).select_related("ward")
    return found.filter(ward_id=ward_id) if ward_id else found


def free_beds(user: User) -> QuerySet[Bed]:
    """The beds in which nobody lies, and which can be used."""
    taken = visible_to(user, Admission).filter(discharged_at__isnull=True, bed__isnull=False)
    return beds(user).filter(blocked_for="").exclude(pk__in=taken.values("bed_id"))


def wards(user: User) -> list[Ward]:
    """The wards of the user's hospital."""
    return list(Ward.objects.filter(department__hospital=hospital_of(user)).order_by("name"))


def doctors_of(user: User) -> QuerySet[User]:
    """The doctors of the user's hospital."""
    doctors = User.objects.filter(hospital=hospital_of(user), role__in=(Role.CARDIOLOGIST, Role.HEAD))
    return doctors.filter(is_active=True).order_by("display_name", "username")


def colleagues(user: User) -> QuerySet[User]:
    """Those of the user's hospital for whom a task of the ward can be."""
    roles = (Role.CARDIOLOGIST, Role.WARD_NURSE, Role.HEAD)
    found = User.objects.filter(hospital=hospital_of(user), role__in=roles, is_active=True)
    return found.order_by("display_name", "username")


def nurses_of(user: User) -> QuerySet[User]:
    """The nurses of the wards of the user's hospital."""
    nurses = User.objects.filter(hospital=hospital_of(user), role=Role.WARD_NURSE)
    return nurses.filter(is_active=True).order_by("display_name", "username")


def open_stays(user: User) -> QuerySet[Admission]:
    """Every open stay that the user may see."""
    rows = visible_to(user, Admission).filter(discharged_at__isnull=True)
    return rows.select_related(*Admission.named)


def attendings(stays: Iterable[Admission]) -> list[tuple[int, str]]:
    """The doctors who attend somebody of these."""
    return _by_name({s.attending_id: str(s.attending) for s in stays if s.attending_id})


def primary_nurses(stays: Iterable[Admission]) -> list[tuple[int, str]]:
    """The nurses to whom somebody of these is assigned."""
    return _by_name({s.primary_nurse_id: str(s.primary_nurse) for s in stays if s.primary_nurse_id})


def _by_name(people: dict[int, str]) -> list[tuple[int, str]]:
    return sorted(people.items(), key=lambda pair: pair[1])
