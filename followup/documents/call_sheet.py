"""The call list of a day on paper, for work without a screen."""

from typing import Any

from django.utils import timezone

from cardiology.models import User
from cardiology.wording import day
from followup.queries.call_list import counts, places, rows

MOST = 500  # rows on paper; the sheet says so when there are more


def context(user: User) -> dict[str, Any]:
    """The list as it stands, in its order."""
    found = places(user)
    return {
        "on": day(timezone.localdate()), "rows": rows(user, found[:MOST]), "total": len(found),
        "left_out": max(len(found) - MOST, 0), "counts": counts(found),
    }  # fmt: skip
