"""Beds that cannot be used for a while."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cardiology import audit
from cardiology.access import Permission, check_may
from cardiology.models import Admission, Bed, User


@transaction.atomic
def block(bed: Bed, reason: str, *, by: User) -> Bed:
    """Nobody is put into this bed until it is free again; the reason is shown on the board."""
    check_may(by, Permission.ADMIT)
    stored = Bed.objects.select_for_update().get(pk=bed.pk)
    if Admission.objects.filter(bed=stored, discharged_at__isnull=True).exists():
        raise ValidationError(_("Somebody lies in this bed; move the patient first."))
    if not reason.strip():
        raise ValidationError(_("Say why the bed cannot be used."))
    return _mark(stored, reason.strip(), by=by)


@transaction.atomic
def unblock(bed: Bed, *, by: User) -> Bed:
    """The bed can be used again."""
    check_may(by, Permission.ADMIT)
    return _mark(Bed.objects.select_for_update().get(pk=bed.pk), "", by=by)


def _mark(bed: Bed, reason: str, *, by: User) -> Bed:
    old, bed.blocked_for = {"blocked_for": bed.blocked_for}, reason
    bed.full_clean()
    bed.save(update_fields=["blocked_for"])
    event = "bed blocked" if reason else "bed unblocked"
    audit.record(event, by=by, about=bed, old=old, new={"blocked_for": reason})
    return bed
