"""What this room adds to the call screen: red flags with their state, readmissions, a waiting self-report."""

from typing import Any

from cardiology.access import visible_to
from cardiology.models import User
from followup.models import ReportState, SelfReport, Visit
from followup.queries.reach.flags import states
from followup.queries.reach.readmissions import since


def side(user: User, visit: Visit) -> dict[str, Any]:
    """For the patient of a call."""
    waiting = visible_to(user, SelfReport).filter(patient=visit.patient, state=ReportState.WAITING)
    return {
        "flags": states(user, visit.patient),
        "readmissions": since(user, visit.patient, visit.plan.anchor_on),
        "report": waiting.order_by("submitted_at").first(),
        "patient_id": visit.patient_id,
    }
