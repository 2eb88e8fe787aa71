"""Measures for acute myocardial infarction: the course in hospital, what should not happen, how it ends.

ACC/AHA 2017: Jneid H et al. J Am Coll Cardiol 2017;70:2048-90. NHC indicators and single-disease programme.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.quality.common import (
    died_here,
    every,
    is_ami,
    is_category,
    is_nstemi,
    is_stemi,
    left_care,
    some,
    transferred_out,
    within,
)
from cardiology.quality.measure import Measure, Tag, declare
from cardiology.scores.acs.grace import GRACE
from cardiology.scores.score import possible
from cardiology.snapshot import Answer, Snapshot

DAY = 24 * 60
GRACE_HIGH = 140
NSAIDS = frozenset({
    "ibuprofen", "diclofenac", "indometacin", "indomethacin", "naproxen", "celecoxib", "etoricoxib",
    "meloxicam", "ketorolac", "parecoxib", "loxoprofen", "布洛芬", "双氯芬酸", "吲哚美辛", "萘普生",
    "塞来昔布", "依托考昔", "美洛昔康", "帕瑞昔布", "洛索洛芬", "氟比洛芬",
})  # fmt: skip
NSTE_ACS = is_category("nstemi", "ua")


def grace_inputs(patient: Snapshot, syndrome: str) -> dict[str, Any]:
    """What GRACE in hospital asks for, as it was at the arrival; None where it is unknown."""
    return {
        "syndrome": syndrome, "age": patient.age, "heart_rate": patient.first_heart_rate,
        "sbp": patient.first_sbp, "creatinine": patient.first_creatinine, "killip": patient.killip,
        "arrest": patient.arrest, "st_deviation": patient.st_deviation, "marker": patient.category != "ua",
    }  # fmt: skip


def grace(patient: Snapshot, syndrome: str) -> tuple[float | None, float | None]:
    """The least and the most that GRACE in hospital can be; both are the score where all is known."""
    result = GRACE(possible(GRACE, grace_inputs(patient, syndrome)))
    if result.value is not None:
        return result.value, result.value
    return result.least, result.most


def _high_risk_nstemi(patient: Snapshot) -> Answer:
    nstemi = is_nstemi(patient)
    if not nstemi or patient.st_deviation:
        return nstemi
    least, most = grace(patient, "nste")
    high = None if least is None or most is None else (
        True if least > GRACE_HIGH else False if most <= GRACE_HIGH else None
    )  # fmt: skip
    return every(nstemi, some(high, patient.st_deviation))


def _risk_is_known(patient: Snapshot) -> Answer:
    return None if None in grace_inputs(patient, "nste").values() else True


def _after_stroke(patient: Snapshot) -> Answer:
    return every(is_ami(patient), patient.prior_stroke)


def _with_ticagrelor(patient: Snapshot) -> Answer:
    return every(is_ami(patient), patient.takes("ticagrelor"))


def _too_much_aspirin(patient: Snapshot) -> Answer:
    if not patient.takes("aspirin"):
        return patient.takes("aspirin")
    dose = patient.dose("aspirin")
    return None if dose is None else dose > 100


def _nsaid(patient: Snapshot) -> Answer:
    return None if patient.in_stay is None else bool(patient.in_stay & NSAIDS)


def _died(patient: Snapshot) -> Answer:
    return None if patient.disposition is None else patient.disposition == "died"


declare(Measure(
    "M19", _("LDL cholesterol measured within 24 hours"),
    _("Adults with infarction; met where LDL cholesterol was measured from 24 hours before to 24 hours "
      "after the admission."),
    _("NHC single-disease STEMI"), is_ami,
    within("admission_to_ldl", DAY, -DAY), target=0.8, tag=Tag.FROM_MEMORY,
))  # fmt: skip
declare(Measure(
    "M19s", _("LDL cholesterol measured in the stay"),
    _("Adults with infarction; met where there is an LDL cholesterol of the stay."),
    _("NHC single-disease STEMI"), is_ami,
    lambda p: p.span("admission_to_ldl") is not None, target=0.9, tag=Tag.FROM_MEMORY,
))  # fmt: skip
declare(Measure(
    "M20", _("Angiography within 24 hours in NSTEMI at high risk"),
    _("Adults with NSTEMI and GRACE above 140 or ST deviation; met where angiography began within 24 "
      "hours of the arrival."),
    "ACC/AHA QM-2; ESC 2023", _high_risk_nstemi, within("door_to_angiography", DAY), target=0.7, version="2",
))  # fmt: skip
declare(Measure(
    "M21", _("GRACE complete in the record"),
    _("Adults with NSTEMI or unstable angina; met where the record holds everything that GRACE at "
      "presentation needs."),
    "ACC/AHA QM-1", NSTE_ACS, _risk_is_known, target=0.9,
))  # fmt: skip
declare(Measure(
    "M23", _("NSAID given in hospital after infarction"),
    _("Adults with infarction; the event is an NSAID other than aspirin given in the stay."),
    "ACC/AHA QM-5", is_ami, _nsaid, undesired=True, target=0.05,
))  # fmt: skip
declare(Measure(
    "M24", _("Prasugrel at discharge after stroke or TIA"),
    _("Adults with infarction and an earlier stroke or TIA; the event is prasugrel on the discharge list. "
      "Left out: died, transferred, left against advice, hospice."),
    "ACC/AHA QM-6", _after_stroke, lambda p: p.takes("prasugrel"), left_care, undesired=True, target=0.0,
))  # fmt: skip
declare(Measure(
    "M25", _("More than 100 mg of aspirin with ticagrelor"),
    _("Adults with infarction discharged on ticagrelor; the event is more than 100 mg of aspirin a day. "
      "Left out: died, transferred, left against advice, hospice."),
    "ACC/AHA QM-7", _with_ticagrelor, _too_much_aspirin, left_care, undesired=True, target=0.05,
))  # fmt: skip
declare(Measure(
    "M26", _("Death in hospital, STEMI"),
    _("Adults with STEMI; the event is death in the stay. Left out: transferred to another hospital."),
    "NHC STEMI-14", is_stemi, _died, transferred_out, undesired=True, target=0.05, tag=Tag.FROM_MEMORY,
))  # fmt: skip
declare(Measure(
    "M27", _("Readmission within 30 days, infarction"),
    _("Adults with infarction; the event is an unplanned stay that begins 1 to 30 days after the "
      "discharge. Left out: died, transferred."),
    "NHC STEMI-15", is_ami, lambda p: p.readmitted_30,
    died_here, undesired=True, target=0.1, tag=Tag.FROM_MEMORY,
))  # fmt: skip
declare(Measure(
    "M28", _("Death within 30 days of discharge, infarction"),
    _("Adults with infarction; the event is death within 30 days of the discharge. Left out: died in the "
      "stay, transferred."),
    "NHC STEMI-16", is_ami, lambda p: p.died_30, died_here, undesired=True, target=0.03, tag=Tag.FROM_MEMORY,
))  # fmt: skip
declare(Measure(
    "PM16", _("Troponin within 6 hours of arrival"),
    _("Adults with infarction; met where a troponin was drawn from 24 hours before to 6 hours after the "
      "admission."),
    "ACC/AHA PM-16", is_ami, within("admission_to_troponin", 6 * 60, -DAY), target=0.95, tag=Tag.FROM_MEMORY,
))  # fmt: skip
