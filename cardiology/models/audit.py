"""What was done and seen. No foreign keys: nothing blocks, and nothing vanishes with, another row."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AuditOutcome(models.TextChoices):
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")
    FAILED = "failed", _("Failed")


class AuditEvent(models.Model):
    """One change or one opening of a record: who, when, what, old and new. Append-only in the database."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    event = models.CharField(max_length=60)
    by_id = models.BigIntegerField(null=True)
    by_username = models.CharField(max_length=150, blank=True)
    role = models.CharField(max_length=20, blank=True)
    via = models.CharField(max_length=20, default="web")
    hospital_id = models.BigIntegerField(null=True)
    patient_id = models.BigIntegerField(null=True)
    about = models.CharField(max_length=60, blank=True)
    about_id = models.BigIntegerField(null=True)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    # of later years than the columns above: empty in the events of before, which are sealed as they are
    outcome = models.CharField(max_length=10, choices=AuditOutcome.choices, null=True)
    address = models.GenericIPAddressField(null=True)
    request_number = models.CharField(max_length=64, null=True)

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        indexes = [
            models.Index(fields=["patient_id", "at"], name="audit_patient"),
            models.Index(fields=["about", "about_id", "at"], name="audit_about"),
            # what the page of the trail is asked by; with `at` where a rare value would have it read all
            models.Index(fields=["hospital_id", "by_username", "at"], name="audit_person"),
            models.Index(fields=["hospital_id", "event"], name="audit_event"),
            models.Index(fields=["address", "at"], name="audit_address"),
            models.Index(
                fields=["outcome", "at"],
                name="audit_not_done",
                condition=models.Q(outcome__in=[AuditOutcome.REFUSED, AuditOutcome.FAILED]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.about} {self.about_id}"


class Submission(models.Model):
    """A form that was sent, by its idempotency key; sending it again gives the first result."""

    key = models.UUIDField(primary_key=True)
    by_id = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now, db_index=True)
    result = models.CharField(max_length=200)

    def __str__(self) -> str:
        return str(self.key)


class Heartbeat(models.Model):
    """Proof of life of a part of the system, for /healthz."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()
    ahead = models.FloatField(null=True)  # seconds of its machine's clock before the database's

    def __str__(self) -> str:
        return self.name
