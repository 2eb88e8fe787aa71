"""Measures for acute myocardial infarction: NHC single-disease STEMI, CCC-ACS, ACC/AHA 2017.

Jneid H et al. J Am Coll Cardiol 2017;70:2048-90; trial register NCT02306616.
"""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cardiology.quality.common import (
    MEDICAL,
    came_by_transfer,
    class_given,
    is_ami,
    left_care,
    mra_exception,
    stated_reason,
)
from cardiology.quality.measure import Measure, declare
from cardiology.snapshot import Answer, Snapshot
from cardiology.timeline import Situation, intervals

NOT_OUR_DELAY = ("access", "arrest", "consent")


def _is_primary_pci_stemi(patient: Snapshot) -> Answer:
    if patient.category is None:
        return None
    return patient.category == "stemi" and patient.primary_pci


def _p2y12_exception(patient: Snapshot) -> str | None:
    return gettext_noop("bypass surgery") if patient.had_bypass else stated_reason("p2y12")(patient)


def _aspirin_exception(patient: Snapshot) -> str | None:
    if patient.given("oac") and patient.given("p2y12"):
        return gettext_noop("oral anticoagulant with P2Y12 inhibitor")
    return stated_reason("aspirin")(patient)


def _ami_with_low_lvef(patient: Snapshot) -> Answer:
    if not is_ami(patient):
        return is_ami(patient)
    return None if patient.lvef is None else patient.lvef <= 40


def raas_exception(patient: Snapshot) -> str | None:
    """Pressure, potassium or creatinine forbid it, or a reason was coded."""
    if patient.sbp is not None and patient.sbp < 90:
        return gettext_noop("systolic pressure below 90")
    if patient.potassium is not None and patient.potassium > 5.5:
        return gettext_noop("potassium above 5.5")
    if patient.creatinine is not None and patient.creatinine > 265:
        return gettext_noop("creatinine above 265")
    return next((r for c in ("acei", "arb", "arni") if (r := patient.reason(c)) in MEDICAL), None)


def _is_stemi(patient: Snapshot) -> Answer:
    return None if patient.category is None else patient.category == "stemi"


def _in_time(interval: str) -> Callable[[Snapshot], Answer]:
    """Numerator: the interval of the timeline meets its target; unknown where a time is."""

    def met(patient: Snapshot) -> Answer:
        minutes = (patient.minutes or {}).get(interval)
        return intervals.BY_NAME[interval].is_met(minutes, Situation())

    return met


def _is_lysed_stemi(patient: Snapshot) -> Answer:
    stemi = _is_stemi(patient)
    if not stemi:
        return stemi
    return patient.lysis


def _smoking_ami(patient: Snapshot) -> Answer:
    ami = is_ami(patient)
    if not ami:
        return ami
    return patient.smoker


def _ami_for_mra(patient: Snapshot) -> Answer:
    low = _ami_with_low_lvef(patient)
    if not low:
        return low
    reasons = (patient.heart_failure, patient.diabetes)
    return True if True in reasons else None if None in reasons else False


ECG_IN_TIME = declare(Measure(
    "M01", _("ECG within 10 minutes of arrival"), "NHC STEMI-1", _is_stemi, _in_time("door_to_ecg"),
    came_by_transfer, target=0.75,
))  # fmt: skip
DOOR_TO_WIRE = declare(Measure(
    "M05", _("Door to wire within 90 minutes"), "NHC STEMI-5; CCC-ACS 3", _is_primary_pci_stemi,
    _in_time("door_to_wire"), came_by_transfer,
    lambda p: p.delay_reason if p.delay_reason in NOT_OUR_DELAY else None, target=0.75,
))  # fmt: skip
DOOR_TO_NEEDLE = declare(Measure(
    "M06", _("Door to needle within 30 minutes"), "NHC STEMI-6; CCC-ACS 2; ACC/AHA PM-7", _is_lysed_stemi,
    _in_time("door_to_needle"), came_by_transfer,
    lambda p: p.delay_reason if p.delay_reason == "consent" else None, target=0.75,
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
SMOKING_ADVICE = declare(Measure(
    "M17", _("Advice to stop smoking after infarction"), "CCC-ACS 11", _smoking_ami,
    lambda p: p.smoking_advice, left_care, target=0.9,
))  # fmt: skip
REHABILITATION = declare(Measure(
    "M18", _("Referral to cardiac rehabilitation after infarction"), "ACC/AHA PM-12", is_ami,
    lambda p: p.rehabilitation, left_care, target=0.5,
))  # fmt: skip
MRA_LOW_LVEF = declare(Measure(
    "M22", _("MRA at discharge after infarction with low ejection fraction"), "ACC/AHA QM-4", _ami_for_mra,
    class_given("mra"), left_care, mra_exception, target=0.7,
))  # fmt: skip
