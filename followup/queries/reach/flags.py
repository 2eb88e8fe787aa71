"""Red flags as the nurse sees them, who is on call, and how fast doctors took them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

from django.db.models.functions import TruncMonth
from django.utils import timezone

from cardiology.access import visible_to
from cardiology.models import Patient, User
from cardiology.wording import clock, moment
from followup import levels
from followup.actions.escalations import own_minutes
from followup.models import Escalation, OnCall
from followup.queries.escalations import URGENT_FIRST, in_words
from followup.redflags import CRITICAL, title_of

SHOWN = 8
MONTHS = 12


@dataclass(frozen=True)
class State:
    """One red flag in a line: whose, which, where it stands, what the doctor said."""

    patient_id: int
    name: str
    title: str
    state: str
    advice: str
    is_critical: bool
    tone: str


def states(user: User, patient: Patient | None = None) -> list[State]:
    """Open red flags, critical and untaken first; of one patient also those closed since yesterday."""
    rows = visible_to(user, Escalation).select_related("patient", "to", "acknowledged_by")
    if patient is not None:
        found = list(rows.filter(patient=patient, closed_at=None)) + list(
            rows.filter(patient=patient, closed_at__gte=timezone.now() - timedelta(days=1))
        )
        return [_state(f) for f in found]
    return [_state(f) for f in rows.filter(closed_at=None).order_by(*URGENT_FIRST)[:SHOWN]]


def _state(flag: Escalation) -> State:
    tone = "done" if flag.closed_at else "info" if flag.acknowledged_at else "attention"
    return State(
        patient_id=flag.patient_id, name=flag.patient.name, title=title_of(flag.flag), state=in_words(flag),
        advice=flag.advice, is_critical=flag.severity == CRITICAL,
        tone="critical" if tone == "attention" and flag.level > 1 else tone,
    )  # fmt: skip


def on_call_now(user: User) -> str:
    """Who is on call and until when, in words; empty where nobody is."""
    now = timezone.now()
    duty = OnCall.objects.filter(hospital_id=user.hospital_id, starts_at__lte=now, ends_at__gt=now)
    found = duty.select_related("doctor").first()
    if found is None:
        return ""
    is_today = timezone.localtime(found.ends_at).date() == timezone.localdate()
    return f"{found.doctor} – {clock(found.ends_at) if is_today else moment(found.ends_at)}"


@dataclass(frozen=True)
class MonthOfFlags:
    """Red flags of one month and severity; minutes until a doctor took them. Open ones have no time yet."""

    month: date
    is_critical: bool
    opened: int
    taken: int
    in_time: int
    median: float | None
    slowest: float | None
    risen: int
    closed: int


def statistics(user: User) -> list[MonthOfFlags]:
    """The last twelve months by severity, newest first; in time is before the flag would rise."""
    first = timezone.localtime() - timedelta(days=31 * MONTHS)
    rows = visible_to(user, Escalation).filter(opened_at__gte=first).annotate(month=TruncMonth("opened_at"))
    groups: dict[tuple[date, bool], list[dict[str, Any]]] = defaultdict(list)
    wanted = ("month", "severity", "opened_at", "acknowledged_at", "closed_at", "level")
    for row in rows.values(*wanted):
        groups[row["month"].date(), row["severity"] == CRITICAL].append(row)
    own = own_minutes(user.hospital_id or 0)
    ordered = sorted(groups, key=lambda k: (-k[0].toordinal(), not k[1]))
    return [_month(*key, groups[key], own) for key in ordered]


def _month(
    month: date, is_critical: bool, rows: list[dict[str, Any]], own: dict[tuple[str, str], int]
) -> MonthOfFlags:
    waited = [
        (r["acknowledged_at"] - r["opened_at"]).total_seconds() / 60 for r in rows if r["acknowledged_at"]
    ]
    limit = levels.target(CRITICAL if is_critical else levels.WARN, own).total_seconds() / 60
    return MonthOfFlags(
        month=month, is_critical=is_critical, opened=len(rows), taken=len(waited),
        in_time=sum(w <= limit for w in waited), median=median(waited) if waited else None,
        slowest=max(waited, default=None), risen=sum(r["level"] > 1 for r in rows),
        closed=sum(r["closed_at"] is not None for r in rows),
    )  # fmt: skip
