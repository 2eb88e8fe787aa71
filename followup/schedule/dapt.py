"""What has become of dual antiplatelet therapy, from what was told drug by drug."""

from collections.abc import Iterable
from datetime import date, timedelta

PAUSE = timedelta(days=14)
P2Y12, ASPIRIN = "p2y12", "aspirin"


def dapt_status(
    told: Iterable[tuple[str | None, str, str | None]], *, on: date, planned_end: date | None
) -> str | None:
    """`told` are (class, taking, stopped on) of the discharge list; None without dual therapy, or unknown.

    Whoever takes both goes on; a P2Y12 inhibitor that is left out in favour of another is a switch. A drug
    that was stopped up to 14 days ago counts as interrupted, later as stopped early; after the planned end
    the course is complete.
    """
    rows = [row for row in told if row[0] in (P2Y12, ASPIRIN)]
    if {row[0] for row in rows} != {P2Y12, ASPIRIN} or any(taking == "unknown" for _c, taking, _d in rows):
        return None
    left = [(name, since) for name, taking, since in rows if taking in ("stopped", "never")]
    if not left:
        return "continued"
    if planned_end is not None and on >= planned_end:
        return "completed"
    taken = {name for name, taking, _since in rows if taking in ("yes", "changed")}
    if P2Y12 in taken and {name for name, _since in left} == {P2Y12}:
        return "switched"
    days = [date.fromisoformat(since) for _name, since in left if since and len(since) == 10]
    recent = len(days) == len(left) and all(on - day <= PAUSE for day in days)
    return "interrupted" if recent else "stopped_early"
