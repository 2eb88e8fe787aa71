"""Working days of the hospital: weekends and public holidays (statutory days of China).

Lunar days stand in a table; a year outside it knows weekends and fixed days only.
"""

from datetime import date, timedelta
from functools import lru_cache

FIXED = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
# per year: lunar new year, Qingming, Dragon Boat, Mid-Autumn
MOVING = {
    2024: ((2, 10), (4, 4), (6, 10), (9, 17)),
    2025: ((1, 29), (4, 4), (5, 31), (10, 6)),
    2026: ((2, 17), (4, 5), (6, 19), (9, 25)),
    2027: ((2, 6), (4, 5), (6, 9), (9, 15)),
    2028: ((1, 26), (4, 4), (5, 28), (10, 3)),
}


@lru_cache(maxsize=8192)  # the same days are asked for in every plan of a department
def is_working_day(day: date) -> bool:
    """Whether routine calls are made on this day."""
    return day.weekday() < 5 and not is_holiday(day)


def is_holiday(day: date) -> bool:
    """A statutory holiday; the Spring Festival lasts from New Year's Eve to the third day."""
    if (day.month, day.day) in FIXED:
        return True
    moving = MOVING.get(day.year)
    if moving is None:
        return False
    new_year = date(day.year, *moving[0])
    eve, third = new_year - timedelta(days=1), new_year + timedelta(days=2)
    return eve <= day <= third or (day.month, day.day) in moving[1:]


def proposed(target: date, opens_on: date, closes_on: date) -> date:
    """The target; on a day off the next working day inside the window, else the previous, else itself."""
    if is_working_day(target):
        return target
    later = _first(target, closes_on, 1)
    earlier = _first(target, opens_on, -1)
    return later or earlier or target


def _first(start: date, end: date, step: int) -> date | None:
    day = start
    while day != end:
        day += timedelta(days=step)
        if is_working_day(day):
            return day
    return None
