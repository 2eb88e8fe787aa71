"""The doctors' inbox of red flags."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from cardiology.access import visible_to
from cardiology.models import User
from cardiology.queries.stay import words
from followup.models import Escalation
from followup.redflags import CRITICAL, title_of


@dataclass(frozen=True)
class Line:
    """One red flag as a doctor sees it."""

    pk: int
    patient: Any
    title: str
    is_critical: bool
    opened_at: datetime
    minutes: int
    acknowledged_by: str
    called_by: str
    note: str
    to: str
    answers: list[tuple[Any, str]]
    advice: str
    is_closed: bool


def inbox(user: User, *, closed: bool = False) -> list[Line]:
    """Open red flags, critical and oldest first; or the last fifty closed ones."""
    rows = visible_to(user, Escalation).filter(closed_at__isnull=not closed)
    rows = rows.select_related("patient", "contact__by", "contact__answers", "to", "acknowledged_by")
    ordered = rows.order_by("-closed_at")[:50] if closed else rows.order_by("severity", "opened_at")[:200]
    return [_line(e) for e in ordered]


def _line(escalation: Escalation) -> Line:
    answers = getattr(escalation.contact, "answers", None)
    return Line(
        pk=escalation.pk, patient=escalation.patient, title=title_of(escalation.flag),
        is_critical=escalation.severity == CRITICAL, opened_at=escalation.opened_at,
        minutes=int((timezone.now() - escalation.opened_at).total_seconds() // 60),
        acknowledged_by=str(escalation.acknowledged_by or ""), called_by=str(escalation.contact.by or ""),
        note=escalation.contact.note, to=str(escalation.to or ""),
        answers=words(answers) if answers else [], advice=escalation.advice,
        is_closed=escalation.closed_at is not None,
    )  # fmt: skip
