"""Standing risks of a patient that belong beside the name, most pressing first. Unknown is never a risk."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cardiology.scores.acs.grace import GRACE, LIMITS
from cardiology.scores.bleeding.arc_hbr import ARC_HBR
from cardiology.scores.score import possible
from cardiology.scores.words import INPUTS
from cardiology.snapshot import Snapshot

LOW_LVEF = 40  # %, ESC HF 2021: reduced ejection fraction
LOW_EGFR = 30  # mL/min/1.73 m², KDIGO 2024: G4 and G5
HIGH_POTASSIUM = 5.5  # mmol/L
CRITICAL_POTASSIUM = (2.8, 6.2)  # mmol/L: below, or from; call-back limits until the laboratory gives its own
SYNDROMES = {"stemi": "ste", "nstemi": "nste", "ua": "nste"}
TONES = ("critical", "high", "attention", "info")


@dataclass(frozen=True)
class Risk:
    """One standing risk: words and tone of its chip, and what it rests on."""

    text: Any
    tone: str
    why: str = ""


def risks(patient: Snapshot, allergy: str | None = None, agent: str = "") -> list[Risk]:
    """The risks that are known of a patient. `allergy` is the answer of the history (yes, no, unknown)."""
    lvef, egfr, potassium, killip = patient.lvef, patient.egfr, patient.potassium, patient.killip
    is_critical = potassium is not None and not (CRITICAL_POTASSIUM[0] <= potassium < CRITICAL_POTASSIUM[1])
    is_high = potassium is not None and potassium > HIGH_POTASSIUM and not is_critical
    known = _("Potassium %(value).1f mmol/L") % {"value": potassium or 0}
    found = [
        (allergy == "yes", gettext_lazy("Allergy"), "critical", agent or _("Agent not recorded")),
        (is_critical, gettext_lazy("Potassium critical"), "critical", known),
        (_below(lvef, LOW_LVEF), gettext_lazy("LVEF < 40 %"), "high", f"LVEF {lvef:g} %" if lvef else ""),
        (_below(egfr, LOW_EGFR), gettext_lazy("eGFR < 30"), "high", f"eGFR {egfr:.0f}" if egfr else ""),
        (is_high, gettext_lazy("Potassium > 5.5"), "high", known),
        (killip is not None and killip >= 3, gettext_lazy("Killip III–IV"), "high",
         _("Killip class %(n)s at presentation") % {"n": killip}),
        (bool(patient.given("oac", "parenteral_anticoagulant")), gettext_lazy("Anticoagulated"), "attention",
         _("An anticoagulant is on the list of drugs")),
        (bool(patient.given("aspirin") and patient.given("p2y12")), gettext_lazy("Two antiplatelets"), "info",
         _("Aspirin and a P2Y12 inhibitor are on the list of drugs")),
        (patient.atrial_fibrillation is True, gettext_lazy("Atrial fibrillation"), "info",
         _("By diagnosis or history")),
    ]  # fmt: skip
    return [Risk(text, tone, why) for is_there, text, tone, why in found if is_there]


def scored(
    patient: Snapshot, arrival: Mapping[str, float | None], blood: Mapping[str, float | None]
) -> Iterator[Risk]:
    """The risks that scores tell. What is unknown counts nothing, so that only a certain risk is told.

    `arrival` has the first sbp (mmHg), heart_rate (/min) and creatinine (µmol/L) of the stay, `blood` the
    latest haemoglobin (g/L) and platelets (10⁹/L).
    """
    syndrome = SYNDROMES.get(patient.category or "")
    if syndrome:
        known = {"syndrome": syndrome, "age": patient.age, "killip": patient.killip, **arrival}
        grace = GRACE(possible(GRACE, known))
        if (grace.least or 0) >= LIMITS[syndrome][-1][0]:
            points = {"least": f"{grace.least:.0f}", "limit": LIMITS[syndrome][-1][0]}
            why = _("GRACE in hospital %(least)s points or more; high from %(limit)s")
            yield Risk(gettext_lazy("GRACE high"), "high", why % points)
    if patient.given("p2y12"):
        known = {"age": patient.age, "sex": patient.sex, "egfr": patient.egfr}
        bleeding = ARC_HBR(possible(ARC_HBR, {**known, "anticoagulant": patient.given("oac"), **blood}))
        if (bleeding.least or 0) >= 1:
            parts = ", ".join(str(INPUTS.get(name, name)) for name in bleeding.parts)
            yield Risk(gettext_lazy("Bleeding risk high"), "high", f"ARC-HBR: {parts}")


def most_pressing(found: list[Risk]) -> list[Risk]:
    """By tone; of one tone in the order in which they came."""
    return sorted(found, key=lambda risk: TONES.index(risk.tone))


def _below(value: float | None, limit: float) -> bool:
    return value is not None and value < limit
