"""The stay whose drugs are asked for."""

from django.shortcuts import get_object_or_404

from cardiology.access import visible_to
from cardiology.models import Admission, User


def stay_of(user: User, admission_id: int) -> Admission:
    """The stay, or 404 where this user does not see it."""
    rows = visible_to(user, Admission).select_related(*Admission.named)
    return get_object_or_404(rows, pk=admission_id)
