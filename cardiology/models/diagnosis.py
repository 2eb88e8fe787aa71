"""Diagnoses of a stay."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cardiology.dictionary import Choice, Coded, Identifier, Quantity, Section
from cardiology.models.meta import import_once


class DiagnosisPhase(models.TextChoices):
    ADMISSION = "admission", _("At admission")
    DISCHARGE = "discharge", _("At discharge")


class Certainty(models.TextChoices):
    CONFIRMED = "confirmed", _("Confirmed")
    PROBABLE = "probable", _("Probable")
    EXCLUDED = "excluded", _("Excluded")


class CodeSystem(models.TextChoices):
    ICD10 = "icd10", _("ICD-10")
    ICD9 = "icd9cm", _("ICD-9-CM")


class Diagnosis(Section):
    """One diagnosis of a stay; rank 1 is the main diagnosis. Codes are kept as they were given."""

    title = _("Diagnosis")
    order = 13
    expected = True
    repeats = True

    code_system = Choice(_("Code system"), CodeSystem, source="DX-1")
    code = Coded(_("Diagnosis"), "diagnoses", core=True, code="ICD-10", source="DX-2")
    code_text = Identifier(_("Diagnosis in words"), max_length=300, source="DX-2")
    rank = Quantity(_("Order"), unit="1", possible=(1, 99), source="DX-3")
    certainty = Choice(_("Certainty"), Certainty, source="DX-4")
    phase = Choice(_("Made"), DiagnosisPhase, source="DX-5")

    class Meta:
        verbose_name = _("diagnosis")
        verbose_name_plural = _("diagnoses")
        indexes = [
            models.Index(fields=["patient", "code"], name="diagnosis_patient_code"),
            # by code and by how codes begin, in every locale; with what is asked beside a code
            models.Index(
                fields=["code", "patient"],
                opclasses=["varchar_pattern_ops", "int8_ops"],
                include=["admission", "rank", "id"],
                name="diagnosis_code",
            ),
            models.Index(fields=["admission", "rank"], name="diagnosis_stay_rank"),
        ]
        constraints = import_once("diagnosis")
