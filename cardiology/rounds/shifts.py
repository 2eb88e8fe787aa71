"""When what is said of a patient "until noon" or "for this shift" is over, in the time of the hospital."""

from datetime import date, datetime, time, timedelta

NOON = time(12)
MORNING = time(8)
SHIFTS = (time(8), time(16), time(0))  # early, late, night: each ends where the next begins


def ends(lasts: str, now: datetime, until: date | None = None) -> datetime:
    """The instant at which a tag that is put on now stops being true.

    `lasts` is noon, shift, morning or date; `until` the last day of the latter. Said after noon, "until
    noon" means tomorrow's. ValueError for a day that is over, or none.
    """
    if lasts == "noon":
        return _next(NOON, now)
    if lasts == "shift":
        return min(_next(change, now) for change in SHIFTS)
    if lasts == "morning":
        return _next(MORNING, now)
    if lasts != "date" or until is None or until < now.date():
        raise ValueError(f"{lasts} {until}")
    return datetime.combine(until + timedelta(days=1), time(0), tzinfo=now.tzinfo)


def _next(at: time, now: datetime) -> datetime:
    today = datetime.combine(now.date(), at, tzinfo=now.tzinfo)
    return today if today > now else datetime.combine(now.date() + timedelta(days=1), at, tzinfo=now.tzinfo)


def is_overdue(due_on: date, due_time: time | None, now: datetime) -> bool:
    """Whether the day of a task, or its time on that day, has passed."""
    if due_on != now.date():
        return due_on < now.date()
    return due_time is not None and due_time <= now.time()
