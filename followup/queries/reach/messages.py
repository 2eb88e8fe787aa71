"""The messages of a patient, and of the house: where each stands, and why one was not sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from cardiology.access import visible_to
from cardiology.models import Patient, User
from followup import channels
from followup.actions.reach.reminders import agrees, tail
from followup.models import Mailbox, OptOut, Reminder
from followup.reminding import LABELS, MessageState

SHOWN = 60
TONES = {
    "delivered": "done", "sent": "info", "failed": "high", "unknown": "attention", "sending": "info",
}  # fmt: skip


@dataclass(frozen=True)
class Message:
    """One message in a line."""

    step: str
    for_on: Any
    way: str
    at: datetime
    state: Any
    tone: str
    reason: str
    is_fallback: bool
    name: str
    patient_id: int


def of_patient(user: User, patient: Patient) -> list[Message]:
    """The last messages of a patient, newest first."""
    rows = visible_to(user, Reminder).filter(patient=patient)
    return [_message(r) for r in rows.select_related("patient", "phone")[:SHOWN]]


def troubles(user: User) -> list[Message]:
    """What lately did not arrive and may need a call: failed, or nobody knows."""
    states = (MessageState.FAILED, MessageState.UNKNOWN)
    rows = visible_to(user, Reminder).filter(state__in=states, fallback=None)
    return [_message(r) for r in rows.select_related("patient", "phone")[:SHOWN]]


def counts(user: User) -> list[tuple[Any, int]]:
    """How many messages stand where."""
    found = dict(visible_to(user, Reminder).values_list("state").annotate(n=Count("pk")).order_by())
    return [(label, found.get(state, 0)) for state, label in LABELS.items()]


def quiet(found: list[tuple[Any, int]]) -> Any:
    """What to say where no message is in trouble: not that all arrived, where none was sent."""
    numbers = dict(zip(LABELS, (n for _label, n in found), strict=True))
    if numbers[MessageState.SENT] or numbers[MessageState.DELIVERED]:
        return _("No message failed")
    return _("No message was sent yet")


def ways() -> list[str]:
    """The ways that are open."""
    return list(channels.configured())


def _message(row: Reminder) -> Message:
    way = row.get_channel_display()  # type: ignore[attr-defined]
    return Message(
        step=row.get_step_display(), for_on=row.for_on,  # type: ignore[attr-defined]
        way=f"{way} …{row.phone.digits[-4:]}" if row.phone else str(way),
        at=row.delivered_at or row.sent_at or row.planned_for, state=LABELS[row.state],
        tone=TONES.get(row.state, ""), reason=row.get_reason_display(),  # type: ignore[attr-defined]
        is_fallback=row.instead_of_id is not None,
        name=row.patient.name, patient_id=row.patient_id,
    )  # fmt: skip


@dataclass(frozen=True)
class Number:
    """A number of the patient, and whether a message may go there."""

    pk: int
    number: str
    owner: str
    may_leave_message: bool
    is_invalid: bool
    is_silent: bool
    is_own: bool


def numbers(patient: Patient) -> list[Number]:
    """The numbers in their order."""
    found = list(patient.phones.all())
    out = OptOut.objects.filter(hospital_id=patient.hospital_id, address__in=[tail(p.digits) for p in found])
    silent = set(out.values_list("address", flat=True))
    return [
        Number(p.pk, p.number, str(p.get_owner_display()), p.may_leave_message, p.invalid_since is not None,  # type: ignore[attr-defined]
               tail(p.digits) in silent, p.owner == "self")
        for p in found
    ]  # fmt: skip


def settings_of(patient: Patient) -> dict[str, Any]:
    """Consent, numbers and e-mail address."""
    mailbox = Mailbox.objects.filter(patient=patient).first()
    return {
        "agrees": agrees(patient), "numbers": numbers(patient), "mailbox": mailbox.address if mailbox else "",
        "ways": ways(),
    }  # fmt: skip
