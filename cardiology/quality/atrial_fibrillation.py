"""Measures for atrial fibrillation: ACC/AHA 2016 and 2020, NHC AF.

Heidenreich PA et al. Circ Cardiovasc Qual Outcomes 2016;9:443-88 and 2021;14:e000100.
"""

from django.utils.translation import gettext_lazy as _

from cardiology.guidance.atrial_fibrillation import labelled
from cardiology.quality.common import (
    class_given,
    every,
    has_low_lvef,
    is_adult,
    left_care,
    some,
    stated_reason,
)
from cardiology.quality.measure import Measure, Tag, declare
from cardiology.scores.rhythm.cha2ds2_vasc import CHA2DS2_VASC
from cardiology.scores.score import Result, possible
from cardiology.snapshot import Answer, Snapshot

LIMIT = {"male": 2, "female": 3}
DIRECT = ("dabigatran", "rivaroxaban", "apixaban", "edoxaban")
FULL_DOSE = {"dabigatran": 300, "rivaroxaban": 20, "apixaban": 10, "edoxaban": 60}  # mg a day
CORONARY = ("stemi", "nstemi", "ua", "ccs")


def _not_valvular(patient: Snapshot) -> Answer:
    needs = patient.valve_needs_warfarin
    return every(is_adult(patient), patient.atrial_fibrillation, None if needs is None else not needs)


def _valvular(patient: Snapshot) -> Answer:
    return every(is_adult(patient), patient.atrial_fibrillation, patient.valve_needs_warfarin)


def _score(patient: Snapshot) -> Result:
    return CHA2DS2_VASC(possible(CHA2DS2_VASC, {
        "age": patient.age, "sex": patient.sex, "heart_failure": patient.heart_failure,
        "hypertension": patient.hypertension, "diabetes": patient.diabetes, "stroke": patient.prior_stroke,
        "vascular_disease": patient.vascular_disease,
    }))  # fmt: skip


def _score_is_known(patient: Snapshot) -> Answer:
    return True if _score(patient).value is not None else None


def _at_risk(patient: Snapshot) -> Answer:
    """Atrial fibrillation with a CHA2DS2-VASc of at least 2 (men) or 3 (women)."""
    concerned = _not_valvular(patient)
    if concerned is False:
        return False
    if patient.sex not in LIMIT or patient.age is None:
        return None
    result = _score(patient)
    least, most = (result.value,) * 2 if result.value is not None else (result.least or 0, result.most or 0)
    limit = LIMIT[patient.sex]
    return every(concerned, True if least >= limit else False if most < limit else None)


def _anticoagulated_without_disease(patient: Snapshot) -> Answer:
    """On an anticoagulant alone for the rhythm: no coronary or peripheral disease, before or in this stay."""
    now = None if patient.category is None else patient.category in CORONARY
    ill = some(patient.pci, patient.had_bypass, patient.vascular_disease, patient.prior_mi, now)
    none = None if ill is None else not ill
    return every(is_adult(patient), patient.atrial_fibrillation, patient.given("oac"), none)


def _low_lvef(patient: Snapshot) -> Answer:
    return every(is_adult(patient), patient.atrial_fibrillation, has_low_lvef(patient))


def _on_direct(patient: Snapshot) -> Answer:
    return every(is_adult(patient), patient.atrial_fibrillation, patient.takes(*DIRECT))


def _dose_too_low(patient: Snapshot) -> Answer:
    """Less than the label gives this patient (rule R36); a full dose is never too little, and nothing is
    where the label rules the drug out."""
    drug = next((d for d in DIRECT if patient.takes(d)), "")
    dose = patient.dose(drug)
    if dose is None:
        return None
    if dose >= FULL_DOSE[drug]:
        return False
    allowed, ruled_out = labelled(patient, drug)
    if ruled_out:
        return False
    return dose < min(allowed) if allowed else None


declare(Measure(
    "A01", _("CHA₂DS₂-VASc complete in the record at discharge"),
    _("Adults with atrial fibrillation, neither with a mechanical valve nor with mitral stenosis; met "
      "where the record holds everything that CHA₂DS₂-VASc needs. Left out: died, transferred, left "
      "against advice, hospice."),
    "ACC/AHA PM-1; NHC AF-1", _not_valvular, _score_is_known, left_care, target=0.9,
))  # fmt: skip
declare(Measure(
    "A02", _("Anticoagulant at discharge in atrial fibrillation at risk"),
    _("Adults with atrial fibrillation and a CHA₂DS₂-VASc of 2 in men or 3 in women, neither with a "
      "mechanical valve nor with mitral stenosis; met where an oral anticoagulant stands on the discharge "
      "list. Left out: died, transferred, left against advice, hospice. Exception: a stated reason."),
    "ACC/AHA PM-2", _at_risk, class_given("oac"), left_care, stated_reason("oac"), target=0.85,
))  # fmt: skip
declare(Measure(
    "A06", _("Warfarin at discharge in valvular atrial fibrillation"),
    _("Adults with atrial fibrillation and a mechanical valve or mitral stenosis; met where warfarin "
      "stands on the discharge list. Left out: died, transferred, left against advice, hospice. "
      "Exception: a stated reason."),
    "NHC AF-3", _valvular,
    lambda p: p.takes("warfarin"), left_care, stated_reason("oac"), target=0.9, tag=Tag.FROM_MEMORY,
))  # fmt: skip
declare(Measure(
    "A07", _("Direct anticoagulant with a mechanical valve or mitral stenosis"),
    _("Adults with atrial fibrillation and a mechanical valve or mitral stenosis; the event is a direct "
      "oral anticoagulant on the discharge list. Left out: died, transferred, left against advice, "
      "hospice."),
    "ACC/AHA QM", _valvular, lambda p: p.takes(*DIRECT), left_care, undesired=True, target=0.0,
))  # fmt: skip
declare(Measure(
    "A08", _("Antiplatelet with anticoagulant without vascular disease"),
    _("Adults with atrial fibrillation on an oral anticoagulant, without coronary or other vascular "
      "disease; the event is an antiplatelet drug on the discharge list. Left out: died, transferred, "
      "left against advice, hospice."),
    "ACC/AHA QM",
    _anticoagulated_without_disease, class_given("aspirin", "p2y12", "other_antiplatelet"), left_care,
    undesired=True, target=0.05,
))  # fmt: skip
declare(Measure(
    "A09", _("Diltiazem or verapamil with low ejection fraction"),
    _("Adults with atrial fibrillation and LVEF of 40 % or less; the event is diltiazem or verapamil on "
      "the discharge list. Left out: died, transferred, left against advice, hospice."),
    "ACC/AHA QM", _low_lvef,
    lambda p: p.takes("diltiazem", "verapamil"), left_care, undesired=True, target=0.0,
))  # fmt: skip
declare(Measure(
    "A10", _("Direct anticoagulant in a dose too low without reason"),
    _("Adults with atrial fibrillation on a direct oral anticoagulant; the event is a dose lower than the "
      "label gives this patient. Left out: died, transferred, left against advice, hospice."),
    "ESC AF 2024", _on_direct, _dose_too_low, left_care, undesired=True, target=0.05,
))  # fmt: skip
