"""What patients answered, and what happened to them: sections of the record like any other."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cardiology.dictionary import Choice, ClinicalDate, Flag, Moment, Note, Quantity, Section
from cardiology.models import Nyha
from followup.models.contact import Contact


class Informant(models.TextChoices):
    PATIENT = "patient", _("Patient")
    SPOUSE = "spouse", _("Spouse")
    CHILD = "child", _("Child")
    OTHER = "other", _("Other")
    RECORD = "record", _("Record")


class Angina(models.TextChoices):
    """Canadian Cardiovascular Society."""

    NONE = "0", _("None")
    I = "1", _("CCS I")  # noqa: E741
    II = "2", _("CCS II")
    III = "3", _("CCS III")
    IV = "4", _("CCS IV")


class Bleeding(models.TextChoices):
    NONE = "none", _("None")
    MINOR = "minor", _("Minor, no treatment (BARC 1)")
    TREATED = "treated", _("Needed medical attention (BARC 2)")
    MAJOR = "major", _("Major (BARC 3 or more)")


class Adherence(models.TextChoices):
    """Doses missed in the last seven days; 0 or 1 counts as adherent."""

    NONE = "0", _("No dose missed")
    ONE = "1", _("1 dose missed")
    FEW = "2-3", _("2 to 3 doses missed")
    MANY = "4+", _("4 or more doses missed")


class StopReason(models.TextChoices):
    DOCTOR = "doctor", _("Doctor's advice")
    SIDE_EFFECT = "side_effect", _("Side effect")
    BLEEDING = "bleeding", _("Bleeding")
    SURGERY = "surgery", _("Surgery or procedure")
    COST = "cost", _("Cost")
    SUPPLY = "supply", _("Could not be obtained")
    FORGOT = "forgot", _("Forgot")
    FELT_BETTER = "felt_better", _("Felt better")
    COMPLETED = "completed", _("Course completed")
    OTHER = "other", _("Other")


class FollowUp(Section):
    """Answers of one follow-up contact."""

    title = _("Follow-up answers")
    order = 70
    repeats = True
    starts = "answered_at"
    on_chart = False

    contact = models.OneToOneField(Contact, on_delete=models.PROTECT, related_name="answers", null=True)
    answered_at = Moment(_("Answered"), null=False, source="Q00")
    informant = Choice(_("Who answered"), Informant, core=True, source="Q02")
    angina = Choice(_("Chest pain on effort"), Angina, core=True, source="Q04")
    rest_pain = Flag(_("Chest pain at rest"), core=True, source="Q04")
    nyha = Choice(_("Breathlessness (NYHA class)"), Nyha, core=True, source="Q05")
    swelling = Flag(_("Swollen legs"), source="Q06")
    palpitation = Flag(_("Palpitation"), source="Q07")
    syncope = Flag(_("Fainted"), core=True, source="Q08")
    bleeding = Choice(_("Bleeding"), Bleeding, core=True, source="Q09")
    neurological_sign = Flag(_("Weak face, arm or speech"), core=True, source="Q10")
    systolic_bp = Quantity(_("Blood pressure at home, systolic"), unit="mmHg", possible=(1, 300),
                           plausible=(70, 220), code="LOINC 8480-6", source="Q11")  # fmt: skip
    diastolic_bp = Quantity(_("Blood pressure at home, diastolic"), unit="mmHg", possible=(1, 200),
                            plausible=(40, 130), code="LOINC 8462-4", source="Q11")  # fmt: skip
    heart_rate = Quantity(_("Pulse"), unit="/min", possible=(20, 300), plausible=(40, 150),
                          code="LOINC 8867-4", source="Q11")  # fmt: skip
    weight = Quantity(_("Weight today"), unit="kg", decimals=1, possible=(10, 700), plausible=(35, 200),
                      code="LOINC 29463-7", source="Q12")  # fmt: skip
    weight_change = Quantity(_("Weight change in 3 days"), unit="kg", decimals=1, possible=(-30, 30),
                             plausible=(-5, 5), source="Q12")  # fmt: skip
    missed_doses = Choice(_("Doses missed in 7 days"), Adherence, core=True, source="Q14")
    stopped_antiplatelet = Flag(_("Stopped an antiplatelet drug"), core=True, source="Q13")
    stop_reason = Choice(_("Reason for stopping"), StopReason, source="Q13r")
    smoking_now = Flag(_("Smokes now"), source="Q15")
    next_appointment_on = ClinicalDate(_("Next appointment"), identifies="indirect", source="Q21")
    remark = Note(_("Remarks"), identifies="direct", source="Q22")

    class Meta:
        verbose_name = _("follow-up answers")
        verbose_name_plural = _("follow-up answers")
        indexes = [models.Index(fields=["patient", "answered_at"], name="followup_patient_start")]
        constraints = [
            models.UniqueConstraint(fields=["patient", "import_key"], name="followup_import_once"),
        ]


class EventKind(models.TextChoices):
    DEATH = "death", _("Death")
    MI = "mi", _("Myocardial infarction")
    STROKE = "stroke", _("Stroke")
    REVASCULARISATION = "revascularisation", _("Unplanned revascularisation")
    HF_HOSPITALISATION = "hf_hospitalisation", _("Hospital stay for heart failure")
    BLEEDING = "bleeding", _("Bleeding")
    HOSPITALISATION = "hospitalisation", _("Other hospital stay")
    STENT_THROMBOSIS = "stent_thrombosis", _("Stent thrombosis")


class Precision(models.TextChoices):
    DAY = "day", _("Day")
    MONTH = "month", _("Month")
    YEAR = "year", _("Year")


class EventSource(models.TextChoices):
    PATIENT = "patient", _("Patient")
    RELATIVE = "relative", _("Relative")
    OWN_RECORD = "own_record", _("Own record")
    OTHER_HOSPITAL = "other_hospital", _("Papers of another hospital")
    REGISTRY = "registry", _("Register")


class ReportedEvent(Section):
    """Something that happened after discharge. A less precise date is its first day, and says so."""

    title = _("Event after discharge")
    order = 71
    repeats = True
    starts = "occurred_on"
    grain = "day"
    on_chart = False

    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, related_name="events", null=True, blank=True
    )
    occurred_on = ClinicalDate(_("Occurred"), null=False, identifies="indirect", source="FUP-20")
    precision = Choice(_("Known to the"), Precision, source="FUP-20")
    kind = Choice(_("Event"), EventKind, null=False, core=True, source="NCDR 11011")
    told_by = Choice(_("Source"), EventSource, source="FUP-21")
    lesion = models.ForeignKey(
        "cardiology.Lesion", on_delete=models.SET_NULL, null=True, blank=True, related_name="later_events"
    )
    device = models.ForeignKey(
        "cardiology.Device", on_delete=models.SET_NULL, null=True, blank=True, related_name="later_events"
    )
    note = Note(_("What happened"), identifies="direct", source="FUP-22")

    class Meta:
        verbose_name = _("event after discharge")
        verbose_name_plural = _("events after discharge")
        indexes = [models.Index(fields=["patient", "occurred_on"], name="event_patient_start")]
        constraints = [
            models.UniqueConstraint(fields=["patient", "import_key"], name="event_import_once"),
        ]
