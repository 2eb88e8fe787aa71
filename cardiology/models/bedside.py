"""What is measured at the bed: vital signs and the electrocardiogram."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from cardiology.dictionary import Choice, Flag, Moment, Quantity, Section
from cardiology.models.meta import by_patient_and_time, import_once
from cardiology.plausibility import Change


class Vitals(Section):
    """Vital signs at one moment; the first row of a stay is the state at arrival."""

    title = _("Vital signs")
    order = 20
    expected = True
    repeats = True
    starts = "measured_at"

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
    height = Quantity(_("Height"), unit="cm", possible=(20, 260), plausible=(100, 225), units={"m": 100},
                      code="LOINC 8302-2", source="NCDR 6000")  # fmt: skip
    weight = Quantity(_("Weight"), unit="kg", decimals=1, possible=(10, 700), plausible=(35, 200),
                      units={"g": "0.001", "jin": "0.5", "斤": "0.5"}, code="LOINC 29463-7", core=True,
                      change=Change("both", share=Decimal("0.10"), within_days=90, source="field report 6"),
                      source="NCDR 6005")  # fmt: skip

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


class Rhythm(models.TextChoices):
    SINUS = "sinus", _("Sinus rhythm")
    AF = "af", _("Atrial fibrillation or flutter")
    PACED = "paced", _("Paced")
    SVT = "svt", _("Supraventricular tachycardia")
    VT = "vt", _("Ventricular tachycardia")
    JUNCTIONAL = "junctional", _("Junctional")
    OTHER = "other", _("Other")


class Territory(models.TextChoices):
    NONE = "none", _("None")
    ANTERIOR = "anterior", _("Anterior")
    LATERAL = "lateral", _("Lateral")
    INFERIOR = "inferior", _("Inferior")
    POSTERIOR = "posterior", _("Posterior")
    RIGHT = "right", _("Right ventricle")


class Ecg(Section):
    """A 12-lead electrocardiogram."""

    title = _("ECG")
    order = 21
    expected = True
    repeats = True
    starts = "recorded_at"

    recorded_at = Moment(_("Recorded"), null=False, source="CPC timeline 5")
    rhythm = Choice(_("Rhythm"), Rhythm, core=True, source="ACC/AHA 2013")
    ventricular_rate = Quantity(_("Ventricular rate"), unit="/min", possible=(10, 350), plausible=(40, 180),
                                code="LOINC 76282-3", source="ECG-3")  # fmt: skip
    pr_interval = Quantity(_("PR interval"), unit="ms", possible=(40, 600), plausible=(100, 300),
                           code="LOINC 8625-6", source="ECG-4")  # fmt: skip
    qrs_duration = Quantity(_("QRS duration"), unit="ms", possible=(40, 300), plausible=(60, 200),
                            code="LOINC 8633-0", source="ECG-5")  # fmt: skip
    qtc_interval = Quantity(_("QTc interval"), unit="ms", possible=(200, 900), plausible=(300, 500),
                            code="LOINC 8636-3", source="ECG-6")  # fmt: skip
    st_elevation = Choice(_("ST elevation"), Territory, core=True, source="NCDR 7835")
    st_depression = Flag(_("ST depression"), source="ECG-8")
    t_inversion = Flag(_("T inversion"), source="ECG-9")
    new_lbbb = Flag(_("New left bundle-branch block"), source="ACC/AHA 2013")

    class Meta:
        verbose_name = _("ECG")
        verbose_name_plural = _("ECGs")
        indexes = by_patient_and_time("ecg", "recorded_at")
        constraints = import_once("ecg")
