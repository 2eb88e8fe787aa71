"""Red flags of the heart and the brain: pain, breath, fainting, stroke, pressure, pulse, shocks."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from followup.redflags.language import (
    AMBULANCE,
    CRITICAL,
    DOCTOR_SOON,
    DOCTOR_TODAY,
    WARN,
    Answers,
    Course,
    RedFlag,
    above,
    class_of,
)


def rest_pain(a: Answers, _c: Course) -> RedFlag | None:
    """Within a day for 15 minutes or more, or in spite of nitrate; what is not known counts as that."""
    if a.get("rest_pain") != "yes":
        return None
    minutes, lasts = a.get("pain_minutes"), a.get("relieved_by_nitrate") == "no"
    is_short = minutes is not None and float(minutes) < 15
    if lasts or not (is_short or a.get("rest_pain_today") == "no"):
        return RedFlag("RF01", CRITICAL, _("Chest pain at rest"), AMBULANCE)
    return RedFlag("RF02", WARN, _("Angina is new, worse or severe"), DOCTOR_TODAY)


def angina(a: Answers, c: Course) -> RedFlag | None:
    """New, worse by a class, or class III and more."""
    now, before = class_of(a.get("angina")), class_of(c.angina_before)
    if a.get("rest_pain") == "yes":
        return None  # pain at rest has its own rule
    if now is not None and (now >= 3 or (before is not None and now > before)):
        return RedFlag("RF02", WARN, _("Angina is new, worse or severe"), DOCTOR_TODAY)
    return None


def syncope(a: Answers, c: Course) -> RedFlag | None:
    if a.get("syncope") != "yes":
        near = a.get("near_syncope") == "yes"
        return RedFlag("RF03", WARN, _("Nearly fainted"), DOCTOR_TODAY) if near else None
    weak = c.heart_failure or c.has_device or c.weak_by_valve_or_muscle
    if weak or (c.lvef is not None and c.lvef <= 35):
        return RedFlag("RF03", CRITICAL, _("Fainted, with a weak heart"), AMBULANCE)
    if a.get("syncope_on_effort") == "yes":
        return RedFlag("RF03", CRITICAL, _("Fainted on effort"), AMBULANCE)
    return RedFlag("RF03", WARN, _("Fainted"), DOCTOR_TODAY)


def breathless_at_rest(a: Answers, _c: Course) -> RedFlag | None:
    if a.get("nyha") == "4":
        return RedFlag("RF04", CRITICAL, _("Breathless at rest (NYHA IV)"), AMBULANCE)
    if a.get("pink_sputum") == "yes":
        return RedFlag("RF04", CRITICAL, _("Coughs up pink froth"), AMBULANCE)
    if a.get("orthopnoea") == "yes" or a.get("night_dyspnoea") == "yes":
        return RedFlag("RF04", CRITICAL, _("Breathless lying flat or at night"), AMBULANCE)
    return None


def congestion(a: Answers, c: Course) -> RedFlag | None:
    """More than 2.0 kg in three days in heart failure; legs or breath a step worse than last time."""
    gain, now, before = a.get("weight_change"), class_of(a.get("nyha")), class_of(c.nyha_before)
    gains = c.heart_failure and gain is not None and float(gain) > 2.0
    worse = now is not None and before is not None and now > before
    if gains or worse or _swells(a.get("swelling_level"), c.swelling_before):
        return RedFlag("RF05", WARN, _("Signs of congestion"), DOCTOR_TODAY)
    return None


def _swells(now: Any, before: Any) -> bool:
    """A level higher than before; without a call before nothing is compared."""
    levels = ("none", "ankle", "knee", "above")
    return now in levels and before in levels and levels.index(now) > levels.index(before)


def neurological(a: Answers, c: Course) -> RedFlag | None:
    """A stroke while nothing else is known; older than a day it may wait, if no doctor saw it yet."""
    if a.get("neurological_sign") != "yes":
        return None
    if c.hours_of_sign is None or c.hours_of_sign <= 24:
        return RedFlag("RF06", CRITICAL, _("Signs of a stroke"), AMBULANCE)
    if a.get("sign_assessed") == "yes":
        return None
    return RedFlag("RF06", WARN, _("Signs of a stroke, older than a day"), DOCTOR_TODAY)


def pressure(a: Answers, _c: Course) -> RedFlag | None:
    """180/110 or more, or below 90 systolic: louder with symptoms."""
    high = above(a.get("systolic_bp"), 180) or above(a.get("diastolic_bp"), 110)
    low = a.get("systolic_bp") is not None and float(a["systolic_bp"]) < 90
    if high:
        signs = ("rest_pain", "neurological_sign", "orthopnoea", "night_dyspnoea", "dizziness", "syncope")
        ill = any(a.get(sign) == "yes" for sign in signs) or a.get("nyha") == "4"
        return RedFlag("RF09", CRITICAL if ill else WARN, _("Blood pressure very high"),
                       AMBULANCE if ill else DOCTOR_TODAY)  # fmt: skip
    if low:
        faint = "yes" in (a.get("syncope"), a.get("near_syncope"), a.get("dizziness"))
        return RedFlag("RF09", CRITICAL if faint else WARN, _("Blood pressure very low"),
                       DOCTOR_SOON if faint else DOCTOR_TODAY)  # fmt: skip
    return None


def pulse(a: Answers, _c: Course) -> RedFlag | None:
    rate = a.get("heart_rate")
    if rate is None:
        return None
    if float(rate) < 40 or float(rate) > 130:
        return RedFlag("RF10", CRITICAL, _("Pulse below 40 or above 130"), DOCTOR_SOON)
    if float(rate) < 50 or float(rate) > 110:
        return RedFlag("RF10", WARN, _("Pulse below 50 or above 110"), DOCTOR_TODAY)
    return None


def palpitation(a: Answers, _c: Course) -> RedFlag | None:
    """Going on now, or not known since when, with breathlessness, chest pain or dizziness."""
    if a.get("palpitation") != "yes" or a.get("palpitation_frequency") not in (None, "", "now"):
        return None
    signs = ("rest_pain", "orthopnoea", "night_dyspnoea", "syncope", "near_syncope", "dizziness")
    if any(a.get(sign) == "yes" for sign in signs) or a.get("nyha") in ("3", "4"):
        return RedFlag(
            "RF17", CRITICAL, _("Palpitation with chest pain, breathlessness or fainting"), AMBULANCE
        )
    return None


def shocks(a: Answers, _c: Course) -> RedFlag | None:
    if not above(a.get("shocks"), 1):
        return None
    if a.get("shocks_in_a_day") == "yes" or a.get("shock_symptoms") == "yes":
        return RedFlag("RF13", CRITICAL, _("Several ICD shocks, or one with symptoms"), AMBULANCE)
    return RedFlag("RF13", WARN, _("A single ICD shock without symptoms"), DOCTOR_TODAY)
