"""The call list of a day on paper, for work without a screen: with whole numbers, or nobody could dial."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from cardiology.access import visible_to
from cardiology.models import Phone, User
from cardiology.wording import day
from followup.queries.call_list import Row, counts, places, rows

MOST = 500  # rows on paper; the sheet says so when there are more


def context(user: User) -> dict[str, Any]:
    """The list as it stands, in its order."""
    found = places(user)
    shown = rows(user, found[:MOST])
    numbers = _numbers(user, shown)
    return {
        "on": day(timezone.localdate()), "lines": [(row, numbers.get(row.patient_id, "")) for row in shown],
        "total": len(found), "left_out": max(len(found) - MOST, 0), "counts": counts(found),
    }  # fmt: skip


def _numbers(user: User, shown: Iterable[Row]) -> dict[int, str]:
    """The first valid number of each patient: the one of which the list shows the end."""
    valid = visible_to(user, Phone).filter(patient__in=[r.patient_id for r in shown], invalid_since=None)
    first = valid.order_by("patient_id", "position", "pk").distinct("patient_id")
    return dict(first.values_list("patient_id", "number"))
