"""Coronary angiography and PCI: the procedure; its lesions and their devices are in `lesion`."""

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from cardiology.dictionary import (
    Choice,
    Choices,
    Coded,
    Derived,
    Flag,
    Identifier,
    Moment,
    Note,
    Quantity,
    Section,
)  # fmt: skip
from cardiology.models.meta import by_patient_and_time, import_once


class ProcedureKind(models.TextChoices):
    ANGIOGRAPHY = "angiography", _("Coronary angiography")
    PCI = "pci", _("PCI")
    CABG = "cabg", _("Bypass surgery")
    ABLATION = "ablation", _("Catheter ablation")
    DEVICE = "device", _("Pacemaker, ICD or CRT")
    SUPPORT = "support", _("Circulatory support")
    OTHER = "other", _("Other")


class Urgency(models.TextChoices):
    ELECTIVE = "elective", _("Elective")
    URGENT = "urgent", _("Urgent")
    EMERGENCY = "emergency", _("Emergency")
    SALVAGE = "salvage", _("Salvage")


class Indication(models.TextChoices):
    """Why the coronary arteries are looked at, NCDR 7400."""

    ACS_EARLY = "acs_24h", _("ACS up to 24 h")
    ACS_LATE = "acs_later", _("ACS after 24 h")
    NEW_ANGINA = "new_angina", _("New-onset angina (2 months)")
    WORSENING_ANGINA = "worsening_angina", _("Worsening angina")
    ARREST = "arrest", _("Resuscitated cardiac arrest")
    STABLE = "stable", _("Stable known coronary disease")
    SUSPECTED = "suspected", _("Suspected coronary disease")
    VALVE = "valve", _("Valve disease")
    PERICARDIAL = "pericardial", _("Pericardial disease")
    ARRHYTHMIA = "arrhythmia", _("Arrhythmia")
    CARDIOMYOPATHY = "cardiomyopathy", _("Cardiomyopathy")
    DYSFUNCTION = "lv_dysfunction", _("LV dysfunction")
    SYNCOPE = "syncope", _("Syncope")
    TRANSPLANT = "transplant", _("After transplant")
    PREOPERATIVE = "preoperative", _("Before an operation")
    CLEARANCE = "clearance", _("Clearance for exercise")
    OTHER = "other", _("Other")


class PciIndication(models.TextChoices):
    """Why a PCI is done, NCDR 7825."""

    PRIMARY = "primary", _("STEMI, primary")
    EARLY_STABLE = "stemi_12h", _("STEMI, stable, up to 12 h")
    LATE_STEMI = "late_stemi", _("STEMI, stable, later than 12 h")
    LATE_UNSTABLE = "late_unstable", _("STEMI, unstable, later than 12 h")
    AFTER_LYSIS = "after_lysis", _("STEMI, up to 24 h after successful lysis")
    LATE_AFTER_LYSIS = "late_after_lysis", _("STEMI, later than 24 h after successful lysis")
    RESCUE = "rescue", _("STEMI, rescue after failed lysis")
    NSTE_ACS = "nste_acs", _("NSTE-ACS")
    NEW_ANGINA = "new_angina", _("New-onset angina")
    STABLE = "stable", _("Stable angina")
    WITHOUT_ISCHAEMIA = "without_ischaemia", _("Coronary disease without ischaemia")
    OTHER = "other", _("Other")


class Access(models.TextChoices):
    RADIAL_RIGHT = "radial_r", _("Right radial")
    RADIAL_LEFT = "radial_l", _("Left radial")
    DISTAL_RIGHT = "distal_radial_r", _("Right distal radial")
    DISTAL_LEFT = "distal_radial_l", _("Left distal radial")
    FEMORAL_RIGHT = "femoral_r", _("Right femoral")
    FEMORAL_LEFT = "femoral_l", _("Left femoral")
    ULNAR_RIGHT = "ulnar_r", _("Right ulnar")
    ULNAR_LEFT = "ulnar_l", _("Left ulnar")
    BRACHIAL_RIGHT = "brachial_r", _("Right brachial")
    BRACHIAL_LEFT = "brachial_l", _("Left brachial")
    OTHER = "other", _("Other")
    # Where an older record or a file does not say the side.
    DISTAL_RADIAL = "distal_radial", _("Distal radial, side not recorded")
    FEMORAL = "femoral", _("Femoral, side not recorded")
    BRACHIAL = "brachial", _("Brachial, side not recorded")


class Closure(models.TextChoices):
    MANUAL = "manual", _("Manual compression")
    DEVICE = "device", _("Compression device")
    SEAL = "seal", _("Seal")
    SUTURE = "suture", _("Suture")
    TR_BAND = "tr_band", _("TR band")


class Dominance(models.TextChoices):
    RIGHT = "right", _("Right")
    LEFT = "left", _("Left")
    CO = "co", _("Co-dominant")


class CoronaryResult(models.TextChoices):
    NORMAL = "normal", _("Normal")
    BELOW_50 = "below_50", _("Stenosis below 50 %")
    ONE_VESSEL = "one_vessel", _("One-vessel disease")
    TWO_VESSELS = "two_vessels", _("Two-vessel disease")
    THREE_VESSELS = "three_vessels", _("Three-vessel disease")
    LEFT_MAIN = "left_main", _("Left main disease")
    MINOCA = "minoca", _("MINOCA")
    SPASM = "spasm", _("Spasm")
    BRIDGE = "bridge", _("Myocardial bridge")
    ECTASIA = "ectasia", _("Ectasia")
    SCAD = "scad", _("Spontaneous dissection (SCAD)")


class SyntaxClass(models.TextChoices):
    LOW = "low", _("Low (≤ 22)")
    INTERMEDIATE = "intermediate", _("Intermediate (23–32)")
    HIGH = "high", _("High (≥ 33)")


class Multivessel(models.TextChoices):
    NONE = "none", _("Not a multivessel PCI")
    INITIAL = "initial", _("First session")
    STAGED = "staged", _("Staged session")


class HeartTeam(models.TextChoices):
    NOT_ASKED = "not_consulted", _("Not consulted")
    PCI = "pci", _("PCI")
    CABG = "cabg", _("Bypass surgery")
    MEDICAL = "medical", _("Drugs alone")
    HYBRID = "hybrid", _("Hybrid")


class Support(models.TextChoices):
    NONE = "none", _("None")
    IABP = "iabp", _("Balloon pump (IABP)")
    ECMO = "ecmo", _("ECMO")
    IMPELLA = "impella", _("Impella")
    LVAD = "lvad", _("LVAD")
    OTHER = "other", _("Other")


SUPPORTED = tuple(support.value for support in Support if support is not Support.NONE)


class SupportStart(models.TextChoices):
    IN_PLACE = "in_place", _("In place at the start")
    BEFORE = "before", _("Before the intervention")
    AFTER = "after", _("After the intervention had begun")


class Antithrombotic(models.TextChoices):
    """What is given during the procedure, NCDR 7990."""

    NONE = "none", _("None")
    HEPARIN = "heparin", _("Unfractionated heparin")
    LMWH = "lmwh", _("Low-molecular-weight heparin")
    BIVALIRUDIN = "bivalirudin", _("Bivalirudin")
    ARGATROBAN = "argatroban", _("Argatroban")
    FONDAPARINUX = "fondaparinux", _("Fondaparinux")
    GP_INHIBITOR = "gp_inhibitor", _("GP IIb/IIIa inhibitor")
    CANGRELOR = "cangrelor", _("Cangrelor")
    CLOPIDOGREL = "clopidogrel", _("Clopidogrel")
    PRASUGREL = "prasugrel", _("Prasugrel")
    TICAGRELOR = "ticagrelor", _("Ticagrelor")
    DOAC = "doac", _("Direct oral anticoagulant")
    WARFARIN = "warfarin", _("Warfarin")


OF_PCI = ("kind", "pci")
OF_CORONARY = ("kind", "angiography", "pci")


class Procedure(Section):
    """An invasive procedure."""

    title = _("Angiography and PCI")
    order = 30
    repeats = True
    starts = "started_at"
    ends = "ended_at"
    derived = ("rest_is_normal",)  # said in the report with one key, which keeps who said it and when

    groups = (
        (_("Procedure"), ("kind", "started_at", "ended_at", "code", "code_text", "urgency", "operator",
                          "second_operator")),
        (_("Why"), ("reasons", "indication", "heart_team", "multivessel", "stage_planned")),
        (_("Access"), ("access", "crossover", "sheath", "closure")),
        (_("Finding"), ("dominance", "results", "syntax_score", "syntax_class", "aortic_systolic",
                        "aortic_diastolic", "lvedp", "ventriculogram_ef", "finding")),
        (_("During the procedure"), ("antithrombotics", "act", "vasopressor", "support", "support_start",
                                     "success")),
        (_("Contrast and radiation"), ("contrast_agent", "contrast", "fluoroscopy", "air_kerma",
                                       "dose_area_product")),
    )  # fmt: skip

    kind = Choice(_("Kind"), ProcedureKind, null=False, source="NCDR 7050")
    started_at = Moment(_("Started"), null=False, source="NCDR 7000")
    ended_at = Moment(_("Ended"), source="NCDR 7005")
    code = Coded(_("Procedure code"), "procedures", code="ICD-9-CM-3", source="PROC-3")
    code_text = Identifier(_("Procedure as sent"), max_length=200, source="PROC-3")
    urgency = Choice(_("Urgency"), Urgency, source="NCDR 7800")
    operator = Identifier(_("Operator"), max_length=60, identifies="indirect", source="NCDR 7046")
    second_operator = Identifier(_("Second operator"), max_length=60, identifies="indirect",
                                 source="NCDR 7051")  # fmt: skip

    reasons = Choices(
        _("Indications of the angiography"), Indication, source="NCDR 7400", asked_if=OF_CORONARY
    )
    indication = Choice(
        _("Indication of the PCI"), PciIndication, core=True, source="NCDR 7825", asked_if=OF_PCI
    )
    heart_team = Choice(_("Decision of the heart team"), HeartTeam, source="NCDR 7815", asked_if=OF_PCI)
    multivessel = Choice(_("Multivessel PCI"), Multivessel, source="PCI-5", asked_if=OF_PCI)
    stage_planned = Flag(_("Further session planned"), source="PCI-6", asked_if=OF_PCI)

    access = Choice(_("Access"), Access, core=True, source="NCDR 7320")
    crossover = Choice(_("Changed to"), Access, source="NCDR 7325",
                       note=_("Only where the first access failed."))  # fmt: skip
    sheath = Quantity(_("Sheath"), unit="Fr", possible=(3, 26), plausible=(4, 8), source="PROC-9")
    closure = Choice(_("Closure"), Closure, source="PROC-10")

    dominance = Choice(_("Dominance"), Dominance, source="NCDR 7500", asked_if=OF_CORONARY)
    results = Choices(_("Result"), CoronaryResult, source="PROC-12", asked_if=OF_CORONARY)
    syntax_score = Quantity(_("SYNTAX score"), unit="1", decimals=1, possible=(0, 100), plausible=(0, 60),
                            source="NCDR 7831", asked_if=OF_CORONARY)  # fmt: skip
    syntax_class = Derived(
        _("Class of the SYNTAX score"), answers=SyntaxClass, source="NCDR 7831",
        expression=Case(
            When(syntax_score__lt=23, then=Value("low")),
            When(syntax_score__lt=33, then=Value("intermediate")),
            When(syntax_score__gte=33, then=Value("high")), default=None,
        ),
    )  # fmt: skip
    aortic_systolic = Quantity(_("Aortic pressure, systolic"), unit="mmHg", possible=(1, 300),
                               plausible=(50, 220), source="PROC-14")  # fmt: skip
    aortic_diastolic = Quantity(_("Aortic pressure, diastolic"), unit="mmHg", possible=(1, 200),
                                plausible=(40, 130), source="PROC-14")  # fmt: skip
    lvedp = Quantity(_("LV end-diastolic pressure"), unit="mmHg", possible=(0, 80), plausible=(3, 40),
                     source="PROC-15")  # fmt: skip
    ventriculogram_ef = Quantity(_("Ejection fraction of the ventriculogram"), unit="%", possible=(1, 99),
                                 plausible=(5, 70), source="PROC-16")  # fmt: skip
    rest_is_normal = Flag(_("All other segments normal"), source="NCDR 7507",
                          note=_("Holds for every segment without a row of its own."))  # fmt: skip
    rest_normal_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name=_("Said by"),
    )  # fmt: skip
    rest_normal_at = models.DateTimeField(_("Said at"), null=True, blank=True)
    finding = Note(_("Finding"), source="PROC-13")

    antithrombotics = Choices(_("Antithrombotic drugs"), Antithrombotic, source="NCDR 7990")
    act = Quantity(_("Activated clotting time"), unit="s", possible=(50, 1500), plausible=(100, 500),
                   source="PCI-11")  # fmt: skip
    vasopressor = Flag(_("Vasopressor"), source="PCI-9")
    support = Choices(_("Circulatory support"), Support, source="NCDR 7422")
    support_start = Choice(_("Start of the support"), SupportStart, source="NCDR 7424",
                           asked_if=("support", *SUPPORTED))  # fmt: skip
    success = Flag(_("Successful"), source="PCI-13", asked_if=OF_PCI)

    contrast_agent = Identifier(_("Contrast medium"), max_length=60, source="PROC-17")
    contrast = Quantity(_("Contrast"), unit="mL", possible=(0, 999), plausible=(5, 300), source="NCDR 7215")
    fluoroscopy = Quantity(_("Fluoroscopy time"), unit="min", decimals=1, possible=(0.1, 300),
                           plausible=(0.1, 30), source="NCDR 7214")  # fmt: skip
    air_kerma = Quantity(_("Air kerma"), unit="mGy", possible=(1, 50_000), plausible=(1, 10_000),
                         units={"Gy": 1000}, source="NCDR 7210")  # fmt: skip
    dose_area_product = Quantity(
        _("Dose-area product"), unit="dGy·cm²", possible=(10, 50_000), plausible=(10, 7_000),
        units={"Gy·cm2": 10, "cGy·cm2": "0.1", "mGy·cm2": "0.01", "uGy·m2": "0.1"}, source="NCDR 7220",
    )  # fmt: skip

    class Meta:
        verbose_name = _("procedure")
        verbose_name_plural = _("procedures")
        indexes = [
            *by_patient_and_time("procedure", "started_at"),
            # a row of a procedure is long: what asks for one kind of everybody never opens the table itself
            models.Index(
                fields=["kind", "patient", "started_at"],
                include=["admission", "ended_at", "id"],
                name="procedure_kind",
            ),
        ]
        constraints = [
            *import_once("procedure"),
            models.CheckConstraint(
                name="procedure_ends_after_start",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                violation_error_message=_("The procedure cannot end before it starts."),
            ),
        ]
