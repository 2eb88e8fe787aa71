"""What the follow-up knows of many stays, as facts that measures of the stay ask for."""

from collections import defaultdict
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.utils import timezone

from cardiology.models import Admission
from cardiology.queries.many import Those
from followup.models import Visit, VisitState
from followup.schedule import UNPLANNED, declared

SOON, MONTH = timedelta(days=14), timedelta(days=30)
NAMES = ("plan__admission_id", "plan__pathway", "code", "due_on", "state", "done_at")


def facts(admissions: Collection[int]) -> dict[int, dict[str, Any]]:
    """Whether an appointment was made for the 14 days after the discharge, and a contact within 30 days.

    An appointment is a visit in person, or one that somebody added: the call of day 3 is none.

    Nothing is told of a stay that has not ended; "not within 30 days" only when they are over.
    """
    ended = dict(
        Admission.objects.filter(pk__any_of=Those(admissions), discharged_at__isnull=False)
        .values_list("pk", "discharged_at")
    )  # fmt: skip
    visits: dict[int, list[Any]] = defaultdict(list)
    found = Visit.objects.filter(plan__admission__any_of=Those(ended))
    for visit in found.values_list(*NAMES, named=True):
        visits[visit.plan__admission_id].append(visit)
    now, zone = timezone.now(), timezone.get_current_timezone()
    return {stay: _facts(visits[stay], timezone.localtime(at, zone), now) for stay, at in ended.items()}


def _facts(visits: list[Any], discharged_at: Any, now: Any) -> dict[str, Any]:
    day = discharged_at.date()
    planned = [v for v in visits if v.state != VisitState.CANCELLED and _in_person(v)]
    made = [v.done_at - discharged_at for v in visits if v.state == VisitState.DONE and v.done_at]
    in_time = any(timedelta(0) <= passed <= MONTH for passed in made)
    return {
        "appointed_14": any(v.due_on <= day + SOON for v in planned),
        "followed_up_30": True if in_time else False if now > discharged_at + MONTH else None,
        "followed_up_in_days": min((p.days for p in made if p >= timedelta(0)), default=None),
    }


def _in_person(visit: Any) -> bool:
    told = declared(visit.plan__pathway, visit.code)
    return visit.plan__pathway != UNPLANNED and (told is None or told.way == "clinic")
