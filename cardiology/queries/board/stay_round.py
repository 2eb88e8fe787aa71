"""What the round of one stay shows: who it is, tags, tasks, what the record asks for, what is over."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from cardiology.access import Permission, may
from cardiology.models import Admission, User
from cardiology.queries.banner import day_of_stay, main_diagnoses, place
from cardiology.queries.board import kept
from cardiology.queries.board.flags import told
from cardiology.queries.board.similar import similar_to
from cardiology.queries.completion import missing, states
from cardiology.queries.snapshots import age_at

SOON = 3  # days that are offered for the planned discharge: today, tomorrow, the day after


def shown(user: User, stay: Admission) -> dict[str, Any]:
    """Finished words of the round of a stay. Of a stay that has ended only the history is left."""
    today = timezone.localdate()
    done = {stay.pk: missing(states([stay])[stay.pk])} if stay.is_open else {}
    over_tags, over_tasks = kept.over(user, stay)
    return {
        "stay": stay,
        "place": place(stay),
        "age": age_at(stay),
        "day": day_of_stay(stay, today),
        "diagnosis": main_diagnoses([stay])[stay.pk],
        "similar": similar_to(user, stay),
        "told": told([stay], done, today)[stay.pk] if stay.is_open else None,
        "kept": kept.kept(user, [stay])[stay.pk] if stay.is_open else kept.Kept(),
        "over_tags": over_tags,
        "over_tasks": over_tasks,
        "offered": kept.offered(user),
        "soon": [today + timedelta(days=n) for n in range(SOON)],
        "may_keep": stay.is_open and may(user, Permission.WRITE_RECORDS),
        "may_plan": stay.is_open and may(user, Permission.ADMIT),
    }

