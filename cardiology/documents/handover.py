"""The hand-over list of a ward on paper: what the next shift has to know, with room for handwriting."""

from dataclasses import replace
from typing import Any

from django.utils import timezone

from cardiology.models import User
from cardiology.queries.board.lines import Choice, lines
from cardiology.queries.board.places import wards
from cardiology.wording import moment


def context(user: User, choice: Choice, order: str = "bed") -> dict[str, Any]:
    """The stays that are asked for, in the order asked for; free beds are left out."""
    named = {w.pk: w.name for w in wards(user)}
    found = lines(user, replace(choice, hides_names=False), order)
    return {
        "at": moment(timezone.now()),
        "ward": named.get(choice.ward_id or 0, ""),
        "lines": [line for line in found if line.stay],
    }
