"""Emergency access: who of another hospital read a patient's record, why, how long, and who reviewed it."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Trim
from django.db.models.lookups import GreaterThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology.models.hospital import Hospital
from cardiology.models.patient import Patient

LASTS = timedelta(minutes=60)
SHORTEST_REASON = 10  # characters


class EmergencyAccess(models.Model):
    """The record of a patient of one hospital is read by a member of staff of another, for an hour at most.

    Append-only in the database: only the patient may become another, in a merge.
    """

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # where the reader works; `patient` leads to the hospital whose record it is
    from_hospital = models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"), max_length=500)
    opened_at = models.DateTimeField(_("opened"))
    until = models.DateTimeField(_("until"))

    class Meta:
        verbose_name = _("emergency access")
        verbose_name_plural = _("emergency accesses")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="emergency_lasts_an_hour_at_most",
                condition=Q(until__gt=F("opened_at"), until__lte=F("opened_at") + LASTS),
            ),
            models.CheckConstraint(
                name="emergency_has_a_reason",
                condition=GreaterThanOrEqual(Length(Trim("reason")), SHORTEST_REASON),
            ),
        ]
        indexes = [
            models.Index(fields=["by", "until"], name="emergency_running"),
            models.Index(fields=["from_hospital", "-opened_at"], name="emergency_from"),
        ]

    def __str__(self) -> str:
        return f"emergency access #{self.pk}"

    @property
    def is_running(self) -> bool:
        """Whether the hour is not over."""
        return timezone.now() < self.until


class EmergencyReview(models.Model):
    """The head of one of the two hospitals has looked at an emergency access; each hospital once."""

    access = models.ForeignKey(EmergencyAccess, on_delete=models.PROTECT, related_name="reviews")
    hospital = models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    remark = models.CharField(_("remark"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("review of an emergency access")
        verbose_name_plural = _("reviews of emergency accesses")
        constraints = [
            models.UniqueConstraint(fields=["access", "hospital"], name="emergency_reviewed_once"),
        ]

    def __str__(self) -> str:
        return f"review of {self.access_id}"
