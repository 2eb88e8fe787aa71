"""Advice that was shown to a stay, what was answered to it, and which guideline packs a hospital follows."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cardiology.models.admission import Admission
from cardiology.models.hospital import Hospital


class AdviceReply(models.TextChoices):
    """What was answered to an advice."""

    ACCEPTED = "accepted", pgettext_lazy("advice", "Accepted")
    OVERRIDDEN = "overridden", _("Overridden")


class OverrideReason(models.TextChoices):
    """Why an advice is not followed."""

    CONTRAINDICATED = "contraindicated", _("Contraindicated")
    DECLINED = "declined", _("Patient declined")
    DONE = "done", _("Done already, not recorded here")
    WRONG_FACT = "wrong_fact", _("The facts are wrong")
    NOT_APPLICABLE = "not_applicable", _("Does not fit this patient")
    LATER = "later", _("Planned for later")
    COST = "cost", _("Cost or not available")
    GIVEN = "given", _("Given already: written down as it happened")
    WEIGHED = "weighed", _("Risk weighed by a senior doctor, no alternative")
    OTHER = "other", _("Other reason")


# For going on in spite of a hard stop no other reason is taken.
AGAINST_A_STOP = (OverrideReason.WRONG_FACT, OverrideReason.GIVEN, OverrideReason.WEIGHED)


class AdviceAnswer(models.Model):
    """One advice on one set of facts, from when it was first shown. Answered, it is quiet until they change.

    `facts` is the fingerprint of what was shown; running clocks are not part of it.
    """

    admission = models.ForeignKey(Admission, on_delete=models.PROTECT, related_name="advice_answers")
    rule = models.CharField(_("rule"), max_length=20)
    version = models.CharField(_("version"), max_length=20)
    facts = models.CharField(max_length=64)
    shown_at = models.DateTimeField(default=timezone.now)
    reply = models.CharField(_("answer"), max_length=12, choices=AdviceReply.choices, blank=True)
    reason = models.CharField(_("reason"), max_length=20, choices=OverrideReason.choices, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("answer to an advice")
        verbose_name_plural = _("answers to advice")
        indexes = [models.Index(fields=["rule", "reply"], name="advice_answer_rule")]
        constraints = [
            models.UniqueConstraint(fields=["admission", "rule", "facts"], name="advice_shown_once"),
            models.CheckConstraint(
                name="advice_answered_by_somebody",
                condition=Q(reply="", by__isnull=True, at__isnull=True)
                | (~Q(reply="") & Q(by__isnull=False, at__isnull=False)),
            ),
            models.CheckConstraint(
                name="advice_overridden_with_reason",
                condition=Q(reply="overridden", reason__gt="") | (~Q(reply="overridden") & Q(reason="")),
                violation_error_message=_("Say why the advice is not followed."),
            ),
        ]

    def __str__(self) -> str:
        return f"advice {self.rule} #{self.pk}"

    @property
    def patient_id(self) -> int:
        """Whose record this is part of; the audit asks."""
        return self.admission.patient_id


class GuidelinePacks(models.Model):
    """The guideline packs that a hospital follows, the preferred first."""

    hospital = models.OneToOneField(Hospital, on_delete=models.CASCADE, related_name="guideline_packs")
    packs = ArrayField(models.CharField(max_length=10))

    class Meta:
        verbose_name = _("guideline packs")
        verbose_name_plural = _("guideline packs")

    def __str__(self) -> str:
        return ", ".join(self.packs)
