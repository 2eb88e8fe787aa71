"""Critical results of a hospital: its limits, the calls that are open, and those of one patient."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.utils import timezone

from cardiology.access import visible_to
from cardiology.codes import label, laboratory
from cardiology.guidance.critical import DEFAULTS, Limits
from cardiology.models import CriticalCall, CriticalLimit, Patient, User

SHOWN_FOR = timedelta(days=3)


@dataclass(frozen=True)
class Line:
    """One call as the list shows it. `left` are the minutes until it is due, negative when overdue."""

    call: CriticalCall
    name: Any
    unit: str
    value: str
    left: int

    @property
    def is_open(self) -> bool:
        return self.call.acknowledged_at is None

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.left < 0

    @property
    def late_by(self) -> int:
        """Minutes over the time."""
        return -self.left


def limits_of(hospital_id: int) -> dict[str, Limits]:
    """The limits that hold in a hospital: its own, else those of the product."""
    own = {row.test: row for row in CriticalLimit.objects.filter(hospital_id=hospital_id)}
    return {test: _own(found, own.get(test)) for test, found in DEFAULTS.items()}


def _own(found: Limits, row: CriticalLimit | None) -> Limits:
    if row is None:
        return found
    low, high = (None if v is None else float(v) for v in (row.low, row.high))
    return replace(found, low=low, high=high, within=row.within)


def calls(user: User) -> list[Line]:
    """Open calls, the most urgent first, then those acknowledged within three days."""
    rows = visible_to(user, CriticalCall).select_related("patient", "admission__bed", "acknowledged_by")
    still = [_line(c) for c in rows.filter(acknowledged_at__isnull=True).order_by("due_at")[:200]]
    since = timezone.now() - SHOWN_FOR
    done = rows.filter(acknowledged_at__gte=since).order_by("-acknowledged_at")[:50]
    return still + [_line(c) for c in done]


def open_of(user: User, patient: Patient) -> list[Line]:
    """The open calls of one patient."""
    rows = visible_to(user, CriticalCall).filter(patient=patient, acknowledged_at__isnull=True)
    return [_line(c) for c in rows.order_by("due_at")]


def open_count(user: User) -> int:
    """How many calls wait in this hospital."""
    return visible_to(user, CriticalCall).filter(acknowledged_at__isnull=True).count()


def kept_in_time(user: User) -> tuple[int, int]:
    """(acknowledged within their time, acknowledged at all), of the last 90 days."""
    since = timezone.now() - timedelta(days=90)
    rows = (
        visible_to(user, CriticalCall)
        .filter(acknowledged_at__gte=since)
        .values_list("acknowledged_at", "due_at")
    )
    found = [at <= due for at, due in rows]
    return sum(found), len(found)


def _line(call: CriticalCall) -> Line:
    known = laboratory.find(call.test)
    left = (call.due_at - (call.acknowledged_at or timezone.now())).total_seconds() / 60
    unit = "" if known is None or known.unit == "1" else known.unit
    return Line(call, label("laboratory", call.test), unit, f"{call.value.normalize():f}", int(left // 1))
