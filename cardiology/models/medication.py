"""Drugs: at home, on the ward, at discharge; and why a class was not given."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cardiology.dictionary import Choice, ClinicalDate, Coded, Flag, Identifier, Moment, Quantity, Section
from cardiology.models.meta import by_patient_and_time, import_once


class Phase(models.TextChoices):
    HOME = "home", _("At home")
    EMERGENCY = "emergency", _("In the emergency department")
    BEFORE_LABORATORY = "before_laboratory", _("Before the catheter laboratory")
    LABORATORY = "laboratory", _("In the catheter laboratory")
    WARD = "ward", _("On the ward")
    DISCHARGE = "discharge", _("At discharge")


class Route(models.TextChoices):
    ORAL = "oral", _("By mouth")
    INTRAVENOUS = "iv", _("Intravenous")
    SUBCUTANEOUS = "sc", _("Subcutaneous")
    SUBLINGUAL = "sl", _("Sublingual")
    INHALED = "inhaled", _("Inhaled")
    OTHER = "other", _("Other")


class Fate(models.TextChoices):
    """What becomes at discharge of a drug that was taken at home."""

    CONTINUED = "continued", _("Continued")
    CHANGED = "changed", _("Changed")
    STOPPED = "stopped", _("Stopped")


class FateReason(models.TextChoices):
    """Why a home drug was changed or stopped."""

    REPLACED = "replaced", _("Replaced by another drug")
    TITRATED = "titrated", _("Dose adjusted")
    NOT_NEEDED = "not_needed", _("No longer needed")
    CONTRAINDICATED = "contraindicated", _("Contraindicated")
    INTOLERANT = "intolerant", _("Not tolerated")
    INTERACTION = "interaction", _("Interaction")
    DECLINED = "declined", _("Patient declined")
    COST = "cost", _("Cost or not available")
    PAUSED = "paused", _("Paused, to be reviewed")
    OTHER = "other", _("Other")


class Medication(Section):
    """One drug over one span of time. A drug outside our table keeps its name as sent and has no class.

    A home drug also says what becomes of it at discharge. Where only is known that it was taken before the
    stay, `started_on` is the day of admission and `entered` says that the day is not known.
    """

    title = _("Medication")
    order = 40
    expected = True
    derived = ("drug_class",)
    repeats = True
    starts = "started_on"
    ends = "stopped_on"
    grain = "day"

    # What the table of a phase asks for, column by column; in the hospital: the last.
    at_home: ClassVar[tuple[str, ...]] = ("drug", "dose", "dose_unit", "frequency", "route", "started_on",
                                          "indication")  # fmt: skip
    at_discharge: ClassVar[tuple[str, ...]] = ("drug", "dose", "dose_unit", "frequency", "route",
                                               "started_on", "stopped_on", "indication")  # fmt: skip
    in_hospital: ClassVar[tuple[str, ...]] = ("drug", "dose", "dose_unit", "frequency", "route", "is_loading",
                                              "started_on", "stopped_on", "stop_reason")  # fmt: skip
    unknown_start: ClassVar[dict[str, str]] = {"precision": "unknown"}

    phase = Choice(_("Phase"), Phase, null=False, source="MED-1")
    drug = Coded(_("Drug"), "drugs", core=True, code="ATC", source="MED-2")
    drug_text = Identifier(_("Drug as written"), max_length=200, source="MED-2")
    drug_class = Coded(_("Class"), "drug_classes", source="MED-3", note=_("Derived from the drug."))
    dose = Quantity(_("Dose"), unit="", decimals=3, possible=(0, 10_000_000), source="MED-4")
    dose_unit = Identifier(_("Dose unit"), max_length=20, source="MED-4")
    dose_text = Identifier(_("Dose as written"), max_length=60, source="MED-4")
    frequency = Coded(_("Frequency"), "frequencies", source="MED-5")
    route = Choice(_("Route"), Route, source="MED-6")
    is_loading = Flag(_("Loading dose"), source="MED-7")
    loaded_at = Moment(_("Loading dose given"), source="MED-7", asked_if=("is_loading", "yes"))
    started_on = ClinicalDate(_("Started"), null=False, source="MED-8")
    stopped_on = ClinicalDate(_("Stopped"), source="MED-9")
    last_dose_at = Moment(_("Last dose at home"), source="MED-12", asked_if=("phase", "home"))
    stop_reason = Identifier(_("Reason for stopping"), source="MED-10")
    indication = Identifier(_("Indication"), source="MED-12")
    fate = Choice(_("Home drug at discharge"), Fate, source="NCDR medication reconciliation")
    fate_reason = Choice(_("Reason for the change"), FateReason, source="NCDR medication reconciliation")

    class Meta:
        verbose_name = _("medication")
        verbose_name_plural = _("medications")
        indexes = [
            *by_patient_and_time("medication", "started_on"),
            models.Index(
                fields=["drug_class", "patient", "started_on"],
                include=["admission", "stopped_on", "phase", "id"],
                name="medication_class",
            ),
        ]
        constraints = [
            *import_once("medication"),
            models.CheckConstraint(
                name="medication_stops_after_start",
                condition=Q(stopped_on__isnull=True) | Q(stopped_on__gte=F("started_on")),
                violation_error_message=_("A drug cannot stop before it starts."),
            ),
        ]

    @classmethod
    def columns(cls, phase: str) -> tuple[str, ...]:
        """The variables that the table of a phase asks for, in order."""
        return {Phase.HOME: cls.at_home, Phase.DISCHARGE: cls.at_discharge}.get(Phase(phase), cls.in_hospital)

    def clean(self) -> None:
        super().clean()
        if self.fate and self.phase != Phase.HOME:
            raise ValidationError({"fate": _("Only of a drug taken at home is said what becomes of it.")})


class WhyNot(models.TextChoices):
    """Why a class that a guideline asks for is not given at discharge."""

    NO_INDICATION = "no_indication", _("No indication")
    CONTRAINDICATED = "contraindicated", _("Contraindicated")
    INTOLERANT = "intolerant", _("Intolerant")
    DECLINED = "declined", _("Patient declined")
    COST = "cost", _("Cost or not available")
    NO_REASON = "no_reason", _("No reason given")


class Contraindication(models.TextChoices):
    """Which contraindication keeps a class from being given."""

    ALLERGY = "allergy", _("Allergy")
    BLEEDING = "bleeding", _("Bleeding or high bleeding risk")
    BRADYCARDIA = "bradycardia", _("Slow pulse or conduction block")
    HYPOTENSION = "hypotension", _("Low blood pressure or shock")
    ASTHMA = "asthma", _("Asthma")
    HYPERKALAEMIA = "hyperkalaemia", _("High potassium")
    KIDNEY = "kidney", _("Kidney function")
    LIVER = "liver", _("Liver disease")
    ANGIOEDEMA = "angioedema", _("Angioedema")
    KETOACIDOSIS = "ketoacidosis", _("Ketoacidosis or type 1 diabetes")
    MYOPATHY = "myopathy", _("Muscle disease")
    PREGNANCY = "pregnancy", _("Pregnancy")
    OTHER = "other", _("Other contraindication")


class ClassDecision(Section):
    """A drug class that was deliberately not given, on the ward or at discharge, with the reason."""

    title = _("Class not given")
    order = 41
    repeats = True
    on_chart = False

    phase = Choice(_("Phase"), Phase, null=False, default=Phase.DISCHARGE, source="MED-1")
    drug_class = Coded(_("Class"), "drug_classes", null=False, source="MED-11")
    reason = Choice(_("Reason"), WhyNot, null=False, source="NCDR medication status")
    which = Choice(_("Which contraindication"), Contraindication, source="NCDR medication status")

    class Meta:
        verbose_name = _("class not given")
        verbose_name_plural = _("classes not given")
        constraints = [
            models.UniqueConstraint(fields=["admission", "phase", "drug_class"], name="class_decision_once"),
            *import_once("classdecision"),
        ]
