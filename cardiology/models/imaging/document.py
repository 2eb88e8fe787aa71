"""The tracing, the picture or the letter itself, beside what was read from it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cardiology.models.coronary.procedure import Procedure
from cardiology.models.imaging.ecg import Ecg
from cardiology.models.imaging.echo import Echo
from cardiology.models.imaging.paper import Paper
from cardiology.models.patient import Patient


class RecordDocument(Paper):
    """A file of one row of the record.

    What was added by mistake is withdrawn: it belongs to no row any more, and is kept with the reason.
    """

    of: ClassVar[tuple[str, ...]] = ("ecg", "echo", "procedure")  # sections whose rows can have documents

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    ecg = models.ForeignKey(Ecg, on_delete=models.PROTECT, related_name="documents", null=True)
    echo = models.ForeignKey(Echo, on_delete=models.PROTECT, related_name="documents", null=True)
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="documents", null=True)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_why = models.CharField(max_length=300, editable=False)

    class Meta(Paper.Meta):
        verbose_name = _("document of the record")
        verbose_name_plural = _("documents of the record")
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
