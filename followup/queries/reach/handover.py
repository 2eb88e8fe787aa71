"""The end of a shift: what is open, what was promised, who holds whom, what the last shift did."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Prefetch
from django.utils import timezone

from cardiology.access import visible_to
from cardiology.models import User
from followup.models import Contact, Outcome, Visit, VisitState
from followup.queries.call_list import in_words, last_words
from followup.queries.reach.flags import State, states
from followup.queries.reach.messages import Message, troubles
from followup.queries.reach.reports import Waiting, waiting

SHIFT = timedelta(hours=12)
AHEAD = timedelta(hours=36)
LOG = 200


@dataclass(frozen=True)
class OpenCall:
    """A call that somebody has to take over."""

    visit_id: int
    name: str
    number: str
    visit: str
    at: datetime | None
    last: str
    note: str
    by: str
    is_mine: bool
    has_draft: bool
    is_late: bool


@dataclass(frozen=True)
class Nurse:
    """What one person did in the shift."""

    name: str
    attempts: int
    reached: int
    promised: int


@dataclass(frozen=True)
class HandOver:
    """Everything that one shift tells the next."""

    since: datetime
    promises: list[OpenCall]
    held: list[OpenCall]
    begun: list[OpenCall]
    flags: list[State]
    reports: list[Waiting]
    troubles: list[Message]
    nurses: list[Nurse]
    log: list[Contact]


def hand_over(user: User, now: datetime | None = None) -> HandOver:
    """The state now, and the log of the last twelve hours."""
    now = now or timezone.now()
    log = _log(user, now - SHIFT)
    promised = _open(user).filter(callback_at__lte=now + AHEAD).order_by("callback_at")
    held = _open(user).filter(claimed_until__gt=now).order_by("claimed_until")
    begun = _open(user).exclude(draft={}).exclude(claimed_until__gt=now).order_by("due_on")[:LOG]
    return HandOver(
        since=now - SHIFT,
        promises=[_call(v, v.callback_at, user, now) for v in promised],
        held=[_call(v, v.claimed_until, user, now) for v in held],
        begun=[_call(v, None, user, now) for v in begun],
        flags=states(user), reports=waiting(user), troubles=troubles(user)[:20],
        nurses=_nurses(log), log=log,
    )  # fmt: skip


def _open(user: User) -> Any:
    last = Contact._default_manager.select_related("by")
    rows = visible_to(user, Visit).filter(state=VisitState.OPEN, merged_into=None, plan__closed_at=None)
    return rows.select_related("patient", "plan", "claimed_by").prefetch_related(
        Prefetch("contacts", last, to_attr="tried"), "merged__plan"
    )


def _call(visit: Any, at: datetime | None, user: User, now: datetime) -> OpenCall:
    last = visit.tried[0] if visit.tried else None
    who = visit.claimed_by or (last.by if last else None)
    return OpenCall(
        visit_id=visit.pk, name=visit.patient.name, number=visit.patient.number, visit=in_words(visit), at=at,
        last=last_words(visit.tried), note=last.note if last else "", by=str(who or ""),
        is_mine=who == user, has_draft=bool(visit.draft), is_late=at is not None and at < now,
    )  # fmt: skip


def _log(user: User, since: datetime) -> list[Contact]:
    rows = visible_to(user, Contact).filter(at__gte=since).select_related("patient", "by")
    return list(rows.annotate(code=F("visit__code")).order_by("-at")[:LOG])


def _nurses(log: list[Contact]) -> list[Nurse]:
    tried, reached, promised = Counter[str](), Counter[str](), Counter[str]()
    for contact in log:
        name = str(contact.by or "")
        tried[name] += 1
        reached[name] += contact.outcome.startswith("answered")
        promised[name] += contact.outcome == Outcome.CALL_LATER
    return [Nurse(n, tried[n], reached[n], promised[n]) for n in sorted(tried)]
