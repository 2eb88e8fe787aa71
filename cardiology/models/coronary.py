"""Coronary angiography and PCI: procedure, its lesions, their devices; each can be pointed to later."""

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


class Procedure(Section):
    """An invasive procedure."""

    title = _("Angiography and PCI")
    order = 30
    repeats = True
    starts = "started_at"
    ends = "ended_at"

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
    finding = Note(_("Finding"), source="PROC-13")

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
    """Coronary segments, NCDR/SNOMED numbering."""

    P_RCA = "1", _("1 proximal RCA")
    M_RCA = "2", _("2 mid RCA")
    D_RCA = "3", _("3 distal RCA")
    R_PDA = "4", _("4 right PDA")
    R_PAV = "5", _("5 right posterior AV")
    LM = "11", _("11 left main")
    P_LAD = "12", _("12 proximal LAD")
    M_LAD = "13", _("13 mid LAD")
    D_LAD = "14", _("14 distal LAD")
    D1 = "15", _("15 first diagonal")
    D2 = "16", _("16 second diagonal")
    P_CX = "18", _("18 proximal circumflex")
    M_CX = "19", _("19 mid circumflex")
    OM1 = "20", _("20 first obtuse marginal")
    OM2 = "21", _("21 second obtuse marginal")
    RAMUS = "28", _("28 ramus")


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

    class Meta:
        verbose_name = _("lesion")
        verbose_name_plural = _("lesions")
        constraints = import_once("lesion")


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
    serial_number = Identifier(_("Serial number (UDI)"), identifies="indirect", source="NCDR 8029")

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        constraints = import_once("device")
