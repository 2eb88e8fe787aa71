"""One way to write a date, a time, an age, a quantity, a variable: on pages, in documents, in messages."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cardiology.dictionary.fields import Variable
from cardiology.dictionary.missing import Missing
from cardiology.dictionary.section import Declared

LONG_HOURS = 3  # below, a delay is counted in minutes, as guidelines do
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(value: Any) -> str:
    """09-Nov-2026 in English, 2026-11-09 in Chinese; partial dates keep their precision."""
    if value in (None, ""):
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    if is_chinese():
        return f"{value:%Y-%m-%d}"
    return f"{value.day:02d}-{_MONTHS[value.month - 1]}-{value.year:04d}"


def clock(value: datetime | None) -> str:
    """24-hour time of an instant in hospital time."""
    return f"{timezone.localtime(value):%H:%M}" if value else ""


def moment(value: datetime | None) -> str:
    """Day and 24-hour time."""
    return f"{day(value)} {clock(value)}" if value else ""


def lasted(minutes: float) -> str:
    """A time that has passed as people say it: 75 min, 3 h 20 min, 2 d 11 h."""
    days, hours, rest = int(minutes) // 1440, int(minutes) % 1440 // 60, int(minutes) % 60
    if days:
        return _("%(days)d d %(hours)d h") % {"days": days, "hours": hours}
    if hours >= LONG_HOURS:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}
    return _("%(minutes)d min") % {"minutes": int(minutes)}


def every(seconds: float) -> str:
    """How often something is done by itself: every 10 s, every 15 min, hourly, daily."""
    known = {86_400: _("daily"), 3_600: _("hourly"), 60: _("every minute")}
    if seconds in known:
        return known[int(seconds)]
    if seconds % 3_600 == 0:
        return _("every %(n)d h") % {"n": seconds // 3_600}
    if seconds % 60 == 0:
        return _("every %(n)d min") % {"n": seconds // 60}
    return _("every %(n)d s") % {"n": seconds}


def age(born: date | None, on: date | None = None) -> str:
    """Completed years with their unit; a 29 February birthday turns on 1 March."""
    if born is None:
        return ""
    on = on or timezone.localdate()
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return _("%(years)d y") % {"years": years}


def shown(row: Declared, variable: Variable) -> str:
    """The value of a variable with its unit, or the reason that there is none."""
    value = getattr(row, variable.attname)
    if value in (None, ""):
        return str(Missing(row.missing.get(variable.name, Missing.NOT_RECORDED)).label)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    text = variable.display(value)
    return f"{text}\u00a0{unit(variable.unit)}".rstrip()


def plain_number(value: Any) -> str:
    """A stored number without trailing zeros."""
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


UNITS_IN_WORDS = {"a": pgettext_lazy("a span of time", "years"), "pack-years": gettext_lazy("pack-years")}


def unit(code: str | None) -> str:
    """A unit as it is printed: powers raised, years in words; nothing where a number has none."""
    if code in UNITS_IN_WORDS:
        return str(UNITS_IN_WORDS[code])
    return "" if code in (None, "1") else str(code).replace("10^9", "×10⁹").replace("10^12", "×10¹²")


def is_chinese() -> bool:
    """Whether the reader reads Chinese."""
    return (translation.get_language() or "").startswith("zh")
