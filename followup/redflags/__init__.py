"""Answers that a doctor must hear of, with the sentence to say. Thresholds are house values."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from followup.redflags.harm import (
    drug_harm,
    fever,
    fistula,
    laboratory,
    limb,
    major_bleeding,
    mood,
    never_started,
    pregnancy,
    stopped_anticoagulant,
    stopped_antiplatelet,
    treated_bleeding,
    wound,
)
from followup.redflags.heart import (
    angina,
    breathless_at_rest,
    congestion,
    neurological,
    palpitation,
    pressure,
    pulse,
    rest_pain,
    shocks,
    syncope,
)
from followup.redflags.language import ANTIPLATELETS, CRITICAL, WARN, Answers, Course, Drug, RedFlag

__all__ = ["ANTIPLATELETS", "CRITICAL", "WARN", "Course", "Drug", "RedFlag", "red_flags", "title_of"]

FLAGS: tuple[Callable[[Answers, Course], RedFlag | None], ...] = (
    rest_pain, angina, syncope, breathless_at_rest, congestion, neurological, major_bleeding,
    treated_bleeding, pressure, pulse, stopped_antiplatelet, stopped_anticoagulant, shocks, fever, wound,
    limb, palpitation, fistula, drug_harm, mood,
    laboratory, pregnancy, never_started,
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
    "RF21": _("Critical laboratory result"), "RF22": _("Pregnant, on a drug that harms the child"),
    "RF17": _("Palpitation with chest pain, breathlessness or fainting"),
}  # fmt: skip
