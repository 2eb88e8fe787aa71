"""Months as their first day."""

from calendar import monthrange
from datetime import date


def months_until(day: date, count: int) -> list[date]:
    """The first days of the last `count` months, the one of `day` included and last."""
    index = day.year * 12 + day.month - 1
    return [date((index - back) // 12, (index - back) % 12 + 1, 1) for back in range(count - 1, -1, -1)]


def last_day(month: date) -> date:
    """The last day of the month that a day is in."""
    return month.replace(day=monthrange(month.year, month.month)[1])
