"""Why a drug class is deliberately not given at discharge."""

from cardiology.actions import sections
from cardiology.models import Admission, ClassDecision, User


def decide(admission: Admission, *, drug_class: str, reason: str, by: User) -> ClassDecision:
    """Store the reason for a class; a new reason replaces the earlier one."""
    found = ClassDecision.objects.filter(admission=admission, drug_class=drug_class).first()
    row = found or ClassDecision(admission=admission, patient=admission.patient, drug_class=drug_class)
    row.reason = reason
    return sections.save(row, by=by)
