"""What is said of a coronary procedure as a whole."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology.actions import sections
from cardiology.models import Procedure, User


@transaction.atomic
def say_rest_is_normal(procedure: Procedure, *, is_normal: bool, by: User) -> Procedure:
    """State that every segment without a row of its own is normal, or take that back; who and when is kept.

    The statement does not change what is written in a row, and later rows narrow what it covers.
    """
    row = Procedure.objects.select_for_update().get(pk=procedure.pk)
    if row.kind not in ("angiography", "pci"):
        raise ValidationError(_("Only an angiography or PCI shows the coronary segments."))
    row.rest_is_normal = "yes" if is_normal else None  # type: ignore[assignment]
    row.rest_normal_by = by if is_normal else None
    row.rest_normal_at = timezone.now() if is_normal else None
    return sections.save(row, by=by)
