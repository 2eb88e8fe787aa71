"""What patients report themselves: the link they were given, and the answers that wait for a nurse."""

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from followup.models.contact import Contact
from followup.models.plan import Visit


def new_code() -> str:
    """A word that cannot be guessed and says nothing."""
    return secrets.token_urlsafe(9)


class SelfReportLink(models.Model):
    """The way to one patient's form: for one visit, or (on the schedule card) for whichever is due."""

    patient = models.ForeignKey("cardiology.Patient", on_delete=models.PROTECT, related_name="report_links")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, related_name="report_links")
    code = models.CharField(max_length=20, unique=True, default=new_code, editable=False)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    expires_at = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("link to the self-report")
        verbose_name_plural = _("links to the self-report")
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"report link #{self.pk}"


class ReportState(models.TextChoices):
    WAITING = "waiting", _("Waiting for a nurse")
    TAKEN = "taken", _("Taken over")
    CALLED = "called", _("Taken into the call")
    DISMISSED = "dismissed", _("Put aside")


class SelfReport(models.Model):
    """Answers as a patient typed them. They count only once a nurse has taken them over, one by one."""

    link = models.ForeignKey(SelfReportLink, on_delete=models.PROTECT, related_name="reports")
    patient = models.ForeignKey("cardiology.Patient", on_delete=models.PROTECT, related_name="self_reports")
    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="self_report")
    answers = models.JSONField(default=dict)
    is_urgent = models.BooleanField(_("urgent"), default=False)
    submitted_at = models.DateTimeField(_("received"), default=timezone.now)
    state = models.CharField(max_length=10, choices=ReportState.choices, default=ReportState.WAITING)
    taken = models.JSONField(default=list, editable=False)  # names of the answers that were taken over
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    contact = models.OneToOneField(
        Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="self_report"
    )

    class Meta:
        verbose_name = _("self-report")
        verbose_name_plural = _("self-reports")
        indexes = [
            models.Index(
                fields=["submitted_at"], condition=models.Q(state="waiting"), name="self_report_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"self-report #{self.pk}"


class Knock(models.Model):
    """How often somebody asked at the door of the self-report in one hour; holds only a hash."""

    who = models.CharField(max_length=64)
    hour = models.DateTimeField()
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["who", "hour"], name="knock_once_per_hour")]

    def __str__(self) -> str:
        return f"knock #{self.pk}"
