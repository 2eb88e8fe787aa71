"""The sample of stays that a second person enters again, and what that person wrote."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from cardiology.models.hospital import Hospital


class ReabstractionSample(models.Model):
    """The draw of one month: how many stays there were, and the seed that draws the same ones again."""

    hospital = models.ForeignKey(Hospital, on_delete=models.CASCADE, related_name="+")
    month = models.DateField()
    seed = models.PositiveIntegerField()
    stays = models.PositiveIntegerField()
    drawn_at = models.DateTimeField(default=timezone.now)
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hospital", "month"], name="reabstraction_sample_once")
        ]


class Reabstraction(models.Model):
    """One drawn stay. `first` is what the record held when the second person was done, `second` what that
    person wrote, both by "section.variable"; neither changes when the record is corrected afterwards."""

    sample = models.ForeignKey(ReabstractionSample, on_delete=models.CASCADE, related_name="entries")
    admission = models.ForeignKey("cardiology.Admission", on_delete=models.CASCADE, related_name="+")
    first = models.JSONField(default=dict)
    second = models.JSONField(default=dict)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    entered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sample", "admission"], name="reabstraction_once"),
            models.CheckConstraint(
                condition=models.Q(entered_at__isnull=True, entered_by__isnull=True)
                | models.Q(entered_at__isnull=False, entered_by__isnull=False),
                name="reabstraction_entered_by_somebody",
            ),
        ]
