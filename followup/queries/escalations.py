"""The doctors' inbox of red flags."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology.access import visible_to
from cardiology.models import User
from cardiology.queries.stay import words
from followup.models import Contact, Escalation
from followup.redflags import CRITICAL, title_of

# Critical before warning (by name), untaken before taken, then by age.
URGENT_FIRST = ("severity", F("acknowledged_at").asc(nulls_first=True), "opened_at")


@dataclass(frozen=True)
class Line:
    """One red flag as a doctor sees it."""

    pk: int
    patient: Any
    title: str
    is_critical: bool
    opened_at: datetime
    open_for: str
    acknowledged_by: str
    called_by: str
    note: str
    phone: str
    to: str
    answers: list[tuple[Any, str]]
    advice: str
    is_closed: bool
    outcome: str
    state: str


def inbox(user: User, which: str = "open") -> list[Line]:
    """Open red flags (“open” or “mine”), or the last fifty that were “closed”.

    Critical ones come first, of these what nobody has taken yet, the oldest before the others.
    """
    closed = which == "closed"
    rows = visible_to(user, Escalation).filter(closed_at__isnull=not closed)
    if which == "mine":
        rows = rows.filter(to=user)
    rows = rows.select_related(
        "patient", "contact__by", "contact__answers", "contact__phone", "to", "acknowledged_by"
    )
    ordered = rows.order_by("-closed_at")[:50] if closed else rows.order_by(*URGENT_FIRST)[:200]
    return [_line(e) for e in ordered]


def waiting(user: User) -> tuple[int, int]:
    """How many red flags are open, and how many of them are for this doctor."""
    counted = visible_to(user, Escalation).filter(closed_at=None)
    found = counted.aggregate(open=Count("pk"), mine=Count("pk", filter=Q(to=user)))
    return found["open"], found["mine"]


def _phone(contact: Contact) -> str:
    """The number on which the patient was reached, so that the doctor can ring back."""
    return f"{contact.phone.number} {contact.phone.get_owner_display()}" if contact.phone else ""  # type: ignore[attr-defined]


def _span(passed: timedelta) -> str:
    """A time of waiting in its largest unit."""
    minutes = int(passed.total_seconds() // 60)
    if minutes < 120:
        return _("%(n)d min") % {"n": minutes}
    return _("%(n)d h") % {"n": minutes // 60} if minutes < 2880 else _("%(n)d d") % {"n": minutes // 1440}


def in_words(flag: Escalation) -> str:
    """Where a red flag stands: “Waiting 12 min for Dr Chen”, “Dr Chen took it after 8 min”."""
    name = flag.acknowledged_by or flag.to or _("the doctors on duty")
    if flag.acknowledged_at:
        words = {"who": name, "span": _span(flag.acknowledged_at - flag.opened_at)}
        return _("%(who)s took it after %(span)s") % words
    waits = _("Waiting %(span)s for %(who)s") % {
        "who": name, "span": _span(timezone.now() - flag.opened_at),
    }  # fmt: skip
    return (
        waits if flag.level == 1 else _("%(waits)s, risen to level %(n)d") % {"waits": waits, "n": flag.level}
    )


def _line(escalation: Escalation) -> Line:
    answers = getattr(escalation.contact, "answers", None)
    return Line(
        pk=escalation.pk, patient=escalation.patient, title=title_of(escalation.flag),
        is_critical=escalation.severity == CRITICAL, opened_at=escalation.opened_at,
        open_for=_span(timezone.now() - escalation.opened_at),
        acknowledged_by=str(escalation.acknowledged_by or ""), called_by=str(escalation.contact.by or ""),
        note=escalation.contact.note, phone=_phone(escalation.contact), to=str(escalation.to or ""),
        answers=words(answers) if answers else [], advice=escalation.advice,
        is_closed=escalation.closed_at is not None, outcome=escalation.get_outcome_display(),  # type: ignore[attr-defined]
        state=in_words(escalation),
    )  # fmt: skip
