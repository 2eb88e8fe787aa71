"""Who can be chosen as attending."""

from django.db.models import QuerySet

from cardiology.access import hospital_of
from cardiology.models import Role, User


def doctors_of(user: User) -> QuerySet[User]:
    """The doctors of the user's hospital."""
    doctors = User.objects.filter(hospital=hospital_of(user), role__in=(Role.CARDIOLOGIST, Role.HEAD))
    return doctors.filter(is_active=True).order_by("display_name", "username")
