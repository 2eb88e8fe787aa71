"""How the patient came: complaint, state at first contact."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cardiology.dictionary import Choice, Choices, Flag, Identifier, Note, Section
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


class Ccs(models.TextChoices):
    """Canadian Cardiovascular Society grades of angina."""

    NONE = "0", _("0 – no angina")
    I = "1", _("I – with strenuous exertion")  # noqa: E741
    II = "2", _("II – slight limitation")
    III = "3", _("III – marked limitation")
    IV = "4", _("IV – with any exertion or at rest")


class Mets(models.TextChoices):
    BELOW = "below_4", _("Below 4 METs")
    FROM = "from_4", _("4 METs or more")


class Frailty(models.TextChoices):
    """Canadian Study of Health and Aging, NCDR 4561."""

    ONE = "1", _("1 – very fit")
    TWO = "2", _("2 – well")
    THREE = "3", _("3 – managing well")
    FOUR = "4", _("4 – vulnerable")
    FIVE = "5", _("5 – mildly frail")
    SIX = "6", _("6 – moderately frail")
    SEVEN = "7", _("7 – severely frail")
    EIGHT = "8", _("8 – very severely frail")
    NINE = "9", _("9 – terminally ill")


class Consciousness(models.TextChoices):
    ALERT = "alert", _("Alert")
    VOICE = "voice", _("Responds to voice")
    PAIN = "pain", _("Responds to pain")
    UNRESPONSIVE = "unresponsive", _("Unresponsive")
    UNABLE = "unable", _("Cannot be assessed (sedated)")


class ArrestPlace(models.TextChoices):
    OUTSIDE = "outside", _("Out of hospital")
    TRANSFERRING = "transferring", _("In the transferring hospital")
    HERE = "here", _("In this hospital")


class ArrestRhythm(models.TextChoices):
    SHOCKABLE = "shockable", _("Shockable")
    NOT_SHOCKABLE = "not_shockable", _("Not shockable")
    UNKNOWN = "unknown", _("Unknown")


class Hypothermia(models.TextChoices):
    NONE = "none", _("None")
    BEFORE = "before", _("Before PCI")
    AFTER = "after", _("After PCI")
    WITHOUT = "without", _("Without PCI")


class Instability(models.TextChoices):
    NONE = "none", _("None")
    ISCHAEMIA = "ischaemia", _("Persistent ischaemia")
    HAEMODYNAMIC = "haemodynamic", _("Haemodynamic, without shock")
    ARRHYTHMIA = "arrhythmia", _("Ventricular arrhythmia")
    SHOCK = "shock", _("Cardiogenic shock")
    HEART_FAILURE = "heart_failure", _("Acute heart failure")
    REFRACTORY = "refractory", _("Refractory shock")


class LysisAgainst(models.TextChoices):
    """What is asked at the bed before a fibrinolytic: absolute contraindications first, then relative.

    What the record knows anyway (earlier strokes, an anticoagulant) is not asked again.
    """

    NONE = "none", _("None of these")
    NERVES = "cns", _("Damage, tumour or malformation of the brain or its vessels")
    TRAUMA = "trauma", _("Major trauma, surgery or head injury within a month")
    GUT = "gi_bleeding", _("Gastrointestinal bleeding within a month")
    CLOTTING = "bleeding_disorder", _("Known bleeding disorder")
    DISSECTION = "dissection", _("Aortic dissection")
    PUNCTURE = "puncture", _("Puncture that cannot be compressed within 24 hours")
    CHILDBED = "childbed", _("Pregnancy, or birth within a week")
    PRESSURE = "pressure", _("Pressure above 180/110 mmHg in spite of treatment")
    LIVER = "liver", _("Advanced liver disease")
    ENDOCARDITIS = "endocarditis", _("Infective endocarditis")
    ULCER = "ulcer", _("Active peptic ulcer")
    RESUSCITATION = "resuscitation", _("Prolonged or traumatic resuscitation")


class Presentation(Section):
    """State at first contact with this hospital."""

    title = _("Presentation")
    order = 10
    expected = True
    groups = (
        (_("Complaint"), ("complaint", "complaint_text", "symptom_character", "story")),
        (_("State at first contact"), ("killip", "has_heart_failure", "has_shock", "instability",
                                       "consciousness")),
        (_("Cardiac arrest"), ("had_arrest", "arrest_place", "arrest_witnessed", "arrest_after_ambulance",
                               "arrest_rhythm", "hypothermia")),
        (_("Before a fibrinolytic"), ("lysis_against",)),
        (_("Fitness before this illness"), ("nyha", "ccs", "mets", "frailty")),
    )  # fmt: skip

    complaint = Choice(_("Main complaint"), Complaint, core=True, source="Chest Pain-MI 3.1")
    complaint_text = Identifier(_("Which complaint"), source="PRE-1", asked_if=("complaint", "other"))
    symptom_character = Choice(_("Character of the pain"), SymptomCharacter, source="NCDR 7405")
    story = Note(_("History of the present illness"), identifies="direct", source="PRE-9")
    killip = Choice(_("Killip class"), Killip, core=True, source="ACC/AHA 2013")
    has_heart_failure = Flag(_("Heart failure at first contact"), core=True, source="NCDR 4001")
    has_shock = Flag(_("Cardiogenic shock at first contact"), core=True, source="NCDR 7415")
    instability = Choices(_("Instability"), Instability, source="NCDR 7410")
    consciousness = Choice(_("Level of consciousness"), Consciousness, source="NCDR 7810")
    had_arrest = Flag(_("Cardiac arrest before arrival"), core=True, source="NCDR 4630")
    arrest_place = Choice(_("Place of the arrest"), ArrestPlace, source="NCDR 4630",
                          asked_if=("had_arrest", "yes"))  # fmt: skip
    arrest_witnessed = Flag(_("Arrest witnessed"), source="NCDR 4631", asked_if=("had_arrest", "yes"))
    arrest_after_ambulance = Flag(_("Arrest after the ambulance had come"), source="NCDR 4632",
                                  asked_if=("had_arrest", "yes"))  # fmt: skip
    arrest_rhythm = Choice(_("First rhythm of the arrest"), ArrestRhythm, source="NCDR 4633",
                           asked_if=("had_arrest", "yes"))  # fmt: skip
    hypothermia = Choice(_("Therapeutic hypothermia"), Hypothermia, source="NCDR 7340",
                         asked_if=("had_arrest", "yes"))  # fmt: skip
    lysis_against = Choices(_("Against fibrinolysis"), LysisAgainst, source="ESC ACS 2023")
    nyha = Choice(_("NYHA class"), Nyha, source="NCDR 4011")
    ccs = Choice(_("CCS grade of angina"), Ccs, source="PRE-11")
    mets = Choice(_("Functional capacity"), Mets, source="PRE-12")
    frailty = Choice(_("Clinical frailty scale"), Frailty, source="NCDR 4561")

    class Meta:
        verbose_name = _("presentation")
        verbose_name_plural = _("presentations")
        constraints = once_per_admission("presentation")
