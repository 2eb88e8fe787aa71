"""The end of the stay: where to, in what state, with what plan."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cardiology.dictionary import Choice, ClinicalDate, Flag, Note, Quantity, Section
from cardiology.models.meta import once_per_admission
from cardiology.models.patient import DeathCause
from cardiology.models.presentation import Killip, Nyha


class Disposition(models.TextChoices):
    HOME = "home", _("Own home")
    TRANSFER = "transfer", _("Transfer to another hospital")
    REHABILITATION = "rehabilitation", _("Rehabilitation or nursing care")
    AGAINST_ADVICE = "against_advice", _("Against advice")
    DIED = "died", _("Died")
    HOSPICE = "hospice", _("Hospice")


class CardiacDeath(models.TextChoices):
    INFARCTION = "infarction", _("Myocardial infarction")
    HEART_FAILURE = "heart_failure", _("Heart failure")
    ARRHYTHMIA = "arrhythmia", _("Arrhythmia")
    PROCEDURE = "procedure", _("Procedure")
    OTHER = "other", _("Other")


class DeathPlace(models.TextChoices):
    LABORATORY = "laboratory", _("Catheter laboratory")
    INTENSIVE = "intensive", _("Intensive or coronary care unit")
    WARD = "ward", _("Ward")
    EMERGENCY = "emergency", _("Emergency department")
    OTHER = "other", _("Other")


class NoRehabilitation(models.TextChoices):
    """NCDR 10116."""

    MEDICAL = "medical", _("Medical reason")
    DECLINED = "declined", _("Patient declined")
    SYSTEM = "system", _("No rehabilitation to be had")
    NOT_DOCUMENTED = "not_documented", _("No reason documented")


class Discharge(Section):
    """The end of the stay: where to, in what state, with what plan."""

    title = _("Discharge")
    order = 60
    starts = "admission__discharged_at"
    derived = ("reconciled",)
    groups = (
        (_("Where to"), ("disposition", "death_cause", "cardiac_death", "death_place")),
        (_("State"), ("systolic_bp", "diastolic_bp", "heart_rate", "weight", "nyha", "worst_killip")),
        (_("Plan"), ("residual_stenosis", "stage_planned", "stage_on", "dapt_until_on", "rehabilitation",
                     "no_rehabilitation", "smoking_advice", "education", "phone_checked")),
        (_("Cost and course"), ("cost", "summary")),
    )  # fmt: skip

    disposition = Choice(_("Discharged to"), Disposition, core=True, source="NCDR 10105")
    death_cause = Choice(_("Cause of death"), DeathCause, source="NCDR 10125",
                         asked_if=("disposition", "died"))  # fmt: skip
    cardiac_death = Choice(_("Cardiac cause"), CardiacDeath, source="COMP-0",
                           asked_if=("death_cause", "cardiac"))  # fmt: skip
    death_place = Choice(_("Place of death"), DeathPlace, source="COMP-0", asked_if=("disposition", "died"))
    systolic_bp = Quantity(_("Systolic pressure at discharge"), unit="mmHg", possible=(1, 300),
                           plausible=(70, 200), source="CCC")  # fmt: skip
    diastolic_bp = Quantity(_("Diastolic pressure at discharge"), unit="mmHg", possible=(1, 200),
                            plausible=(40, 130), source="DIS-4")  # fmt: skip
    heart_rate = Quantity(_("Heart rate at discharge"), unit="/min", possible=(20, 300),
                          plausible=(40, 130), source="CCC")  # fmt: skip
    weight = Quantity(_("Weight at discharge"), unit="kg", decimals=1, possible=(10, 700),
                      plausible=(35, 200), source="HF-7")  # fmt: skip
    nyha = Choice(_("NYHA class at discharge"), Nyha, source="CCC")
    worst_killip = Choice(_("Highest Killip class of the stay"), Killip, source="DIS-5")
    residual_stenosis = Flag(_("Stenosis left untreated"), source="DIS-6")
    stage_planned = Flag(_("Further PCI planned"), source="DIS-6")
    stage_on = ClinicalDate(_("Further PCI on"), source="DIS-6", asked_if=("stage_planned", "yes"))
    dapt_until_on = ClinicalDate(_("Dual antiplatelet therapy until"), source="DIS-9")
    rehabilitation = Flag(_("Referred to cardiac rehabilitation"), core=True, source="NCDR 10116")
    no_rehabilitation = Choice(_("Why no rehabilitation"), NoRehabilitation, source="NCDR 10116",
                               asked_if=("rehabilitation", "no"))  # fmt: skip
    smoking_advice = Flag(_("Advice to stop smoking"), source="CCC")
    education = Flag(_("Education given"), source="DIS-8")
    reconciled = Flag(_("Home drugs reconciled"), core=True, source="NCDR medication reconciliation",
                      note=_("Yes once it is said of every home drug what becomes of it."))  # fmt: skip
    phone_checked = Flag(_("Phone number confirmed by a test call"), core=True, source="DIS-10")
    cost = Quantity(_("Cost of the stay"), unit="CNY", decimals=2, possible=(0, 10_000_000),
                    plausible=(500, 500_000), source="DIS-12")  # fmt: skip
    summary = Note(_("Course and advice"), identifies="direct", source="DIS-11")

    class Meta:
        verbose_name = _("discharge")
        verbose_name_plural = _("discharges")
        constraints = once_per_admission("discharge")
