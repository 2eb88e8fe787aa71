"""The tracing, the picture or the letter itself, beside what was read from it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology.models.coronary.procedure import Procedure
from cardiology.models.imaging.ecg import Ecg
from cardiology.models.imaging.echo import Echo
from cardiology.models.patient import Patient


class RecordDocument(models.Model):
    """A file of one row of the record, in the database: no address leads past the access check.

    What was added by mistake is withdrawn: it belongs to no row any more, and is kept with the reason.
    """

    of: ClassVar[tuple[str, ...]] = ("ecg", "echo", "procedure")  # sections whose rows can have documents

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    ecg = models.ForeignKey(Ecg, on_delete=models.PROTECT, related_name="documents", null=True)
    echo = models.ForeignKey(Echo, on_delete=models.PROTECT, related_name="documents", null=True)
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="documents", null=True)
    title = models.CharField(_("what it is"), max_length=80)
    content_type = models.CharField(max_length=40, editable=False)
    content = models.BinaryField(editable=False)
    size = models.PositiveIntegerField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_why = models.CharField(max_length=300, editable=False)

    class Meta:
        verbose_name = _("document of the record")
        verbose_name_plural = _("documents of the record")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=[name, "sha256"], name=f"{name}_document_once")
            for name in ("ecg", "echo", "procedure")
        ] + [
            models.CheckConstraint(
                name="document_of_one_row",
                condition=Q(withdrawn_at__isnull=False, ecg=None, echo=None, procedure=None)
                | Q(withdrawn_at=None, ecg__isnull=False, echo=None, procedure=None)
                | Q(withdrawn_at=None, ecg=None, echo__isnull=False, procedure=None)
                | Q(withdrawn_at=None, ecg=None, echo=None, procedure__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"document #{self.pk}"

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")
