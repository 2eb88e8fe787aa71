"""Sending what is due. What is about to be sent is written down and committed before it is sent.

A worker may die at any line: what it left on its way is asked for at the gateway by its key, and is sent
again only if the gateway has surely never heard of it.
"""

from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from followup import channels
from followup.actions.reach import reminders
from followup.channels import NotSent, Receipt, Refused, Uncertain
from followup.models import Reminder
from followup.reminding import (
    ASK_AFTER,
    PAUSE,
    SETTLES,
    TRIES,
    UNKNOWN_AFTER,
    MessageState,
    check,
    in_peace,
)

BATCH = 500


def send_due(now: datetime | None = None) -> int:
    """Send what is planned for now or before, one by one; the number that a gateway took."""
    now, taken = now or timezone.now(), 0
    for _n in range(BATCH):
        claimed = _claim(now)
        if claimed is None:
            break
        taken += claimed.state == MessageState.SENDING and _send(claimed, now)
    return taken


@transaction.atomic
def _claim(now: datetime) -> Reminder | None:
    """The next message: on its way from now on, or cancelled or moved; None where none is due."""
    due = Reminder.objects.filter(state=MessageState.PLANNED, planned_for__lte=now)
    locked = due.select_for_update(skip_locked=True, of=("self",)).order_by("planned_for", "pk")
    found = locked.select_related("visit", "patient__hospital", "phone").first()
    if found is None:
        return None
    reason, peace = reminders.why_not(found, now), _peace(found, now)
    if reason:
        _move(found, MessageState.CANCELLED, reason=reason)
    elif peace > now:
        found.planned_for = peace
        found.save(update_fields=["planned_for"])
    else:
        found.tries += 1
        _move(found, MessageState.SENDING, claimed_at=now)
    return found


def _peace(reminder: Reminder, now: datetime) -> datetime:
    """Now, or the first moment at which the desk's patients are not left in peace."""
    desk = reminders.desk_of(reminder.patient.hospital)
    local = timezone.localtime(now).replace(tzinfo=None)
    moved = in_peace(local, quiet_until=desk.quiet_until, quiet_from=desk.quiet_from)
    return now if moved == local else timezone.make_aware(moved)


def _send(reminder: Reminder, now: datetime) -> bool:
    """Hand one message over; whether the gateway took it."""
    way = channels.channel(reminder.channel)
    to = reminder.phone.digits if reminder.phone else _mail_of(reminder)
    try:
        if way is None or not to:
            raise Refused("closed")
        receipt = way.send(str(reminder.key), to, reminders.text(reminder))
    except Refused as error:
        return _fail(reminder, str(error), now)
    except NotSent as error:
        return _again(reminder, str(error), now)
    except Uncertain:
        return _settle_one(reminder, now)
    return _taken(reminder, receipt, now)


def _mail_of(reminder: Reminder) -> str:
    mailbox = getattr(reminder.patient, "mailbox", None)
    return mailbox.address if mailbox else ""


def settle(now: datetime | None = None) -> int:
    """Ask for what has been on its way for too long: the worker that sent it has died."""
    now = now or timezone.now()
    left = Reminder.objects.filter(state=MessageState.SENDING, claimed_at__lte=now - SETTLES)
    found = list(left.select_related("visit", "patient__hospital", "phone")[:BATCH])
    for reminder in found:
        _settle_one(reminder, now)
    return len(found)


def _settle_one(reminder: Reminder, now: datetime) -> bool:
    """What the gateway knows decides. Where nobody can say, the message is never sent again."""
    way = channels.channel(reminder.channel)
    try:
        if way is None:
            raise Uncertain("closed")
        receipt = way.ask(str(reminder.key))
    except Uncertain as error:
        if reminder.channel == "sms" and now - (reminder.claimed_at or now) < UNKNOWN_AFTER:
            return False  # asked again in a minute
        _move(reminder, MessageState.UNKNOWN, reason=str(error))
        return False
    if receipt is None:
        return _again(reminder, "never_arrived", now)
    return _taken(reminder, receipt, now)


def _taken(reminder: Reminder, receipt: Receipt, now: datetime) -> bool:
    if receipt.state == "failed":
        return _fail(reminder, "undeliverable", now)
    arrived = now if receipt.state == "delivered" else None
    _move(
        reminder, MessageState(receipt.state), gateway_id=receipt.id, sent_at=now, delivered_at=arrived,
        reason="",
    )  # fmt: skip
    return True


def _again(reminder: Reminder, reason: str, now: datetime) -> bool:
    """Back to the planned ones for a while, under the same key; after some tries another way."""
    if reminder.tries >= TRIES:
        return _fail(reminder, reason, now)
    _move(reminder, MessageState.PLANNED, planned_for=now + PAUSE, claimed_at=None, reason=reason)
    return False


@transaction.atomic
def _fail(reminder: Reminder, reason: str, now: datetime) -> bool:
    _move(reminder, MessageState.FAILED, reason=reason)
    reminders.fallback(reminder, now)
    return False


def _move(reminder: Reminder, state: str, **known: object) -> None:
    """To another state, if nobody has moved it in between."""
    check(reminder.state, state)
    if "reason" in known:
        known["reason"] = str(known["reason"])[:20]
    moved = Reminder.objects.filter(pk=reminder.pk, state=reminder.state).update(state=state, **known)
    if moved:
        reminder.state = state
        for name, value in known.items():
            setattr(reminder, name, value)


@transaction.atomic
def heard(key: str, state: str, now: datetime | None = None) -> bool:
    """News of a message by webhook; whether it said anything new. News that come late change nothing."""
    now = now or timezone.now()
    known = _uuid(key)
    rows = Reminder.objects.select_for_update(of=("self",))
    found = rows.filter(key=known).first() if known else None
    wanted = {"delivered": MessageState.DELIVERED, "failed": MessageState.FAILED}.get(state)
    if found is None or wanted is None or wanted == found.state:
        return False
    if wanted == MessageState.FAILED and found.state in (MessageState.SENDING, MessageState.SENT):
        _fail(found, "undeliverable", now)
        return True
    if wanted == MessageState.DELIVERED and found.state in ("sending", "sent", "unknown", "failed"):
        _move(found, wanted, delivered_at=now, sent_at=found.sent_at or now, reason="")
        return True
    return False


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def ask_for_news(now: datetime | None = None) -> int:
    """Ask for messages that were sent without news of their delivery, for a day."""
    now = now or timezone.now()
    silent = Reminder.objects.filter(
        state=MessageState.SENT, channel="sms",
        sent_at__range=(now - timedelta(days=1), now - ASK_AFTER),
    )  # fmt: skip
    counted: Counter[str] = Counter()
    for reminder in silent.order_by("sent_at")[:BATCH]:
        way = channels.channel(reminder.channel)
        try:
            receipt = way.ask(str(reminder.key)) if way else None
        except Uncertain:
            break  # the gateway is away: later
        if receipt:
            counted["news"] += heard(str(reminder.key), receipt.state, now)
    return counted["news"]
