"""What leaves the system: asked for, checked, read by a second person, handed out for a time."""

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from research.models.question import Question
from research.models.run import Run


class ReleaseKind(models.TextChoices):
    ROWS = "rows", _("Rows, de-identified")
    RESULTS = "results", _("Tables and figures")


class ReleaseState(models.TextChoices):
    WAITING = "waiting", _("Waits for review")
    RELEASED = "released", _("Released")
    REFUSED = "refused", _("Refused")


REVIEWERS = {ReleaseKind.RESULTS: 1, ReleaseKind.ROWS: 2}  # people beside the one who asks
LONGEST = timedelta(days=365)


class Release(models.Model):
    """What somebody takes out: why, what was checked, who agreed, until when. The file is kept as it left."""

    hospital = models.ForeignKey("cardiology.Hospital", on_delete=models.PROTECT, related_name="releases")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="releases")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="releases")
    kind = models.CharField(_("kind"), max_length=8, choices=ReleaseKind.choices, default=ReleaseKind.ROWS)
    state = models.CharField(
        _("state"), max_length=10, choices=ReleaseState.choices, default=ReleaseState.WAITING
    )
    purpose = models.TextField(_("purpose"), blank=True, max_length=2000)
    ethics_number = models.CharField(_("number of the ethics approval"), blank=True, max_length=80)
    checks = models.JSONField(default=list)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    released_at = models.DateTimeField(null=True)
    expires_on = models.DateField(_("available until"), null=True)
    row_count = models.PositiveIntegerField()
    # who is in it, kept inside to compare the next export with; nothing where it was not kept yet
    patients = ArrayField(models.BigIntegerField(), null=True, editable=False)
    column_count = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, blank=True)
    content = models.BinaryField(default=bytes)

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["run"], condition=models.Q(state="waiting"), name="release_waits_once"
            ),
        ]

    def __str__(self) -> str:
        return f"release #{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it can be fetched or read now."""
        return self.state == ReleaseState.RELEASED and not self.has_expired

    @property
    def waits(self) -> bool:
        return self.state == ReleaseState.WAITING

    @property
    def has_expired(self) -> bool:
        return self.expires_on is not None and self.expires_on < timezone.localdate()

    @property
    def needed(self) -> int:
        """How many people beside the one who asked must agree."""
        return REVIEWERS[ReleaseKind(self.kind)]


class ReleaseReview(models.Model):
    """What one person said of a release."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="reviews")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    note = models.TextField(_("note"), blank=True, max_length=1000)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("review of a release")
        verbose_name_plural = _("reviews of releases")
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["release", "by"], name="release_review_once")]

    def __str__(self) -> str:
        return f"review #{self.pk}"
