"""What follows an attempt that reached nobody, as data: delay, cap, change of hour and day, other numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from followup.definitions import EARLIEST, LATEST

BANDS = ((8, 12), (12, 18), (18, 21))


@dataclass(frozen=True)
class Rule:
    """Wait at least `delay`, move to another part of the day, give up after `cap` attempts.

    From `other_number_from` attempts on another number of the patient is proposed; None: never.
    """

    delay: timedelta
    cap: int = 6
    other_band: bool = True
    other_number_from: int | None = 2


RULES: dict[str, Rule] = {
    "no_answer": Rule(timedelta(hours=20)),
    "busy": Rule(timedelta(minutes=30), other_band=False, other_number_from=None),
    "switched_off": Rule(timedelta(hours=20)),
    "barrier": Rule(timedelta(hours=20), other_band=False, other_number_from=1),
    "in_hospital": Rule(timedelta(days=7), other_band=False, other_number_from=None),
    "partial": Rule(timedelta(hours=4), other_band=False, other_number_from=None),
    "refused_now": Rule(timedelta(days=7), cap=3, other_band=False, other_number_from=None),
    "wrong_number": Rule(timedelta(0), other_band=False, other_number_from=1),
    "invalid_number": Rule(timedelta(0), other_band=False, other_number_from=1),
}


def band(hour: int) -> int:
    """Morning, afternoon or evening; the night belongs to the nearest."""
    return next((i for i, (_start, end) in enumerate(BANDS) if hour < end), len(BANDS) - 1)


def next_attempt(
    outcome: str, at: datetime, attempts: int, own: Mapping[str, Rule] | None = None
) -> datetime | None:
    """When to try again (hospital time), by a hospital's own rules where it has any; None at the cap."""
    rule = (own or {}).get(outcome) or RULES[outcome]
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


def takes_other_number(outcome: str, attempts: int, own: Mapping[str, Rule] | None = None) -> bool:
    """Whether the next attempt goes to another number, where there is one."""
    start = ((own or {}).get(outcome) or RULES[outcome]).other_number_from
    return start is not None and attempts >= start


def in_words(outcome: str, attempts: int, own: Mapping[str, Rule] | None = None) -> str:
    """What follows the attempt of this number, as a sentence for the screen, by a hospital's own rules."""
    rule = (own or {}).get(outcome) or RULES[outcome]
    if attempts >= rule.cap:
        return _("the last of %(n)d attempts") % {"n": rule.cap}
    parts = [_delay_in_words(rule.delay)]
    if rule.other_band:
        parts.append(_("at another time of day"))
    if takes_other_number(outcome, attempts, own):
        parts.append(_("on another number, if there is one"))
    return _("%(rule)s; attempt %(n)d of %(cap)d") % {
        "rule": ", ".join(parts), "n": attempts, "cap": rule.cap,
    }  # fmt: skip


def _delay_in_words(delay: timedelta) -> str:
    minutes = int(delay.total_seconds() // 60)
    if not minutes:
        return _("again at once")
    if minutes % 1440 == 0:
        return _("again after %(n)d d") % {"n": minutes // 1440}
    if minutes % 60 == 0:
        return _("again after %(n)d h") % {"n": minutes // 60}
    return _("again after %(n)d min") % {"n": minutes}


def within_hours(at: datetime) -> datetime:
    """Never before 8 or after 21."""
    morning = at.replace(hour=EARLIEST, minute=0, second=0, microsecond=0)
    if at.hour >= LATEST:
        return morning + timedelta(days=1)
    return max(at, morning)
