"""The course of the stay: diagnoses, complications, discharge."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cardiology.dictionary import (
    Choice,
    ClinicalDate,
    Coded,
    Flag,
    Identifier,
    Moment,
    Note,
    Quantity,
    Section,
)
from cardiology.models.meta import by_patient_and_time, import_once, once_per_admission
from cardiology.models.patient import DeathCause
from cardiology.models.presentation import Nyha


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

    class Meta:
        verbose_name = _("diagnosis")
        verbose_name_plural = _("diagnoses")
        indexes = [
            models.Index(fields=["patient", "code"], name="diagnosis_patient_code"),
            models.Index(fields=["admission", "rank"], name="diagnosis_stay_rank"),
        ]
        constraints = import_once("diagnosis")


class ComplicationKind(models.TextChoices):
    REINFARCTION = "reinfarction", _("Reinfarction")
    SHOCK = "shock", _("Cardiogenic shock")
    HEART_FAILURE = "heart_failure", _("Heart failure")
    ARREST = "arrest", _("Cardiac arrest")
    VT_VF = "vt_vf", _("Ventricular tachycardia or fibrillation")
    NEW_AF = "new_af", _("New atrial fibrillation")
    AV_BLOCK = "av_block", _("High-grade AV block")
    STROKE = "stroke", _("Stroke")
    BLEEDING = "bleeding", _("Bleeding")
    VASCULAR = "vascular", _("Access complication")
    TAMPONADE = "tamponade", _("Tamponade")
    STENT_THROMBOSIS = "stent_thrombosis", _("Stent thrombosis")
    KIDNEY_INJURY = "kidney_injury", _("Acute kidney injury")
    CONTRAST_REACTION = "contrast_reaction", _("Contrast reaction")
    INFECTION = "infection", _("Infection")
    OTHER = "other", _("Other")


class Barc(models.TextChoices):
    """Circulation 2011;123:2736."""

    ONE = "1", _("1")
    TWO = "2", _("2")
    THREE_A = "3a", _("3a")
    THREE_B = "3b", _("3b")
    THREE_C = "3c", _("3c")
    FOUR = "4", _("4")
    FIVE = "5", _("5")


class Complication(Section):
    """Something that went wrong during the stay."""

    title = _("Complication")
    order = 50
    repeats = True
    starts = "started_at"

    started_at = Moment(_("Started"), null=False, source="NCDR 9002")
    kind = Choice(_("Complication"), ComplicationKind, core=True, source="NCDR 9001")
    barc = Choice(_("BARC type of bleeding"), Barc, source="BARC 2011")
    transfused = Quantity(_("Red cells transfused"), unit="U", possible=(0, 100), plausible=(0, 5),
                          source="NCDR 9276")  # fmt: skip
    procedure = models.ForeignKey(
        "cardiology.Procedure",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="complications",
    )
    note = Note(_("What happened and what was done"), source="COMP-5")

    class Meta:
        verbose_name = _("complication")
        verbose_name_plural = _("complications")
        indexes = by_patient_and_time("complication", "started_at")
        constraints = import_once("complication")


class Disposition(models.TextChoices):
    HOME = "home", _("Own home")
    TRANSFER = "transfer", _("Transfer to another hospital")
    REHABILITATION = "rehabilitation", _("Rehabilitation or nursing care")
    AGAINST_ADVICE = "against_advice", _("Against advice")
    DIED = "died", _("Died")
    HOSPICE = "hospice", _("Hospice")


class Discharge(Section):
    """The end of the stay: where to, in what state, with what plan."""

    title = _("Discharge")
    order = 60
    starts = "admission__discharged_at"
    derived = ("reconciled",)

    disposition = Choice(_("Discharged to"), Disposition, core=True, source="NCDR 10105")
    death_cause = Choice(_("Cause of death"), DeathCause, source="NCDR 10125")
    nyha = Choice(_("NYHA class at discharge"), Nyha, source="CCC")
    weight = Quantity(_("Weight at discharge"), unit="kg", decimals=1, possible=(10, 700),
                      plausible=(35, 200), source="HF-7")  # fmt: skip
    systolic_bp = Quantity(_("Systolic pressure at discharge"), unit="mmHg", possible=(1, 300),
                           plausible=(70, 200), source="CCC")  # fmt: skip
    heart_rate = Quantity(_("Heart rate at discharge"), unit="/min", possible=(20, 300),
                          plausible=(40, 130), source="CCC")  # fmt: skip
    smoking_advice = Flag(_("Advice to stop smoking"), source="CCC")
    rehabilitation = Flag(_("Referred to cardiac rehabilitation"), core=True, source="NCDR 10116")
    education = Flag(_("Education given"), source="DIS-8")
    reconciled = Flag(_("Home drugs reconciled"), core=True, source="NCDR medication reconciliation",
                      note=_("Yes once it is said of every home drug what becomes of it."))  # fmt: skip
    dapt_until_on = ClinicalDate(_("Dual antiplatelet therapy until"), source="DIS-9")
    phone_checked = Flag(_("Phone number confirmed by a test call"), core=True, source="DIS-10")
    summary = Note(_("Course and advice"), identifies="direct", source="DIS-11")

    class Meta:
        verbose_name = _("discharge")
        verbose_name_plural = _("discharges")
        constraints = once_per_admission("discharge")
