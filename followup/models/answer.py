"""What patients answered, and what happened to them: sections of the record like any other."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cardiology.dictionary import Choice, ClinicalDate, Flag, Moment, Note, PartialDate, Quantity, Section
from cardiology.models import Nyha
from followup.models import replies as r
from followup.models.contact import Contact


class FollowUp(Section):
    """Answers of one follow-up contact."""

    title = _("Follow-up answers")
    order = 70
    repeats = True
    starts = "answered_at"
    on_chart = False

    contact = models.OneToOneField(Contact, on_delete=models.PROTECT, related_name="answers", null=True)
    answered_at = Moment(_("Answered"), null=False, source="Q00")
    informant = Choice(_("Who answered"), r.Informant, core=True, source="Q02")
    admitted_since = Flag(_("In a hospital or emergency department since the last contact"), source="Q03")

    angina = Choice(_("Chest pain on effort"), r.Angina, core=True, source="Q04")
    rest_pain = Flag(_("Chest pain at rest"), core=True, source="Q04")
    pain_minutes = Quantity(_("Longest chest pain"), unit="min", possible=(0, 1440), plausible=(1, 180),
                            source="Q04")  # fmt: skip
    rest_pain_today = Flag(_("Pain at rest within the last 24 hours"), source="RF01")
    relieved_by_nitrate = Flag(_("Nitrate relieves it within 5 minutes"), source="Q04")
    angina_change = Choice(_("Chest pain compared with before"), r.Change, source="Q04")

    nyha = Choice(_("Breathlessness (NYHA class)"), Nyha, core=True, source="Q05")
    orthopnoea = Flag(_("Breathless when lying flat"), source="Q05")
    night_dyspnoea = Flag(_("Wakes up breathless"), source="Q05")
    pink_sputum = Flag(_("Coughs up pink froth"), source="RF04")
    swelling = Flag(_("Swollen legs"), source="Q06")
    swelling_level = Choice(_("Swollen up to"), r.Swelling, source="Q06")

    palpitation = Flag(_("Palpitation"), source="Q07")
    palpitation_frequency = Choice(_("How often palpitation"), r.Palpitations, source="Q07")
    syncope = Flag(_("Fainted"), core=True, source="Q08")
    near_syncope = Flag(_("Nearly fainted"), source="Q08")
    syncope_on_effort = Flag(_("Fainted on effort"), source="Q08")
    syncope_injury = Flag(_("Injured by the fall"), source="Q08")

    bleeding = Choice(_("Bleeding"), r.Bleeding, core=True, source="Q09")
    bleeding_sign = Choice(_("Signs of dangerous bleeding"), r.BleedingSign, source="RF07")
    head_injury = Flag(_("Blow to the head"), source="RF07")
    bleeding_grade = Choice(_("Grade of the major bleeding"), r.BleedingGrade, code="BARC", source="Q09")
    bleeding_site = Choice(_("Site of bleeding"), r.BleedingSite, source="Q09")
    bleeding_action = Choice(_("What was done about the bleeding"), r.BleedingAction, source="Q09")
    units_transfused = Quantity(_("Red cells transfused after discharge"), unit="U", possible=(0, 100),
                                plausible=(1, 6), source="Q09")  # fmt: skip
    neurological_sign = Flag(_("Weak face, arm or speech"), core=True, source="Q10")
    neurological_sign_at = Moment(_("Weakness began"), identifies="indirect", source="Q10")
    sign_assessed = Flag(_("A doctor has seen the weakness"), source="RF06")

    systolic_bp = Quantity(_("Blood pressure at home, systolic"), unit="mmHg", possible=(1, 300),
                           plausible=(70, 220), code="LOINC 8480-6", source="Q11")  # fmt: skip
    diastolic_bp = Quantity(_("Blood pressure at home, diastolic"), unit="mmHg", possible=(1, 200),
                            plausible=(40, 130), code="LOINC 8462-4", source="Q11")  # fmt: skip
    heart_rate = Quantity(_("Pulse"), unit="/min", possible=(20, 300), plausible=(40, 150),
                          code="LOINC 8867-4", source="Q11")  # fmt: skip
    bp_measured_on = ClinicalDate(_("Blood pressure measured on"), identifies="indirect", source="Q11")
    weight = Quantity(_("Weight today"), unit="kg", decimals=1, possible=(10, 700), plausible=(35, 200),
                      code="LOINC 29463-7", source="Q12")  # fmt: skip
    weight_change = Quantity(_("Weight change in 3 days"), unit="kg", decimals=1, possible=(-30, 30),
                             plausible=(-5, 5), source="Q12")  # fmt: skip

    missed_doses = Choice(_("Doses missed in 7 days"), r.MissedDoses, core=True, source="Q14")
    stopped_antiplatelet = Flag(_("Stopped an antiplatelet drug"), core=True, source="Q13")
    stop_reason = Choice(_("Reason for stopping"), r.StopReason, source="Q13r")
    dapt_status = Choice(_("Dual antiplatelet therapy"), r.DaptStatus, source="FUP-DAPT")
    takes_new_drug = Flag(_("Takes a new drug, also herbal or without prescription"), source="Q18")
    new_drugs = Note(_("Which new drugs"), source="Q18")

    smoking_now = Flag(_("Smokes now"), source="Q15")
    cigarettes = Quantity(_("Cigarettes a day"), unit="1", possible=(0, 200), plausible=(1, 60), source="Q15")
    stopped_smoking_on = PartialDate(_("Stopped smoking"), source="Q15")
    second_hand_smoke = Flag(_("Others smoke at home"), source="Q15")
    alcohol = Choice(_("Alcohol"), r.Alcohol, source="Q16")
    exercise_minutes = Quantity(_("Moderate exercise a week"), unit="min", possible=(0, 6000),
                                plausible=(0, 1500), source="Q17")  # fmt: skip
    rehabilitation = Choice(_("Cardiac rehabilitation"), r.Rehabilitation, source="Q17")
    work = Choice(_("Work"), r.Work, source="FUP-WORK")

    phq2 = Quantity(_("PHQ-2, low mood"), unit="1", possible=(0, 6), code="LOINC 55758-7", source="Q19")
    phq9 = Quantity(_("PHQ-9 total"), unit="1", possible=(0, 27), code="LOINC 44261-6", source="Q19")
    phq9_self_harm = Quantity(_("PHQ-9 question 9, thoughts of self-harm"), unit="1", possible=(0, 3),
                              code="LOINC 44260-8", source="Q19")  # fmt: skip
    gad2 = Quantity(_("GAD-2, anxiety"), unit="1", possible=(0, 6), source="Q19")
    gad7 = Quantity(_("GAD-7 total"), unit="1", possible=(0, 21), code="LOINC 70274-6", source="Q19")
    influenza_vaccine_on = PartialDate(_("Influenza vaccine"), source="Q20")
    pneumococcal_vaccine_on = PartialDate(_("Pneumococcal vaccine"), source="Q20")
    covid_vaccine_on = PartialDate(_("COVID-19 vaccine"), source="Q20")

    kccq = Quantity(_("KCCQ-12 summary score"), unit="1", possible=(0, 100), source="QH1")
    weighs_daily = Flag(_("Weighs every day"), source="QH2")
    salt_advice = Flag(_("Keeps to the advice on salt and fluid"), source="QH3")
    ehra = Choice(_("Symptoms of fibrillation (mEHRA)"), r.Ehra, source="QA1")
    interruption_planned = Flag(_("A procedure needs a pause of the anticoagulant"), source="QA3")
    interruption_on = ClinicalDate(_("Procedure planned for"), identifies="indirect", source="QA3")
    shocks = Quantity(_("ICD shocks"), unit="1", possible=(0, 200), plausible=(0, 20), source="QD1")
    shock_symptoms = Flag(_("Symptoms with the shock"), source="QD1")
    shocks_in_a_day = Flag(_("Two or more shocks within 24 hours"), source="QD1")
    pocket = Flag(_("Device pocket painful, red or swollen"), source="QD2")
    remote_monitor = Flag(_("Remote monitor connected"), source="QD3")
    dental_procedure = Flag(_("Dental procedure"), source="QV1")
    fever = Flag(_("Fever of 38 °C or more"), source="QV2")
    dysphagia = Flag(_("Painful or difficult swallowing"), source="RF18")
    access_site = Choice(_("Place of the puncture"), r.AccessSite, source="QP1")
    wound = Choice(_("Wound"), r.Wound, source="QW1")
    eq5d = Quantity(_("EQ-5D-5L index"), unit="1", decimals=3, possible=(-1, 1), source="QE1")
    eq_vas = Quantity(_("Health today from 0 to 100"), unit="1", possible=(0, 100), source="QE1")
    muscle_pain = Choice(_("Muscle pain"), r.MusclePain, source="QM1")
    dark_urine = Flag(_("Dark urine"), source="QM1")
    dry_cough = Flag(_("Dry cough"), source="QM2")
    angioedema = Flag(_("Swollen lips or face"), source="QM2")
    gynaecomastia = Flag(_("Swollen or painful breasts"), source="QM2")
    dizziness = Flag(_("Dizzy"), source="QM2")
    jaundice = Flag(_("Yellow eyes or skin"), source="RF19")
    pregnant = Flag(_("Pregnant, or a test was positive"), source="RF22")
    genital_infection = Flag(_("Genital infection"), source="QM2")
    stomach_upset = Flag(_("Stomach upset"), source="QM2")

    next_appointment_on = ClinicalDate(_("Next appointment"), identifies="indirect", source="Q21")
    no_appointment_reason = Choice(_("Why no appointment"), r.NoAppointment, source="Q21")
    remark = Note(_("Remarks"), identifies="direct", source="Q22")

    class Meta:
        verbose_name = _("follow-up answers")
        verbose_name_plural = _("follow-up answers")
        indexes = [
            models.Index(fields=["patient", "answered_at"], name="followup_patient_start"),
            models.Index(fields=["answered_at"], name="followup_answered"),  # measures of a month
        ]
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
    DAY = "day", pgettext_lazy("follow-up", "Day")
    MONTH = "month", pgettext_lazy("follow-up", "Month")
    YEAR = "year", _("Year")


class EventSource(models.TextChoices):
    PATIENT = "patient", _("Patient")
    RELATIVE = "relative", _("Relative")
    OWN_RECORD = "own_record", _("Own record")
    OTHER_HOSPITAL = "other_hospital", _("Papers of another hospital")
    REGISTRY = "registry", pgettext_lazy("follow-up", "Register")


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
    note = Note(pgettext_lazy("follow-up", "What happened"), identifies="direct", source="FUP-22")

    class Meta:
        verbose_name = _("event after discharge")
        verbose_name_plural = _("events after discharge")
        indexes = [models.Index(fields=["patient", "occurred_on"], name="event_patient_start")]
        constraints = [
            models.UniqueConstraint(fields=["patient", "import_key"], name="event_import_once"),
        ]
