"""Which messages are to be sent, to whom they may go, and who wants none."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cardiology import audit
from cardiology.access import Permission, check_may, hospital_of, visible_to
from cardiology.actions import consents
from cardiology.models import Decision, Hospital, Patient, Phone, Purpose, Relation, User, VitalStatus
from cardiology.queries.identity import parts
from cardiology.wording import day
from followup import channels
from followup.actions.reach import self_reports
from followup.models import Desk, Mailbox, OptOut, Reminder, Visit, VisitState
from followup.reminding import BY_CODE, STALE, STEPS, MessageState, due_at, wants_to_stop, words

SPREAD = timedelta(days=max(abs(s.days) for s in STEPS))


@dataclass(frozen=True)
class Destination:
    """Where a message may go: which way, to which number or address."""

    channel: str
    address: str
    phone: Phone | None = None


def desk_of(hospital: Hospital) -> Desk:
    """What the hospital says of its desk; the usual where it has said nothing."""
    return Desk.objects.filter(hospital=hospital).first() or Desk(hospital=hospital)


def destinations(patient: Patient) -> list[Destination]:
    """The patient's own numbers at which a message may be left, then the e-mail address; without opt-outs."""
    found = [
        Destination("sms", p.digits, p)
        for p in patient.phones.all()
        if p.owner == Relation.SELF and p.may_leave_message and p.invalid_since is None
    ]
    mailbox = Mailbox.objects.filter(patient=patient).first()
    if mailbox:
        found.append(Destination("email", mailbox.address))
    out = OptOut.objects.filter(hospital_id=patient.hospital_id, address__in=[tail(d.address) for d in found])
    silent, ways = set(out.values_list("address", flat=True)), channels.configured()
    return [d for d in found if d.channel in ways and tail(d.address) not in silent]


def tail(address: str) -> str:
    """An address as opt-outs know it: an e-mail in small letters, a number without its country code."""
    if "@" in address:
        return address.strip().casefold()
    digits = "".join(c for c in address if c.isdigit())
    return digits[-11:]


def agrees(patient: Patient) -> bool:
    """A message goes only to who has agreed to messages: unlike a call it cannot ask first."""
    newest = patient.consents.filter(purpose=Purpose.MESSAGE).first()
    return newest is not None and newest.is_given


def plan(now: datetime | None = None) -> int:
    """Write down the messages that the visits around today want. Again and again: each is there once."""
    if not channels.configured():
        return 0
    now = now or timezone.now()
    today = timezone.localtime(now).date()
    visits = Visit.objects.filter(
        state=VisitState.OPEN, merged_into=None, plan__closed_at=None,
        due_on__range=(today - SPREAD, today + SPREAD),
    ).exclude(patient__vital_status=VitalStatus.DEAD)  # fmt: skip
    return sum(_plan_one(pk, now) for pk in visits.values_list("pk", flat=True).iterator())


@transaction.atomic
def _plan_one(visit_id: int, now: datetime) -> int:
    visit = Visit.objects.select_related("patient__hospital").get(pk=visit_id)
    if not agrees(visit.patient):
        return 0
    ways = destinations(visit.patient)
    if not ways:
        return 0
    made = 0
    for step, at in _ahead(visit, now):
        _row, is_new = Reminder.objects.get_or_create(
            visit=visit, step=step, for_on=visit.due_on, instead_of=None,
            defaults={
                "patient": visit.patient, "channel": ways[0].channel, "phone": ways[0].phone,
                "planned_for": at,
            },
        )  # fmt: skip
        made += is_new
    return made


def _ahead(visit: Visit, now: datetime) -> Iterator[tuple[str, datetime]]:
    """The steps whose time is still to come, or has come a short while ago."""
    desk = desk_of(visit.patient.hospital)
    for step in STEPS:
        naive = due_at(step, visit.due_on, quiet_until=desk.quiet_until, quiet_from=desk.quiet_from)
        at = timezone.make_aware(naive)
        if at + STALE > now:
            yield step.code, at


def why_not(reminder: Reminder, now: datetime) -> str:
    """The code of the reason why a planned message is not sent after all; "" where it is."""
    visit, patient, step = reminder.visit, reminder.patient, BY_CODE[reminder.step]
    ways = destinations(patient)
    is_open = any(d.channel == reminder.channel and d.phone == reminder.phone for d in ways)
    reasons = (
        (patient.vital_status == VitalStatus.DEAD, "died"),
        (visit.state != VisitState.OPEN or visit.merged_into_id, "over"),
        (visit.due_on != reminder.for_on, "moved"),
        (step.only_after_attempt and not visit.attempts, "not_called"),
        (not agrees(patient), "no_consent"),
        (not is_open, "opted_out"),
        (now > reminder.planned_for + STALE, "late"),
    )
    return next((reason for applies, reason in reasons if applies), "")


def text(reminder: Reminder) -> str:
    """The words of a message in the language of the desk's patients, with a link to the self-report."""
    hospital = reminder.patient.hospital
    desk, step = desk_of(hospital), BY_CODE[reminder.step]
    with translation.override(desk.patients_language):
        link = "" if step.code == "after" else self_reports.address(reminder.visit)
        return words(step, hospital=hospital.name, day=day(reminder.for_on), phone=desk.phone, link=link)


def fallback(reminder: Reminder, now: datetime) -> Reminder | None:
    """The same message by the next way, once the first has surely failed."""
    ways = destinations(reminder.patient)
    tried = {(reminder.channel, reminder.phone_id)}
    before = reminder.instead_of
    while before:
        tried.add((before.channel, before.phone_id))
        before = before.instead_of
    left = [d for d in ways if (d.channel, d.phone.pk if d.phone else None) not in tried]
    if not left or Reminder.objects.filter(instead_of=reminder).exists():
        return None
    return Reminder.objects.create(
        visit=reminder.visit, patient=reminder.patient, step=reminder.step, for_on=reminder.for_on,
        channel=left[0].channel, phone=left[0].phone, planned_for=now, instead_of=reminder,
    )  # fmt: skip


@transaction.atomic
def stop(address: str, *, hospital: Hospital, source: str, by: User | None = None) -> OptOut:
    """This number wants no more messages, whoever it belongs to."""
    made, is_new = OptOut.objects.get_or_create(
        hospital=hospital, address=tail(address), defaults={"source": source, "by": by}
    )
    if is_new:
        audit.record("messages stopped", by=by, about=made, via="web" if by else "reply")
    return made


def replied(sender: str, said: str) -> int:
    """A reply to a message: a word of stopping takes the number out in every hospital that knows it."""
    digits = tail(sender)
    if not wants_to_stop(said) or len(digits) < 7:
        return 0
    phones = parts.with_part(Phone.objects.all(), digits)
    theirs = {phone.patient_id for phone in phones if phone.digits.endswith(digits)}
    known = Hospital.objects.filter(patients__in=theirs).distinct()
    return len([stop(digits, hospital=h, source="reply") for h in known])


@transaction.atomic
def choose(phone: Phone, *, wants: bool, by: User) -> None:
    """Staff were told that a number wants messages, or wants none."""
    check_may(by, Permission.CALL)
    if not wants:
        stop(phone.digits, hospital=hospital_of(by), source="staff", by=by)
        return
    out = OptOut.objects.filter(hospital=hospital_of(by), address=tail(phone.digits)).first()
    if out:
        audit.record("messages allowed again", by=by, about=out)
        out.delete()


@transaction.atomic
def consent(patient: Patient, *, is_given: bool, by: User) -> None:
    """The person, whatever the number, agrees to messages or wants none any more."""
    decision = Decision.GIVEN if is_given else Decision.WITHDRAWN
    consents.record(patient, Purpose.MESSAGE, decision, by=by, asked_by=by, via="call")


def cancel_for_refusal(patient: Patient, purpose: str, *, by: User) -> None:
    """Who refuses messages gets none of those that are planned."""
    if purpose == Purpose.MESSAGE:
        planned = Reminder.objects.filter(patient=patient, state=MessageState.PLANNED)
        planned.update(state=MessageState.CANCELLED, reason="no_consent")


@transaction.atomic
def set_mailbox(patient: Patient, address: str, *, by: User) -> None:
    """Keep, change or (empty) forget the e-mail address for reminders."""
    check_may(by, Permission.CALL)
    stored = visible_to(by, Patient).select_for_update(of=("self",)).get(pk=patient.pk)
    before = Mailbox.objects.filter(patient=stored).first()
    if not address.strip():
        if before:
            audit.record("e-mail address removed", by=by, about=stored)
            before.delete()
        return
    made = before or Mailbox(patient=stored)
    made.address = address.strip()
    try:
        made.full_clean(exclude=["patient"])
    except ValidationError as error:
        raise ValidationError({"address": _("This is not an e-mail address.")}) from error
    made.save()
    audit.record("e-mail address recorded", by=by, about=stored)
