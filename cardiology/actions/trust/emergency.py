"""Emergency access to a record of another hospital: looking for the patient, opening it, reviewing."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology import audit, emergency
from cardiology.access import Permission, check_may, hospital_of
from cardiology.emergency import Named
from cardiology.models import EmergencyAccess, EmergencyReview, Patient, User
from cardiology.models.trust.emergency import LASTS, SHORTEST_REASON

WAY = "emergency"


@transaction.atomic
def look_up(named: Named, *, by: User) -> list[Patient]:
    """Who is exactly meant, in every hospital; noted with each, or with the own hospital if nobody."""
    check_may(by, Permission.READ_IN_EMERGENCY)
    own, found = hospital_of(by), emergency.registered(by, named)
    told = {"by": named.way, "found": len(found)}
    abouts: list[Model] = [*found] or [own]
    for about in abouts:
        audit.record("emergency search", by=by, about=about, new=told, via=WAY)
    return found


@transaction.atomic
def begin(patient: Patient, *, reason: str, by: User) -> EmergencyAccess:
    """Open the record of another hospital for an hour; while that runs, asking again gives the same one."""
    check_may(by, Permission.READ_IN_EMERGENCY)
    own, reason = hospital_of(by), reason.strip()[:500]
    if patient.hospital_id == own.pk:
        raise ValidationError(_("This is a patient of your own hospital: open the record as always."))
    if len(reason) < SHORTEST_REASON:
        raise ValidationError({"reason": _("Say in at least 10 characters why you need this record now.")})
    User.objects.select_for_update().get(pk=by.pk)  # a form that was sent twice opens once
    if earlier := emergency.running(by).filter(patient=patient).first():
        return earlier
    now = timezone.now()
    access = EmergencyAccess.objects.create(
        patient=patient, by=by, from_hospital=own, reason=reason, opened_at=now, until=now + LASTS
    )
    told = {"reason": reason, "until": str(access.until), "from": own.name, "to": patient.hospital.name}
    for about in (patient, access):  # into the trail of the hospital that is read, and of the own
        audit.record("emergency access opened", by=by, about=about, new=told, via=WAY)
    return access


@transaction.atomic
def review(access: EmergencyAccess, *, remark: str, by: User) -> EmergencyReview:
    """The head of either hospital has seen it: once for each hospital, and never by who read the record."""
    check_may(by, Permission.REVIEW_EMERGENCIES)
    own = hospital_of(by)
    if own.pk not in (access.from_hospital_id, access.patient.hospital_id):
        raise PermissionDenied
    if access.by_id == by.pk:
        raise ValidationError(_("This was your own access: another head has to review it."))
    seen, is_new = EmergencyReview.objects.get_or_create(
        access=access, hospital=own, defaults={"by": by, "remark": remark.strip()[:300]}
    )
    if not is_new:
        raise ValidationError(_("%(name)s has reviewed this access already.") % {"name": seen.by})
    told = {"remark": seen.remark, "reader": access.by.get_username()}
    audit.record("emergency access reviewed", by=by, about=access, new=told)
    return seen
