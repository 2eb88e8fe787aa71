"""Dates and times as people type them: "t", "n", "-2h", "0830", "yesterday 2210", "2019-03", "~08:30"."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

D = TypeVar("D", bound=date)
EARLIEST_YEAR = 1850  # the oldest date that a record of a living patient can hold
_OFFSET = re.compile(r"^([+-])(\d{1,5})\s*(m|min|h|d|w)$")
_CLOCK = re.compile(r"^(\d{1,2})[:.]?(\d{2})$")
_SPAN = {"m": "minutes", "min": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_DAYS = {
    "t": 0,
    "today": 0,
    "今天": 0,
    "y": -1,
    "yesterday": -1,
    "昨天": -1,
    "tomorrow": 1,
    "明天": 1,
}
_FORMATS = ("%Y-%m-%d", "%Y%m%d", "%Y/%m/%d", "%d-%b-%Y", "%d %b %Y", "%d.%m.%Y", "%Y年%m月%d日")


def is_estimated(text: str) -> bool:
    """Whether a typed time carries the mark of an estimate (~, ≈, 约)."""
    return _plain(text)[:1] in ("~", "≈", "约")


def read_date(text: str, *, today: date) -> date:
    """A calendar date from typed text; raises ValidationError naming the accepted forms."""
    plain = _plain(text).lstrip("~≈约 ")
    if plain in _DAYS:
        return today + timedelta(days=_DAYS[plain])
    offset = _OFFSET.match(plain)
    if offset and offset.group(3) in ("d", "w"):
        return _within_reason(today + _span(offset))
    for form in _FORMATS:
        try:
            return _within_reason(datetime.strptime(plain, form).date())  # noqa: DTZ007
        except ValueError:
            continue
    raise ValidationError(
        _("“%(text)s” is not a date. Type for example 2026-11-09, t (today) or -2d."),
        params={"text": text[:40]},
    )


def read_moment(text: str, *, now: datetime) -> datetime:
    """An instant in hospital time from typed text; raises ValidationError naming the accepted forms."""
    plain = _plain(text).lstrip("~≈约 ")
    if plain in ("n", "now", "现在"):
        return now.replace(second=0, microsecond=0)
    offset = _OFFSET.match(plain)
    if offset:
        return _within_reason((now + _span(offset)).replace(second=0, microsecond=0))
    parts = re.sub(r"(?<=\d)t(?=\d)", " ", plain).split()
    day = timezone.localtime(now).date()
    if len(parts) == 2:
        day = read_date(parts[0], today=day)
    clock = _clock(parts[-1]) if parts else None
    if len(parts) > 2 or clock is None:
        raise ValidationError(
            _("“%(text)s” is not a time. Type for example 2026-11-09 08:30, 0830, n (now) or -2h."),
            params={"text": text[:40]},
        )
    return timezone.make_aware(datetime.combine(day, clock))


def read_partial(text: str, *, today: date) -> str:
    """A date that keeps its precision: "2019", "2019-03" or "2019-03-05"."""
    plain = _plain(text)
    if re.fullmatch(r"\d{4}", plain):
        _within_reason(date(int(plain) or 1, 1, 1))
        return plain
    month = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})月?", plain)
    if month and 1 <= int(month.group(2)) <= 12:
        _within_reason(date(int(month.group(1)) or 1, 1, 1))
        return f"{month.group(1)}-{int(month.group(2)):02d}"
    return read_date(text, today=today).isoformat()


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def _span(found: re.Match[str]) -> timedelta:
    amount = int(found.group(2)) * (1 if found.group(1) == "+" else -1)
    return timedelta(**{_SPAN[found.group(3)]: amount})


def _clock(text: str) -> time | None:
    found = _CLOCK.match(text.removesuffix(":00") if text.count(":") == 2 else text)
    if not found or int(found.group(1)) > 23 or int(found.group(2)) > 59:
        return None
    return time(int(found.group(1)), int(found.group(2)))


def _within_reason(day: D) -> D:
    if not EARLIEST_YEAR <= day.year <= 2300:
        raise ValidationError(
            _("The year %(year)s cannot be right; expected %(first)s to 2300."),
            params={"year": day.year, "first": EARLIEST_YEAR},
        )
    return day
