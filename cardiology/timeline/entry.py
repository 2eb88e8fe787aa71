"""A column of times as people type them: "0830", "n", "-2h", "door +7", "+5" (after the point above), "?".

A bare clock time takes the day that fits the point above it, so that 0010 after 23:50 is the next day. A
time read from a device is corrected by how far its clock is ahead; what it showed is kept.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology.dictionary.moments import is_estimated, read_moment
from cardiology.timeline.points import BY_NAME, BY_WORD, POINTS

BACK = timedelta(hours=4)  # a point may be so much before the one above it and still be of that day
BEFORE = timedelta(hours=20)  # the first point of a column may be so much before the next, or the admission
_DAY = timedelta(days=1)
_CLOCK = re.compile(r"^(\d{1,2})[:.]?(\d{2})$")
_RELATIVE = re.compile(r"^([^\d\W]+\d?)?\s*([+-])?\s*(?:(\d{1,5})\s*(min|m|h|d)?)?$")
_DATED = re.compile(r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$")
_SPAN = {"": "minutes", "m": "minutes", "min": "minutes", "h": "hours", "d": "days"}
_HERE = ("n", "now", "现在")


@dataclass(frozen=True)
class Reading:
    """What one typed time means. `at` is hospital time, `shown` what the source's own clock showed."""

    at: datetime | None = None
    shown: datetime | None = None
    estimated: bool = False
    unknown: bool = False
    days: int = 0  # how many days after the point above, where the day was not typed
    error: Any = None


@dataclass(frozen=True)
class Column:
    """The typed column: texts by point, the minutes by which the clock of each point's source is ahead."""

    texts: Mapping[str, str]
    now: datetime
    admitted_at: datetime
    ahead: Mapping[str, int]

    @cached_property
    def readings(self) -> dict[str, Reading]:
        """What every filled point means, in the order of the column."""
        found: dict[str, Reading] = {}
        for point in POINTS:
            self._read(point.name, found, ())
        return {p.name: found[p.name] for p in POINTS if p.name in found}

    def _read(self, name: str, found: dict[str, Reading], asking: tuple[str, ...]) -> Reading | None:
        text = _plain(self.texts.get(name) or "")
        if name in found or not text:
            return found.get(name)
        if text in ("?", "？"):
            found[name] = Reading(unknown=True)
            return found[name]
        try:
            found[name] = self._meaning(name, text, found, (*asking, name))
        except ValidationError as error:
            found[name] = Reading(error=error)
        return found[name]

    def _meaning(self, name: str, text: str, found: dict[str, Reading], asking: tuple[str, ...]) -> Reading:
        estimated, plain = is_estimated(text), text.lstrip("~≈约 ")
        ahead = timedelta(minutes=self.ahead.get(name, 0))
        clock = _CLOCK.match(plain)
        if clock and int(clock.group(1)) < 24 and int(clock.group(2)) < 60:
            return self._of_day(name, clock, ahead, estimated, found)
        at = self._relative(name, plain, found, asking)
        if at is None:
            at = read_moment(plain, now=self.now)
            if not _is_hospital_time(plain):
                at -= ahead
        return Reading(at, at + ahead, estimated)

    def _of_day(self, name: str, clock: Any, ahead: timedelta, estimated: bool, found: Any) -> Reading:
        """A bare clock time: the first that is not far before the point above, and not in the future."""
        above = self._above(name, found)
        base = above or self._below(name) or self.admitted_at
        start = base - (BACK if above else BEFORE)
        shown = timezone.localtime(start).replace(
            hour=int(clock.group(1)), minute=int(clock.group(2)), second=0, microsecond=0
        )
        shown += _DAY if shown - ahead < start else timedelta(0)
        if shown - ahead > self.now + timedelta(minutes=1):
            shown -= _DAY
        days = ((shown - ahead).date() - timezone.localtime(base).date()).days
        return Reading(shown - ahead, shown, estimated, days=days)

    def _above(self, name: str, found: Mapping[str, Reading]) -> datetime | None:
        """The time of the nearest point above that is known."""
        at = [p.name for p in POINTS].index(name)
        known = (found[p.name].at for p in reversed(POINTS[:at]) if p.name in found)
        return next((t for t in known if t), None)

    def _below(self, name: str) -> datetime | None:
        """The nearest point below that was typed with its day."""
        at = [p.name for p in POINTS].index(name)
        dated = (t for p in POINTS[at + 1 :] if _DATED.match(t := _plain(self.texts.get(p.name) or "")))
        return next((read_moment(text, now=self.now) for text in dated), None)

    def _relative(
        self, name: str, plain: str, found: dict[str, Reading], asking: tuple[str, ...]
    ) -> datetime | None:
        """`door +7`, `onset+35`, `fmc+10m`, or `+5` after the point above; None for another kind of text."""
        match = _RELATIVE.match(plain)
        word, sign, amount, unit = match.groups() if match else (None,) * 4
        if word in _HERE or bool(sign) != bool(amount) or not (word or sign):
            return None
        if word is None:
            start = self._above(name, found) if sign == "+" else None
            if sign == "-":
                return None
            if start is None:
                raise ValidationError(_("No time above is known; type a time."))
        else:
            start = self._start(word, found, asking)
            if start is None:
                return None
        span = timedelta(**{_SPAN[unit or ""]: int(amount or 0)})
        return start - span if sign == "-" else start + span

    def _start(self, word: str, found: dict[str, Reading], asking: tuple[str, ...]) -> datetime | None:
        """The time of the point that a word names; None where the word names none."""
        other = BY_WORD.get(word)
        if other is None:
            return None
        if other in asking:
            raise ValidationError(_("These times refer to each other; type one of them."))
        reading = self._read(other, found, asking)
        if reading is None or reading.at is None:
            raise ValidationError(_("“%(point)s” has no time yet."), params={"point": BY_NAME[other].short})
        return reading.at


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def _is_hospital_time(plain: str) -> bool:
    """Whether a text speaks of the hospital's own clock: now, or so long ago, or sent by a program."""
    return plain in _HERE or plain[:1] in "+-" or bool(re.search(r"(z|[+-]\d{2}:?\d{2})$", plain[11:]))
