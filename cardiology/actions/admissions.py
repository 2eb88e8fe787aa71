"""Admitting, moving."""

from django.db import transaction

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
        admission.ward = admission.bed.ward
    admission.full_clean()
    admission.save()
    audit.record("admitted", by=by, about=admission, new=audit.state(admission), via=via)
    return admission


@transaction.atomic
def transfer(admission: Admission, *, to: Bed, by: User) -> Admission:
    """Move the patient to another bed of the same hospital."""
    check_may(by, Permission.ADMIT)
    stored = Admission.objects.select_for_update().get(pk=admission.pk)
    old = {"bed": stored.bed_id, "ward": stored.ward_id}
    stored.bed, stored.ward = to, to.ward
    stored.revision += 1
    stored.full_clean()
    stored.save()
    audit.record("moved", by=by, about=stored, old=old, new={"bed": to.pk, "ward": to.ward_id})
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
