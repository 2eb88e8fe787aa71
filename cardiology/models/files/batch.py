"""Files on their way into the record: from the check to the decision, and back out again."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class BatchState(models.TextChoices):
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Waits for a decision")
    STORING = "storing", _("Being brought in")
    STORED = "stored", _("Brought in")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")
    DROPPED = "dropped", _("Put away")
    FAILED = "failed", pgettext_lazy("work of a worker", "Broken off")


DUE = (BatchState.CHECKING, BatchState.STORING, BatchState.UNDOING)  # a worker has to do something


class ImportBatch(models.Model):
    """One file: what it was, what its check found, what came of it, and what its undoing took back.

    `state` says what is due; a worker that claims the row keeps `alive_until` ahead of the clock.
    """

    kind = models.CharField(max_length=40)
    mapping = models.CharField(max_length=60, blank=True)
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(default=0)  # bytes
    hospital_id = models.BigIntegerField()
    by_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=timezone.now)
    counts = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=10, choices=BatchState.choices, default=BatchState.STORED)
    token = models.CharField(max_length=32, blank=True)  # under which the file is kept until the decision
    clean_only = models.BooleanField(default=False)
    found = models.JSONField(default=dict)  # what the check found, cut to what a page can show
    problem = models.TextField(blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    step = models.CharField(max_length=80, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    alive_until = models.DateTimeField(null=True)
    decided_by_id = models.BigIntegerField(null=True)
    stored_at = models.DateTimeField(null=True)
    undone = models.JSONField(default=dict)  # counts, what was kept and why
    undone_by_id = models.BigIntegerField(null=True)
    undone_at = models.DateTimeField(null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("imported file")
        verbose_name_plural = _("imported files")
        indexes = [
            models.Index(fields=["at"], condition=Q(state__in=DUE), name="import_batch_due"),
            models.Index(fields=["hospital_id", "at"], name="import_batch_hospital"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"

    @property
    def is_due(self) -> bool:
        """Whether a worker still has something to do."""
        return self.state in DUE


class ImportedRow(models.Model):
    """One row that a batch made or changed, so that the batch can be undone.

    `old` is the whole row before the change; for a row that was made it is empty, until the undoing
    withdraws the row and keeps here what it held.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="rows")
    about = models.CharField(max_length=60)
    row_id = models.BigIntegerField()
    revision = models.PositiveIntegerField()
    is_new = models.BooleanField()
    old = models.JSONField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        constraints = [
            models.UniqueConstraint(fields=["batch", "about", "row_id"], name="imported_row_once"),
        ]

    def __str__(self) -> str:
        return f"{self.about} #{self.row_id}"
