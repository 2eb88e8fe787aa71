"""What a patient agreed to, refused or took back, for which purpose, after reading which text."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cardiology.models.hospital import Hospital
from cardiology.models.patient import Patient


class Purpose(models.TextChoices):
    CARE = "care", _("Care in this hospital")
    PHONE = "phone", _("Follow-up by phone")
    MESSAGE = "message", _("Text messages")
    RESEARCH = "research", _("Research")
    SHARING = "sharing", _("Sharing with other hospitals")


class Decision(models.TextChoices):
    GIVEN = "given", pgettext_lazy("consent", "Given")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ConsentText(models.Model):
    """The wording that patients of a hospital are asked to agree to; a version is never changed."""

    hospital = models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="consent_texts")
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose.choices)
    version = models.CharField(_("version"), max_length=20)
    wording = models.TextField(_("wording"), max_length=20_000)
    valid_from = models.DateField(_("used from"), default=timezone.localdate)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        ordering = ["purpose", "-valid_from", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["hospital", "purpose", "version"],
                name="consent_text_once",
                violation_error_message=_("There is a text of this version for this purpose already."),
            )
        ]

    def __str__(self) -> str:
        return self.version


class Consent(models.Model):
    """One decision of the patient; the newest of a purpose counts, and none is ever changed."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose.choices)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices)
    decided_on = models.DateField(_("decided on"))
    text = models.ForeignKey(
        ConsentText, on_delete=models.PROTECT, null=True, blank=True, related_name="consents",
        verbose_name=_("version of the text"),
    )  # fmt: skip
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("who asked"),
    )  # fmt: skip
    on_paper = models.BooleanField(_("signed form on paper"), null=True, blank=True)
    note = models.CharField(_("remark"), max_length=300, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-decided_on", "-pk"]
        indexes = [models.Index(fields=["patient", "purpose", "-decided_on"], name="consent_newest")]

    def __str__(self) -> str:
        return f"{self.purpose} #{self.pk}"

    @property
    def is_given(self) -> bool:
        return self.decision == Decision.GIVEN
