"""Reminders as data: when around a visit, in which words, and what may become of a message. Pure.

No message names a disease, a drug, a department or a doctor: whoever holds the phone learns only that a
hospital calls.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MessageState(StrEnum):
    """Where a message stands."""

    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


LABELS: dict[str, Any] = {
    MessageState.PLANNED: _("Planned"),
    MessageState.SENDING: _("On its way"),
    MessageState.SENT: pgettext_lazy("follow-up", "Sent"),
    MessageState.DELIVERED: _("Delivered"),
    MessageState.FAILED: _("Failed"),
    MessageState.UNKNOWN: _("Not known, not sent again"),
    MessageState.CANCELLED: _("Not sent"),
}

REASONS: dict[str, Any] = {
    "died": _("The patient has died"), "over": _("The visit is over"),
    "moved": _("The visit has another day"),
    "not_called": _("Nobody has called yet"), "no_consent": _("No consent to messages"),
    "opted_out": _("This number wants no messages"), "late": _("Its time is over"),
    "refused": _("Refused by the gateway"), "busy": _("The gateway is busy"),
    "away": _("The gateway does not answer"), "broke_off": _("The gateway broke off"),
    "closed": _("This way is closed"), "never_arrived": _("The gateway never got it"),
    "undeliverable": _("The gateway could not deliver it"), "cannot_ask": _("Nobody can be asked about it"),
}  # fmt: skip

# A message that may have left is never planned again unless the gateway says that it does not know it.
TRANSITIONS: dict[str, frozenset[str]] = {
    "planned": frozenset({"sending", "cancelled", "failed"}),
    "sending": frozenset({"sent", "delivered", "failed", "unknown", "planned"}),
    "sent": frozenset({"delivered", "failed"}),
    "unknown": frozenset({"sent", "delivered", "failed"}),
    "delivered": frozenset(),
    "failed": frozenset({"delivered"}),  # gateways correct themselves
    "cancelled": frozenset(),
}


OWNERS: dict[str, Any] = {
    "planned": _("The worker, at its time"), "sending": _("The worker"), "sent": _("The gateway"),
    "unknown": _("Follow-up nurse"), "failed": _("Follow-up nurse"),
    "delivered": _("Nobody: finished"), "cancelled": _("Nobody: finished"),
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One message of the cascade: days from the visit's day, at which time, in which words."""

    code: str
    days: int
    at: time
    title: Any
    text: Any
    only_after_attempt: bool = False  # nothing is missed where nobody has called


STOP = _("To stop these messages reply T.")
LINK = _("You may answer our questions beforehand: %(link)s")

# The times are house values [H]; a hospital's quiet hours go before them.
STEPS: tuple[Step, ...] = (
    Step("before", -1, time(10), _("The day before"),
         _("%(hospital)s will ring you tomorrow, %(day)s, to ask how you are. Please keep your phone near.")),
    Step("day", 0, time(8, 30), _("On the day"),
         _("%(hospital)s will ring you today to ask how you are. Please keep your phone near.")),
    Step("after", 1, time(10), _("The day after"),
         _("%(hospital)s could not reach you by phone. Please ring us: %(phone)s"), only_after_attempt=True),
)  # fmt: skip
BY_CODE = {step.code: step for step in STEPS}

STALE = timedelta(hours=12)  # a message that could not go out in time is not sent half a day later
TRIES = 3
PAUSE = timedelta(minutes=5)  # between two tries
SETTLES = timedelta(minutes=2)  # a message on its way for longer was left by a worker that died
UNKNOWN_AFTER = timedelta(minutes=30)  # for so long its gateway is asked
ASK_AFTER = timedelta(minutes=10)  # a sent message without news is asked for, for a day
STOP_WORDS = frozenset({"t", "td", "stop", "unsubscribe", "退订", "停止"})


def due_at(step: Step, visit_on: date, *, quiet_until: int, quiet_from: int) -> datetime:
    """The naive hospital time of a message: its own, moved into the hours in which messages may come."""
    at = datetime.combine(visit_on + timedelta(days=step.days), step.at)
    return in_peace(at, quiet_until=quiet_until, quiet_from=quiet_from)


def in_peace(at: datetime, *, quiet_until: int, quiet_from: int) -> datetime:
    """The first moment from this one at which a message may come."""
    opens = at.replace(hour=quiet_until, minute=0, second=0, microsecond=0)
    if at.hour < quiet_until:
        return opens
    return opens + timedelta(days=1) if at.hour >= quiet_from else at


def words(step: Step, *, hospital: str, day: str, phone: str, link: str) -> str:
    """The text of a message in the language that is active."""
    parts = [step.text % {"hospital": hospital, "day": day, "phone": phone}]
    if link:
        parts.append(LINK % {"link": link})
    return " ".join([*(str(p) for p in parts), str(STOP)])


def wants_to_stop(text: str) -> bool:
    """Whether a reply takes the number out."""
    return "".join(text.split()).strip("。.!！").casefold() in STOP_WORDS


class NotAllowed(ValueError):
    """A message cannot go from this state to that one."""


def check(old: str, new: str) -> str:
    """The new state, if it may follow the old one."""
    if new not in TRANSITIONS[old]:
        raise NotAllowed(f"A message that is {old} cannot become {new}.")
    return new
