"""Red flags of bleeding, of drugs and their laboratory results, of wounds, of the mood."""

from django.utils.translation import gettext_lazy as _

from followup.redflags.language import (
    AMBULANCE,
    ANTIPLATELETS,
    CRITICAL,
    DOCTOR_SOON,
    DOCTOR_TODAY,
    GUIDELINE_DRUGS,
    RESTART,
    STAY_WITH_ME,
    WARN,
    Answers,
    Course,
    RedFlag,
    above,
    left_out,
)
from followup.schedule.questions import HARMS_THE_CHILD

ALARMING = ("vomit", "black_stool", "sputum", "clots")
INR_WITHOUT_WARFARIN = 3.5


def major_bleeding(a: Answers, c: Course) -> RedFlag | None:
    """BARC 3 and more, a sign that it may become so, or a blow to the head on blood thinners."""
    if a.get("bleeding") == "major" or a.get("bleeding_sign") in ALARMING:
        return RedFlag("RF07", CRITICAL, _("Major bleeding"), AMBULANCE)
    if a.get("head_injury") == "yes" and c.thins_blood:
        return RedFlag("RF07", CRITICAL, _("Blow to the head on blood thinners"), AMBULANCE)
    return None


def treated_bleeding(a: Answers, _c: Course) -> RedFlag | None:
    if a.get("bleeding") == "treated":
        return RedFlag("RF08", WARN, _("Bleeding that needed medical attention"), DOCTOR_TODAY)
    return None


def stopped_antiplatelet(a: Answers, c: Course) -> RedFlag | None:
    """Within 30 days of a stent this is an emergency; a doctor's advice is none."""
    said = a.get("stopped_antiplatelet") == "yes" and a.get("stop_reason") != "doctor"
    if c.past_dapt_end or not (left_out(a, *ANTIPLATELETS) if a.get("drugs") else said):
        return None
    early = c.stented_days is not None and c.stented_days <= 30
    return RedFlag("RF11", CRITICAL if early else WARN, _("Stopped an antiplatelet drug"), RESTART)


def stopped_anticoagulant(a: Answers, c: Course) -> RedFlag | None:
    """With a mechanical valve, or fibrillation and a stroke or a fresh ablation, an emergency."""
    if not left_out(a, "oac"):
        return None
    severity = CRITICAL if c.needs_anticoagulant else WARN
    return RedFlag("RF12", severity, _("Stopped or never started the anticoagulant"), RESTART)


def fever(a: Answers, c: Course) -> RedFlag | None:
    foreign = c.has_device or c.has_prosthetic_valve or a.get("wound") in ("discharge", "dehiscent")
    if a.get("fever") == "yes" and foreign:
        return RedFlag("RF14", CRITICAL, _("Fever with a valve, a device or a wound"), DOCTOR_SOON)
    return None


def wound(a: Answers, _c: Course) -> RedFlag | None:
    if a.get("wound") in ("red", "discharge", "dehiscent", "sternal_click") or a.get("pocket") == "yes":
        return RedFlag("RF15", WARN, _("Wound or device pocket not well"), DOCTOR_TODAY)
    return None


def limb(a: Answers, _c: Course) -> RedFlag | None:
    if a.get("access_site") in ("pulsatile", "cold_limb"):
        return RedFlag("RF16", CRITICAL, _("Puncture site: pulsating, or limb cold"), AMBULANCE)
    return None


def fistula(a: Answers, c: Course) -> RedFlag | None:
    """Up to day 60 after ablation: a fistula to the gullet announces itself so."""
    signs = ("fever", "dysphagia", "rest_pain", "neurological_sign")
    fresh = c.ablated_days is not None and c.ablated_days <= 60
    pain = a.get("angina") in ("1", "2", "3", "4")
    if fresh and (pain or any(a.get(sign) == "yes" for sign in signs)):
        return RedFlag("RF18", CRITICAL, _("Warning sign within 60 days of ablation"), AMBULANCE)
    return None


def drug_harm(a: Answers, _c: Course) -> RedFlag | None:
    if a.get("angioedema") == "yes":
        return RedFlag("RF19", CRITICAL, _("Swollen lips or face"), AMBULANCE)
    if a.get("jaundice") == "yes":
        return RedFlag("RF19", CRITICAL, _("Yellow eyes or skin"), DOCTOR_SOON)
    if a.get("dark_urine") == "yes" and a.get("muscle_pain") in ("mild", "moderate", "severe"):
        return RedFlag("RF19", CRITICAL, _("Muscle pain with dark urine"), DOCTOR_SOON)
    return None


def mood(a: Answers, _c: Course) -> RedFlag | None:
    if above(a.get("phq9_self_harm"), 1):
        return RedFlag("RF20", CRITICAL, _("Thoughts of self-harm"), STAY_WITH_ME)
    if above(a.get("phq9"), 10) or above(a.get("gad7"), 10):
        return RedFlag("RF20", WARN, _("Depression or anxiety"), DOCTOR_TODAY)
    return None


def never_started(a: Answers, _c: Course) -> RedFlag | None:
    wanted = (*ANTIPLATELETS, "oac", *GUIDELINE_DRUGS)
    if any(d.taking == "never" and d.is_left_out and d.drug_class in wanted for d in a.get("drugs", ())):
        return RedFlag("RF23", WARN, _("A drug of the discharge list was never started"), RESTART)
    return None


def laboratory(a: Answers, c: Course) -> RedFlag | None:
    """A critical value, the creatinine half as high again, or a warning: potassium, INR, creatinine."""
    labs = {**c.labs, **a.get("labs", {})}
    rise = _rise(labs.get("cr"), c.creatinine_before)
    if any(_is_critical(test, value, c) for test, value in labs.items()) or rise >= 0.5:
        return RedFlag("RF21", CRITICAL, _("Critical laboratory result"), DOCTOR_SOON)
    if labs.get("k", 0) > 5.5 or labs.get("inr", 0) >= 4.5 or rise > 0.3:
        return RedFlag("RF21", WARN, _("Laboratory result to be looked at today"), DOCTOR_TODAY)
    return None


def _rise(now: float | None, before: float | None) -> float:
    """By which part a value has risen; 0 while one of them is not known."""
    return round(now / before - 1, 4) if now is not None and before else 0


def _is_critical(test: str, value: float, c: Course) -> bool:
    """By the hospital's limits; an INR without a vitamin K antagonist by a lower one."""
    if test == "inr" and c.drugs is not None and "warfarin" not in c.drugs:
        return value >= INR_WITHOUT_WARFARIN
    limits = c.limits.get(test)
    return bool(limits and limits.crossed(value))


def pregnancy(a: Answers, c: Course) -> RedFlag | None:
    """A drug of the list that harms the child, unless it was told to be left out already."""
    told = a.get("drugs", ())
    left = {d.drug_class for d in told if d.taking in ("stopped", "never")}
    harms = c.classes & HARMS_THE_CHILD - left or "amiodarone" in (c.drugs or ())
    if a.get("pregnant") == "yes" and harms:
        return RedFlag("RF22", CRITICAL, _("Pregnant, on a drug that harms the child"), DOCTOR_SOON)
    return None
