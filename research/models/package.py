"""Everything of a study in one file, made by the worker for one person."""

from django.db import models

from research.models.question import Study
from research.models.run import OPEN_STATES, Work


class StudyPackage(Work):
    """The reproducible package of what one person may read of a study; its file is kept for a day."""

    hospital = models.ForeignKey("cardiology.Hospital", on_delete=models.PROTECT, related_name="+")
    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="packages")
    content = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [
            models.Index(fields=["asked_at"], condition=models.Q(state__in=OPEN_STATES), name="package_open")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["study", "asked_by"], condition=models.Q(state__in=OPEN_STATES),
                name="one_open_package",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"package #{self.pk}"
