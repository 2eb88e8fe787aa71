"""A copy of the whole record on paper, for the patient or for who treats next."""

from typing import Any

from django.utils.translation import gettext as _

from cardiology.documents.discharge_summary import heading
from cardiology.models import Patient, User
from cardiology.queries.signing import copies


def context(patient: Patient, user: User) -> dict[str, Any]:
    """Everything that is recorded, in words of the active language."""
    return {
        "patient": heading(patient),
        "identity": copies.identity(patient),
        "stays": copies.in_words(user, patient),
        "kind": _("Copy of the record"),
    }
