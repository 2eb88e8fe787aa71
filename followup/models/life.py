"""Who said when that a patient lives or has died: every source is kept, none overwrites another."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class LifeSource(models.TextChoices):
    CALL = "call", _("Follow-up call")
    SELF_REPORT = "self_report", _("Self-report")
    RELATIVE = "relative", _("Relative")
    RECORD = "record", _("Own record")
    OTHER_HOSPITAL = "other", _("Other hospital")
    REGISTRY = "registry", _("Death register")
    INSURANCE = "insurance", pgettext_lazy("follow-up", "Insurance")


class LifeSign(models.Model):
    """On this day, by this source, the patient was alive or had died."""

    patient = models.ForeignKey("cardiology.Patient", on_delete=models.PROTECT, related_name="life_signs")
    on = models.DateField(_("on"))
    is_alive = models.BooleanField(_("alive"))
    source = models.CharField(_("source"), max_length=12, choices=LifeSource.choices)
    note = models.CharField(_("note"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("sign of life")
        verbose_name_plural = _("signs of life")
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["patient", "on", "is_alive", "source"], name="life_sign_once"),
        ]

    def __str__(self) -> str:
        return f"life sign #{self.pk}"
