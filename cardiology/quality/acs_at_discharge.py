"""Measures for acute myocardial infarction: what is prescribed and arranged at discharge.

CCC-ACS (NCT02306616), ACC/AHA 2017: Jneid H et al. J Am Coll Cardiol 2017;70:2048-90; NHC indicators 2021.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cardiology.quality.common import (
    at_most,
    class_given,
    every,
    has_low_lvef,
    is_ami,
    left_care,
    mra_exception,
    raas_exception,
    some,
    stated_reason,
)
from cardiology.quality.measure import Measure, Tag, declare
from cardiology.snapshot import Answer, Snapshot

HIGH_INTENSITY = {"atorvastatin": 40, "rosuvastatin": 20}  # mg a day
CREATININE_FOR_MRA = {"male": 221, "female": 177}  # µmol/L


def _low_lvef(patient: Snapshot) -> Answer:
    return every(is_ami(patient), has_low_lvef(patient))


def _for_raas_in_china(patient: Snapshot) -> Answer:
    kidneys = None if patient.egfr is None else patient.egfr < 60
    reasons = (has_low_lvef(patient), patient.hypertension, patient.diabetes, kidneys, patient.anterior)
    return every(is_ami(patient), some(*reasons))


def _for_mra(patient: Snapshot) -> Answer:
    return every(_low_lvef(patient), some(patient.heart_failure, patient.diabetes))


def _up_to_75(patient: Snapshot) -> Answer:
    return every(is_ami(patient), at_most(patient.age, 75))


def _smokes(patient: Snapshot) -> Answer:
    return every(is_ami(patient), patient.smoker)


def _high_intensity(patient: Snapshot) -> Answer:
    if not patient.given("statin"):
        return patient.given("statin")
    if not patient.takes(*HIGH_INTENSITY):
        return patient.takes(*HIGH_INTENSITY)
    doses = [(patient.dose(drug), least) for drug, least in HIGH_INTENSITY.items() if patient.takes(drug)]
    return some(*(None if dose is None else dose >= least for dose, least in doses))


def _aspirin_exception(patient: Snapshot) -> str | None:
    if patient.given("oac") and patient.given("p2y12"):
        return gettext_noop("oral anticoagulant with P2Y12 inhibitor")
    return stated_reason("aspirin")(patient)


def _p2y12_exception(patient: Snapshot) -> str | None:
    return gettext_noop("bypass surgery") if patient.had_bypass else stated_reason("p2y12")(patient)


def _no_rehabilitation(patient: Snapshot) -> str | None:
    """A reason of the illness or of the patient; that there is none to be had is no exception."""
    return {"medical": gettext_noop("medical reason"), "declined": "declined"}.get(
        patient.no_rehabilitation or ""
    )


def _mra_exception(patient: Snapshot) -> str | None:
    """After an infarction creatinine forbids it too: above 221 µmol/L in men, 177 in women."""
    limit = CREATININE_FOR_MRA.get(patient.sex or "")
    if limit is not None and patient.creatinine is not None and patient.creatinine > limit:
        return gettext_noop("creatinine too high for an MRA")
    return mra_exception(patient)


declare(Measure(
    "M12", _("Aspirin at discharge after infarction"),
    _("Adults with infarction; met where aspirin stands on the discharge list. Left out: died, "
      "transferred, left against advice, hospice. Exceptions: an oral anticoagulant with a P2Y12 "
      "inhibitor, a stated reason."),
    "CCC-ACS 5; ACC/AHA PM-2", is_ami, class_given("aspirin"), left_care, _aspirin_exception, target=0.95,
))  # fmt: skip
declare(Measure(
    "M13", _("P2Y12 inhibitor at discharge after infarction"),
    _("Adults with infarction; met where a P2Y12 inhibitor stands on the discharge list. Left out: died, "
      "transferred, left against advice, hospice. Exceptions: bypass surgery, a stated reason."),
    "CCC-ACS 6; ACC/AHA PM-13", is_ami, class_given("p2y12"), left_care, _p2y12_exception, target=0.95,
))  # fmt: skip
declare(Measure(
    "M14", _("Beta-blocker at discharge after infarction"),
    _("Adults with infarction; met where a beta-blocker stands on the discharge list. Left out: died, "
      "transferred, left against advice, hospice. Exception: a stated reason."),
    "CCC-ACS 7; ACC/AHA PM-3", is_ami,
    class_given("beta_blocker"), left_care, stated_reason("beta_blocker"), target=0.8,
))  # fmt: skip
declare(Measure(
    "M15", _("ACE inhibitor, ARB or ARNI at discharge after infarction with low ejection fraction"),
    _("Adults with infarction and LVEF of 40 % or less; met where an ACE inhibitor, ARB or ARNI stands on "
      "the discharge list. Left out: died, transferred, left against advice, hospice. Exceptions: "
      "systolic pressure below 90, potassium above 5.5, creatinine above 265, a stated reason."),
    "CCC-ACS 10; ACC/AHA PM-6", _low_lvef, class_given("acei", "arb", "arni"), left_care,
    raas_exception, target=0.85,
))  # fmt: skip
declare(Measure(
    "M15cn", _("ACE inhibitor, ARB or ARNI at discharge after infarction where one is indicated"),
    _("Adults with infarction and LVEF of 40 % or less, hypertension, diabetes, eGFR below 60 or an "
      "anterior infarction; met where an ACE inhibitor, ARB or ARNI stands on the discharge list. Left "
      "out: died, transferred, left against advice, hospice. Exceptions: systolic pressure below 90, "
      "potassium above 5.5, creatinine above 265, a stated reason."),
    "NHC STEMI-12", _for_raas_in_china, class_given("acei", "arb", "arni"), left_care, raas_exception,
    target=0.8, tag=Tag.FROM_MEMORY,
))  # fmt: skip
declare(Measure(
    "M16", _("Statin at discharge after infarction"),
    _("Adults with infarction; met where a statin stands on the discharge list. Left out: died, "
      "transferred, left against advice, hospice. Exception: a stated reason."),
    "CCC-ACS 8; ACC/AHA PM-4", is_ami, class_given("statin"), left_care, stated_reason("statin"), target=0.95,
))  # fmt: skip
declare(Measure(
    "M16h", _("High-intensity statin at discharge after infarction, up to 75 years"),
    _("Adults with infarction up to 75 years; met where at least 40 mg of atorvastatin or 20 mg of "
      "rosuvastatin stand on the discharge list. Left out: died, transferred, left against advice, "
      "hospice. Exception: a stated reason."),
    "ACC/AHA PM-4", _up_to_75, _high_intensity, left_care, stated_reason("statin"), target=0.7,
))  # fmt: skip
declare(Measure(
    "M17", _("Advice to stop smoking after infarction"),
    _("Adults with infarction who smoke; met where the advice to stop is recorded. Left out: died, "
      "transferred, left against advice, hospice."),
    "CCC-ACS 11", _smokes, lambda p: p.smoking_advice, left_care, target=0.9, tag=Tag.FROM_MEMORY,
))  # fmt: skip
declare(Measure(
    "M18", _("Referral to cardiac rehabilitation after infarction"),
    _("Adults with infarction; met where they were referred to cardiac rehabilitation. Left out: died, "
      "transferred, left against advice, hospice. Exceptions: a medical reason, declined by the patient."),
    "ACC/AHA PM-12", is_ami, lambda p: p.rehabilitation, left_care, _no_rehabilitation, target=0.5,
    version="2",
))  # fmt: skip
declare(Measure(
    "M22", _("MRA at discharge after infarction with low ejection fraction"),
    _("Adults with infarction, LVEF of 40 % or less, and heart failure or diabetes; met where an MRA "
      "stands on the discharge list. Left out: died, transferred, left against advice, hospice. "
      "Exceptions: potassium above 5.0, eGFR 30 or less, creatinine above 221 in men and 177 in women, a "
      "stated reason."),
    "ACC/AHA QM-4", _for_mra, class_given("mra"), left_care, _mra_exception, target=0.7,
))  # fmt: skip
