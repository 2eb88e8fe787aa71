"""Echocardiography."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cardiology.dictionary import Choice, Moment, Note, Quantity, Section
from cardiology.models.meta import by_patient_and_time, import_once


class LvefMethod(models.TextChoices):
    SIMPSON = "simpson", _("Simpson")
    TEICHHOLZ = "teichholz", _("Teichholz")
    VISUAL = "visual", _("Visual")
    THREE_D = "3d", _("3D")


class Severity(models.TextChoices):
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


class Echo(Section):
    """A transthoracic echocardiogram."""

    title = _("Echocardiography")
    order = 23
    expected = True
    repeats = True
    starts = "performed_at"

    performed_at = Moment(_("Performed"), null=False, source="ECHO-1")
    lvef = Quantity(_("Left ventricular ejection fraction"), unit="%", possible=(1, 99), plausible=(5, 80),
                    code="LOINC 10230-1", core=True, source="NCDR 5116")  # fmt: skip
    lvef_method = Choice(_("Method"), LvefMethod, source="ECHO-3")
    lv_diastolic_diameter = Quantity(_("LV end-diastolic diameter"), unit="mm", possible=(20, 100),
                                     plausible=(30, 80), source="ECHO-4")  # fmt: skip
    la_diameter = Quantity(_("Left atrial diameter"), unit="mm", possible=(15, 100), plausible=(20, 70),
                           source="ECHO-5")  # fmt: skip
    e_over_e_prime = Quantity(_("E/e′"), unit="1", decimals=1, possible=(1, 60), plausible=(3, 30),
                              source="ECHO-6")  # fmt: skip
    pasp = Quantity(_("Pulmonary artery systolic pressure"), unit="mmHg", possible=(5, 200),
                    plausible=(10, 120), source="ECHO-7")  # fmt: skip
    mitral_regurgitation = Choice(_("Mitral regurgitation"), Severity, source="NCDR 7455")
    aortic_stenosis = Choice(_("Aortic stenosis"), Severity, source="NCDR 7450")
    effusion = Choice(_("Pericardial effusion"), Effusion, source="ECHO-10")
    finding = Note(_("Finding"), source="ECHO-11")

    class Meta:
        verbose_name = _("echocardiogram")
        verbose_name_plural = _("echocardiograms")
        indexes = by_patient_and_time("echo", "performed_at")
        constraints = import_once("echo")
