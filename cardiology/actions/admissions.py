"""Admitting, moving, planning the discharge."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology import audit
from cardiology.access import Permission, check_may, hospital_of
from cardiology.actions import numbers
from cardiology.actions.sections import StaleRevision
from cardiology.models import Admission, Bed, User


@transaction.atomic
def admit(admission: Admission, *, by: User, via: str = "web") -> Admission:
    """Open a stay. A patient with an open stay, or a taken bed, is refused with a sentence."""
    check_may(by, Permission.ADMIT)
    admission.hospital = hospital_of(by)
    admission.number = admission.number or numbers.next_admission_number(admission.hospital)
    admission.department = admission.department or by.department
    if admission.bed:
        admission.ward = _usable(admission.bed).ward
    admission.full_clean()
    admission.save()
    audit.record("admitted", by=by, about=admission, new=audit.state(admission), via=via)
    return admission


@transaction.atomic
def transfer(admission: Admission, *, to: Bed, by: User) -> Admission:
    """Move the patient to another bed of the same hospital. A bed that is taken or blocked is refused."""
    check_may(by, Permission.ADMIT)
    bed = _usable(to)
    stored = Admission.objects.select_for_update().get(pk=admission.pk)
    if not stored.is_open:
        raise ValidationError(_("This stay has ended."))
    if stored.bed_id == bed.pk:
        return stored
    if Admission.objects.filter(bed=bed, discharged_at__isnull=True).exists():
        raise ValidationError(
            _("Bed %(bed)s is taken. Choose a free bed, or move that patient first.") % {"bed": bed.label}
        )
    old = {"bed": stored.bed_id, "ward": stored.ward_id}
    stored.bed, stored.ward = bed, bed.ward
    stored.revision += 1
    stored.full_clean()
    stored.save()
    audit.record("moved", by=by, about=stored, old=old, new={"bed": bed.pk, "ward": bed.ward_id})
    return stored


def _usable(bed: Bed) -> Bed:
    """The bed, held until the transaction ends: who wants the same one waits, and then finds it taken."""
    held = Bed.objects.select_for_update(of=("self",)).select_related("ward").get(pk=bed.pk)
    if held.blocked_for:
        told = {"bed": held.label, "why": held.blocked_for}
        raise ValidationError(_("Bed %(bed)s cannot be used: %(why)s.") % told)
    return held


@transaction.atomic
def plan_discharge(admission: Admission, *, on: date | None, by: User) -> Admission:
    """Set the day on which the patient is to go home, or take it back."""
    check_may(by, Permission.ADMIT)
    stored = Admission.objects.select_for_update().get(pk=admission.pk)
    if not stored.is_open:
        raise ValidationError(_("This stay has ended."))
    if on and on < timezone.localtime(stored.admitted_at).date():
        raise ValidationError(_("The planned discharge cannot be before the admission."))
    if stored.planned_discharge_on == on:
        return stored
    old = {"planned_discharge_on": str(stored.planned_discharge_on or "")}
    stored.planned_discharge_on = on
    stored.revision += 1
    stored.save(update_fields=["planned_discharge_on", "revision"])
    audit.record("amended", by=by, about=stored, old=old, new={"planned_discharge_on": str(on or "")})
    return stored


@transaction.atomic
def amend(admission: Admission, *, by: User, revision: int | None = None, via: str = "web") -> Admission:
    """Correct what is known of the stay: arrival, main reason, attending, planned discharge."""
    check_may(by, Permission.ADMIT)
    stored = Admission.objects.select_for_update().get(pk=admission.pk)
    if revision is not None and stored.revision != revision:
        raise StaleRevision(stored)
    old = audit.state(stored)
    admission.revision = stored.revision + 1
    admission.number = admission.number or stored.number
    admission.full_clean()
    admission.save()
    before, after = audit.changes(old, audit.state(admission))
    audit.record("amended", by=by, about=admission, old=before, new=after, via=via)
    return admission
