"""Judging an event: its papers, a masked packet, two votes that do not know each other, a third."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology.models import Paper
from followup.endpoints import CERTAINTIES, VERDICTS
from followup.models.answer import ReportedEvent


class EventDocument(Paper):
    """A paper that proves an event."""

    event = models.ForeignKey(ReportedEvent, on_delete=models.PROTECT, related_name="documents")
    patient = models.ForeignKey("cardiology.Patient", on_delete=models.PROTECT, related_name="+")
    is_masked = models.BooleanField(_("shows no name, number or hospital"), default=False)

    class Meta(Paper.Meta):
        verbose_name = _("document of an event")
        verbose_name_plural = _("documents of events")
        constraints = [models.UniqueConstraint(fields=["event", "sha256"], name="event_document_once")]


class Adjudication(models.Model):
    """One event before its judges. The packet is frozen when it is opened; the result when it is locked."""

    event = models.OneToOneField(ReportedEvent, on_delete=models.PROTECT, related_name="adjudication")
    patient = models.ForeignKey("cardiology.Patient", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("event"), max_length=40)
    trigger = models.CharField(
        _("trigger"), max_length=12,
        choices=[("report", _("Report")), ("readmission", _("Readmission")), ("death", _("Death"))],
    )  # fmt: skip
    packet = models.JSONField(default=dict)
    version = models.PositiveSmallIntegerField(default=1)  # of the definitions that the judges applied
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    locked_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(max_length=14, blank=True, choices=list(VERDICTS.items()))
    classification = models.CharField(max_length=20, blank=True)
    occurred_on = models.DateField(null=True, blank=True)
    agreed = models.BooleanField(null=True)  # whether the first two votes said the same

    class Meta:
        verbose_name = _("adjudication")
        verbose_name_plural = _("adjudications")
        ordering = ["opened_at"]
        constraints = [
            models.CheckConstraint(
                name="locked_has_verdict",
                condition=Q(locked_at__isnull=True, verdict="")
                | (Q(locked_at__isnull=False) & ~Q(verdict="")),
            ),
        ]

    def __str__(self) -> str:
        return f"adjudication #{self.pk}"


class Vote(models.Model):
    """What one judge decided. Never changed; the third vote breaks a tie."""

    adjudication = models.ForeignKey(Adjudication, on_delete=models.PROTECT, related_name="votes")
    position = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    verdict = models.CharField(_("verdict"), max_length=14, choices=list(VERDICTS.items()))
    classification = models.CharField(_("class"), max_length=20, blank=True)
    occurred_on = models.DateField(_("occurred on"), null=True, blank=True)
    certainty = models.CharField(_("certainty"), max_length=10, choices=list(CERTAINTIES.items()))
    reason = models.TextField(_("why"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["adjudication", "position"], name="vote_once_per_place"),
            models.UniqueConstraint(fields=["adjudication", "by"], name="vote_once_per_judge"),
        ]

    def __str__(self) -> str:
        return f"vote #{self.pk}"
