"""How a red flag rises where nobody takes it: who is on call, how long each level waits, each rise."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from followup.levels import ROLES
from followup.models.contact import Escalation, Outcome


class OnCall(models.Model):
    """A doctor who takes the red flags that their first addressee has left."""

    hospital = models.ForeignKey("cardiology.Hospital", on_delete=models.PROTECT, related_name="+")
    doctor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))

    class Meta:
        verbose_name = _("doctor on call")
        verbose_name_plural = _("doctors on call")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="on_call_ends_later", condition=Q(ends_at__gt=F("starts_at"))),
        ]

    def __str__(self) -> str:
        return f"on call #{self.pk}"


class EscalationStep(models.Model):
    """A hospital's own number of minutes after which a red flag rises to a level."""

    hospital = models.ForeignKey("cardiology.Hospital", on_delete=models.PROTECT, related_name="+")
    severity = models.CharField(
        _("how urgent"), max_length=10, choices=[("critical", _("Critical")), ("warn", _("Within a day"))]
    )
    to = models.CharField(_("rises to"), max_length=10, choices=list(ROLES.items()))
    minutes = models.PositiveIntegerField(_("minutes after it was opened"))

    class Meta:
        verbose_name = _("level of escalation")
        verbose_name_plural = _("levels of escalation")
        constraints = [
            models.UniqueConstraint(fields=["hospital", "severity", "to"], name="escalation_step_once"),
        ]

    def __str__(self) -> str:
        return f"{self.severity} {self.to} {self.minutes} min"


class RequeueRule(models.Model):
    """A hospital's own rule for what follows an attempt that reached nobody."""

    hospital = models.ForeignKey("cardiology.Hospital", on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(pgettext_lazy("follow-up", "after"), max_length=16, choices=Outcome.choices)
    minutes = models.PositiveIntegerField(
        _("again after (minutes)"), validators=[MaxValueValidator(60 * 24 * 60)]
    )
    cap = models.PositiveSmallIntegerField(
        _("attempts at most"), validators=[MinValueValidator(3), MaxValueValidator(30)]
    )  # fewer than three never meet the definition of “not reached”
    other_band = models.BooleanField(_("at another time of day"))
    other_number_from = models.PositiveSmallIntegerField(
        _("another number from attempt"), null=True, blank=True, validators=[MinValueValidator(1)]
    )

    class Meta:
        verbose_name = _("rule for the next attempt")
        verbose_name_plural = _("rules for the next attempt")
        constraints = [
            models.UniqueConstraint(fields=["hospital", "outcome"], name="requeue_rule_once"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.minutes} min"


class Rise(models.Model):
    """One rise of a red flag to the next level; who had left it, who has it now."""

    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="rises")
    level = models.PositiveSmallIntegerField(_("level"))
    role = models.CharField(_("rises to"), max_length=10, choices=list(ROLES.items()))
    at = models.DateTimeField(default=timezone.now)
    left_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("rise of a red flag")
        verbose_name_plural = _("rises of red flags")
        ordering = ["level"]
        constraints = [models.UniqueConstraint(fields=["escalation", "level"], name="rise_once_per_level")]

    def __str__(self) -> str:
        return f"rise #{self.pk}"
