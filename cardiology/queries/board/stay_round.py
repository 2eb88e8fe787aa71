"""What the round of one stay shows: who it is, tags, tasks, what the record asks for, what is over."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from cardiology.access import Permission, led_to, may
from cardiology.models import Admission, User
from cardiology.queries.banner import place
from cardiology.queries.board import kept
from cardiology.queries.board.flags import Told, told
from cardiology.queries.board.similar import similar_to
from cardiology.queries.completion import missing, states
from cardiology.queries.snapshots import age_at

# days from now that are offered for the planned discharge
SOON = ((0, gettext_lazy("Today")), (1, gettext_lazy("Tomorrow")), (2, gettext_lazy("In two days")))


def shown(user: User, stay: Admission) -> dict[str, Any]:
    """Finished words of the round of a stay; of one that has ended only the history is left."""
    today = timezone.localdate()
    over_tags, over_tasks = kept.over(user, stay)
    open_core = {stay.pk: missing(states([stay])[stay.pk])} if stay.is_open else {}
    return {
        "stay": stay,
        "place": place(stay),
        "age": age_at(stay),
        "similar": similar_to(user, stay),
        "kept": kept.kept(user, [stay])[stay.pk] if stay.is_open else kept.Kept(),
        "told": _told(user, stay, open_core, today) if stay.is_open else Told(),
        "over_tags": over_tags,
        "over_tasks": over_tasks,
        "offered": kept.offered(user),
        "soon": [{"day": today + timedelta(days=n), "label": label} for n, label in SOON],
        "may_keep": stay.is_open and may(user, Permission.WRITE_RECORDS),
        "may_plan": stay.is_open and may(user, Permission.ADMIT),
    }


def _told(user: User, stay: Admission, open_core: dict[int, int], today: date) -> Told:
    """What the record tells; a duty leads only to a form that the reader may open."""
    found = told([stay], open_core, today)[stay.pk]
    return replace(found, duties=[replace(d, url=led_to(user, d.url)) for d in found.duties])
