"""How long dual antiplatelet therapy is planned."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

MONTHS_ACS, MONTHS_CHRONIC = 12, 6  # ESC ACS 2023 (default of 12 months); ESC CCS 2024 (6 months after PCI)
ACS = ("stemi", "nstemi", "ua")


@dataclass(frozen=True)
class Planned:
    """Until when, counted how many months from which day."""

    until: date
    months: int
    since: date


def dual_antiplatelet_until(
    *, category: str | None, classes: frozenset[str], stented_on: date | None, admitted_on: date
) -> Planned | None:
    """The planned end of aspirin with a P2Y12 inhibitor; None where both are not given, with an oral
    anticoagulant (its own rule decides), or where neither syndrome nor stent asks for both.

    Counted from the day of the stent, else from the day of admission.
    """
    if not {"aspirin", "p2y12"} <= classes or "oac" in classes:
        return None
    if category in ACS:
        months = MONTHS_ACS
    elif stented_on is not None:
        months = MONTHS_CHRONIC
    else:
        return None
    since = stented_on or admitted_on
    return Planned(after_months(since, months), months, since)


def after_months(day: date, months: int) -> date:
    """The same day some months later, or the last of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
