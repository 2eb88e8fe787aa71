"""A recorded timeline as the plain values that its rules take."""

from typing import Any

from cardiology.models import Timeline
from cardiology.models.timeline import EcgPlace
from cardiology.timeline import POINTS, Times

BEFORE_ARRIVAL = (EcgPlace.BEFORE_HOSPITAL, EcgPlace.OTHER_HOSPITAL, EcgPlace.OUTPATIENT)


def times_of(row: Timeline | None) -> Times:
    """The instants of a row by point; nothing of no row."""
    return {p.name: getattr(row, p.name) for p in POINTS} if row else {}


def ecg_was_before_door(row: Any) -> bool:
    """Whether the first ECG is recorded as one from before the arrival here."""
    return getattr(row, "first_ecg_place", None) in BEFORE_ARRIVAL
