"""What went wrong during the stay, each kind with what has to be known of it."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from cardiology.dictionary import Choice, Choices, Identifier, Moment, Note, Quantity, Section
from cardiology.models.history import BleedingSite
from cardiology.models.meta import by_patient_and_time, import_once


class ComplicationKind(models.TextChoices):
    """NCDR 9001, and what a cardiology ward sees besides."""

    REINFARCTION = "reinfarction", _("Reinfarction")
    SHOCK = "shock", _("Cardiogenic shock")
    HEART_FAILURE = "heart_failure", _("Heart failure")
    ARREST = "arrest", _("Cardiac arrest")
    VT_VF = "vt_vf", _("Ventricular tachycardia or fibrillation")
    NEW_AF = "new_af", _("New atrial fibrillation")
    AV_BLOCK = "av_block", _("High-grade AV block")
    STROKE = "stroke", _("Stroke")
    TIA = "tia", _("TIA")
    BLEEDING = "bleeding", _("Bleeding")
    VASCULAR = "vascular", _("Access complication")
    TAMPONADE = "tamponade", _("Tamponade")
    PERFORATION = "perforation", _("Coronary perforation")
    DISSECTION = "dissection", _("Coronary dissection")
    STENT_THROMBOSIS = "stent_thrombosis", _("Stent thrombosis")
    NO_REFLOW = "no_reflow", _("No-reflow")
    MECHANICAL = "mechanical", _("Mechanical complication")
    REVASCULARISATION = "revascularisation", _("Repeat revascularisation")
    EMERGENCY_CABG = "emergency_cabg", _("Emergency bypass surgery")
    KIDNEY_INJURY = "kidney_injury", _("Acute kidney injury")
    NEW_DIALYSIS = "new_dialysis", _("New dialysis")
    CONTRAST_REACTION = "contrast_reaction", _("Contrast reaction")
    HIT = "hit", _("Heparin-induced thrombocytopenia")
    PNEUMONIA = "pneumonia", _("Pneumonia")
    INFECTION = "infection", _("Infection")
    FALL = "fall", _("Fall")
    PRESSURE_SORE = "pressure_sore", _("Pressure sore")
    OTHER = "other", _("Other")


class InfarctionType(models.TextChoices):
    """Fourth universal definition."""

    ONE = "1", _("Type 1")
    TWO = "2", _("Type 2")
    THREE = "3", _("Type 3")
    FOUR_A = "4a", _("Type 4a")
    FOUR_B = "4b", _("Type 4b")
    FIVE = "5", _("Type 5")


class InfarctionEcg(models.TextChoices):
    STEMI = "stemi", _("STEMI")
    NSTEMI = "nstemi", _("NSTEMI")


class Scai(models.TextChoices):
    """SCAI stages of shock."""

    A = "a", _("A – at risk")
    B = "b", _("B – beginning")
    C = "c", _("C – classic")
    D = "d", _("D – deteriorating")
    E = "e", _("E – extremis")


class StrokeType(models.TextChoices):
    ISCHAEMIC = "ischaemic", _("Ischaemic")
    HAEMORRHAGIC = "haemorrhagic", _("Haemorrhagic")
    UNDETERMINED = "undetermined", _("Undetermined")


class Barc(models.TextChoices):
    """Circulation 2011;123:2736."""

    ONE = "1", _("1")
    TWO = "2", _("2")
    THREE_A = "3a", _("3a")
    THREE_B = "3b", _("3b")
    THREE_C = "3c", _("3c")
    FOUR = "4", _("4")
    FIVE_A = "5a", _("5a")
    FIVE_B = "5b", _("5b")
    FIVE = "5", _("5, a or b not recorded")


class AccessTrouble(models.TextChoices):
    PSEUDOANEURYSM = "pseudoaneurysm", _("Pseudoaneurysm")
    FISTULA = "fistula", _("Arteriovenous fistula")
    OCCLUSION = "occlusion", _("Occlusion")
    OTHER = "other", _("Other")


class ThrombosisCertainty(models.TextChoices):
    """Academic Research Consortium."""

    DEFINITE = "definite", _("Definite")
    PROBABLE = "probable", _("Probable")


class ThrombosisTime(models.TextChoices):
    ACUTE = "acute", _("Acute (up to 24 h)")
    SUBACUTE = "subacute", _("Subacute (up to 30 days)")
    LATE = "late", _("Later")


class Mechanical(models.TextChoices):
    SEPTAL = "septal", _("Septal rupture")
    FREE_WALL = "free_wall", _("Free wall rupture")
    PAPILLARY = "papillary", _("Papillary muscle rupture")


class KidneyInjury(models.TextChoices):
    """KDIGO stages."""

    ONE = "1", _("1")
    TWO = "2", _("2")
    THREE = "3", _("3")


class Revascularisation(models.TextChoices):
    TLR = "tlr", _("Target lesion (TLR)")
    TVR = "tvr", _("Target vessel (TVR)")
    OTHER = "non_tvr", _("Other vessel")


class Treatment(models.TextChoices):
    NONE = "none", _("None")
    DRUGS = "drugs", _("Drugs")
    TRANSFUSION = "transfusion", _("Transfusion")
    CATHETER = "catheter", _("Catheter procedure")
    OPERATION = "operation", _("Operation")
    DEVICE = "device", _("Device or pacing")
    RESUSCITATION = "resuscitation", _("Resuscitation")
    OTHER = "other", _("Other")


class Outcome(models.TextChoices):
    RESOLVED = "resolved", _("Resolved")
    LASTING = "lasting", _("With lasting damage")
    CONTINUING = "continuing", _("Continuing")
    FATAL = "fatal", _("Fatal")


class Complication(Section):
    """Something that went wrong during the stay."""

    title = _("Complication")
    order = 50
    repeats = True
    starts = "started_at"
    beside: ClassVar[tuple[str, ...]] = ("procedure", "lesion__procedure", "device__lesion__procedure")
    groups = (
        (_("What and when"), ("kind", "kind_text", "started_at")),
        (_("Grade"), ("infarction_type", "infarction_ecg", "peak_over_limit", "scai", "stroke_type", "barc",
                      "bleeding_site", "haemoglobin_drop", "transfused", "access_trouble",
                      "thrombosis_certainty", "thrombosis_time", "mechanical", "kidney_injury_stage",
                      "revascularised")),
        (_("What was done, what came of it"), ("treatment", "outcome", "note")),
    )  # fmt: skip

    kind = Choice(_("Complication"), ComplicationKind, core=True, source="NCDR 9001")
    kind_text = Identifier(_("Which complication"), source="COMP-1", asked_if=("kind", "other", "infection"))
    started_at = Moment(_("Started"), null=False, source="NCDR 9002")
    infarction_type = Choice(_("Type of infarction"), InfarctionType, source="UDMI 4",
                             asked_if=("kind", "reinfarction"))  # fmt: skip
    infarction_ecg = Choice(_("ECG of the infarction"), InfarctionEcg, source="COMP-3",
                            asked_if=("kind", "reinfarction"))  # fmt: skip
    peak_over_limit = Quantity(_("Peak of troponin over the upper limit"), unit="×", decimals=1,
                               possible=(0, 1_000_000), plausible=(1, 10_000), source="COMP-3",
                               asked_if=("kind", "reinfarction"))  # fmt: skip
    scai = Choice(_("SCAI stage"), Scai, source="SCAI", asked_if=("kind", "shock"))
    stroke_type = Choice(_("Kind of stroke"), StrokeType, source="NCDR 9001", asked_if=("kind", "stroke"))
    barc = Choice(_("BARC type of bleeding"), Barc, source="BARC 2011", asked_if=("kind", "bleeding"))
    bleeding_site = Choice(_("Site of the bleeding"), BleedingSite, source="NCDR 9001",
                           asked_if=("kind", "bleeding"))  # fmt: skip
    haemoglobin_drop = Quantity(_("Fall of haemoglobin"), unit="g/L", possible=(0, 200), plausible=(0, 100),
                                units={"g/dL": 10}, source="BARC 2011",
                                asked_if=("kind", "bleeding"))  # fmt: skip
    transfused = Quantity(_("Red cells transfused"), unit="U", possible=(0, 100), plausible=(0, 5),
                          source="NCDR 9276", asked_if=("kind", "bleeding", "vascular", "other"))  # fmt: skip
    access_trouble = Choice(_("Complication of the access"), AccessTrouble, source="COMP-8",
                            asked_if=("kind", "vascular"))  # fmt: skip
    thrombosis_certainty = Choice(_("Certainty of stent thrombosis"), ThrombosisCertainty, source="ARC",
                                  asked_if=("kind", "stent_thrombosis"))  # fmt: skip
    thrombosis_time = Choice(_("Time of stent thrombosis"), ThrombosisTime, source="ARC",
                             asked_if=("kind", "stent_thrombosis"))  # fmt: skip
    mechanical = Choice(_("Kind of rupture"), Mechanical, source="COMP-10", asked_if=("kind", "mechanical"))
    kidney_injury_stage = Choice(_("KDIGO stage"), KidneyInjury, source="KDIGO",
                                 asked_if=("kind", "kidney_injury", "new_dialysis"))  # fmt: skip
    revascularised = Choice(_("What was revascularised"), Revascularisation, source="COMP-12",
                            asked_if=("kind", "revascularisation"))  # fmt: skip
    treatment = Choices(_("Treatment"), Treatment, source="COMP-13")
    outcome = Choice(_("Outcome"), Outcome, source="COMP-14")
    note = Note(_("What happened and what was done"), source="COMP-5")
    procedure = models.ForeignKey(
        "cardiology.Procedure",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="complications",
    )
    lesion = models.ForeignKey(
        "cardiology.Lesion", on_delete=models.PROTECT, null=True, blank=True, related_name="complications"
    )
    device = models.ForeignKey(
        "cardiology.Device", on_delete=models.PROTECT, null=True, blank=True, related_name="complications"
    )

    class Meta:
        verbose_name = _("complication")
        verbose_name_plural = _("complications")
        indexes = by_patient_and_time("complication", "started_at")
        constraints = import_once("complication")

    def clean(self) -> None:
        """A device says its lesion, a lesion its procedure; all of them are of the same patient."""
        super().clean()
        self.lesion = self.device.lesion if self.device else self.lesion
        self.procedure = self.lesion.procedure if self.lesion else self.procedure
        if self.procedure and self.procedure.patient_id != self.patient_id:
            raise ValidationError({"procedure": _("This procedure belongs to another patient.")})
