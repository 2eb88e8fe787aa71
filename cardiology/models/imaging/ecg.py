"""The electrocardiogram."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cardiology.dictionary import Choice, Choices, Flag, Identifier, Moment, Quantity, Section
from cardiology.models.meta import by_patient_and_time, import_once


class EcgPlace(models.TextChoices):
    BEFORE_HOSPITAL = "before_hospital", _("Before hospital")
    OTHER_HOSPITAL = "other_hospital", _("Other hospital")
    OUTPATIENT = "outpatient", _("Outpatient clinic")
    EMERGENCY = "emergency", _("This emergency department")
    WARD = "ward", _("Ward")


class Rhythm(models.TextChoices):
    SINUS = "sinus", _("Sinus rhythm")
    AF = "af", _("Atrial fibrillation or flutter")
    PACED = "paced", _("Paced")
    SVT = "svt", _("Supraventricular tachycardia")
    VT = "vt", _("Ventricular tachycardia")
    JUNCTIONAL = "junctional", _("Junctional")
    OTHER = "other", _("Other")


class AvBlock(models.TextChoices):
    NONE = "none", _("None")
    FIRST = "1", _("First degree")
    MOBITZ_1 = "2a", _("Second degree, type I")
    MOBITZ_2 = "2b", _("Second degree, type II")
    THIRD = "3", _("Third degree")


class QtFormula(models.TextChoices):
    BAZETT = "bazett", _("Bazett")
    FRIDERICIA = "fridericia", _("Fridericia")
    FRAMINGHAM = "framingham", _("Framingham")
    HODGES = "hodges", _("Hodges")


class Territory(models.TextChoices):
    NONE = "none", _("None")
    ANTERIOR = "anterior", _("Anterior")
    SEPTAL = "septal", _("Septal")
    LATERAL = "lateral", _("Lateral")
    INFERIOR = "inferior", _("Inferior")
    POSTERIOR = "posterior", _("Posterior")
    RIGHT = "right", _("Right ventricle")


ELEVATED = tuple(territory.value for territory in Territory if territory is not Territory.NONE)


class Lead(models.TextChoices):
    I = "I", "I"  # noqa: E741
    II = "II", "II"
    III = "III", "III"
    AVR = "aVR", "aVR"
    AVL = "aVL", "aVL"
    AVF = "aVF", "aVF"
    V1 = "V1", "V1"
    V2 = "V2", "V2"
    V3 = "V3", "V3"
    V4 = "V4", "V4"
    V5 = "V5", "V5"
    V6 = "V6", "V6"
    V7 = "V7", "V7"
    V8 = "V8", "V8"
    V9 = "V9", "V9"
    V3R = "V3R", "V3R"
    V4R = "V4R", "V4R"
    V5R = "V5R", "V5R"


class EcgPattern(models.TextChoices):
    NONE = "none", _("None")
    NEW_Q = "new_q", _("New Q wave")
    RBBB = "rbbb", _("Right bundle-branch block")
    POSTERIOR = "posterior_mi", _("Posterior infarction")
    DE_WINTER = "de_winter", _("de Winter")
    WELLENS = "wellens", _("Wellens")
    HYPERACUTE_T = "hyperacute_t", _("Hyperacute T waves")


class FoundOn(models.TextChoices):
    FIRST = "first", _("First ECG")
    SUBSEQUENT = "subsequent", _("Later ECG")


class EcgArrhythmia(models.TextChoices):
    NONE = "none", _("None")
    VF = "vf", _("Ventricular fibrillation")
    VT_SUSTAINED = "vt_sustained", _("Sustained ventricular tachycardia")
    VT_NON_SUSTAINED = "vt_non_sustained", _("Non-sustained ventricular tachycardia")
    NEW_AF = "new_af", _("New atrial fibrillation")
    NEW_FLUTTER = "new_flutter", _("New atrial flutter")
    FREQUENT_PVC = "frequent_pvc", _("Frequent premature ventricular beats")
    BRADYCARDIA = "bradycardia", _("Symptomatic bradycardia")


class Ecg(Section):
    """An electrocardiogram of 12 to 18 leads."""

    title = _("ECG")
    order = 21
    expected = True
    repeats = True
    starts = "recorded_at"
    groups = (
        (_("Recording"), ("recorded_at", "place", "recording_number")),
        (_("Rhythm"), ("rhythm", "arrhythmia", "av_block")),
        (_("Intervals"), ("ventricular_rate", "pr_interval", "qrs_duration", "qt_interval", "qtc_interval",
                          "qtc_formula")),
        (_("Ischaemia"), ("st_elevation", "st_elevation_leads", "st_elevation_most", "st_depression",
                          "st_depression_leads", "t_inversion", "t_inversion_leads", "pattern", "new_lbbb",
                          "stemi_equivalent", "first_seen_on")),
        (_("Reading"), ("reader", "confirmed_at")),
    )  # fmt: skip

    recorded_at = Moment(_("Recorded"), null=False, source="CPC timeline 5")
    place = Choice(_("Place"), EcgPlace, source="CPC timeline 5")
    recording_number = Identifier(_("Number in the ECG system"), identifies="indirect", max_length=60,
                                  source="ECG-18")  # fmt: skip
    rhythm = Choice(_("Rhythm"), Rhythm, core=True, source="ACC/AHA 2013")
    arrhythmia = Choices(_("Arrhythmia"), EcgArrhythmia, source="NCDR 5034")
    av_block = Choice(_("AV block"), AvBlock, source="ECG-14")
    ventricular_rate = Quantity(_("Ventricular rate"), unit="/min", possible=(10, 350), plausible=(40, 180),
                                code="LOINC 76282-3", source="ECG-3")  # fmt: skip
    pr_interval = Quantity(_("PR interval"), unit="ms", possible=(40, 600), plausible=(100, 300),
                           code="LOINC 8625-6", source="ECG-4")  # fmt: skip
    qrs_duration = Quantity(_("QRS duration"), unit="ms", possible=(40, 300), plausible=(60, 120),
                            code="LOINC 8633-0", source="ECG-5")  # fmt: skip
    qt_interval = Quantity(_("QT interval"), unit="ms", possible=(150, 900), plausible=(200, 600),
                           code="LOINC 8634-8", source="ECG-6")  # fmt: skip
    qtc_interval = Quantity(_("QTc interval"), unit="ms", possible=(200, 900), plausible=(300, 500),
                            code="LOINC 8636-3", source="ECG-6")  # fmt: skip
    qtc_formula = Choice(_("Formula of QTc"), QtFormula, source="ECG-6")
    st_elevation = Choice(_("ST elevation"), Territory, core=True, source="NCDR 7835")
    st_elevation_leads = Choices(_("Leads with ST elevation"), Lead, source="ACC/AHA 2013",
                                 asked_if=("st_elevation", *ELEVATED))  # fmt: skip
    st_elevation_most = Quantity(_("Greatest ST elevation"), unit="mV", decimals=2, possible=(0, 5),
                                 plausible=(0.1, 1.5), units={"mm": "0.1"}, source="ACC/AHA 2013",
                                 asked_if=("st_elevation", *ELEVATED))  # fmt: skip
    st_depression = Flag(_("ST depression"), source="ECG-8")
    st_depression_leads = Choices(_("Leads with ST depression"), Lead, source="ECG-8",
                                  asked_if=("st_depression", "yes"))  # fmt: skip
    t_inversion = Flag(_("T inversion"), source="ECG-9")
    t_inversion_leads = Choices(_("Leads with T inversion"), Lead, source="ECG-9",
                                asked_if=("t_inversion", "yes"))  # fmt: skip
    pattern = Choices(_("Further findings"), EcgPattern, source="ACC/AHA 2013")
    new_lbbb = Flag(_("New left bundle-branch block"), source="ACC/AHA 2013")
    stemi_equivalent = Flag(_("Equivalent of ST-elevation infarction"), source="NCDR 7835")
    first_seen_on = Choice(_("Infarction first seen on"), FoundOn, source="NCDR 7835")
    reader = Identifier(_("Read by"), max_length=60, identifies="indirect", source="ECG-17")
    confirmed_at = Moment(_("Confirmed"), source="ECG-17")

    class Meta:
        verbose_name = _("ECG")
        verbose_name_plural = _("ECGs")
        indexes = by_patient_and_time("ecg", "recorded_at")
        constraints = import_once("ecg")
