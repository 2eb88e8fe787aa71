"""Long work on a question, as a row that a worker claims."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from research.methods import METHODS
from research.models.cohort import Cohort
from research.models.question import Question, QuestionVersion


class RunKind(models.TextChoices):
    COUNTS = "counts", _("Counts and Table 1")
    SURVIVAL = "survival", _("Survival")
    EXPORT = "export", _("Export of rows")
    ANALYSIS = "analysis", _("Analysis")


class RunState(models.TextChoices):
    QUEUED = "queued", pgettext_lazy("work of a worker", "Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


OPEN_STATES = (RunState.QUEUED, RunState.RUNNING)


class Work(models.Model):
    """Something a worker makes: it is claimed, kept alive, and ends with a result or a sentence why not."""

    state = models.CharField(_("state"), max_length=10, choices=RunState.choices, default=RunState.QUEUED)
    progress = models.PositiveSmallIntegerField(_("progress"), default=0)
    step = models.CharField(max_length=120, blank=True)
    problem = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    alive_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


class Run(Work):
    """One analysis. It keeps its definition, so that it means the same whatever happens to the question."""

    hospital = models.ForeignKey("cardiology.Hospital", on_delete=models.PROTECT, related_name="runs")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="runs")
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, null=True, related_name="runs")
    kind = models.CharField(_("kind"), max_length=12, choices=RunKind.choices)
    definition = models.JSONField()
    sha256 = models.CharField(max_length=64)
    parameters = models.JSONField(default=dict)
    submission = models.UUIDField(unique=True)
    result = models.JSONField(null=True)
    data_cut = models.DateField(_("data cut"), null=True)
    packages = models.JSONField(default=dict)
    uncovered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, null=True, related_name="runs")
    # who is in it, kept inside to compare releases with; nothing where it was not kept yet
    patients = ArrayField(models.BigIntegerField(), null=True, editable=False)
    result_sha256 = models.CharField(max_length=64, blank=True)
    uncovered_at = models.DateTimeField(null=True)  # when an effect was looked at although diagnostics failed

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ["-asked_at", "-pk"]
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(state__in=OPEN_STATES), name="run_open"),
            models.Index(fields=["question", "asked_at"], name="run_question"),
        ]
        constraints = [
            models.CheckConstraint(
                name="ended_run_has_time",
                condition=Q(state__in=OPEN_STATES, finished_at__isnull=True)
                | (~Q(state__in=OPEN_STATES) & Q(finished_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"run #{self.pk}"

    @property
    def title(self) -> str:
        """What was made: the method of an analysis, else the kind of run."""
        method = METHODS.get(self.parameters.get("method", ""))
        return str(method.title if method else self.get_kind_display())
