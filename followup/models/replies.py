"""Coded replies of the question bank."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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


class Change(models.TextChoices):
    BETTER = "better", _("Better")
    SAME = "same", _("The same")
    WORSE = "worse", _("Worse")


class Swelling(models.TextChoices):
    ANKLE = "ankle", _("Up to the ankle")
    KNEE = "knee", _("Up to the knee")
    ABOVE = "above", _("Above the knee")


class Palpitations(models.TextChoices):
    RARE = "rare", _("Less than once a week")
    WEEKLY = "weekly", _("Once a week or more")
    DAILY = "daily", _("Daily")
    NOW = "now", _("At this moment")


class Bleeding(models.TextChoices):
    NONE = "none", _("None")
    MINOR = "minor", _("Minor, no treatment (BARC 1)")
    TREATED = "treated", _("Needed medical attention (BARC 2)")
    MAJOR = "major", _("Major (BARC 3 or more)")


class BleedingGrade(models.TextChoices):
    """Circulation 2011;123:2736."""

    THREE_A = "3a", _("BARC 3a: haemoglobin down 30 to 50 g/L, or transfused")
    THREE_B = "3b", _("BARC 3b: down 50 g/L or more, tamponade, surgery")
    THREE_C = "3c", _("BARC 3c: in the head, or eye with loss of vision")
    FIVE = "5", _("BARC 5: fatal")


class BleedingSign(models.TextChoices):
    """Signs by which a bleeding is dangerous whatever else is said of it."""

    NONE = "none", _("None of these")
    VOMIT = "vomit", _("Vomits blood")
    BLACK_STOOL = "black_stool", _("Black, tarry stool")
    SPUTUM = "sputum", _("Coughs up blood, more than specks")
    CLOTS = "clots", _("Red urine with clots")


class BleedingSite(models.TextChoices):
    SKIN = "skin", _("Skin")
    GUM = "gum", _("Gums")
    NOSE = "nose", _("Nose")
    UPPER_GI = "upper_gi", _("Stomach, vomited or black stool")
    LOWER_GI = "lower_gi", _("Bowel, fresh blood")
    URINE = "urine", _("Urine")
    BRAIN = "brain", _("Brain")
    EYE = "eye", _("Eye")
    PUNCTURE = "puncture", _("Puncture site")
    GYNAECOLOGICAL = "gynaecological", _("Gynaecological")
    OTHER = "other", _("Other")


class BleedingAction(models.TextChoices):
    NONE = "none", _("Nothing")
    SELF_STOPPED = "self_stopped", _("Stopped a drug on their own")
    DOCTOR_STOPPED = "doctor_stopped", _("A doctor stopped a drug")
    ADMITTED = "admitted", _("Taken into hospital")
    TRANSFUSED = "transfused", _("Transfused")


class MissedDoses(models.TextChoices):
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
    PREGNANCY = "pregnancy", _("Pregnancy")
    PREFERRED = "preferred", _("Prefers another treatment")
    OTHER = "other", _("Other")


class Alcohol(models.TextChoices):
    NONE = "none", _("None")
    SOME = "some", _("Fewer than 8 drinks a week")
    MUCH = "much", _("8 drinks a week or more")


class Rehabilitation(models.TextChoices):
    ATTENDING = "attending", _("Takes part")
    FINISHED = "finished", _("Finished")
    NOT_REFERRED = "not_referred", _("Not referred")
    DECLINED = "declined", _("Declined")


class NoAppointment(models.TextChoices):
    NOT_TOLD = "not_told", _("Was not told to")
    FAR = "far", _("Too far")
    COST = "cost", _("Cost")
    WELL = "well", _("Feels well")
    ELSEWHERE = "elsewhere", _("Is seen elsewhere")
    OTHER = "other", _("Other")


class Ehra(models.TextChoices):
    """Modified EHRA class of symptoms of atrial fibrillation."""

    NONE = "1", _("1 none")
    MILD = "2a", _("2a mild")
    TROUBLING = "2b", _("2b troubling")
    SEVERE = "3", _("3 severe")
    DISABLING = "4", _("4 disabling")


class AccessSite(models.TextChoices):
    FINE = "fine", _("Nothing to see")
    HAEMATOMA = "haematoma", _("Bruise or haematoma")
    PULSATILE = "pulsatile", _("Pulsating swelling")
    COLD_LIMB = "cold_limb", _("Limb cold, pale or numb")


class Wound(models.TextChoices):
    CLEAN = "clean", _("Clean")
    RED = "red", pgettext_lazy("follow-up", "Red")
    DISCHARGE = "discharge", _("Weeping")
    DEHISCENT = "dehiscent", pgettext_lazy("follow-up", "Opened")
    STERNAL_CLICK = "sternal_click", _("Breastbone clicks")


class MusclePain(models.TextChoices):
    NONE = "none", _("None")
    MILD = "mild", _("Mild")
    MODERATE = "moderate", _("Moderate")
    SEVERE = "severe", _("Severe")


class Work(models.TextChoices):
    FULL = "full", _("Works as before")
    LESS = "less", _("Works less")
    NOT_YET = "not_yet", _("Not yet back at work")
    NOT_WORKING = "not_working", _("Retired or without work")


class DaptStatus(models.TextChoices):
    CONTINUED = "continued", _("Continued")
    SWITCHED = "switched", _("Switched")
    INTERRUPTED = "interrupted", _("Interrupted for up to 14 days")
    STOPPED_EARLY = "stopped_early", _("Stopped early")
    COMPLETED = "completed", _("Completed as planned")


class Taking(models.TextChoices):
    """What became of one drug of the discharge list."""

    YES = "yes", _("Taking, same dose")
    CHANGED = "changed", _("Dose changed")
    STOPPED = "stopped", _("Stopped")
    NEVER = "never", _("Never started")
    UNKNOWN = "unknown", _("Not known")


class Decider(models.TextChoices):
    CARDIOLOGIST = "cardiologist", _("Cardiologist or the treating doctor")
    OTHER_DOCTOR = "other_doctor", _("Another doctor, dentist or pharmacist")
    PATIENT = "patient", _("The patient")
    RELATIVE = "relative", _("A relative")
