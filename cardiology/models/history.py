"""Risk factors and earlier illness: what is known of the patient when the stay begins."""

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from cardiology.dictionary import (
    Choice,
    Choices,
    Derived,
    Flag,
    Identifier,
    Missing,
    Note,
    PartialDate,
    Quantity,
    Section,
)  # fmt: skip
from cardiology.models.meta import once_per_admission


class DiabetesType(models.TextChoices):
    ONE = "1", _("Type 1")
    TWO = "2", _("Type 2")
    OTHER = "other", _("Other type")


class DiabetesTherapy(models.TextChoices):
    NONE = "none", _("None")
    DIET = "diet", _("Diet")
    ORAL = "oral", _("Oral drugs")
    INSULIN = "insulin", _("Insulin")
    OTHER = "other", _("Other injection")


class Smoking(models.TextChoices):
    NEVER = "never", _("Never")
    FORMER = "former", _("Former")
    CURRENT = "current", _("Current")


class SmokingDays(models.TextChoices):
    SOME = "some_days", _("Some days")
    EVERY = "every_day", _("Every day")


class Tobacco(models.TextChoices):
    CIGARETTES = "cigarettes", _("Cigarettes")
    CIGARS = "cigars", _("Cigars")
    PIPE = "pipe", _("Pipe")
    SMOKELESS = "smokeless", _("Smokeless")


class Alcohol(models.TextChoices):
    NEVER = "never", _("Never")
    FORMER = "former", _("Former")
    OCCASIONAL = "occasional", _("Occasional")
    REGULAR = "regular", _("Regular")


class FailureType(models.TextChoices):
    REDUCED = "reduced", _("HFrEF")
    MILDLY_REDUCED = "mildly_reduced", _("HFmrEF")
    PRESERVED = "preserved", _("HFpEF")


class StrokeKind(models.TextChoices):
    ISCHAEMIC = "ischaemic", _("Ischaemic stroke")
    HAEMORRHAGIC = "haemorrhagic", _("Haemorrhagic stroke")
    TIA = "tia", _("TIA")
    OTHER = "other", _("Other cerebrovascular disease")


class KidneyStage(models.TextChoices):
    ONE = "1", _("G1")
    TWO = "2", _("G2")
    THREE_A = "3a", _("G3a")
    THREE_B = "3b", _("G3b")
    FOUR = "4", _("G4")
    FIVE = "5", _("G5")


class BleedingSite(models.TextChoices):
    GASTROINTESTINAL = "gi", _("Gastrointestinal")
    INTRACRANIAL = "intracranial", _("Intracranial")
    URINARY = "gu", _("Genitourinary")
    RETROPERITONEAL = "retroperitoneal", _("Retroperitoneal")
    ACCESS = "access", _("Access site")
    HAEMATOMA = "haematoma", _("Haematoma at the access site")
    INTRAOCULAR = "intraocular", _("Intraocular")
    OTHER = "other", _("Other")


class Implant(models.TextChoices):
    NONE = "none", _("None")
    PACEMAKER = "pacemaker", _("Pacemaker")
    ICD = "icd", _("ICD")
    CRT = "crt", _("CRT")


class AllergySeverity(models.TextChoices):
    MILD = "mild", _("Mild")
    MODERATE = "moderate", _("Moderate")
    SEVERE = "severe", _("Severe (anaphylaxis)")


class History(Section):
    """Risk factors and earlier illness, as known at admission."""

    title = _("History and risk factors")
    order = 12
    expected = True
    carries = True
    groups = (
        (_("Risk factors"), ("hypertension", "dyslipidaemia", "diabetes", "diabetes_type", "diabetes_since",
                             "diabetes_therapy", "family_history")),
        (_("Smoking and alcohol"), ("smoking", "smoking_days", "tobacco", "quit_on", "cigarettes_per_day",
                                    "years_smoked", "pack_years", "alcohol")),
        (_("Coronary disease"), ("stable_angina", "prior_mi", "prior_mi_on", "prior_pci", "prior_pci_on",
                                 "prior_pci_left_main", "prior_cabg", "prior_cabg_on")),
        (_("Heart and vessels"), ("prior_heart_failure", "heart_failure_type", "atrial_fibrillation",
                                  "other_arrhythmia", "valve_surgery", "valve_surgery_on", "implant",
                                  "implant_on", "prior_stroke", "stroke_kind", "prior_stroke_on",
                                  "peripheral_artery_disease", "transplant")),
        (_("Bleeding"), ("prior_bleeding", "bleeding_site", "prior_bleeding_on", "anaemia", "peptic_ulcer")),
        (_("Other illness"), ("kidney_disease", "kidney_stage", "dialysis", "lung_disease", "asthma",
                              "sleep_apnoea", "liver_disease", "thyroid_disease", "gout", "cancer",
                              "cancer_site", "dementia", "covid", "pregnancy")),
        (_("Allergy"), ("allergy", "allergy_to", "allergy_severity", "contrast_allergy", "aspirin_allergy",
                         "prior_angioedema")),
        (_("Before admission"), ("takes_drugs", "recent_aspirin")),
    )  # fmt: skip

    hypertension = Flag(_("Hypertension"), core=True, code="ICD-10 I10", source="NCDR 4615")
    dyslipidaemia = Flag(_("Dyslipidaemia"), core=True, code="ICD-10 E78", source="NCDR 4620")
    diabetes = Flag(_("Diabetes"), core=True, code="ICD-10 E11", source="NCDR 4555")
    diabetes_type = Choice(_("Type of diabetes"), DiabetesType, source="HIS-4", asked_if=("diabetes", "yes"))
    diabetes_since = PartialDate(_("Diabetes since"), source="HIS-5", asked_if=("diabetes", "yes"))
    diabetes_therapy = Choices(_("Treatment of diabetes"), DiabetesTherapy, source="HIS-6",
                               asked_if=("diabetes", "yes"))  # fmt: skip
    family_history = Flag(_("Premature coronary disease in the family"), source="NCDR 4287",
                          note=_("Male relatives below 55, female below 65 years."))  # fmt: skip

    smoking = Choice(_("Smoking"), Smoking, core=True, source="NCDR 4625")
    smoking_days = Choice(_("Smokes"), SmokingDays, source="NCDR 4625", asked_if=("smoking", "current"))
    tobacco = Choices(_("Tobacco"), Tobacco, source="NCDR 4626", asked_if=("smoking", "current", "former"))
    quit_on = PartialDate(_("Stopped smoking"), source="NCDR 4625", asked_if=("smoking", "former"))
    cigarettes_per_day = Quantity(_("Cigarettes a day"), unit="/d", possible=(0, 200), plausible=(1, 60),
                                  source="NCDR 4627", asked_if=("smoking", "current", "former"))  # fmt: skip
    years_smoked = Quantity(_("Years of smoking"), unit="a", possible=(0, 100), plausible=(1, 70),
                            source="HIS-12", asked_if=("smoking", "current", "former"))  # fmt: skip
    pack_years = Derived(_("Pack-years"), unit="pack-years", decimals=1, possible=(0, 1000), source="HIS-13",
                         expression=F("cigarettes_per_day") * F("years_smoked") / 20)  # fmt: skip
    alcohol = Choice(_("Alcohol"), Alcohol, source="HIS-14")

    stable_angina = Flag(_("Stable angina"), code="ICD-10 I20.8", source="HIS-15")
    prior_mi = Flag(_("Earlier myocardial infarction"), core=True, code="ICD-10 I25.2", source="NCDR 4291")
    prior_mi_on = PartialDate(_("Most recent infarction"), source="NCDR 4296", asked_if=("prior_mi", "yes"))
    prior_pci = Flag(_("Earlier PCI"), core=True, source="NCDR 4495")
    prior_pci_on = PartialDate(_("Most recent PCI"), source="NCDR 4503", asked_if=("prior_pci", "yes"))
    prior_pci_left_main = Flag(_("Earlier PCI of the left main"), source="NCDR 4501",
                               asked_if=("prior_pci", "yes"))  # fmt: skip
    prior_cabg = Flag(_("Earlier bypass surgery"), core=True, source="NCDR 4515")
    prior_cabg_on = PartialDate(_("Most recent bypass surgery"), source="NCDR 4521",
                                asked_if=("prior_cabg", "yes"))  # fmt: skip

    prior_heart_failure = Flag(_("Known heart failure"), core=True, source="NCDR 4001")
    heart_failure_type = Choice(_("Type of heart failure"), FailureType, source="HIS-24",
                                asked_if=("prior_heart_failure", "yes"))  # fmt: skip
    atrial_fibrillation = Flag(_("Atrial fibrillation"), core=True, code="ICD-10 I48", source="ACC/AHA 2013")
    other_arrhythmia = Flag(_("Other arrhythmia"), source="HIS-26")
    valve_surgery = Flag(_("Earlier valve surgery"), source="HIS-27")
    valve_surgery_on = PartialDate(_("Most recent valve surgery"), source="HIS-27",
                                   asked_if=("valve_surgery", "yes"))  # fmt: skip
    implant = Choices(_("Implanted device"), Implant, source="HIS-28")
    implant_on = PartialDate(_("Implanted"), source="HIS-28", asked_if=("implant", "pacemaker", "icd", "crt"))
    prior_stroke = Flag(_("Earlier stroke or TIA"), core=True, source="NCDR 4551")
    stroke_kind = Choices(_("Kind of stroke"), StrokeKind, source="NCDR 4551",
                          asked_if=("prior_stroke", "yes"))  # fmt: skip
    prior_stroke_on = PartialDate(_("Most recent stroke"), source="HIS-31", asked_if=("prior_stroke", "yes"))
    peripheral_artery_disease = Flag(_("Peripheral artery disease"), source="NCDR 4610")
    transplant = Flag(_("Transplant"), code="ICD-10 Z94", source="HIS-33")

    prior_bleeding = Flag(_("Earlier major bleeding"), source="ARC-HBR")
    bleeding_site = Choices(_("Site of the bleeding"), BleedingSite, source="HIS-35",
                            asked_if=("prior_bleeding", "yes"))  # fmt: skip
    prior_bleeding_on = PartialDate(_("Most recent bleeding"), source="HIS-35",
                                    asked_if=("prior_bleeding", "yes"))  # fmt: skip
    anaemia = Flag(_("Anaemia"), source="ARC-HBR")
    peptic_ulcer = Flag(_("Peptic ulcer"), code="ICD-10 K27", source="HIS-37")

    kidney_disease = Flag(_("Chronic kidney disease"), core=True, code="ICD-10 N18", source="CCC")
    kidney_stage = Choice(_("Stage of kidney disease"), KidneyStage, source="HIS-39",
                          asked_if=("kidney_disease", "yes"))  # fmt: skip
    dialysis = Flag(_("Dialysis"), source="NCDR 4560")
    lung_disease = Flag(_("Chronic lung disease"), source="NCDR 4576")
    asthma = Flag(_("Asthma"), code="ICD-10 J45", source="HIS-21")
    sleep_apnoea = Flag(_("Obstructive sleep apnoea"), code="ICD-10 G47.3", source="HIS-43")
    liver_disease = Flag(_("Liver disease"), source="ARC-HBR")
    thyroid_disease = Flag(_("Thyroid disease"), source="HIS-45")
    gout = Flag(_("Gout"), code="ICD-10 M10", source="HIS-46")
    cancer = Flag(_("Active cancer"), source="ARC-HBR")
    cancer_site = Identifier(_("Site of the cancer"), source="HIS-47", asked_if=("cancer", "yes"))
    dementia = Flag(_("Dementia"), code="ICD-10 F03", source="HIS-48")
    covid = Flag(_("Earlier COVID-19"), source="HIS-49")
    pregnancy = Flag(_("Pregnancy"), source="HIS-50", missing=(Missing.NOT_APPLICABLE,),
                     note=_("Of men: not applicable."))  # fmt: skip

    allergy = Flag(_("Allergy"), core=True, source="HIS-22")
    allergy_to = Note(_("Allergic to (agent, reaction)"), source="HIS-22", asked_if=("allergy", "yes"))
    allergy_severity = Choice(_("Severity of the allergy"), AllergySeverity, source="HIS-22",
                              asked_if=("allergy", "yes"))  # fmt: skip
    contrast_allergy = Flag(_("Allergy to contrast medium"), source="HIS-52")
    aspirin_allergy = Flag(_("Allergy to aspirin"), source="HIS-53")
    prior_angioedema = Flag(_("Earlier angioedema"), code="ICD-10 T78.3", source="AHA HF 2022")
    takes_drugs = Flag(_("Takes drugs at home"), source="HIS-23")
    recent_aspirin = Flag(_("Aspirin within the last 7 days"), source="HIS-54")

    class Meta:
        verbose_name = _("history")
        verbose_name_plural = _("histories")
        constraints = once_per_admission("history")
