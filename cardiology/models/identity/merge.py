"""Two registrations of one person become one patient, and can be parted again."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology.models.hospital import Hospital
from cardiology.models.patient import Patient


class MergeState(models.TextChoices):
    ASKED = "asked", _("Waits for a second person")
    DONE = "done", _("Merged")
    REFUSED = "refused", _("Refused")
    UNDONE = "undone", _("Undone")


class Merge(models.Model):
    """Asked for by one person, confirmed by a second; `manifest` is what undoing puts back.

    `choices` names the details that are taken from the merged patient; `seen` the revisions of both when
    it was asked for; `parted` what had been written between merging and undoing, and where it went.
    """

    hospital = models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="+")
    survivor = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    merged = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"), max_length=1000)
    choices = models.JSONField(default=list)
    seen = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=MergeState.choices, default=MergeState.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)
    undo_reason = models.TextField(blank=True, max_length=1000)
    manifest = models.JSONField(default=dict)
    parted = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("merge of two patients")
        verbose_name_plural = _("merges of patients")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["survivor", "merged"], condition=Q(state="asked"), name="merge_asked_once"
            ),
            models.UniqueConstraint(fields=["merged"], condition=Q(state="done"), name="merged_once"),
        ]

    def __str__(self) -> str:
        return f"merge #{self.pk}"
