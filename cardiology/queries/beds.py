"""Which beds are free, and who can attend."""

from django.db.models import QuerySet

from cardiology.access import visible_to
from cardiology.models import Admission, Bed, Role, User


def free_beds(user: User) -> QuerySet[Bed]:
    """Beds of the user's hospital in which nobody lies."""
    taken = visible_to(user, Admission).filter(discharged_at__isnull=True, bed__isnull=False).values("bed")
    beds = Bed.objects.filter(ward__department__hospital=user.hospital_id).exclude(pk__in=taken)
    return beds.select_related("ward").order_by("ward__name", "label")


def doctors(user: User) -> QuerySet[User]:
    """Doctors of the user's hospital who are active."""
    roles = (Role.CARDIOLOGIST, Role.HEAD)
    return User.objects.filter(hospital=user.hospital_id, role__in=roles, is_active=True).order_by(
        "display_name"
    )
