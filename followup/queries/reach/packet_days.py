"""Days of a packet, counted from the event as precisely as it is known: no date tells which patient it is."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

Span = tuple[date, date]  # the first and the last day on which the event may have been


def span_of(on: date, precision: str | None) -> Span:
    """A day is itself; of a month or a year that is known, no day is made up."""
    if precision == "year":
        return date(on.year, 1, 1), date(on.year, 12, 31)
    if precision == "month":
        first = on.replace(day=1)
        return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return on, on


def since(at: datetime | date | None, event: Span) -> str:
    """“Day −2, 14:30”; “Day −32 to −2, 14:30” where only the month of the event is known."""
    if at is None:
        return ""
    if not isinstance(at, datetime):
        return _("Day %(n)s") % {"n": _days(at, event)}
    local = timezone.localtime(at)
    return _("Day %(n)s, %(clock)s") % {"n": _days(local.date(), event), "clock": f"{local:%H:%M}"}


def _days(on: date, event: Span) -> str:
    first, last = event
    least, most = (on - last).days, (on - first).days
    if least == most:
        return _signed(most)
    return _("%(first)s to %(last)s") % {"first": _signed(least), "last": _signed(most)}


def _signed(n: int) -> str:
    return f"+{n}" if n > 0 else f"−{-n}" if n < 0 else "0"
