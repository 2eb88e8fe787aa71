"""What was counted and told before: whom each count was about, and the values that a search may offer."""

from django.db import models
from django.utils import timezone


class Told(models.Model):
    """A count that readers without patient access were given, with whom it was about.

    A later count about nearly the same people repeats it, so that nobody is told by the difference. The
    members are bits by the number of a row, pressed; the fingerprint finds the very same set again.
    """

    hospital = models.ForeignKey("cardiology.Hospital", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=120)
    rows = models.PositiveIntegerField()
    patients = models.PositiveIntegerField()
    standing_rows = models.PositiveIntegerField()
    standing_patients = models.PositiveIntegerField()
    row_bits = models.BinaryField()
    patient_bits = models.BinaryField()
    fingerprint = models.CharField(max_length=64)
    told_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["hospital", "fingerprint"], name="told_once")]

    def __str__(self) -> str:
        return f"told #{self.pk}"


class Census(models.Model):
    """How often each kind of row, variable and answer is recorded in a hospital, counted at night."""

    hospital = models.OneToOneField("cardiology.Hospital", on_delete=models.CASCADE, related_name="+")
    counts = models.JSONField(default=dict)
    counted_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"census #{self.pk}"
