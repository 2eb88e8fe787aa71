"""Red flags on their way to a doctor: opened, acknowledged, closed with advice."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology import audit
from cardiology.access import Permission, check_may, visible_to
from cardiology.models import User
from followup.models import Contact, Escalation


@transaction.atomic
def open_for(contact: Contact, flags: Sequence[Any], *, by: User) -> list[Escalation]:
    """One escalation per red flag, to the attending doctor of the stay that the plan follows."""
    doctor = contact.visit.plan.admission.attending
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
    if stored.acknowledged_at is None:
        stored.acknowledged_at, stored.acknowledged_by = timezone.now(), by
        stored.save()
        audit.record("escalation acknowledged", by=by, about=stored)
    return stored


@transaction.atomic
def close(escalation: Escalation, *, advice: str, by: User) -> Escalation:
    """Close with advice in words; what is closed stays closed."""
    check_may(by, Permission.ADVISE)
    stored = visible_to(by, Escalation).select_for_update(of=("self",)).get(pk=escalation.pk)
    if stored.closed_at:
        raise ValidationError(_("This red flag is already closed."))
    if not advice.strip():
        raise ValidationError({"advice": _("Write what was advised or done.")})
    now = timezone.now()
    stored.acknowledged_at = stored.acknowledged_at or now
    stored.acknowledged_by = stored.acknowledged_by or by
    stored.closed_at, stored.closed_by, stored.advice = now, by, advice.strip()
    stored.full_clean(exclude=["contact", "patient", "to", "acknowledged_by", "closed_by"])
    stored.save()
    audit.record("escalation closed", by=by, about=stored)
    return stored
