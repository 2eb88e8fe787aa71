"""Whether the clocks of the house agree: due times, the trail and the intervals of a stay rest on them."""

import time

from django.db import connection
from django.utils.translation import gettext as _

from cardiology.models import Heartbeat

MOST = 1.0  # second


def ahead() -> float:
    """Seconds by which this machine's clock is ahead of the database's; 0 where the way there takes longer.

    The database is asked between two looks at the clock; what lies between them cannot be told apart.
    """
    asked = time.time()
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())::float8")
        theirs = cursor.fetchone()[0]
    answered = time.time()
    found = (asked + answered) / 2 - theirs
    return found if abs(found) > (answered - asked) / 2 else 0.0


def disagreement() -> str:
    """Which clocks are off by more than a second, as a sentence; empty where all agree."""
    beats = dict(Heartbeat.objects.exclude(ahead=None).values_list("name", "ahead"))
    found = (
        (_("this web server"), ahead()),
        (_("the background worker"), beats.get("worker", 0.0)),
        (_("the worker for long jobs"), beats.get("long worker", 0.0)),
    )
    return "; ".join(_said(part, seconds) for part, seconds in found if abs(seconds) > MOST)


def _said(part: str, seconds: float) -> str:
    told = {"part": part, "seconds": f"{abs(seconds):.1f}"}
    if seconds > 0:
        return _("the clock of %(part)s is %(seconds)s s ahead of the database's") % told
    return _("the clock of %(part)s is %(seconds)s s behind the database's") % told
