"""Why a drug class is not given at discharge."""

from django.db import transaction

from cardiology.actions import sections
from cardiology.models import Admission, ClassDecision, User


@transaction.atomic
def decide(admission: Admission, drug_class: str, *, reason: str, by: User) -> None:
    """Record, change or take back the reason for not giving a class."""
    row = ClassDecision.objects.filter(admission=admission, drug_class=drug_class).first()
    if row and not reason:
        sections.withdraw(row, reason="taken back", by=by)
    elif reason and (row is None or row.reason != reason):
        row = row or ClassDecision(admission=admission, patient=admission.patient, drug_class=drug_class)
        row.reason = reason
        sections.save(row, by=by)
