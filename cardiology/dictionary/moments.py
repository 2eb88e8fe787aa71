"""Dates and times as people type them: "t", "n", "-2h", "0830", "yesterday 2210", "2019-03", "~08:30"."""

import re
import unicodedata
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

EARLIEST_YEAR, LATEST_YEAR = 1850, 2300  # what a record of a patient, or a shifted one, can hold
_OFFSET = re.compile(r"^([+-])(\d{1,5})\s*(m|min|h|d|w)$")
_CLOCK = re.compile(r"^([01]?\d|2[0-3])[:.]?([0-5]\d)(?::\d{2}(?:\.\d+)?)?$")
_ISO_WITH_ZONE = re.compile(r"^\d{4}-\d{2}-\d{2}t[\d:.]+(?:z|[+-]\d{2}:?\d{2})$", re.ASCII)
_NOT_A_TIME = _("“%(text)s” is not a time. Type for example 2026-11-09 08:30, 0830, n (now) or -2h.")
_SPAN = {"m": "minutes", "min": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_DAYS = {"t": 0, "today": 0, "今天": 0, "今日": 0, "n": 0, "now": 0, "现在": 0, "y": -1, "yesterday": -1,
         "昨天": -1, "昨日": -1, "前天": -2, "tomorrow": 1, "明天": 1}  # fmt: skip
_CHINESE = ((r"(\d+)\s*分钟?前", r"-\1m"), (r"(\d+)\s*个?小时前", r"-\1h"), (r"(\d+)\s*天前", r"-\1d"),
            (r"(\d+)\s*周前", r"-\1w"), (r"[点时]半$", ":30"), (r"[点时](?=\d)", ":"), (r"[点时]$", ":00"),
            (r"(?<=\d)分$", ""), (r"^([今昨前明][天日])(?=\d)", r"\1 "))  # fmt: skip
LONGEST = 80  # letters of a date with its time, in any language
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
        return _within_reason(_moved(today, offset))
    forms = () if plain.isdigit() and len(plain) != 8 else _FORMATS  # 201913 could be two dates
    for form in forms:
        with suppress(ValueError):
            return _within_reason(datetime.strptime(plain, form).date())  # noqa: DTZ007
    raise _refusal(_("“%(text)s” is not a date. Type for example 2026-11-09, t (today) or -2d."), text)


def read_moment(text: str, *, now: datetime) -> datetime:
    """An instant in hospital time from typed text; raises ValidationError naming the accepted forms."""
    plain = _plain(text).lstrip("~≈约 ")
    offset = _OFFSET.match(plain)
    if offset or plain in ("n", "now", "现在"):
        moment = _within_reason(_moved(now, offset)) if offset else now
        return moment.replace(second=0, microsecond=0)
    if _ISO_WITH_ZONE.match(plain):
        return _read_iso(plain)
    *days, last = re.sub(r"(?<=\d)t(?=\d)", " ", plain).split() or [""]
    today, clock = timezone.localtime(now).date(), _clock(last)
    if len(days) > 1 or clock is None:
        raise _refusal(_NOT_A_TIME, text)
    day = read_date(days[0], today=today) if days else today
    return _that_was(timezone.make_aware(datetime.combine(day, clock)), text)


def read_partial(text: str, *, today: date) -> str:
    """A date that keeps its precision: "2019", "2019-03" or "2019-03-05"."""
    plain = _plain(text)
    found = re.fullmatch(r"([0-9]{4})(?:[-/.年]([0-9]{1,2})月?)?", plain)
    year, month = found.groups() if found else ("", "")
    if not found or not 1 <= int(month or 1) <= 12:
        return read_date(text, today=today).isoformat()
    _within_reason(date(int(year) or 1, 1, 1))
    return f"{year}-{int(month):02d}" if month else year


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    if len(plain) > LONGEST:
        return ""  # no date, and thousands of digits would keep the patterns below busy for minutes
    for written, meant in _CHINESE:
        plain = re.sub(written, meant, plain)
    return plain


def _moved(start: Any, offset: re.Match[str]) -> Any:
    sign, amount, unit = offset.groups()
    try:
        return start + timedelta(**{_SPAN[unit]: int(sign + amount)})
    except OverflowError as error:
        raise _refusal(_("“%(text)s” is too far away."), offset.group()) from error


def _read_iso(plain: str) -> datetime:
    """What programs send: 2026-11-09T08:30:00+08:00."""
    try:
        read = datetime.fromisoformat(plain.upper())
    except ValueError as error:
        raise _refusal(_NOT_A_TIME, plain) from error
    # in UTC: Python knows offsets up to a day, the database none beyond 16 hours
    return _within_reason(read).astimezone(UTC).replace(second=0, microsecond=0)


def _that_was(moment: datetime, text: str) -> datetime:
    """The moment, unless the clocks were put forward over it: it would be stored as another one."""
    if timezone.localtime(moment.astimezone(UTC)).time() != moment.time():
        raise _refusal(_("“%(text)s” was no time of that day: the clocks were put forward over it."), text)
    return moment


def _clock(text: str) -> time | None:
    found = _CLOCK.match(text)
    return time(int(found.group(1)), int(found.group(2))) if found else None


def _within_reason(day: Any) -> Any:
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise _refusal(_("The year %(text)s cannot be right; expected 1850 to 2300."), str(day.year))
    return day


def _refusal(sentence: Any, text: str) -> ValidationError:
    return ValidationError(sentence, params={"text": text[:40]})
