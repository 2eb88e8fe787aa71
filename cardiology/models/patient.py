"""The patient: who it is, how to reach them, whom else to ask."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Replace, Upper
from django.utils.translation import gettext_lazy as _

from cardiology.dictionary import Choice, ClinicalDate, Declared, Identifier
from cardiology.models.demography import Education, Ethnicity, Insurance, Marital, Occupation
from cardiology.models.hospital import Hospital
from cardiology.sealed import Runs, SealedIdentifier, SealedNote, SealedText


class Sex(models.TextChoices):
    """GB/T 2261.1."""

    MALE = "male", _("Male")
    FEMALE = "female", _("Female")
    UNKNOWN = "unknown", _("Unknown")


class VitalStatus(models.TextChoices):
    ALIVE = "alive", _("Alive")
    DEAD = "dead", _("Dead")
    UNKNOWN = "unknown", _("Unknown")


class DeathCause(models.TextChoices):
    CARDIAC = "cardiac", _("Cardiac")
    VASCULAR = "vascular", _("Vascular")
    NON_CARDIOVASCULAR = "non_cardiovascular", _("Non-cardiovascular")
    UNKNOWN = "unknown", _("Unknown")


class IdType(models.TextChoices):
    CITIZEN = "citizen", _("Citizen identity number")
    PASSPORT = "passport", _("Passport")
    PERMIT = "permit", _("Hong Kong, Macau or Taiwan permit")
    OFFICER = "officer", _("Officer card")
    NONE = "none", _("None")


class Patient(Declared):
    """A person, once per hospital. Several numbers of one patient live in `PatientIdentifier`."""

    title = _("Patient")
    order = 0
    derived = ("vital_status", "died_on", "death_cause", "last_known_alive_on")

    hospital = models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="patients")
    number = Identifier(_("Patient number"), max_length=40, null=False, identifies="direct", source="PAT-1")
    name = Identifier(_("Name"), max_length=120, null=False, identifies="direct", source="PAT-2")
    name_pinyin = models.CharField(max_length=240, blank=True, editable=False)
    name_initials = models.CharField(max_length=40, blank=True, editable=False)
    sex = Choice(_("Sex"), Sex, core=True, identifies="indirect", code="GB/T 2261.1", source="NCDR 2060")
    birth_on = ClinicalDate(_("Born"), core=True, identifies="direct", source="NCDR 2050")
    id_type = Choice(_("Identity document"), IdType, source="PAT-5")
    id_number = SealedIdentifier(
        _("Identity number"), max_length=40, identifies="direct", code="GB 11643", source="PAT-6"
    )
    id_number_runs = Runs("id_number")
    ethnicity = Choice(_("Ethnic group"), Ethnicity, identifies="indirect", code="GB/T 3304", source="PAT-7")
    marital_status = Choice(_("Marital status"), Marital, code="GB/T 2261.2", source="PAT-8")
    education = Choice(_("Education"), Education, code="GB/T 4658", source="PAT-8")
    occupation = Choice(_("Occupation"), Occupation, identifies="indirect", code="GB/T 2261.4",
                        source="PAT-8")  # fmt: skip
    insurance = Choice(_("Insurance"), Insurance, source="PAT-9")
    address = SealedNote(_("Address"), identifies="direct", source="PAT-10")
    division_code = Identifier(_("Administrative division"), max_length=12, identifies="indirect",
                               code="GB/T 2260", source="PAT-11")  # fmt: skip
    postcode = Identifier(_("Postcode"), max_length=10, identifies="indirect", source="PAT-12")
    vital_status = Choice(_("Vital status"), VitalStatus, source="NCDR 11000")
    died_on = ClinicalDate(_("Died"), identifies="indirect", source="NCDR 11002")
    death_cause = Choice(_("Cause of death"), DeathCause, source="ACC/AHA 2014 endpoints")
    last_known_alive_on = ClinicalDate(_("Last known alive"), identifies="indirect", source="FUP-3")
    # The person was registered twice: everything recorded is with that patient, and nobody sees this row.
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("patient")
        verbose_name_plural = _("patients")
        constraints = [
            models.UniqueConstraint(fields=["hospital", "number"], name="patient_number_once"),
            models.UniqueConstraint(fields=["hospital", "import_key"], name="patient_import_once"),
            models.CheckConstraint(
                name="dead_patient_has_died",
                condition=Q(died_on__isnull=True) | Q(vital_status="dead"),
                violation_error_message=_("A date of death needs the vital status “dead”."),
            ),
            models.CheckConstraint(
                name="patient_not_merged_into_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")),
            ),
        ]
        indexes = [
            GinIndex(name="patient_name_trgm", fields=["name"], opclasses=["gin_trgm_ops"]),
            models.Index(fields=["hospital", "name_initials"], name="patient_initials"),
            models.Index(fields=["birth_on"], name="patient_birth"),
            models.Index(fields=["hospital", "name_pinyin"], name="patient_sound_whole"),
            models.Index(fields=["hospital", "id_number"], name="patient_id_number"),
            GinIndex(fields=["id_number_runs"], name="patient_id_number_part"),
            models.Index(
                OpClass(Replace(F("name_pinyin"), Value(" "), Value("")), name="text_pattern_ops"),
                name="patient_sound_start",
            ),
            models.Index(OpClass(F("name_initials"), name="text_pattern_ops"), name="patient_initials_start"),
            GinIndex(OpClass(Upper("number"), name="gin_trgm_ops"), name="patient_number_part"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"  # never the name: this text reaches logs


class NumberKind(models.TextChoices):
    """Kinds of numbers that are offered; files may bring others."""

    OUTPATIENT = "outpatient", _("Outpatient number")
    INSURANCE = "insurance", _("Insurance number")
    ELSEWHERE = "elsewhere", _("Number of another hospital")
    OLD = "old", _("Old number")
    MERGED = "merged", _("Number before merging")


class PatientIdentifier(models.Model):
    """Another number of the patient: outpatient, merged, of another hospital. Leading zeros are kept."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="identifiers")
    kind = models.CharField(_("kind"), max_length=20)
    value = models.CharField(_("number"), max_length=40, db_index=True)

    class Meta:
        verbose_name = _("patient number")
        verbose_name_plural = _("patient numbers")
        constraints = [models.UniqueConstraint(fields=["patient", "kind", "value"], name="identifier_once")]
        indexes = [GinIndex(OpClass(Upper("value"), name="gin_trgm_ops"), name="identifier_part")]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"

    @property
    def kind_label(self) -> str:
        """The kind in words; one that a file brought as it was written there."""
        return str(dict(NumberKind.choices).get(self.kind, self.kind))


class Relation(models.TextChoices):
    SELF = "self", _("Patient")
    SPOUSE = "spouse", _("Spouse")
    CHILD = "child", _("Child")
    PARENT = "parent", _("Parent")
    OTHER = "other", _("Other relative")
    CARER = "carer", _("Carer")


class Phone(models.Model):
    """A telephone number of the patient or of somebody close, and what may be done with it."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="phones")
    number = SealedText(_("number"), max_length=20)
    digits = SealedText(max_length=20, editable=False)
    digits_runs = Runs("digits")
    owner = models.CharField(_("whose"), max_length=10, choices=Relation.choices, default=Relation.SELF)
    owner_name = models.CharField(_("name"), max_length=60, blank=True)
    best_time = models.CharField(_("best time"), max_length=40, blank=True)
    may_leave_message = models.BooleanField(_("message may be left"), default=False)
    may_speak_to = models.BooleanField(_("may be spoken to about the illness"), default=True)
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    invalid_since = models.DateField(_("not valid since"), null=True, blank=True)
    last_reached_at = models.DateTimeField(_("last reached"), null=True, blank=True)

    class Meta:
        verbose_name = _("phone")
        verbose_name_plural = _("phones")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["patient", "digits"], name="phone_once")]
        indexes = [
            models.Index(fields=["digits"], name="phone_digits"),
            GinIndex(fields=["digits_runs"], name="phone_part"),
        ]

    def __str__(self) -> str:
        return f"phone #{self.pk}"


class ContactPerson(models.Model):
    """Somebody close to the patient who may be asked."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="contact_persons")
    name = models.CharField(_("name"), max_length=60)
    relation = models.CharField(_("relation"), max_length=10, choices=Relation.choices)
    phone = SealedText(_("phone"), max_length=20, blank=True)
    phone_runs = Runs("phone")
    consent = models.BooleanField(_("patient agrees that we ask"), null=True, blank=True)

    class Meta:
        verbose_name = _("contact person")
        verbose_name_plural = _("contact persons")
        indexes = [
            models.Index(fields=["phone"], name="contact_person_phone"),
            GinIndex(fields=["phone_runs"], name="contact_person_phone_part"),
        ]

    def __str__(self) -> str:
        return f"{self.get_relation_display()} #{self.pk}"
