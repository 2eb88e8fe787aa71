"""Risk scores of a stay as they were at a moment that counted."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology.models.admission import Admission


class KeptWhen(models.TextChoices):
    """On what occasion a score was kept."""

    DISCHARGE = "discharge", _("at discharge")
    ASKED = "asked", _("on request")


class KeptScore(models.Model):
    """One score as the record gave it, with what it rested on. Append-only in the database.

    `value` is None for an incomplete score, `least` and `most` then span what was possible, `missing` names
    the inputs that were not known. `inputs` and `version` are enough to compute it again; `origins` gives the
    unit of each known input and the rows it was read from.
    """

    admission = models.ForeignKey(Admission, on_delete=models.PROTECT, related_name="kept_scores")
    score = models.CharField(_("score"), max_length=40)
    version = models.CharField(_("version"), max_length=40)
    value = models.FloatField(_("value"), null=True)
    category = models.CharField(_("category"), max_length=60, blank=True)
    least = models.FloatField(_("least possible"), null=True)
    most = models.FloatField(_("most possible"), null=True)
    inputs = models.JSONField(_("inputs"), default=dict)
    origins = models.JSONField(_("units and origins of the inputs"), default=dict)
    missing = models.JSONField(_("missing inputs"), default=list)
    occasion = models.CharField(_("occasion"), max_length=12, choices=KeptWhen.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("kept at"), default=timezone.now)

    class Meta:
        verbose_name = _("kept score")
        verbose_name_plural = _("kept scores")

    def __str__(self) -> str:
        return f"{self.score} #{self.pk}"

    @property
    def patient_id(self) -> int:
        """Whose record this is part of; the audit asks."""
        return self.admission.patient_id

    @property
    def said(self) -> tuple[Any, ...]:
        """What it says: of the same score, two rows that say the same need not both be kept."""
        return (self.version, self.value, self.category, self.least, self.most, self.inputs, self.missing)
