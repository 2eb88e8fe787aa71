"""Echocardiography."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Case, F, Value, When
from django.db.models.functions import NullIf, Power
from django.utils.translation import gettext_lazy as _

from cardiology.dictionary import Choice, Choices, Derived, Identifier, Moment, Note, Quantity, Section
from cardiology.models.imaging.wall_motion import SEGMENTS, WithWallMotion
from cardiology.models.meta import by_patient_and_time, import_once


def _cm3(*fields: str) -> Any:
    """The cube, in cm³, of the sum of lengths that are kept in mm."""
    total: Any = F(fields[0])
    for name in fields[1:]:
        total = total + F(name)
    return Power(total / 10, 3)


# Devereux, as in Lang 2015: grams, from diameter and walls at the end of diastole.
_INNER = _cm3("lv_diastolic_diameter")
_OUTER = _cm3("septum_thickness", "lv_diastolic_diameter", "posterior_wall_thickness")
MASS = Value(Decimal("0.832")) * (_OUTER - _INNER) + Value(Decimal("0.6"))


class EchoPhase(models.TextChoices):
    BASELINE = "baseline", _("At admission")
    AFTER_PROCEDURE = "after_procedure", _("After the procedure")
    BEFORE_DISCHARGE = "before_discharge", _("Before discharge")
    FOLLOW_UP = "follow_up", _("Follow-up")


class LvefMethod(models.TextChoices):
    SIMPSON = "simpson", _("Simpson")
    TEICHHOLZ = "teichholz", _("Teichholz")
    VISUAL = "visual", _("Visual")
    THREE_D = "3d", _("3D")


class LvefClass(models.TextChoices):
    """ESC 2021: reduced to 40 %, mildly reduced 41 to 49 %, preserved from 50 %."""

    REDUCED = "reduced", _("Reduced (≤ 40 %)")
    MILDLY_REDUCED = "mildly_reduced", _("Mildly reduced (41–49 %)")
    PRESERVED = "preserved", _("Preserved (≥ 50 %)")


class Severity(models.TextChoices):
    """NCDR 7450 and 7455 count regurgitation 0 to 4+ in the same order."""

    NONE = "none", _("None")
    TRIVIAL = "trivial", _("Trivial")
    MILD = "mild", _("Mild")
    MODERATE = "moderate", _("Moderate")
    SEVERE = "severe", _("Severe")


class Effusion(models.TextChoices):
    NONE = "none", _("None")
    SMALL = "small", _("Small")
    MODERATE = "moderate", _("Moderate")
    LARGE = "large", _("Large")


class Prosthesis(models.TextChoices):
    NONE = "none", _("None")
    AORTIC_MECHANICAL = "aortic_mechanical", _("Aortic, mechanical")
    AORTIC_BIOLOGICAL = "aortic_biological", _("Aortic, biological")
    AORTIC_CATHETER = "aortic_catheter", _("Aortic, by catheter (TAVR)")
    MITRAL_MECHANICAL = "mitral_mechanical", _("Mitral, mechanical")
    MITRAL_BIOLOGICAL = "mitral_biological", _("Mitral, biological")
    MITRAL_REPAIR = "mitral_repair", _("Mitral, repaired")
    TRICUSPID = "tricuspid", _("Tricuspid, replaced or repaired")
    PULMONARY = "pulmonary", _("Pulmonary")


class Damage(models.TextChoices):
    """Structural complications that an examination looks for."""

    NONE = "none", _("None")
    THROMBUS = "thrombus", _("Thrombus")
    ANEURYSM = "aneurysm", _("Ventricular aneurysm")
    SEPTAL_RUPTURE = "septal_rupture", _("Septal rupture")
    PAPILLARY_RUPTURE = "papillary_rupture", _("Papillary muscle rupture")


class Echo(WithWallMotion, Section):
    """A transthoracic echocardiogram. Ratios, mass and classes follow from what is measured."""

    title = _("Echocardiography")
    order = 23
    expected = True
    repeats = True
    starts = "performed_at"
    groups = (
        (_("Examination"), ("performed_at", "phase", "reader")),
        (_("Left ventricle"), ("lvef", "lvef_method", "lvef_class", "lv_strain", "lv_diastolic_diameter",
                               "lv_systolic_diameter", "septum_thickness", "posterior_wall_thickness",
                               "body_surface", "relative_wall_thickness", "lv_mass", "lv_mass_index")),
        (_("Wall motion"), ("wall_motion", *SEGMENTS, "wall_motion_score")),
        (_("Atrium, aorta, right heart"), ("la_diameter", "la_volume_index", "aortic_root", "rv_diameter",
                                           "tapse", "tr_velocity", "pasp")),
        (_("Filling"), ("e_velocity", "a_velocity", "e_over_a", "e_prime_septal", "e_prime_lateral",
                        "e_over_e_prime")),
        (_("Valves"), ("mitral_stenosis", "mitral_regurgitation", "aortic_stenosis", "aortic_regurgitation",
                       "av_peak_velocity", "av_mean_gradient", "av_area", "tricuspid_stenosis",
                       "tricuspid_regurgitation", "pulmonary_stenosis", "pulmonary_regurgitation",
                       "prosthesis")),
        (_("Other findings"), ("effusion", "damage", "finding")),
    )  # fmt: skip

    performed_at = Moment(_("Performed"), null=False, source="ECHO-1")
    phase = Choice(_("Phase"), EchoPhase, source="ECHO-2")
    reader = Identifier(_("Read by"), max_length=60, identifies="indirect", source="ECHO-2")

    lvef = Quantity(_("Left ventricular ejection fraction"), unit="%", possible=(1, 99), plausible=(5, 70),
                    code="LOINC 10230-1", core=True, source="NCDR 5116")  # fmt: skip
    lvef_method = Choice(_("Method"), LvefMethod, source="ECHO-3")
    lvef_class = Derived(
        _("Class of ejection fraction"), answers=LvefClass, source="ESC 2021",
        expression=Case(
            When(lvef__lte=40, then=Value("reduced")), When(lvef__lt=50, then=Value("mildly_reduced")),
            When(lvef__gte=50, then=Value("preserved")), default=None,
        ),
    )  # fmt: skip
    lv_strain = Quantity(_("Global longitudinal strain"), unit="%", decimals=1, possible=(-40, 5),
                         plausible=(-30, -5), source="ECHO-29",
                         note=_("Shortening is negative."))  # fmt: skip
    lv_diastolic_diameter = Quantity(_("LV end-diastolic diameter"), unit="mm", possible=(20, 100),
                                     plausible=(30, 80), units={"cm": 10}, source="ECHO-4")  # fmt: skip
    lv_systolic_diameter = Quantity(_("LV end-systolic diameter"), unit="mm", possible=(10, 90),
                                    plausible=(15, 70), units={"cm": 10}, source="ECHO-4")  # fmt: skip
    septum_thickness = Quantity(_("Septum (IVS)"), unit="mm", decimals=1, possible=(3, 40),
                                plausible=(5, 25), units={"cm": 10}, source="ECHO-4")  # fmt: skip
    posterior_wall_thickness = Quantity(_("Posterior wall (LVPW)"), unit="mm", decimals=1, possible=(3, 40),
                                        plausible=(5, 20), units={"cm": 10}, source="ECHO-4")  # fmt: skip
    body_surface = Quantity(_("Body surface at the examination"), unit="m²", decimals=2,
                            possible=(0.2, 5), plausible=(1.1, 2.8), source="ECHO-4")  # fmt: skip
    relative_wall_thickness = Derived(
        _("Relative wall thickness"), unit="1", decimals=2, possible=(0, 4), source="Lang 2015",
        expression=2 * F("posterior_wall_thickness") / NullIf(F("lv_diastolic_diameter"), 0),
    )  # fmt: skip
    lv_mass = Derived(_("LV mass"), unit="g", possible=(0, 3000), source="Lang 2015", expression=MASS)
    lv_mass_index = Derived(_("LV mass index"), unit="g/m²", possible=(0, 3000), source="Lang 2015",
                            expression=MASS / NullIf(F("body_surface"), 0))  # fmt: skip

    la_diameter = Quantity(_("Left atrial diameter"), unit="mm", possible=(15, 100), plausible=(20, 70),
                           units={"cm": 10}, source="ECHO-5")  # fmt: skip
    la_volume_index = Quantity(_("Left atrial volume index"), unit="mL/m²", possible=(5, 200),
                               plausible=(10, 100), source="ECHO-5")  # fmt: skip
    aortic_root = Quantity(_("Aortic root"), unit="mm", possible=(15, 80), plausible=(20, 50),
                           units={"cm": 10}, source="ECHO-8")  # fmt: skip
    rv_diameter = Quantity(_("Right ventricular diameter"), unit="mm", possible=(10, 80), plausible=(15, 50),
                           units={"cm": 10}, source="ECHO-8")  # fmt: skip
    tapse = Quantity(_("TAPSE"), unit="mm", possible=(2, 40), plausible=(8, 32), source="ECHO-8")
    tr_velocity = Quantity(_("Tricuspid regurgitation velocity"), unit="m/s", decimals=1, possible=(0.5, 6),
                           plausible=(1.5, 5), source="ECHO-7")  # fmt: skip
    pasp = Quantity(_("Pulmonary artery systolic pressure"), unit="mmHg", possible=(5, 200),
                    plausible=(10, 120), source="ECHO-7")  # fmt: skip

    e_velocity = Quantity(_("E velocity"), unit="m/s", decimals=2, possible=(0.1, 3), plausible=(0.3, 2),
                          units={"cm/s": "0.01"}, source="ECHO-6")  # fmt: skip
    a_velocity = Quantity(_("A velocity"), unit="m/s", decimals=2, possible=(0.1, 3), plausible=(0.2, 1.5),
                          units={"cm/s": "0.01"}, source="ECHO-6")  # fmt: skip
    e_over_a = Derived(_("E/A"), unit="1", decimals=2, possible=(0, 30), source="ECHO-6",
                       expression=F("e_velocity") / NullIf(F("a_velocity"), 0))  # fmt: skip
    e_prime_septal = Quantity(_("e′ septal"), unit="cm/s", decimals=1, possible=(1, 30), plausible=(3, 20),
                              source="ECHO-6")  # fmt: skip
    e_prime_lateral = Quantity(_("e′ lateral"), unit="cm/s", decimals=1, possible=(1, 30), plausible=(3, 25),
                               source="ECHO-6")  # fmt: skip
    e_over_e_prime = Derived(
        _("E/e′"), unit="1", decimals=1, possible=(0, 300), source="ECHO-6",
        note=_("Mean of septal and lateral e′."),
        expression=F("e_velocity") * 200 / NullIf(F("e_prime_septal") + F("e_prime_lateral"), 0),
    )  # fmt: skip

    mitral_stenosis = Choice(_("Mitral stenosis"), Severity, source="NCDR 7450")
    mitral_regurgitation = Choice(_("Mitral regurgitation"), Severity, source="NCDR 7455")
    aortic_stenosis = Choice(_("Aortic stenosis"), Severity, source="NCDR 7450")
    aortic_regurgitation = Choice(_("Aortic regurgitation"), Severity, source="NCDR 7455")
    av_peak_velocity = Quantity(_("Aortic valve peak velocity"), unit="m/s", decimals=1, possible=(0.3, 8),
                                plausible=(0.7, 6), source="ECHO-26")  # fmt: skip
    av_mean_gradient = Quantity(_("Aortic valve mean gradient"), unit="mmHg", possible=(0, 150),
                                plausible=(1, 100), source="ECHO-26")  # fmt: skip
    av_area = Quantity(_("Aortic valve area"), unit="cm²", decimals=1, possible=(0.1, 6), plausible=(0.3, 4),
                       source="ECHO-26")  # fmt: skip
    tricuspid_stenosis = Choice(_("Tricuspid stenosis"), Severity, source="NCDR 7450")
    tricuspid_regurgitation = Choice(_("Tricuspid regurgitation"), Severity, source="NCDR 7455")
    pulmonary_stenosis = Choice(_("Pulmonary stenosis"), Severity, source="NCDR 7450")
    pulmonary_regurgitation = Choice(_("Pulmonary regurgitation"), Severity, source="NCDR 7455")
    prosthesis = Choices(_("Prosthetic or repaired valve"), Prosthesis, source="ECHO-28")

    effusion = Choice(_("Pericardial effusion"), Effusion, source="ECHO-10")
    damage = Choices(_("Structural complication"), Damage, source="ECHO-12")
    finding = Note(_("Finding"), source="ECHO-11")

    class Meta:
        verbose_name = _("echocardiogram")
        verbose_name_plural = _("echocardiograms")
        indexes = by_patient_and_time("echo", "performed_at")
        constraints = import_once("echo")
