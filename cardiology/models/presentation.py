"""How the patient came: complaint, state at first contact, and the chest-pain timeline."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cardiology.dictionary import Choice, Flag, Moment, Note, PartialDate, Section
from cardiology.models.meta import once_per_admission


class Complaint(models.TextChoices):
    CHEST_PAIN = "chest_pain", _("Chest pain")
    DYSPNOEA = "dyspnoea", _("Breathlessness")
    PALPITATION = "palpitation", _("Palpitation")
    SYNCOPE = "syncope", _("Syncope")
    ARREST = "arrest", _("Cardiac arrest")
    OEDEMA = "oedema", _("Oedema")
    OTHER = "other", _("Other")


class SymptomCharacter(models.TextChoices):
    TYPICAL = "typical", _("Typical angina")
    ATYPICAL = "atypical", _("Atypical angina")
    NON_ANGINAL = "non_anginal", _("Non-anginal")
    NONE = "none", _("No symptoms")


class Killip(models.TextChoices):
    """ACC/AHA 2013 data standards."""

    I = "1", _("I – no rales, no third sound")  # noqa: E741
    II = "2", _("II – rales in up to half of the fields, or third sound")
    III = "3", _("III – rales in more than half of the fields")
    IV = "4", _("IV – shock")


class Nyha(models.TextChoices):
    I = "1", _("I")  # noqa: E741
    II = "2", _("II")
    III = "3", _("III")
    IV = "4", _("IV")


class Presentation(Section):
    """State at first contact with this hospital."""

    title = _("Presentation")
    order = 10
    expected = True

    complaint = Choice(_("Main complaint"), Complaint, core=True, source="Chest Pain-MI 3.1")
    symptom_character = Choice(_("Character of the pain"), SymptomCharacter, source="NCDR 7405")
    killip = Choice(_("Killip class"), Killip, core=True, source="ACC/AHA 2013")
    nyha = Choice(_("NYHA class"), Nyha, source="NCDR 4011")
    has_heart_failure = Flag(_("Heart failure at first contact"), core=True, source="NCDR 4001")
    has_shock = Flag(_("Cardiogenic shock at first contact"), core=True, source="NCDR 7415")
    had_arrest = Flag(_("Cardiac arrest before arrival"), core=True, source="NCDR 4630")
    story = Note(_("History of the present illness"), identifies="direct", source="PRE-9")

    class Meta:
        verbose_name = _("presentation")
        verbose_name_plural = _("presentations")
        constraints = once_per_admission("presentation")


class ContactPlace(models.TextChoices):
    SCENE = "scene", _("At the scene")
    AMBULANCE = "ambulance", _("Ambulance")
    CLINIC = "clinic", _("Clinic")
    EMERGENCY = "emergency", _("This emergency department")
    OTHER_HOSPITAL = "other_hospital", _("Other hospital")
    WARD = "ward", _("Ward")


class DelayReason(models.TextChoices):
    ACCESS = "access", _("Difficult access")
    CROSSING = "crossing", _("Difficult crossing")
    ARREST = "arrest", _("Arrest or intubation")
    CONSENT = "consent", _("Consent")
    SUPPORT = "support", _("Circulatory support first")
    TRANSPORT = "transport", _("Transport")
    LAB_BUSY = "lab_busy", _("Catheter laboratory busy")
    DIAGNOSIS = "diagnosis", _("Diagnosis unclear")
    OTHER = "other", _("Other")


class Timeline(Section):
    """The chest-pain timeline: instants in hospital time, in the order in which they should happen."""

    title = _("Chest-pain timeline")
    order = 11
    expected = True
    only_for = ("stemi", "nstemi", "ua")
    groups = (
        (_("Before arrival"), ("symptom_onset_at", "help_called_at", "first_contact_at",
                               "first_contact_place")),
        (_("Arrival and diagnosis"), ("door_at", "first_ecg_at", "diagnosis_at", "troponin_drawn_at",
                                      "troponin_result_at")),
        (_("Treatment"), ("antiplatelet_at", "lab_activated_at", "consent_signed_at", "patient_in_lab_at",
                          "lysis_started_at", "puncture_at", "wire_crossed_at", "delay_reason")),
    )  # fmt: skip

    symptom_onset_at = Moment(_("Onset of constant symptoms"), core=True, source="ACC/AHA 2013")
    help_called_at = Moment(_("Call for help"), source="CPC timeline 2")
    first_contact_at = Moment(_("First medical contact"), core=True, source="CPC timeline 4")
    first_contact_place = Choice(_("Place of first contact"), ContactPlace, source="CPC timeline 4")
    door_at = Moment(_("Door (arrival here)"), core=True, source="NCDR 3001")
    first_ecg_at = Moment(_("First ECG"), core=True, source="CPC timeline 5")
    diagnosis_at = Moment(_("ECG read, diagnosis made"), source="CPC timeline 7")
    troponin_drawn_at = Moment(_("Blood drawn for troponin"), source="CPC timeline 10")
    troponin_result_at = Moment(_("Troponin result"), source="CPC timeline 10")
    antiplatelet_at = Moment(_("Antiplatelet loading"), source="CPC timeline 11")
    lab_activated_at = Moment(_("Catheter laboratory activated"), source="CPC timeline 14")
    consent_signed_at = Moment(_("Consent signed"), source="CPC timeline 13")
    patient_in_lab_at = Moment(_("Patient in laboratory"), source="CPC timeline 15")
    lysis_started_at = Moment(_("Fibrinolysis started"), source="NCDR 7830")
    puncture_at = Moment(_("Puncture"), source="NCDR 7000")
    wire_crossed_at = Moment(_("Wire crossed the lesion"), core=True, source="NCDR 7845")
    delay_reason = Choice(_("Reason for delay"), DelayReason, source="NCDR 7850")

    class Meta:
        verbose_name = _("chest-pain timeline")
        verbose_name_plural = _("chest-pain timelines")
        constraints = once_per_admission("timeline")


class Smoking(models.TextChoices):
    NEVER = "never", _("Never")
    FORMER = "former", _("Former")
    CURRENT = "current", _("Current")


class History(Section):
    """Risk factors and earlier illness, as known at admission."""

    title = _("History and risk factors")
    order = 12
    expected = True
    carries = True
    groups = (
        (_("Risk factors"), ("hypertension", "diabetes", "dyslipidaemia", "smoking", "family_history")),
        (_("Heart and vessels"), ("prior_mi", "prior_mi_on", "prior_pci", "prior_pci_on", "prior_cabg",
                                  "prior_heart_failure", "atrial_fibrillation", "prior_stroke",
                                  "peripheral_artery_disease")),
        (_("Other illness"), ("kidney_disease", "dialysis", "lung_disease", "liver_disease", "anaemia",
                              "prior_bleeding", "cancer", "asthma")),
        (_("Allergy"), ("allergy", "allergy_to")),
    )  # fmt: skip

    hypertension = Flag(_("Hypertension"), core=True, code="ICD-10 I10", source="NCDR 4615")
    diabetes = Flag(_("Diabetes"), core=True, code="ICD-10 E11", source="NCDR 4555")
    dyslipidaemia = Flag(_("Dyslipidaemia"), core=True, code="ICD-10 E78", source="NCDR 4620")
    smoking = Choice(_("Smoking"), Smoking, core=True, source="NCDR 4625")
    family_history = Flag(_("Premature coronary disease in the family"), source="NCDR 4287")
    prior_mi = Flag(_("Earlier myocardial infarction"), core=True, code="ICD-10 I25.2", source="NCDR 4291")
    prior_mi_on = PartialDate(_("Most recent infarction"), source="NCDR 4296")
    prior_pci = Flag(_("Earlier PCI"), core=True, source="NCDR 4495")
    prior_pci_on = PartialDate(_("Most recent PCI"), source="NCDR 4503")
    prior_cabg = Flag(_("Earlier bypass surgery"), core=True, source="NCDR 4515")
    prior_heart_failure = Flag(_("Known heart failure"), core=True, source="NCDR 4001")
    atrial_fibrillation = Flag(_("Atrial fibrillation"), core=True, code="ICD-10 I48", source="ACC/AHA 2013")
    prior_stroke = Flag(_("Earlier stroke or TIA"), core=True, source="NCDR 4551")
    peripheral_artery_disease = Flag(_("Peripheral artery disease"), source="NCDR 4610")
    kidney_disease = Flag(_("Chronic kidney disease"), core=True, code="ICD-10 N18", source="CCC")
    dialysis = Flag(_("Dialysis"), source="NCDR 4560")
    lung_disease = Flag(_("Chronic lung disease"), source="NCDR 4576")
    liver_disease = Flag(_("Liver disease"), source="ARC-HBR")
    anaemia = Flag(_("Anaemia"), source="ARC-HBR")
    prior_bleeding = Flag(_("Earlier major bleeding"), source="ARC-HBR")
    cancer = Flag(_("Active cancer"), source="ARC-HBR")
    asthma = Flag(_("Asthma"), code="ICD-10 J45", source="HIS-21")
    allergy = Flag(_("Allergy"), core=True, source="HIS-22")
    allergy_to = Note(_("Allergic to (agent, reaction)"), source="HIS-22")

    class Meta:
        verbose_name = _("history")
        verbose_name_plural = _("histories")
        constraints = once_per_admission("history")
