"""What follows an attempt that reached nobody: delay, cap, change of hour and day, as data."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from followup.definitions import EARLIEST, LATEST

BANDS = ((8, 12), (12, 18), (18, 21))


@dataclass(frozen=True)
class Rule:
    """Wait at least `delay`, move to another part of the day, give up after `cap` attempts."""

    delay: timedelta
    cap: int = 6
    other_band: bool = True


RULES: dict[str, Rule] = {
    "no_answer": Rule(timedelta(hours=20)),
    "busy": Rule(timedelta(minutes=30), other_band=False),
    "switched_off": Rule(timedelta(hours=20)),
    "barrier": Rule(timedelta(hours=20), other_band=False),
    "in_hospital": Rule(timedelta(days=7), other_band=False),
    "wrong_number": Rule(timedelta(0), other_band=False),
    "invalid_number": Rule(timedelta(0), other_band=False),
}


def band(hour: int) -> int:
    """Morning, afternoon or evening; the night belongs to the nearest."""
    return next((i for i, (_start, end) in enumerate(BANDS) if hour < end), len(BANDS) - 1)


def next_attempt(outcome: str, at: datetime, attempts: int) -> datetime | None:
    """When to try again (hospital time); None when the cap is reached."""
    rule = RULES[outcome]
    if attempts >= rule.cap:
        return None
    if not rule.delay:
        return at
    wanted = at + rule.delay
    if rule.other_band:
        hour = BANDS[(band(at.hour) + 1) % len(BANDS)][0]
        day = wanted if wanted.hour <= hour else wanted + timedelta(days=1)
        wanted = day.replace(hour=hour, minute=0, second=0, microsecond=0)
    return within_hours(wanted)


def within_hours(at: datetime) -> datetime:
    """Never before 8 or after 21."""
    morning = at.replace(hour=EARLIEST, minute=0, second=0, microsecond=0)
    if at.hour >= LATEST:
        return morning + timedelta(days=1)
    return max(at, morning)
