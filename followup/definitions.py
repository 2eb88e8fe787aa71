"""Due, overdue, closing, unreachable, lost: each defined once, used by list, badge, report and export."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

VERSION = 1  # of these definitions; stored with every report that uses them

GRACE = timedelta(days=7)  # after the window, in which a late contact is still worth an attempt
CLOSING = timedelta(days=3)
HIDDEN = timedelta(hours=8)  # after an attempt the row is not offered again
LEASE = timedelta(minutes=20)
WORKDAY = (8, 18)  # an attempt outside these hours, or at a weekend, counts as another time of life
EARLIEST, LATEST = 8, 21  # nobody is called outside these hours
ATTEMPTS = 3
RETURN = timedelta(days=15)  # after the first attempt, within which a return to care counts as its effect
EVIDENCE = timedelta(days=365)


class Standing(StrEnum):
    """Where an open visit stands on a day: computed, never stored."""

    NOT_OPEN = "not_open"
    AHEAD = "ahead"
    DUE = "due"
    CLOSING = "closing"
    OVERDUE = "overdue"
    EXPIRED = "expired"


LABELS: dict[str, Any] = {
    Standing.NOT_OPEN: _("Not yet open"),
    Standing.AHEAD: _("May be called"),
    Standing.DUE: pgettext_lazy("follow-up", "Due"),
    Standing.CLOSING: _("Window closing"),
    Standing.OVERDUE: _("Overdue"),
    Standing.EXPIRED: _("Expired"),
}


def standing(opens_on: date, due_on: date, closes_on: date, today: date) -> Standing:
    """Not open before the window; due from its day; closing in its last days; then overdue, expired."""
    if today < opens_on:
        return Standing.NOT_OPEN
    if today > closes_on + GRACE:
        return Standing.EXPIRED
    if today > closes_on:
        return Standing.OVERDUE
    if today < due_on:
        return Standing.AHEAD
    return Standing.CLOSING if closes_on - today <= CLOSING and today > due_on else Standing.DUE


@dataclass(frozen=True)
class Attempt:
    """One call attempt in hospital time: when, whether somebody answered, on whose number."""

    at: datetime
    answered: bool = False
    is_alternate: bool = False


def is_unreachable(
    attempts: Iterable[Attempt], *, opens_on: date, closes_on: date, has_alternate: bool
) -> bool:
    """Three attempts on three days, one outside working hours, one on another number if there is one."""
    counted = [a for a in attempts if opens_on <= a.at.date() <= closes_on + GRACE]
    if any(a.answered for a in counted):
        return False
    on_days = {a.at.date() for a in counted}
    at_other_times = any(a.at.weekday() >= 5 or not WORKDAY[0] <= a.at.hour < WORKDAY[1] for a in counted)
    tried_others = not has_alternate or any(a.is_alternate for a in counted)
    return len(counted) >= ATTEMPTS and len(on_days) >= ATTEMPTS and at_other_times and tried_others


def is_lost(states: Iterable[str], *, last_known_alive_on: date | None, last_contact_on: date | None,
            seen_since: bool, today: date) -> bool:  # fmt: skip
    """Two scheduled contacts in a row not reached and nothing heard since, or a year without sign of life.

    `states` are the closed visits in order of time. Who refused, died or was transferred is not lost.
    """
    closed = [s for s in states if s != "cancelled"]
    if closed and closed[-1] in ("refused", "died"):
        return False
    if closed[-2:] == ["unreachable", "unreachable"] and not seen_since:
        return True
    since = max((d for d in (last_known_alive_on, last_contact_on) if d), default=None)
    return bool(closed) and closed[-1] == "unreachable" and since is not None and today - since > EVIDENCE
