"""Coronary angiography and PCI: procedure, its lesions, their devices; each can be pointed to later."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cardiology.dictionary import Choice, Coded, Flag, Identifier, Moment, Note, Quantity, Section
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


class PciIndication(models.TextChoices):
    PRIMARY = "primary", _("STEMI, primary")
    RESCUE = "rescue", _("STEMI, rescue after failed lysis")
    AFTER_LYSIS = "after_lysis", _("STEMI, after successful lysis")
    LATE_STEMI = "late_stemi", _("STEMI, later than 12 h")
    NSTE_ACS = "nste_acs", _("NSTE-ACS")
    STABLE = "stable", _("Stable angina")
    OTHER = "other", _("Other")


class Access(models.TextChoices):
    RADIAL_RIGHT = "radial_r", _("Right radial")
    RADIAL_LEFT = "radial_l", _("Left radial")
    DISTAL_RADIAL = "distal_radial", _("Distal radial")
    FEMORAL = "femoral", _("Femoral")
    BRACHIAL = "brachial", _("Brachial")
    OTHER = "other", _("Other")


class Dominance(models.TextChoices):
    RIGHT = "right", _("Right")
    LEFT = "left", _("Left")
    CO = "co", _("Co-dominant")


class ResultClass(models.TextChoices):
    NORMAL = "normal", _("Normal coronary arteries")
    MILD = "mild", _("Stenoses below 50 %")
    ONE_VESSEL = "one_vessel", _("One-vessel disease")
    TWO_VESSEL = "two_vessel", _("Two-vessel disease")
    THREE_VESSEL = "three_vessel", _("Three-vessel disease")
    LEFT_MAIN = "left_main", _("Left main disease")
    MINOCA = "minoca", _("MINOCA")
    SPASM = "spasm", _("Coronary spasm")
    BRIDGE = "bridge", _("Myocardial bridge")
    ECTASIA = "ectasia", _("Coronary ectasia")
    SCAD = "scad", _("Spontaneous coronary dissection")


class Procedure(Section):
    """An invasive procedure."""

    title = _("Angiography and PCI")
    order = 30
    repeats = True
    starts = "started_at"
    ends = "ended_at"
    derived = ("rest_is_normal",)  # said in the report with one key, which keeps who said it and when

    kind = Choice(_("Kind"), ProcedureKind, null=False, source="NCDR 7050")
    started_at = Moment(_("Started"), null=False, source="NCDR 7000")
    ended_at = Moment(_("Ended"), source="NCDR 7005")
    code = Coded(_("Procedure code"), "procedures", code="ICD-9-CM-3", source="PROC-3")
    code_text = Identifier(_("Procedure as sent"), max_length=200, source="PROC-3")
    operator = Identifier(_("Operator"), max_length=60, identifies="indirect", source="NCDR 7046")
    urgency = Choice(_("Urgency"), Urgency, source="NCDR 7800")
    indication = Choice(_("Indication"), PciIndication, core=True, source="NCDR 7825")
    access = Choice(_("Access"), Access, core=True, source="NCDR 7320")
    dominance = Choice(_("Dominance"), Dominance, source="NCDR 7500")
    contrast = Quantity(_("Contrast"), unit="mL", possible=(0, 999), plausible=(5, 300), source="NCDR 7215")
    fluoroscopy = Quantity(_("Fluoroscopy time"), unit="min", decimals=1, possible=(0.1, 300),
                           plausible=(0.1, 30), source="NCDR 7214")  # fmt: skip
    air_kerma = Quantity(_("Air kerma"), unit="mGy", possible=(1, 50_000), plausible=(1, 10_000),
                         source="NCDR 7210")  # fmt: skip
    dap = Quantity(_("Dose-area product"), unit="Gy·cm²", decimals=1, possible=(1, 5_000), plausible=(1, 700),
                   units={"dGy·cm²": 0.1, "cGy·cm²": 0.01, "µGy·m²": 0.01, "mGy·cm²": 0.001},
                   source="NCDR 7220")  # fmt: skip
    rest_is_normal = Flag(_("All other segments normal"), source="NCDR 7507",
                          note=_("Holds for every segment without a row of its own."))  # fmt: skip
    result_class = Choice(_("Result"), ResultClass, source="CAG-4.9")
    finding = Note(_("Finding"), source="PROC-13")
    rest_normal_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name=_("Said by"),
    )  # fmt: skip
    rest_normal_at = models.DateTimeField(_("Said at"), null=True, blank=True)

    class Meta:
        verbose_name = _("procedure")
        verbose_name_plural = _("procedures")
        indexes = by_patient_and_time("procedure", "started_at")
        constraints = [
            *import_once("procedure"),
            models.CheckConstraint(
                name="procedure_ends_after_start",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                violation_error_message=_("The procedure cannot end before it starts."),
            ),
        ]


class Segment(models.TextChoices):
    """Coronary segments, NCDR/SNOMED numbering; `cardiology.codes.segments` gives the SYNTAX number of each."""

    P_RCA = "1", _("1 proximal RCA")
    M_RCA = "2", _("2 mid RCA")
    D_RCA = "3", _("3 distal RCA")
    R_PDA = "4", _("4 right PDA")
    R_PAV = "5", _("5 right posterior AV")
    RPL1 = "6", _("6 first right posterolateral")
    RPL2 = "7", _("7 second right posterolateral")
    RPL3 = "8", _("8 third right posterolateral")
    PDSP = "9", _("9 posterior descending septal")
    AM = "10", _("10 acute marginal")
    LM = "11", _("11 left main")
    O_LM = "11a", _("11a left main, ostium")
    M_LM = "11b", _("11b left main, mid")
    D_LM = "11c", _("11c left main, distal")
    P_LAD = "12", _("12 proximal LAD")
    M_LAD = "13", _("13 mid LAD")
    D_LAD = "14", _("14 distal LAD")
    D1 = "15", _("15 first diagonal")
    D1_SIDE = "15a", _("15a lateral first diagonal")
    D2 = "16", _("16 second diagonal")
    D2_SIDE = "16a", _("16a lateral second diagonal")
    LAD_SP = "17", _("17 LAD septal")
    P_CX = "18", _("18 proximal circumflex")
    M_CX = "19", _("19 mid circumflex")
    D_CX = "19a", _("19a distal circumflex")
    OM1 = "20", _("20 first obtuse marginal")
    OM1_SIDE = "20a", _("20a lateral first obtuse marginal")
    OM2 = "21", _("21 second obtuse marginal")
    OM2_SIDE = "21a", _("21a lateral second obtuse marginal")
    OM3 = "22", _("22 third obtuse marginal")
    OM3_SIDE = "22a", _("22a lateral third obtuse marginal")
    CX_AV = "23", _("23 circumflex AV groove")
    LPL1 = "24", _("24 first left posterolateral")
    LPL2 = "25", _("25 second left posterolateral")
    LPL3 = "26", _("26 third left posterolateral")
    LPDA = "27", _("27 left PDA")
    RAMUS = "28", _("28 ramus")
    RAMUS_SIDE = "28a", _("28a lateral ramus")
    D3 = "29", _("29 third diagonal")
    D3_SIDE = "29a", _("29a lateral third diagonal")


class Graft(models.TextChoices):
    LIMA = "lima", _("Left internal mammary artery")
    RIMA = "rima", _("Right internal mammary artery")
    SVG = "svg", _("Saphenous vein graft")
    RADIAL = "radial", _("Radial artery graft")


class GraftPlace(models.TextChoices):
    AORTIC = "aortic", _("Aortic end")
    BODY = "body", _("Body of the graft")
    DISTAL = "distal", _("Distal end")


class Medina(models.TextChoices):
    """Stenosis (1) or none (0) in: main vessel before, main vessel after, side branch."""

    ALL = "1,1,1", "1,1,1"
    MAIN = "1,1,0", "1,1,0"
    BEFORE_AND_SIDE = "1,0,1", "1,0,1"
    AFTER_AND_SIDE = "0,1,1", "0,1,1"
    BEFORE = "1,0,0", "1,0,0"
    AFTER = "0,1,0", "0,1,0"
    SIDE = "0,0,1", "0,0,1"


class Timi(models.TextChoices):
    ZERO = "0", _("0")
    ONE = "1", _("1")
    TWO = "2", _("2")
    THREE = "3", _("3")


class Lesion(Section):
    """One lesion treated or assessed in a procedure."""

    title = _("Lesion")
    order = 31
    repeats = True
    starts = "procedure__started_at"
    parent = "procedure"
    on_chart = False

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="lesions")
    segment = Choice(_("Segment"), Segment, core=True, source="NCDR 8001")
    is_culprit = Flag(_("Culprit"), source="NCDR 8002")
    stenosis_before = Quantity(_("Stenosis before"), unit="%", possible=(0, 100), plausible=(0, 100),
                               core=True, source="NCDR 8004")  # fmt: skip
    stenosis_after = Quantity(_("Stenosis after"), unit="%", possible=(0, 100), plausible=(0, 100),
                              source="NCDR 8025")  # fmt: skip
    timi_before = Choice(_("TIMI flow before"), Timi, core=True, source="NCDR 8007")
    timi_after = Choice(_("TIMI flow after"), Timi, core=True, source="NCDR 8026")
    is_bifurcation = Flag(_("Bifurcation"), source="NCDR 8022")
    is_calcified = Flag(_("Severe calcification"), source="NCDR 8021")
    is_restenosis = Flag(_("In-stent restenosis"), source="NCDR 8011")
    length = Quantity(_("Length"), unit="mm", possible=(1, 100), plausible=(1, 50), source="NCDR 8020")
    is_cto = Flag(_("Chronic total occlusion"), source="NCDR 8005")
    medina = Choice(_("Medina class"), Medina, source="NCDR 8022")
    ffr = Quantity(_("FFR"), unit="1", decimals=2, possible=(0, 1), source="NCDR 7512")
    ifr = Quantity(_("iFR"), unit="1", decimals=2, possible=(0, 1), source="NCDR 7513")
    graft = Choice(_("In a graft"), Graft, source="NCDR 8016")
    graft_place = Choice(_("Place in the graft"), GraftPlace, source="NCDR 8017")
    prior_device = models.ForeignKey(
        "cardiology.Device", on_delete=models.PROTECT, related_name="later_lesions", null=True, blank=True,
        verbose_name=_("In the stent of"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("lesion")
        verbose_name_plural = _("lesions")
        constraints = [
            *import_once("lesion"),
            models.UniqueConstraint(
                fields=["procedure", "segment", "graft"], nulls_distinct=False,
                condition=Q(segment__isnull=False), name="lesion_once_per_segment",
                violation_error_message=_("This segment has a row in this procedure already; amend that one."),
            ),
        ]  # fmt: skip

    def clean(self) -> None:
        """A stent that restenosed was placed in the same patient, and in an earlier procedure."""
        super().clean()
        stent = self.prior_device
        if stent is None:
            return
        if stent.patient_id != self.patient_id:
            raise ValidationError({"prior_device": _("This stent belongs to another patient.")})
        if stent.lesion.procedure.started_at >= self.procedure.started_at:
            raise ValidationError({"prior_device": _("This stent was not there before the procedure.")})


class DeviceKind(models.TextChoices):
    DES = "des", _("Drug-eluting stent")
    BMS = "bms", _("Bare-metal stent")
    DCB = "dcb", _("Drug-coated balloon")
    BALLOON = "balloon", _("Balloon")
    BVS = "bvs", _("Bioresorbable scaffold")
    ASPIRATION = "aspiration", _("Aspiration catheter")
    ATHERECTOMY = "atherectomy", _("Atherectomy")
    OTHER = "other", _("Other")


class Device(Section):
    """One device used at a lesion."""

    title = _("Device")
    order = 32
    repeats = True
    starts = "lesion__procedure__started_at"
    parent = "lesion"
    on_chart = False

    lesion = models.ForeignKey(Lesion, on_delete=models.PROTECT, related_name="devices")
    kind = Choice(_("Kind"), DeviceKind, core=True, source="NCDR 8027")
    model = Identifier(_("Maker and model"), source="NCDR 8028")
    diameter = Quantity(_("Diameter"), unit="mm", decimals=2, possible=(0.01, 10), plausible=(1, 6),
                        core=True, source="NCDR 8031")  # fmt: skip
    length = Quantity(_("Length"), unit="mm", possible=(1, 100), plausible=(5, 60), core=True,
                      source="NCDR 8032")  # fmt: skip
    pressure = Quantity(_("Pressure"), unit="atm", possible=(1, 40), plausible=(4, 26), source="PCI-4.10")
    serial_number = Identifier(_("Serial number (UDI)"), identifies="indirect", source="NCDR 8029")

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        constraints = import_once("device")
