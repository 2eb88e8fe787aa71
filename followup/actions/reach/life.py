"""Whether a patient lives: what each source said is kept; the record's own fields follow from all of them."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology import audit
from cardiology.access import Permission, check_may, visible_to
from cardiology.actions import patients
from cardiology.models import DeathCause, Patient, User, VitalStatus
from followup.models import LifeSign, Plan


@transaction.atomic
def report(sign: LifeSign, *, patient: Patient, cause: str = "", by: User) -> LifeSign:
    """Keep what a source said; a death closes all plans, a sign of life moves the last day known alive.

    What contradicts a recorded death is kept and shown; it does not bring the patient back by itself.
    """
    check_may(by, Permission.CALL)
    stored = visible_to(by, Patient).select_for_update(of=("self",)).get(pk=patient.pk)
    if sign.on > timezone.localdate() and not stored.hospital.dates_are_shifted:
        raise ValidationError({"on": _("This day is still to come.")})
    if stored.birth_on and sign.on < stored.birth_on:
        raise ValidationError({"on": _("This day is before the birth.")})
    sign.patient, sign.recorded_by = stored, by
    known = LifeSign.objects.filter(
        patient=stored, on=sign.on, is_alive=sign.is_alive, source=sign.source
    ).first()
    if known:
        return known
    sign.full_clean(exclude=["patient", "recorded_by"])
    sign.save()
    told = {"on": str(sign.on), "alive": sign.is_alive, "source": sign.source}
    audit.record("vital status reported", by=by, about=sign, new=told)
    if not sign.is_alive:
        patients.report_death(stored, on=sign.on, cause=cause or DeathCause.UNKNOWN, by=by)
    elif stored.vital_status != VitalStatus.DEAD:
        _moves_on(stored)
    return sign


def _moves_on(patient: Patient) -> None:
    """The last day known alive is the latest of all sources; nobody who is known to live is lost."""
    latest = LifeSign.objects.filter(patient=patient, is_alive=True).aggregate(day=Max("on"))["day"]
    if latest and (patient.last_known_alive_on is None or patient.last_known_alive_on < latest):
        patient.last_known_alive_on = latest
        patient.revision += 1
        patient.save(update_fields=["last_known_alive_on", "revision"])
    Plan.objects.filter(patient=patient, lost_at__isnull=False).update(lost_at=None)
