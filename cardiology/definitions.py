"""When a new stay is a readmission: defined once, used by measures, lists, endpoints and exports."""

from datetime import date

READMITTED = (30, 365)  # days after a discharge, both ends included


def readmission(discharged_on: date, admitted_on: date) -> int | None:
    """Within how many days (30 or 365) a new stay is a readmission; None where it is none.

    A stay that begins on the day of the discharge is its continuation.
    """
    days = (admitted_on - discharged_on).days
    return next((limit for limit in READMITTED if 0 < days <= limit), None)
