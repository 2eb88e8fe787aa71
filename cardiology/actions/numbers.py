"""Numbers that are given where nobody typed one."""

from django.utils import timezone

from cardiology.models import Admission, Hospital, Patient

WIDTH = 7


def next_patient_number(hospital: Hospital) -> str:
    """The next free patient number of a hospital, such as P0000123. Call inside a transaction."""
    return _next(hospital, Patient, "P")


def next_admission_number(hospital: Hospital) -> str:
    """The next free admission number of the year, such as A26-0000123. Call inside a transaction."""
    return _next(hospital, Admission, f"A{timezone.localdate():%y}-")


def _next(hospital: Hospital, model: type[Patient] | type[Admission], prefix: str) -> str:
    """One higher than the highest of our own; the hospital's row is locked, so that two get two numbers."""
    Hospital.objects.select_for_update().get(pk=hospital.pk)
    ours = model._default_manager.filter(
        hospital=hospital, number__regex=rf"^{prefix}\d{{{WIDTH}}}$"
    ).order_by("-number")
    last = ours.values_list("number", flat=True).first()
    return f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:0{WIDTH}d}"
