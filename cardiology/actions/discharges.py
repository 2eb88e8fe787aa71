"""Ending the stay; what follows (the follow-up plan) happens in the same transaction."""

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology import audit, registries
from cardiology.access import Permission, check_may
from cardiology.actions import medication, patients, sections
from cardiology.actions.guidance import scores
from cardiology.models import Admission, Discharge, Disposition, KeptWhen, User


@transaction.atomic
def discharge(
    admission: Admission,
    *,
    on: datetime,
    form: Discharge,
    by: User,
    confirmed: Collection[str] = (),
    via: str = "web",
) -> Admission:
    """Discharge a patient: closes the stay, stores the discharge form, keeps the risk scores, opens what
    follows.

    Refuses a stay that is already closed, a discharge before the admission or in the future.
    """
    check_may(by, Permission.DISCHARGE)
    stored = Admission.objects.select_for_update().select_related("hospital", "patient").get(pk=admission.pk)
    if not stored.is_open:
        raise ValidationError(_("This stay is already closed."))
    if on > timezone.now() and not stored.hospital.dates_are_shifted:
        raise ValidationError({"discharged_at": _("The discharge cannot be in the future.")})
    stored.discharged_at = on
    stored.revision += 1
    stored.full_clean()
    stored.save()
    form.admission, form.patient = stored, stored.patient
    if medication.reconciled(stored):
        form.reconciled = "yes"
    sections.save(form, by=by, confirmed=confirmed, via=via)
    audit.record("discharged", by=by, about=stored, new={"discharged_at": on.isoformat()}, via=via)
    if form.disposition == Disposition.DIED:
        day = timezone.localtime(on).date()
        patients.report_death(stored.patient, on=day, cause=form.death_cause, by=by)
        stored.patient.refresh_from_db()
    scores.keep(stored, occasion=KeptWhen.DISCHARGE, by=by, via=via)
    for follow in registries.after_discharge:
        follow(stored, by=by)
    return stored
