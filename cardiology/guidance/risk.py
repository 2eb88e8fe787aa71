"""Standing risks of a patient that belong beside the name, most pressing first. Unknown is never a risk."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.snapshot import Snapshot

LOW_LVEF = 40  # %, ESC HF 2021: reduced ejection fraction
LOW_EGFR = 30  # mL/min/1.73 m², KDIGO 2024: G4 and G5
HIGH_POTASSIUM = 5.5  # mmol/L


@dataclass(frozen=True)
class Risk:
    """One standing risk: words and tone of its chip."""

    text: Any
    tone: str


def risks(patient: Snapshot, allergy: str | None = None) -> list[Risk]:
    """The risks that are known of a patient. `allergy` is the answer of the history (yes, no, unknown)."""
    found = [
        (allergy == "yes", _("Allergy"), "critical"),
        (_below(patient.lvef, LOW_LVEF), _("LVEF < 40 %"), "high"),
        (_below(patient.egfr, LOW_EGFR), _("eGFR < 30"), "high"),
        (patient.potassium is not None and patient.potassium > HIGH_POTASSIUM, _("Potassium > 5.5"), "high"),
        (patient.killip is not None and patient.killip >= 3, _("Killip III–IV"), "high"),
        (bool(patient.given("oac", "parenteral_anticoagulant")), _("Anticoagulated"), "attention"),
        (bool(patient.given("aspirin") and patient.given("p2y12")), _("Two antiplatelets"), "info"),
        (patient.atrial_fibrillation is True, _("Atrial fibrillation"), "info"),
    ]
    return [Risk(text, tone) for is_there, text, tone in found if is_there]


def _below(value: float | None, limit: float) -> bool:
    return value is not None and value < limit
