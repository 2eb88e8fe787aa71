"""A recorded timeline as the plain values that its rules take."""

from typing import Any

from cardiology.models import Admission, EcgPlace, Timeline
from cardiology.timeline import POINTS, Situation, Times

BEFORE_ARRIVAL = (EcgPlace.PRE_HOSPITAL, EcgPlace.OTHER_HOSPITAL, EcgPlace.CLINIC)


def times_of(row: Timeline | None) -> Times:
    """The instants of a row by point; nothing of no row."""
    return {p.name: getattr(row, p.name) for p in POINTS} if row else {}


def situation_of(stay: Admission, row: Any) -> Situation:
    """What decides which points concern the stay. A lysis or a wire that is recorded speaks for itself."""
    return Situation(stay.arrival_mode, stay.category, getattr(row, "reperfusion", None) or _done(row))


def ecg_was_before_door(row: Any) -> bool:
    """Whether the first ECG is recorded as one from before the arrival here."""
    return getattr(row, "first_ecg_place", None) in BEFORE_ARRIVAL


def _done(row: Any) -> str | None:
    """The reperfusion that the points show where none was chosen."""
    lysed, wired = (getattr(row, n, None) is not None for n in ("lysis_started_at", "wire_crossed_at"))
    return "lysis_pci" if lysed and wired else "lysis" if lysed else "primary_pci" if wired else None
