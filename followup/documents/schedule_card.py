"""The card that a patient takes home: when we ring, how to reach us, the code of the self-report."""

from typing import Any

import segno
from django.utils import timezone

from cardiology.access import visible_to
from cardiology.models import Admission, User
from cardiology.wording import day
from followup.actions.reach.reminders import desk_of
from followup.models import Visit, VisitState
from followup.schedule import title_of


def context(user: User, admission: Admission, url: str) -> dict[str, Any]:
    """Visits that are still to come; nothing on the card names a disease."""
    found = (
        visible_to(user, Visit)
        .filter(plan__admission=admission, merged_into=None, state=VisitState.OPEN)
        .select_related("plan").order_by("due_on")
    )  # fmt: skip
    desk = desk_of(admission.hospital)
    return {
        "name": admission.patient.name,
        "visits": [
            {"title": title_of(v.plan.pathway, v.code), "on": day(v.due_on),
             "window": f"{day(v.opens_on)} – {day(v.closes_on)}"}
            for v in found
        ],
        "code": segno.make(url, error="m").svg_data_uri(scale=4) if url else "",
        "desk": desk,
        "left_on": day(timezone.localtime(admission.discharged_at).date()) if admission.discharged_at else "",
    }  # fmt: skip
