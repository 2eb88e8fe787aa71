"""In which order patients are called, explained: a number and the reasons in words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.utils.translation import gettext as _

from cardiology.wording import clock
from followup.definitions import Standing, standing


@dataclass(frozen=True)
class Facts:
    """What decides on the place of a visit in the list."""

    opens_on: date
    due_on: date
    closes_on: date
    attempts: int = 0
    callback_at: datetime | None = None
    has_red_flag: bool = False
    is_early: bool = False  # among the first contacts after discharge, where most can still be prevented


@dataclass(frozen=True)
class Priority:
    """The higher the number, the earlier the call. Words are made when they are read: of one page only."""

    number: int
    words: tuple[Callable[[], str], ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why, in the language of who reads it."""
        return tuple(say() for say in self.words)


def priority(facts: Facts, *, today: date, now: datetime) -> Priority:
    """Promised calls, then open red flags, then the nearest end of a window, then fewest attempts."""
    parts = [
        _callback(facts, now),
        _flag(facts),
        _window(facts.opens_on, facts.due_on, facts.closes_on, today),
        _early(facts),
    ]
    given = [p for p in parts if p]
    number = sum(points for points, _words in given) - min(facts.attempts, 9)
    return Priority(number, tuple(words for _points, words in given))


def _callback(facts: Facts, now: datetime) -> tuple[int, Callable[[], str]] | None:
    if facts.callback_at is None or facts.callback_at > now:
        return None
    at = facts.callback_at
    return 10_000, lambda: _("Call promised for %(time)s") % {"time": clock(at)}


def _flag(facts: Facts) -> tuple[int, Callable[[], str]] | None:
    return (5_000, lambda: _("Open red flag")) if facts.has_red_flag else None


@lru_cache(maxsize=4096)  # thousands of visits share a few hundred windows
def _window(opens_on: date, due_on: date, closes_on: date, today: date) -> tuple[int, Callable[[], str]]:
    left = (closes_on - today).days
    found = standing(opens_on, due_on, closes_on, today)
    if found in (Standing.OVERDUE, Standing.EXPIRED):
        return 1_500 + min(-left, 90) * 10, lambda: _("Overdue by %(days)d d") % {"days": -left}
    if found == Standing.CLOSING:
        return 2_500 - left * 10, lambda: _closing(left)
    late = (today - due_on).days
    points = 1_000 - min(max(left, 0), 90) * 10
    if late > 0:
        return points, lambda: _("Due for %(days)d d") % {"days": late}
    return points, lambda: _("Due today") if late == 0 else _("May be called early")


def _closing(left: int) -> str:
    if left == 0:
        return _("Window closes today")
    return _("Window closes in %(days)d d") % {"days": left}


def _early(facts: Facts) -> tuple[int, Callable[[], str]] | None:
    return (100, lambda: _("First weeks after discharge")) if facts.is_early else None
