"""Lesions of a procedure and the devices used at them; each can be pointed to by later events."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext_lazy as _

from cardiology.dictionary import Choice, Choices, Flag, Identifier, PartialDate, Quantity, Section
from cardiology.models.coronary.procedure import Procedure
from cardiology.models.meta import import_once


class Segment(models.TextChoices):
    """Coronary segments, NCDR/SNOMED numbering (SYNTAX counts otherwise: `cardiology.codes.segments`)."""

    P_RCA = "1", _("1 proximal RCA")
    M_RCA = "2", _("2 mid RCA")
    D_RCA = "3", _("3 distal RCA")
    R_PDA = "4", _("4 right PDA")
    R_PAV = "5", _("5 right posterior AV")
    RPL1 = "6", _("6 first right posterolateral")
    RPL2 = "7", _("7 second right posterolateral")
    RPL3 = "8", _("8 third right posterolateral")
    PD_SEPTAL = "9", _("9 posterior descending septal")
    ACUTE_MARGINAL = "10", _("10 acute marginal")
    LM = "11", _("11 left main")
    LM_OSTIAL = "11a", _("11a left main, ostial")
    LM_MID = "11b", _("11b left main, mid")
    LM_DISTAL = "11c", _("11c left main, distal")
    P_LAD = "12", _("12 proximal LAD")
    M_LAD = "13", _("13 mid LAD")
    D_LAD = "14", _("14 distal LAD")
    D1 = "15", _("15 first diagonal")
    D1_LATERAL = "15a", _("15a lateral first diagonal")
    D2 = "16", _("16 second diagonal")
    D2_LATERAL = "16a", _("16a lateral second diagonal")
    LAD_SEPTAL = "17", _("17 LAD septal perforator")
    P_CX = "18", _("18 proximal circumflex")
    M_CX = "19", _("19 mid circumflex")
    D_CX = "19a", _("19a distal circumflex")
    OM1 = "20", _("20 first obtuse marginal")
    OM1_LATERAL = "20a", _("20a lateral first obtuse marginal")
    OM2 = "21", _("21 second obtuse marginal")
    OM2_LATERAL = "21a", _("21a lateral second obtuse marginal")
    OM3 = "22", _("22 third obtuse marginal")
    OM3_LATERAL = "22a", _("22a lateral third obtuse marginal")
    CX_AV = "23", _("23 circumflex AV groove")
    LPL1 = "24", _("24 first left posterolateral")
    LPL2 = "25", _("25 second left posterolateral")
    LPL3 = "26", _("26 third left posterolateral")
    LPDA = "27", _("27 left PDA")
    RAMUS = "28", _("28 ramus")
    RAMUS_LATERAL = "28a", _("28a lateral ramus")
    D3 = "29", _("29 third diagonal")
    D3_LATERAL = "29a", _("29a lateral third diagonal")


class Timi(models.TextChoices):
    ZERO = "0", _("0")
    ONE = "1", _("1")
    TWO = "2", _("2")
    THREE = "3", _("3")


class ThrombusGrade(models.TextChoices):
    """TIMI grades of thrombus."""

    ZERO = "0", _("0 – none")
    ONE = "1", _("1 – possible")
    TWO = "2", _("2 – small")
    THREE = "3", _("3 – moderate")
    FOUR = "4", _("4 – large")
    FIVE = "5", _("5 – occluding")


class Medina(models.TextChoices):
    """Main vessel before, main vessel after, side branch."""

    M111 = "111", "1,1,1"
    M110 = "110", "1,1,0"
    M101 = "101", "1,0,1"
    M011 = "011", "0,1,1"
    M100 = "100", "1,0,0"
    M010 = "010", "0,1,0"
    M001 = "001", "0,0,1"


class StentKind(models.TextChoices):
    DES = "des", _("Drug-eluting stent")
    BMS = "bms", _("Bare-metal stent")
    BVS = "bvs", _("Bioresorbable scaffold")
    UNKNOWN = "unknown", _("Unknown")


class Graft(models.TextChoices):
    NONE = "none", _("No: native vessel")
    LIMA = "lima", _("LIMA")
    RIMA = "rima", _("RIMA")
    VEIN = "svg", _("Vein graft")
    RADIAL = "radial", _("Radial artery graft")


class GraftPlace(models.TextChoices):
    AORTIC = "aortic", _("Aortic anastomosis")
    BODY = "body", _("Body of the graft")
    DISTAL = "distal", _("Distal anastomosis")


class Imaging(models.TextChoices):
    NONE = "none", _("None")
    IVUS = "ivus", _("IVUS")
    OCT = "oct", _("OCT")


class PhysiologyRoute(models.TextChoices):
    INTRACORONARY = "ic", _("Intracoronary")
    INTRAVENOUS = "iv", _("Intravenous")


class Lesion(Section):
    """One lesion treated or assessed in a procedure."""

    title = _("Lesion")
    order = 31
    repeats = True
    starts = "procedure__started_at"
    parent = "procedure"
    on_chart = False
    groups = (
        (_("Where"), ("segment", "is_culprit", "is_extended", "further_segments", "graft", "graft_place")),
        (_("Before"), ("stenosis_before", "timi_before", "is_cto", "length", "is_complex", "is_calcified",
                       "thrombus_grade", "is_bifurcation", "medina")),
        (_("Treated earlier"), ("treated_before", "treated_on", "stented_before", "stent_kind",
                                "is_restenosis", "is_stent_thrombosis")),
        (_("Physiology and imaging"), ("ffr", "ifr", "hyperaemia", "imaging", "lumen_area")),
        (_("After"), ("wire_crossed", "device_deployed", "stenosis_after", "timi_after", "perfusion_grade",
                      "no_reflow")),
    )  # fmt: skip

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="lesions")
    segment = Choice(_("Segment"), Segment, core=True, source="NCDR 8001")
    is_extended = Flag(_("Extends into further segments"), source="NCDR 8001")
    further_segments = Choices(_("Further segments"), Segment, source="NCDR 8001",
                               asked_if=("is_extended", "yes"))  # fmt: skip
    graft = Choice(_("In a bypass graft"), Graft, source="NCDR 8015")
    graft_place = Choice(_("Place in the graft"), GraftPlace, source="NCDR 8017",
                         asked_if=("graft", "lima", "rima", "svg", "radial"))  # fmt: skip
    is_culprit = Flag(_("Culprit"), source="NCDR 8002")

    stenosis_before = Quantity(_("Stenosis before"), unit="%", possible=(0, 100), plausible=(0, 100),
                               core=True, source="NCDR 8004")  # fmt: skip
    timi_before = Choice(_("TIMI flow before"), Timi, core=True, source="NCDR 8007")
    is_cto = Flag(_("Chronic total occlusion"), source="NCDR 8005")
    length = Quantity(_("Length"), unit="mm", possible=(1, 100), plausible=(1, 50), source="NCDR 8020")
    is_complex = Flag(_("Complex lesion (type C)"), source="NCDR 8019")
    is_calcified = Flag(_("Severe calcification"), source="NCDR 8021")
    thrombus_grade = Choice(_("Thrombus grade"), ThrombusGrade, source="PCI-25")
    is_bifurcation = Flag(_("Bifurcation"), source="NCDR 8022")
    medina = Choice(_("Medina class"), Medina, source="PCI-24", asked_if=("is_bifurcation", "yes"))

    treated_before = Flag(_("Treated earlier"), source="NCDR 8008")
    treated_on = PartialDate(_("Last treated"), source="NCDR 8009", asked_if=("treated_before", "yes"))
    stented_before = Flag(_("Stented earlier"), source="NCDR 8010", asked_if=("treated_before", "yes"))
    stent_kind = Choice(_("Kind of the earlier stent"), StentKind, source="NCDR 8013",
                        asked_if=("stented_before", "yes"))  # fmt: skip
    is_restenosis = Flag(_("In-stent restenosis"), source="NCDR 8011")
    is_stent_thrombosis = Flag(_("In-stent thrombosis"), source="NCDR 8012")

    ffr = Quantity(_("FFR"), unit="1", decimals=2, possible=(0, 1), plausible=(0.3, 1), source="CAG-11")
    ifr = Quantity(_("iFR"), unit="1", decimals=2, possible=(0, 1), plausible=(0.3, 1), source="CAG-11")
    hyperaemia = Choice(_("Hyperaemic drug given"), PhysiologyRoute, source="CAG-11")
    imaging = Choice(_("Intravascular imaging"), Imaging, source="CAG-11")
    lumen_area = Quantity(_("Minimal lumen area"), unit="mm²", decimals=2, possible=(0, 10), plausible=(1, 9),
                          source="CAG-11", asked_if=("imaging", "ivus", "oct"))  # fmt: skip

    wire_crossed = Flag(_("Wire across the lesion"), source="NCDR 8023")
    device_deployed = Flag(_("Device deployed"), source="NCDR 8024")
    stenosis_after = Quantity(_("Stenosis after"), unit="%", possible=(0, 100), plausible=(0, 100),
                              source="NCDR 8025")  # fmt: skip
    timi_after = Choice(_("TIMI flow after"), Timi, core=True, source="NCDR 8026")
    perfusion_grade = Choice(_("Myocardial perfusion grade (TMPG)"), Timi, source="PCI-27")
    no_reflow = Flag(_("No-reflow"), source="PCI-28")
    prior_device = models.ForeignKey(
        "cardiology.Device", on_delete=models.PROTECT, related_name="later_lesions", null=True, blank=True,
        verbose_name=_("In the stent of"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("lesion")
        verbose_name_plural = _("lesions")
        constraints = [
            *import_once("lesion"),
            models.UniqueConstraint(  # of the native vessel, and of each kind of graft to it
                F("procedure"), F("segment"), Coalesce(NullIf("graft", Value("none")), Value("")),
                condition=Q(segment__isnull=False), name="lesion_once_per_segment",
                violation_error_message=_("This segment already has a row in this procedure; amend it."),
            ),
        ]  # fmt: skip

    def clean(self) -> None:
        """A stent in which a lesion lies was placed in the same patient, and in an earlier procedure."""
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
    COVERED = "covered", _("Covered stent")
    BVS = "bvs", _("Bioresorbable scaffold")
    DCB = "dcb", _("Drug-coated balloon")
    BALLOON = "balloon", _("Balloon")
    CUTTING = "cutting", _("Cutting or scoring balloon")
    ASPIRATION = "aspiration", _("Aspiration catheter")
    ROTATIONAL = "rotational", _("Rotational atherectomy")
    ORBITAL = "orbital", _("Orbital atherectomy")
    LASER = "laser", _("Laser")
    LITHOTRIPSY = "ivl", _("Intravascular lithotripsy")
    ATHERECTOMY = "atherectomy", _("Atherectomy, kind not recorded")
    IVUS = "ivus", _("IVUS catheter")
    OCT = "oct", _("OCT catheter")
    PRESSURE_WIRE = "pressure_wire", _("Pressure wire")
    OTHER = "other", _("Other")


class StentDrug(models.TextChoices):
    SIROLIMUS = "sirolimus", _("Sirolimus")
    EVEROLIMUS = "everolimus", _("Everolimus")
    ZOTAROLIMUS = "zotarolimus", _("Zotarolimus")
    BIOLIMUS = "biolimus", _("Biolimus")
    PACLITAXEL = "paclitaxel", _("Paclitaxel")
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
    drug = Choice(_("Drug of the device"), StentDrug, source="PCI-31", asked_if=("kind", "des", "dcb", "bvs"))
    model = Identifier(_("Maker and model"), source="NCDR 8028")
    diameter = Quantity(_("Diameter"), unit="mm", decimals=2, possible=(0.01, 10), plausible=(1, 6),
                        core=True, source="NCDR 8031")  # fmt: skip
    length = Quantity(_("Length"), unit="mm", possible=(1, 100), plausible=(5, 40), core=True,
                      source="NCDR 8032")  # fmt: skip
    pressure = Quantity(_("Inflation pressure"), unit="atm", possible=(1, 40), plausible=(4, 24),
                        units={"bar": "0.98692"}, source="PCI-34")  # fmt: skip
    serial_number = Identifier(_("Serial number (UDI)"), identifies="indirect", source="NCDR 8029")

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        constraints = import_once("device")
