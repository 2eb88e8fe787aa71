"""Critical laboratory results: the limits of a hospital, and the call about each result beyond them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology.models.admission import Admission
from cardiology.models.hospital import Hospital
from cardiology.models.laboratory import LabResult
from cardiology.models.patient import Patient


class CriticalLimit(models.Model):
    """The limits of one test in one hospital, where they differ from those the product comes with."""

    hospital = models.ForeignKey(Hospital, on_delete=models.CASCADE, related_name="critical_limits")
    test = models.CharField(_("test"), max_length=20)
    low = models.DecimalField(_("critical below"), max_digits=10, decimal_places=3, null=True, blank=True)
    high = models.DecimalField(_("critical above"), max_digits=10, decimal_places=3, null=True, blank=True)
    within = models.PositiveSmallIntegerField(_("call within (minutes)"))

    class Meta:
        verbose_name = _("critical limit")
        verbose_name_plural = _("critical limits")
        constraints = [
            models.UniqueConstraint(fields=["hospital", "test"], name="critical_limit_once"),
            models.CheckConstraint(
                name="critical_low_below_high",
                condition=Q(low__isnull=True) | Q(high__isnull=True) | Q(low__lt=models.F("high")),
                violation_error_message=_("The lower limit must be below the upper one."),
            ),
            models.CheckConstraint(
                name="critical_call_within_a_day", condition=Q(within__gte=1, within__lte=1440),
                violation_error_message=_("Between 1 minute and 24 hours."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"critical limit {self.test}"


class WarningLimit(models.Model):
    """The limits at which a result of one test warns in one hospital, before it is critical."""

    hospital = models.ForeignKey(Hospital, on_delete=models.CASCADE, related_name="warning_limits")
    test = models.CharField(_("test"), max_length=20)
    low = models.DecimalField(_("warns below"), max_digits=10, decimal_places=3, null=True, blank=True)
    high = models.DecimalField(_("warns above"), max_digits=10, decimal_places=3, null=True, blank=True)

    class Meta:
        verbose_name = _("warning limit")
        verbose_name_plural = _("warning limits")
        constraints = [
            models.UniqueConstraint(fields=["hospital", "test"], name="warning_limit_once"),
            models.CheckConstraint(
                name="warning_low_below_high",
                condition=Q(low__isnull=True) | Q(high__isnull=True) | Q(low__lt=models.F("high")),
                violation_error_message=_("The lower limit must be below the upper one."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"warning limit {self.test}"


class CriticalCall(models.Model):
    """One critical result: until when somebody has to be told, and who was told, read it back and acted.

    Opened for every result that crosses a limit, whatever way it came in; a result that is withdrawn leaves
    its call, with what was known of it.
    """

    hospital = models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    admission = models.ForeignKey(
        Admission, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    result = models.OneToOneField(
        LabResult, on_delete=models.SET_NULL, related_name="criticalcall_of", null=True
    )
    test = models.CharField(_("test"), max_length=20)
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4, null=True, blank=True)
    text = models.CharField(_("value as sent"), max_length=200, blank=True)
    limit = models.CharField(_("limit"), max_length=40)
    opened_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(_("due"))
    level = models.PositiveSmallIntegerField(_("level"), default=0)
    risen_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    told = models.CharField(_("who was told"), max_length=80, blank=True)
    called_at = models.DateTimeField(_("told at"), null=True, blank=True)
    read_back = models.BooleanField(_("read back"), default=False)
    action = models.CharField(_("what was done"), max_length=200, blank=True)
    acted_at = models.DateTimeField(_("done at"), null=True, blank=True)

    class Meta:
        verbose_name = _("critical result")
        verbose_name_plural = _("critical results")
        indexes = [
            models.Index(
                fields=["hospital", "due_at"], name="critical_call_open",
                condition=Q(acknowledged_at__isnull=True),
            )
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(
                name="critical_call_acknowledged_by_somebody",
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True, told="")
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False, told__gt=""),
            )
        ]

    def __str__(self) -> str:
        return f"critical result #{self.pk}"


class CriticalNotice(models.Model):
    """An overdue critical result was brought before a person: once for each person, at the level it had."""

    call = models.ForeignKey(CriticalCall, on_delete=models.PROTECT, related_name="notices")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(_("level"))
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("notice of a critical result")
        verbose_name_plural = _("notices of critical results")
        constraints = [models.UniqueConstraint(fields=["call", "person"], name="critical_notice_once")]

    def __str__(self) -> str:
        return f"notice #{self.pk}"
