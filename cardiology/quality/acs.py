"""Measures for acute myocardial infarction: NHC single-disease STEMI, CCC-ACS, ACC/AHA 2017.

Jneid H et al. J Am Coll Cardiol 2017;70:2048-90; trial register NCT02306616.
"""

from django.utils.translation import gettext_lazy as _

from cardiology.quality.common import (
    MEDICAL,
    came_by_transfer,
    class_given,
    is_ami,
    left_care,
    stated_reason,
)
from cardiology.quality.measure import Measure, declare
from cardiology.snapshot import Answer, Snapshot

NOT_OUR_DELAY = ("access", "arrest", "consent")


def _is_primary_pci_stemi(patient: Snapshot) -> Answer:
    if patient.category is None:
        return None
    return patient.category == "stemi" and patient.primary_pci


def _wire_in_time(patient: Snapshot) -> Answer:
    minutes = (patient.minutes or {}).get("door_to_wire")
    return None if minutes is None else 0 <= minutes <= 90


def _p2y12_exception(patient: Snapshot) -> str | None:
    return "bypass surgery" if patient.had_bypass else stated_reason("p2y12")(patient)


def _aspirin_exception(patient: Snapshot) -> str | None:
    if patient.given("oac") and patient.given("p2y12"):
        return "oral anticoagulant with P2Y12 inhibitor"
    return stated_reason("aspirin")(patient)


def _ami_with_low_lvef(patient: Snapshot) -> Answer:
    if not is_ami(patient):
        return is_ami(patient)
    return None if patient.lvef is None else patient.lvef <= 40


def raas_exception(patient: Snapshot) -> str | None:
    """Pressure, potassium or creatinine forbid it, or a reason was coded."""
    if patient.sbp is not None and patient.sbp < 90:
        return "systolic pressure below 90"
    if patient.potassium is not None and patient.potassium > 5.5:
        return "potassium above 5.5"
    if patient.creatinine is not None and patient.creatinine > 265:
        return "creatinine above 265"
    return next((r for c in ("acei", "arb", "arni") if (r := patient.reason(c)) in MEDICAL), None)


DOOR_TO_WIRE = declare(Measure(
    "M05", _("Door to wire within 90 minutes"), "NHC STEMI-5; CCC-ACS 3", _is_primary_pci_stemi,
    _wire_in_time, came_by_transfer,
    lambda p: p.delay_reason if p.delay_reason in NOT_OUR_DELAY else None, target=0.75,
))  # fmt: skip
LVEF_MEASURED = declare(Measure(
    "M11", _("Ejection fraction measured after infarction"), "CCC-ACS 9; ACC/AHA PM-5", is_ami,
    lambda p: p.lvef_measured_in_stay, lambda p: None if p.disposition == "died" else left_care(p),
    target=0.9,
))  # fmt: skip
ASPIRIN = declare(Measure(
    "M12", _("Aspirin at discharge after infarction"), "CCC-ACS 5; ACC/AHA PM-2", is_ami,
    class_given("aspirin"), left_care, _aspirin_exception, target=0.95,
))  # fmt: skip
P2Y12 = declare(Measure(
    "M13", _("P2Y12 inhibitor at discharge after infarction"), "CCC-ACS 6; ACC/AHA PM-13", is_ami,
    class_given("p2y12"), left_care, _p2y12_exception, target=0.95,
))  # fmt: skip
BETA_BLOCKER = declare(Measure(
    "M14", _("Beta-blocker at discharge after infarction"), "CCC-ACS 7; ACC/AHA PM-3", is_ami,
    class_given("beta_blocker"), left_care, stated_reason("beta_blocker"), target=0.8,
))  # fmt: skip
RAAS_LOW_LVEF = declare(Measure(
    "M15", _("ACE inhibitor, ARB or ARNI at discharge after infarction with low ejection fraction"),
    "CCC-ACS 10; ACC/AHA PM-6", _ami_with_low_lvef, class_given("acei", "arb", "arni"), left_care,
    raas_exception, target=0.85,
))  # fmt: skip
STATIN = declare(Measure(
    "M16", _("Statin at discharge after infarction"), "CCC-ACS 8; ACC/AHA PM-4", is_ami,
    class_given("statin"), left_care, stated_reason("statin"), target=0.95,
))  # fmt: skip
