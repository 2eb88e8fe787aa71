"""Rows to be taken out that are too many to wait for: written by the worker, kept for a day."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cardiology.models.hospital import Hospital


class ExtractState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("work of a worker", "Waiting")
    RUNNING = "running", _("Being written")
    READY = "ready", pgettext_lazy("file", "Ready")
    FAILED = "failed", pgettext_lazy("work of a worker", "Broken off")
    CANCELLED = "cancelled", _("Cancelled")
    EXPIRED = "expired", pgettext_lazy("file", "No longer kept")


UNFINISHED = (ExtractState.WAITING, ExtractState.RUNNING)  # a worker has to do something
EVERY_KIND = "all"


class Extract(models.Model):
    """What one person chose to take out, how far it is written, and until when its file is kept.

    `choice` is what `resources.Wanted` tells of itself; a worker that claims the row keeps `alive_until`
    ahead of the clock. The file lies under `token` and is for nobody but who asked.
    """

    hospital = models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=40)  # of rows; EVERY_KIND for an archive of all
    form = models.CharField(max_length=4)
    choice = models.JSONField(default=dict)
    state = models.CharField(
        _("state"), max_length=10, choices=ExtractState.choices, default=ExtractState.WAITING
    )
    rows = models.PositiveBigIntegerField(default=0)  # of all, once they are counted
    written = models.PositiveBigIntegerField(default=0)
    problem = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    alive_until = models.DateTimeField(null=True)
    token = models.CharField(max_length=32, unique=True)
    size = models.PositiveBigIntegerField(default=0)  # bytes
    sha256 = models.CharField(max_length=64, blank=True)
    ended_at = models.DateTimeField(null=True)
    kept_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = pgettext_lazy("rows taken out", "extract")
        verbose_name_plural = pgettext_lazy("rows taken out", "extracts")
        indexes = [models.Index(fields=["asked_at"], condition=Q(state__in=UNFINISHED), name="extract_open")]
        constraints = [
            models.UniqueConstraint(
                fields=["hospital", "asked_by", "kind", "form", "choice"], condition=Q(state__in=UNFINISHED),
                name="one_open_extract",
            ),
            models.CheckConstraint(
                name="ready_extract_is_kept",
                condition=~Q(state=ExtractState.READY) | Q(kept_until__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind}.{self.form} #{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether a worker still has something to do."""
        return self.state in UNFINISHED

    def is_kept(self, now: datetime) -> bool:
        """Whether its file can be fetched."""
        return self.state == ExtractState.READY and self.kept_until is not None and now < self.kept_until

    @property
    def is_identified(self) -> bool:
        """Whether names and numbers are in it."""
        return bool(self.choice.get("identified"))

    @property
    def file_name(self) -> str:
        """What the file is called where it arrives."""
        return f"all-sections-{self.form}.zip" if self.kind == EVERY_KIND else f"{self.kind}.{self.form}"
