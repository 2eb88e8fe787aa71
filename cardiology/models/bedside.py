"""What is measured and found at the bed: vital signs, physical examination."""

from decimal import Decimal

from django.db import models
from django.db.models import F
from django.db.models.functions import Abs, NullIf, Sqrt
from django.utils.translation import gettext_lazy as _

from cardiology.dictionary import Choice, Choices, Derived, Flag, Moment, Note, Quantity, Section
from cardiology.models.meta import by_patient_and_time, import_once
from cardiology.plausibility import Change


class Arm(models.TextChoices):
    RIGHT = "right", _("Right")
    LEFT = "left", _("Left")


class Position(models.TextChoices):
    LYING = "lying", _("Lying")
    SITTING = "sitting", _("Sitting")
    STANDING = "standing", _("Standing")


class Vitals(Section):
    """Vital signs at one moment; the first row of a stay is the state at arrival."""

    title = _("Vital signs")
    order = 19
    expected = True
    repeats = True
    starts = "measured_at"
    groups = (
        (_("Circulation"), ("measured_at", "systolic_bp", "diastolic_bp", "heart_rate")),
        (_("Breathing and temperature"), ("respiratory_rate", "oxygen_saturation", "on_oxygen",
                                          "temperature", "on_vasopressor")),
        (_("Body"), ("height", "weight", "waist", "bmi", "body_surface")),
        (_("How the pressure was taken"), ("bp_arm", "bp_position", "other_arm_systolic",
                                           "arm_difference")),
    )  # fmt: skip

    measured_at = Moment(_("Measured"), null=False, source="VIT-1")
    systolic_bp = Quantity(_("Systolic blood pressure"), unit="mmHg", possible=(1, 300), plausible=(50, 220),
                           code="LOINC 8480-6", core=True, source="NCDR 6016")  # fmt: skip
    diastolic_bp = Quantity(_("Diastolic blood pressure"), unit="mmHg", possible=(1, 200),
                            plausible=(40, 130), code="LOINC 8462-4", core=True, source="VIT-3")  # fmt: skip
    heart_rate = Quantity(_("Heart rate"), unit="/min", possible=(0, 300), plausible=(40, 150),
                          code="LOINC 8867-4", core=True, source="NCDR 6011")  # fmt: skip
    respiratory_rate = Quantity(_("Respiratory rate"), unit="/min", possible=(0, 80), plausible=(8, 35),
                                code="LOINC 9279-1", source="VIT-5")  # fmt: skip
    temperature = Quantity(_("Temperature"), unit="°C", decimals=1, possible=(25, 45), plausible=(35, 40),
                           code="LOINC 8310-5", source="VIT-6")  # fmt: skip
    oxygen_saturation = Quantity(_("Oxygen saturation"), unit="%", possible=(0, 100), plausible=(90, 100),
                                 code="LOINC 59408-5", source="VIT-7")  # fmt: skip
    on_oxygen = Flag(_("On oxygen"), source="VIT-8")
    on_vasopressor = Flag(_("On a vasopressor or inotrope"), source="VIT-9")
    height = Quantity(_("Height"), unit="cm", possible=(20, 260), plausible=(100, 225), units={"m": 100},
                      code="LOINC 8302-2", source="NCDR 6000")  # fmt: skip
    weight = Quantity(_("Weight"), unit="kg", decimals=1, possible=(10, 700), plausible=(35, 200),
                      units={"g": "0.001", "jin": "0.5", "斤": "0.5"}, code="LOINC 29463-7", core=True,
                      change=Change("both", share=Decimal("0.10"), within_days=90, source="field report 6"),
                      source="NCDR 6005")  # fmt: skip
    waist = Quantity(_("Waist"), unit="cm", possible=(30, 250), plausible=(55, 150), code="LOINC 8280-0",
                     source="VIT-10")  # fmt: skip
    bmi = Derived(_("Body-mass index"), unit="kg/m²", decimals=1, possible=(1, 300), code="LOINC 39156-5",
                  source="WHO",
                  expression=F("weight") * 10_000 / NullIf(F("height") * F("height"), 0))  # fmt: skip
    body_surface = Derived(_("Body surface"), unit="m²", decimals=2, possible=(0, 10), source="Mosteller",
                           expression=Sqrt(F("height") * F("weight") / 3600))  # fmt: skip
    bp_arm = Choice(_("Arm"), Arm, source="VIT-13")
    bp_position = Choice(_("Position"), Position, source="VIT-14")
    other_arm_systolic = Quantity(_("Systolic pressure of the other arm"), unit="mmHg", possible=(1, 300),
                                  plausible=(50, 220), source="VIT-15")  # fmt: skip
    arm_difference = Derived(_("Difference between the arms"), unit="mmHg", possible=(0, 299),
                             source="VIT-16",
                             expression=Abs(F("systolic_bp") - F("other_arm_systolic")))  # fmt: skip

    class Meta:
        verbose_name = _("vital signs")
        verbose_name_plural = _("vital signs")
        indexes = by_patient_and_time("vitals", "measured_at")
        constraints = [
            *import_once("vitals"),
            models.CheckConstraint(
                name="diastolic_below_systolic",
                condition=models.Q(systolic_bp__isnull=True)
                | models.Q(diastolic_bp__isnull=True)
                | models.Q(diastolic_bp__lt=models.F("systolic_bp")),
                violation_error_message=_("The diastolic pressure must be below the systolic."),
            ),
        ]


class Rales(models.TextChoices):
    NONE = "none", _("None")
    HALF = "half", _("Up to half of the fields")
    MORE = "more", _("More than half of the fields")


class Murmur(models.TextChoices):
    NONE = "none", _("None")
    MITRAL_SYSTOLIC = "mitral_systolic", _("Systolic, apex")
    MITRAL_DIASTOLIC = "mitral_diastolic", _("Diastolic, apex")
    AORTIC_SYSTOLIC = "aortic_systolic", _("Systolic, aortic area")
    AORTIC_DIASTOLIC = "aortic_diastolic", _("Diastolic, aortic area")
    STERNAL = "sternal_systolic", _("Systolic, left sternal border")
    OTHER = "other", _("Other")


class Oedema(models.TextChoices):
    NONE = "none", _("None")
    MILD = "mild", _("Mild")
    MODERATE = "moderate", _("Moderate")
    SEVERE = "severe", _("Severe")


class Examination(Section):
    """A physical examination, as far as it concerns heart and vessels."""

    title = _("Physical examination")
    order = 20
    repeats = True
    starts = "examined_at"

    examined_at = Moment(_("Examined"), null=False, source="EXA-1")
    rales = Choice(_("Rales"), Rales, source="ACC/AHA 2013")
    third_sound = Flag(_("Third heart sound"), source="ACC/AHA 2013")
    murmur = Choices(_("Murmur"), Murmur, source="EXA-4")
    jugular_distension = Flag(_("Jugular veins distended"), source="EXA-5")
    oedema = Choice(_("Oedema of the legs"), Oedema, source="EXA-6")
    cold_extremities = Flag(_("Cold extremities"), source="EXA-7")
    finding = Note(_("Finding"), source="EXA-8")

    class Meta:
        verbose_name = _("physical examination")
        verbose_name_plural = _("physical examinations")
        indexes = by_patient_and_time("examination", "examined_at")
        constraints = import_once("examination")
