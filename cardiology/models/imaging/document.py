"""The tracing, the picture or the letter itself, beside what was read from it."""

from functools import reduce
from operator import or_
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cardiology.models.coronary.procedure import Procedure
from cardiology.models.imaging.ecg import Ecg
from cardiology.models.imaging.echo import Echo
from cardiology.models.imaging.paper import Paper
from cardiology.models.patient import Patient

OF = ("ecg", "echo", "procedure")  # sections whose rows can have documents


def _of(section: str) -> Q:
    """That a document stands, and with a row of this section alone."""
    others = dict.fromkeys(name for name in OF if name != section)
    return Q(withdrawn_at=None, **others, **{f"{section}__isnull": False})


class RecordDocument(Paper):
    """A file of one row of the record.

    What was added by mistake is withdrawn: it belongs to no row any more, and is kept with the reason.
    """

    of: ClassVar[tuple[str, ...]] = OF

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
            *(models.UniqueConstraint(fields=[name, "sha256"], name=f"{name}_document_once") for name in OF),
            models.CheckConstraint(
                name="document_of_one_row",
                condition=reduce(or_, map(_of, OF), Q(withdrawn_at__isnull=False, **dict.fromkeys(OF))),
            ),
        ]
