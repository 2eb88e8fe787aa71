"""Signatures under documents of the record: who answers for what, bound to what was written."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology.models.admission import Admission
from cardiology.models.staff import Role


class SignedDocument(models.TextChoices):
    """What can be signed."""

    SUMMARY = "discharge_summary", _("Discharge summary")
    CATH = "cath_report", _("Catheterisation report")


class Meaning(models.TextChoices):
    """What somebody says by signing."""

    WRITTEN = "written", _("Written by")
    CHECKED = "checked", _("Checked and approved by")


class Signature(models.Model):
    """One person's signature under one document. Append-only in the database.

    `said` is what the record said then, as plain values, and `digest` its SHA-256: a record that says
    something else since is not signed any more. `name` and `role` are the signer's as they were then.
    `about` is the stay of a discharge summary, the procedure of a catheterisation report.
    """

    admission = models.ForeignKey(Admission, on_delete=models.PROTECT, related_name="signatures")
    document = models.CharField(_("document"), max_length=20, choices=SignedDocument.choices)
    about = models.BigIntegerField()
    meaning = models.CharField(_("meaning"), max_length=10, choices=Meaning.choices)
    said = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=150)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    at = models.DateTimeField(_("signed at"), default=timezone.now)

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        indexes = [models.Index(fields=["document", "about"], name="signature_document")]

    def __str__(self) -> str:
        return f"{self.document} {self.about} #{self.pk}"

    @property
    def patient_id(self) -> int:
        """Whose record this is part of; the audit asks."""
        return self.admission.patient_id

    @property
    def hospital_id(self) -> Any:
        """The hospital of the stay; the audit asks."""
        return self.admission.hospital_id
