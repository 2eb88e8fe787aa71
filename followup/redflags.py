"""Answers that a doctor must hear of, with the sentence to say. Thresholds are house values."""

from collections.abc import Callable
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
RESTART = _("Please do not stop this drug on your own. I am asking your doctor now and we ring you back.")

Answers = dict[str, Any]


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
        return None
    if c.heart_failure or (c.lvef is not None and c.lvef <= 35):
        return RedFlag("RF03", CRITICAL, _("Fainted, with a weak heart"), AMBULANCE)
    return RedFlag("RF03", WARN, _("Fainted"), DOCTOR_TODAY)


def breathless_at_rest(a: Answers, _c: Course) -> RedFlag | None:
    if a.get("nyha") == "4":
        return RedFlag("RF04", CRITICAL, _("Breathless at rest (NYHA IV)"), AMBULANCE)
    return None


def congestion(a: Answers, c: Course) -> RedFlag | None:
    """More than 2.0 kg in three days in heart failure, or a NYHA class worse than at the last contact."""
    gain, now, before = a.get("weight_change"), _class(a.get("nyha")), _class(c.nyha_before)
    gains = c.heart_failure and gain is not None and float(gain) > 2.0
    worse = now is not None and before is not None and now > before
    return RedFlag("RF05", WARN, _("Signs of congestion"), DOCTOR_TODAY) if gains or worse else None


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
        faint = a.get("syncope") == "yes"
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
    if a.get("stopped_antiplatelet") != "yes" or a.get("stop_reason") == "doctor":
        return None
    early = c.stented_days is not None and c.stented_days <= 30
    return RedFlag("RF11", CRITICAL if early else WARN, _("Stopped an antiplatelet drug"), RESTART)


def palpitation(a: Answers, _c: Course) -> RedFlag | None:
    ill = a.get("rest_pain") == "yes" or a.get("nyha") == "4" or a.get("syncope") == "yes"
    if a.get("palpitation") == "yes" and ill:
        return RedFlag(
            "RF17", CRITICAL, _("Palpitation with chest pain, breathlessness or fainting"), AMBULANCE
        )
    return None


FLAGS: tuple[Callable[[Answers, Course], RedFlag | None], ...] = (
    rest_pain, angina, syncope, breathless_at_rest, congestion, neurological, major_bleeding,
    treated_bleeding, pressure, pulse, stopped_antiplatelet, palpitation,
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
    "RF17": _("Palpitation with chest pain, breathlessness or fainting"),
}  # fmt: skip


def _class(value: Any) -> int | None:
    return int(value) if str(value or "").isdigit() else None


def _above(value: Any, limit: float) -> bool:
    return value is not None and float(value) >= limit
