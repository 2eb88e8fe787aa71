"""Answers that a doctor must hear of, with the sentence to say. Thresholds are house values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

CRITICAL, WARN = "critical", "warn"


@dataclass(frozen=True)
class Course:
    """What a single call does not tell: facts of the stay and the answers of the call before."""

    heart_failure: bool = False
    lvef: float | None = None
    stented_days: int | None = None  # days since the last stent
    nyha_before: str | None = None
    angina_before: str | None = None
    swelling_before: str | None = None
    past_dapt_end: bool = False  # the planned end of dual antiplatelet therapy has come
    has_device: bool = False
    has_prosthetic_valve: bool = False
    needs_anticoagulant: bool = False  # mechanical valve, or fibrillation with stroke or a fresh ablation
    ablated_days: int | None = None  # days since an ablation of atrial fibrillation
    weak_by_valve_or_muscle: bool = False  # aortic stenosis or cardiomyopathy


@dataclass(frozen=True)
class Drug:
    """What was told of one drug of the discharge list."""

    drug_class: str | None
    taking: str
    decided_by: str | None = None
    reason: str | None = None

    @classmethod
    def of(cls, drug_class: str | None, told: Mapping[str, Any]) -> "Drug | None":
        """The drug from what was told of it; None where nothing was."""
        if not told.get("taking"):
            return None
        return cls(drug_class, told["taking"], told.get("decided_by"), told.get("reason"))

    @property
    def is_left_out(self) -> bool:
        """Stopped or never started, unless the treating doctor decided so."""
        advised = self.decided_by == "cardiologist" or (self.reason == "doctor" and self.decided_by is None)
        return self.taking in ("stopped", "never") and not advised


@dataclass(frozen=True)
class RedFlag:
    """A flag that fires: which, how loud, what was found, what to say."""

    id: str
    severity: str
    title: Any
    say: Any


AMBULANCE = _("Please call 120 now and do not drive yourself. I stay on the line until somebody is with you.")
DOCTOR_SOON = _(
    "I am informing your doctor now; we will ring you back within half an hour. Please keep the phone free."
)
DOCTOR_TODAY = _("I will tell your doctor; you will hear from us within a day. If it gets worse, call 120.")
STAY_WITH_ME = _("Thank you for telling me. I stay on the line and connect you with a doctor at once.")
RESTART = _("Please do not stop this drug on your own. I am asking your doctor now and we ring you back.")

Answers = dict[str, Any]
ANTIPLATELETS = ("aspirin", "p2y12", "other_antiplatelet")
GUIDELINE_DRUGS = ("raasi", "acei", "arb", "arni", "beta_blocker", "mra", "sglt2i", "statin")


def left_out(a: Answers, *classes: str) -> bool:
    """Whether a drug of these classes is left out without the treating doctor's advice."""
    return any(d.is_left_out and d.drug_class in classes for d in a.get("drugs", ()))


def rest_pain(a: Answers, _c: Course) -> RedFlag | None:
    if a.get("rest_pain") == "yes":
        return RedFlag("RF01", CRITICAL, _("Chest pain at rest"), AMBULANCE)
    return None


def angina(a: Answers, c: Course) -> RedFlag | None:
    """New, worse by a class, or class III and more."""
    now, before = _class(a.get("angina")), _class(c.angina_before)
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
    if a.get("orthopnoea") == "yes" or a.get("night_dyspnoea") == "yes":
        return RedFlag("RF04", CRITICAL, _("Breathless lying flat or at night"), AMBULANCE)
    return None


def congestion(a: Answers, c: Course) -> RedFlag | None:
    """More than 2.0 kg in three days in heart failure, or a NYHA class worse than at the last contact."""
    gain, now, before = a.get("weight_change"), _class(a.get("nyha")), _class(c.nyha_before)
    gains = c.heart_failure and gain is not None and float(gain) > 2.0
    worse = now is not None and before is not None and now > before
    levels = ("ankle", "knee", "above")
    level, earlier = a.get("swelling_level"), c.swelling_before
    swells = level in levels and earlier in levels and levels.index(level) > levels.index(earlier)
    found = gains or worse or swells
    return RedFlag("RF05", WARN, _("Signs of congestion"), DOCTOR_TODAY) if found else None


def neurological(a: Answers, _c: Course) -> RedFlag | None:
    if a.get("neurological_sign") == "yes":
        return RedFlag("RF06", CRITICAL, _("Signs of a stroke"), AMBULANCE)
    return None


def major_bleeding(a: Answers, _c: Course) -> RedFlag | None:
    if a.get("bleeding") == "major":
        return RedFlag("RF07", CRITICAL, _("Major bleeding"), AMBULANCE)
    return None


def treated_bleeding(a: Answers, _c: Course) -> RedFlag | None:
    if a.get("bleeding") == "treated":
        return RedFlag("RF08", WARN, _("Bleeding that needed medical attention"), DOCTOR_TODAY)
    return None


def pressure(a: Answers, _c: Course) -> RedFlag | None:
    """180/110 or more, or below 90 systolic: louder with symptoms."""
    high = _above(a.get("systolic_bp"), 180) or _above(a.get("diastolic_bp"), 110)
    low = a.get("systolic_bp") is not None and float(a["systolic_bp"]) < 90
    if high:
        ill = a.get("rest_pain") == "yes" or a.get("neurological_sign") == "yes" or a.get("nyha") == "4"
        return RedFlag("RF09", CRITICAL if ill else WARN, _("Blood pressure very high"),
                       AMBULANCE if ill else DOCTOR_TODAY)  # fmt: skip
    if low:
        faint = "yes" in (a.get("syncope"), a.get("dizziness"))
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


def shocks(a: Answers, _c: Course) -> RedFlag | None:
    if not _above(a.get("shocks"), 1):
        return None
    if a.get("shocks_in_a_day") == "yes" or a.get("shock_symptoms") == "yes":
        return RedFlag("RF13", CRITICAL, _("Several ICD shocks, or one with symptoms"), AMBULANCE)
    return RedFlag("RF13", WARN, _("A single ICD shock without symptoms"), DOCTOR_TODAY)


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
    if fresh and any(a.get(sign) == "yes" for sign in signs):
        return RedFlag("RF18", CRITICAL, _("Warning sign within 60 days of ablation"), AMBULANCE)
    return None


def drug_harm(a: Answers, _c: Course) -> RedFlag | None:
    if a.get("angioedema") == "yes":
        return RedFlag("RF19", CRITICAL, _("Swollen lips or face"), AMBULANCE)
    if a.get("dark_urine") == "yes" and a.get("muscle_pain") in ("mild", "moderate", "severe"):
        return RedFlag("RF19", CRITICAL, _("Muscle pain with dark urine"), DOCTOR_SOON)
    return None


def mood(a: Answers, _c: Course) -> RedFlag | None:
    if _above(a.get("phq9_self_harm"), 1):
        return RedFlag("RF20", CRITICAL, _("Thoughts of self-harm"), STAY_WITH_ME)
    if _above(a.get("phq9"), 10) or _above(a.get("gad7"), 10):
        return RedFlag("RF20", WARN, _("Depression or anxiety"), DOCTOR_TODAY)
    return None


def never_started(a: Answers, _c: Course) -> RedFlag | None:
    wanted = (*ANTIPLATELETS, "oac", *GUIDELINE_DRUGS)
    if any(d.taking == "never" and d.is_left_out and d.drug_class in wanted for d in a.get("drugs", ())):
        return RedFlag("RF23", WARN, _("A drug of the discharge list was never started"), RESTART)
    return None


def palpitation(a: Answers, _c: Course) -> RedFlag | None:
    ill = "yes" in (a.get("rest_pain"), a.get("syncope"), a.get("dizziness")) or a.get("nyha") == "4"
    if a.get("palpitation") == "yes" and ill:
        return RedFlag(
            "RF17", CRITICAL, _("Palpitation with chest pain, breathlessness or fainting"), AMBULANCE
        )
    return None


FLAGS: tuple[Callable[[Answers, Course], RedFlag | None], ...] = (
    rest_pain, angina, syncope, breathless_at_rest, congestion, neurological, major_bleeding,
    treated_bleeding, pressure, pulse, stopped_antiplatelet, stopped_anticoagulant, shocks, fever, wound,
    limb, palpitation, fistula, drug_harm, mood, never_started,
)  # fmt: skip


def red_flags(answers: Answers, course: Course) -> list[RedFlag]:
    """All flags that the answers raise, critical ones first."""
    found = [flag for rule in FLAGS if (flag := rule(answers, course))]
    return sorted(found, key=lambda f: f.severity != CRITICAL)


def title_of(flag_id: str) -> str:
    """A stored flag in words."""
    return str(TITLES.get(flag_id, flag_id))


TITLES = {
    "RF01": _("Chest pain at rest"), "RF02": _("Angina is new, worse or severe"), "RF03": _("Fainted"),
    "RF04": _("Breathless at rest (NYHA IV)"), "RF05": _("Signs of congestion"),
    "RF06": _("Signs of a stroke"), "RF07": _("Major bleeding"),
    "RF08": _("Bleeding that needed medical attention"), "RF09": _("Blood pressure very high or very low"),
    "RF10": _("Pulse very slow or very fast"), "RF11": _("Stopped an antiplatelet drug"),
    "RF12": _("Stopped or never started the anticoagulant"), "RF13": _("ICD shocks"),
    "RF14": _("Fever with a valve, a device or a wound"), "RF15": _("Wound or device pocket not well"),
    "RF16": _("Puncture site: pulsating, or limb cold"),
    "RF18": _("Warning sign within 60 days of ablation"), "RF19": _("Harm by a drug"),
    "RF20": _("Depression, anxiety or thoughts of self-harm"),
    "RF23": _("A drug of the discharge list was never started"),
    "RF17": _("Palpitation with chest pain, breathlessness or fainting"),
}  # fmt: skip


def _class(value: Any) -> int | None:
    return int(value) if str(value or "").isdigit() else None


def _above(value: Any, limit: float) -> bool:
    return value is not None and float(value) >= limit
