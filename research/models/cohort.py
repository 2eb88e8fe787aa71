"""A frozen cohort: the rows that a version gave on one day, kept as they were."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from research.models.question import QuestionVersion


class WithQuestion(models.Manager["Cohort"]):
    """Cohorts with the question they come from: their name is made of it."""

    def get_queryset(self) -> models.QuerySet["Cohort"]:
        return super().get_queryset().select_related("version__question")


class Cohort(models.Model):
    """The rows of a version at a data cut, with their counts and the hash over them."""

    hospital = models.ForeignKey("cardiology.Hospital", on_delete=models.PROTECT, related_name="cohorts")
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="cohorts")
    data_cut = models.DateField(_("data cut"))
    counts = models.JSONField(default=dict)
    rows_sha256 = models.CharField(max_length=64)
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField(default=timezone.now)

    objects = WithQuestion()

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering = ["-frozen_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.version.question.title} · {self.version.name}"


class CohortRecord(models.Model):
    """What was read for a frozen cohort: attrition, variables, courses. An analysis of it never changes."""

    cohort = models.OneToOneField(Cohort, on_delete=models.CASCADE, related_name="record")
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("record of a cohort")
        verbose_name_plural = _("records of cohorts")

    def __str__(self) -> str:
        return f"record of cohort #{self.cohort_id}"


class CohortRow(models.Model):
    """One index row of a frozen cohort."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="rows")
    patient = models.ForeignKey("cardiology.Patient", on_delete=models.PROTECT, related_name="+")
    admission = models.ForeignKey(
        "cardiology.Admission", on_delete=models.PROTECT, null=True, related_name="+"
    )
    start = models.DateTimeField()
    end = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("row of a cohort")
        verbose_name_plural = _("rows of cohorts")
        indexes = [models.Index(fields=["cohort", "patient", "start"], name="cohort_row_patient_start")]

    def __str__(self) -> str:
        return f"row #{self.pk}"
