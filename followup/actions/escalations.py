"""Red flags on their way to a doctor: opened, acknowledged, closed with advice; untaken they rise."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology import audit
from cardiology.access import Permission, check_may, hospital_of, may, visible_to
from cardiology.models import Role, User
from followup import levels
from followup.models import Contact, Escalation, EscalationOutcome, EscalationStep, OnCall, Rise


@transaction.atomic
def open_for(contact: Contact, flags: Sequence[Any], *, by: User) -> list[Escalation]:
    """One escalation per red flag, to the attending doctor of the stay that the plan follows.

    Where the stay has none (any more), it goes to the doctor on call at once.
    """
    attending = contact.visit.plan.admission.attending
    doctor = attending if attending and attending.is_active else on_call(contact.patient.hospital_id)
    opened = []
    for flag in flags:
        made = Escalation.objects.create(
            contact=contact, patient=contact.patient, flag=flag.id, severity=flag.severity, to=doctor
        )
        audit.record("escalation opened", by=by, about=made, new={"flag": flag.id})
        opened.append(made)
    return opened


@transaction.atomic
def acknowledge(escalation: Escalation, *, by: User) -> Escalation:
    """A doctor takes it."""
    check_may(by, Permission.ADVISE)
    stored = visible_to(by, Escalation).select_for_update(of=("self",)).get(pk=escalation.pk)
    if levels.TAKEN in levels.TRANSITIONS[state(stored)]:
        stored.acknowledged_at, stored.acknowledged_by = timezone.now(), by
        stored.save()
        audit.record("escalation acknowledged", by=by, about=stored)
    return stored


@transaction.atomic
def close(
    escalation: Escalation, *, advice: str, by: User, outcome: str = EscalationOutcome.ADVICE
) -> Escalation:
    """Close with what was done, and the advice in words; what is closed stays closed."""
    check_may(by, Permission.ADVISE)
    stored = visible_to(by, Escalation).select_for_update(of=("self",)).get(pk=escalation.pk)
    if levels.CLOSED not in levels.TRANSITIONS[state(stored)]:
        raise ValidationError(_("This red flag is already closed."))
    if not advice.strip():
        raise ValidationError({"advice": _("Write what was advised or done.")})
    now = timezone.now()
    stored.acknowledged_at = stored.acknowledged_at or now
    stored.acknowledged_by = stored.acknowledged_by or by
    stored.closed_at, stored.closed_by = now, by
    stored.outcome, stored.advice = outcome, advice.strip()
    stored.full_clean(exclude=["contact", "patient", "to", "acknowledged_by", "closed_by"])
    stored.save()
    audit.record("escalation closed", by=by, about=stored, new={"outcome": outcome})
    return stored


def rise(now: datetime | None = None) -> int:
    """Every untaken red flag rises to the level that its time demands; each on its own, each recorded."""
    now = now or timezone.now()
    untaken = Escalation.objects.filter(acknowledged_at=None, closed_at=None)
    minutes: dict[int, dict[tuple[str, str], int]] = {}
    risen = 0
    for pk, hospital in untaken.values_list("pk", "patient__hospital_id"):
        if hospital not in minutes:
            minutes[hospital] = own_minutes(hospital)
        risen += _rise_one(pk, now, minutes[hospital])
    return risen


@transaction.atomic
def _rise_one(pk: int, now: datetime, own: dict[tuple[str, str], int]) -> int:
    """Rise as many levels as were missed while nobody swept; a flag that somebody holds now is left."""
    locked = Escalation.objects.select_for_update(skip_locked=True, of=("self",)).select_related("patient")
    flag = locked.filter(pk=pk, acknowledged_at=None, closed_at=None).first()
    if flag is None:
        return 0
    steps = levels.steps_for(flag.severity, own)
    wanted = levels.level_after(now - flag.opened_at, steps)
    risen = 0
    while flag.level < wanted:
        role, left = levels.check(state(flag), steps[flag.level].to), flag.to
        flag.level += 1
        flag.to = _doctor(role, flag) or left
        flag.save(update_fields=["level", "to"])
        made = Rise.objects.create(
            escalation=flag, level=flag.level, role=role, at=now, left_by=left, to=flag.to
        )
        told = {"level": made.level, "to": flag.to_id}
        audit.record("escalation rose", by=None, about=flag, new=told, via="sweep")
        risen += 1
    return risen


def state(flag: Escalation) -> str:
    """Where a red flag stands, in the words of the table of transitions."""
    taken, closed = flag.acknowledged_at is not None, flag.closed_at is not None
    return levels.state_of(flag.level, is_taken=taken, is_closed=closed)


def own_minutes(hospital_id: int) -> dict[tuple[str, str], int]:
    """The minutes that a hospital has set itself, by severity and level."""
    rows = EscalationStep.objects.filter(hospital_id=hospital_id)
    return {
        (severity, to): minutes for severity, to, minutes in rows.values_list("severity", "to", "minutes")
    }


def on_call(hospital_id: int, now: datetime | None = None) -> User | None:
    """The doctor on call now; of several the one who began last."""
    now = now or timezone.now()
    duty = OnCall.objects.filter(
        hospital_id=hospital_id, starts_at__lte=now, ends_at__gt=now, doctor__is_active=True
    )
    found = duty.select_related("doctor").first()
    return found.doctor if found else None


@transaction.atomic
def take_duty(doctor: User, *, until: datetime, by: User) -> OnCall:
    """A doctor is on call from now until then; who was on call before is relieved."""
    check_may(by, Permission.ADVISE)
    now, hospital = timezone.now(), hospital_of(by)
    if until <= now:
        raise ValidationError({"until": _("Say until when: a time that is still to come.")})
    if doctor.hospital_id != hospital.pk or not may(doctor, Permission.ADVISE):
        raise ValidationError({"doctor": _("Only a doctor of this hospital can be on call.")})
    running = OnCall.objects.select_for_update().filter(hospital=hospital, starts_at__lt=now, ends_at__gt=now)
    running.update(ends_at=now)
    made = OnCall.objects.create(hospital=hospital, doctor=doctor, starts_at=now, ends_at=until)
    audit.record("on call", by=by, about=made, new={"doctor": doctor.pk, "until": until.isoformat()})
    return made


def _doctor(role: str, flag: Escalation) -> User | None:
    """Who has this level now, in the hospital of the patient."""
    hospital = flag.patient.hospital_id
    if role == levels.ON_CALL:
        return on_call(hospital)
    heads = User.objects.filter(hospital_id=hospital, role=Role.HEAD, is_active=True)
    return heads.order_by("pk").first()
