"""The stay: from arrival to discharge, in one bed at a time."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Extract
from django.utils.translation import gettext_lazy as _

from cardiology.dictionary import Choice, Declared, Derived, Identifier, Moment, Quantity
from cardiology.models.hospital import Bed, Department, Hospital, Ward
from cardiology.models.patient import Patient


class ArrivalMode(models.TextChoices):
    AMBULANCE = "ambulance", _("Ambulance")
    OWN_TRANSPORT = "own", _("Own transport")
    TRANSFER_NON_PCI = "transfer_non_pci", _("Transfer from a hospital without PCI")
    TRANSFER_PCI = "transfer_pci", _("Transfer from a hospital with PCI")
    IN_HOSPITAL = "in_hospital", _("Onset in hospital")
    OUTPATIENT = "outpatient", _("Outpatient referral")


class AdmitSource(models.TextChoices):
    EMERGENCY = "emergency", _("Emergency department")
    OUTPATIENT = "outpatient", _("Outpatient clinic")
    CHEST_PAIN_CENTRE = "chest_pain_centre", _("Chest pain centre")
    OTHER_DEPARTMENT = "other_department", _("Another department")
    OTHER_HOSPITAL = "other_hospital", _("Another hospital")


class Category(models.TextChoices):
    """Main reason for the stay in classes that pathways, measures and boards speak of."""

    STEMI = "stemi", _("STEMI")
    NSTEMI = "nstemi", _("NSTEMI")
    UNSTABLE_ANGINA = "ua", _("Unstable angina")
    TYPE_2 = "type_2_mi", _("Type 2 infarction")
    LOW_RISK = "low_risk", _("Low-risk chest pain")
    CHRONIC_CORONARY = "ccs", _("Chronic coronary syndrome")
    HEART_FAILURE = "hf", _("Heart failure")
    ATRIAL_FIBRILLATION = "af", _("Atrial fibrillation or flutter")
    ARRHYTHMIA = "arrhythmia", _("Other arrhythmia")
    HYPERTENSION = "hypertension", _("Hypertension")
    VALVE = "valve", _("Valve disease")
    CARDIOMYOPATHY = "cardiomyopathy", _("Cardiomyopathy")
    AORTIC = "aortic", _("Aortic syndrome")
    PULMONARY_EMBOLISM = "pe", _("Pulmonary embolism")
    MYOCARDITIS = "myocarditis", _("Myocarditis or pericarditis")
    OTHER = "other", _("Other")


class Isolation(models.TextChoices):
    """Precautions beyond the standard ones, by the way in which the agent spreads."""

    NONE = "none", _("None")
    CONTACT = "contact", _("Contact precautions")
    DROPLET = "droplet", _("Droplet precautions")
    AIRBORNE = "airborne", _("Airborne precautions")
    PROTECTIVE = "protective", _("Protective isolation")


ACS = (Category.STEMI, Category.NSTEMI, Category.UNSTABLE_ANGINA)


class Admission(Declared):
    """One stay of one patient. Open until it has a discharge; a patient has at most one open stay."""

    title = _("Admission")
    order = 1
    derived = ("age_recorded", "discharged_at")
    named = ("patient", "hospital", "ward", "bed", "attending", "primary_nurse")  # by the pages of a stay

    hospital = models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="admissions")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="admissions")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+", null=True)
    ward = models.ForeignKey(Ward, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    bed = models.ForeignKey(Bed, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    attending = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, "+", verbose_name=_("Attending"), null=True, blank=True
    )
    primary_nurse = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, "+", verbose_name=_("Primary nurse"), null=True, blank=True
    )
    number = Identifier(_("Admission number"), max_length=40, null=False, identifies="direct", source="ADM-1")
    admitted_at = Moment(_("Admitted"), null=False, identifies="indirect", core=True, source="NCDR 3001")
    arrival_mode = Choice(_("Arrival"), ArrivalMode, core=True, source="NCDR 3005")
    source = Choice(_("Admitted through"), AdmitSource, source="NCDR 3010")
    category = Choice(_("Main reason"), Category, core=True, source="Chest Pain-MI 3.1")
    planned_discharge_on = models.DateField(_("planned discharge"), null=True, blank=True)
    isolation = Choice(_("Isolation"), Isolation, source="ADM-6")
    age_recorded = Quantity(
        _("Age as recorded"), unit="a", decimals=1, possible=(0, 120), plausible=(18, 105),
        identifies="indirect", source="NCDR 2050",
        note=_("Only where the date of birth is not known."),
    )  # fmt: skip
    discharged_at = Moment(_("Discharged"), identifies="indirect", source="NCDR 10101")
    length_of_stay = Derived(
        _("Length of stay"), unit="d", decimals=1, possible=(0, 40_000), source="DIS-13",
        expression=Extract(F("discharged_at") - F("admitted_at"), "epoch") / 86_400,
    )  # fmt: skip

    class Meta:
        verbose_name = _("admission")
        verbose_name_plural = _("admissions")
        constraints = [
            models.UniqueConstraint(fields=["hospital", "number"], name="admission_number_once"),
            models.UniqueConstraint(fields=["hospital", "import_key"], name="admission_import_once"),
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(discharged_at__isnull=True),
                name="one_open_stay_per_patient",
                violation_error_message=_("This patient already has an open stay."),
            ),
            models.UniqueConstraint(
                fields=["bed"],
                condition=Q(discharged_at__isnull=True),
                name="one_open_stay_per_bed",
                violation_error_message=_("This bed is taken."),
            ),
            models.CheckConstraint(
                name="discharge_after_admission",
                condition=Q(discharged_at__isnull=True) | Q(discharged_at__gte=F("admitted_at")),
                violation_error_message=_("The discharge cannot be before the admission."),
            ),
        ]
        indexes = [
            models.Index(fields=["patient", "admitted_at"], name="admission_patient_start"),
            models.Index(fields=["hospital", "admitted_at"], name="admission_hospital_start"),
            models.Index(
                fields=["ward"], condition=Q(discharged_at__isnull=True), name="admission_open_ward"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.discharged_at is None
