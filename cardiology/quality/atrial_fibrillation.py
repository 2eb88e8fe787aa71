"""Measures for atrial fibrillation: ACC/AHA 2016/2020.

Heidenreich PA et al. Circ Cardiovasc Qual Outcomes 2016;9:443-88 and 2021;14:e000100.
"""

from django.utils.translation import gettext_lazy as _

from cardiology.quality.common import class_given, left_care, stated_reason
from cardiology.quality.measure import Measure, declare
from cardiology.scores import SCORES
from cardiology.snapshot import Answer, Snapshot

LIMIT = {"male": 2, "female": 3}


def _at_risk(patient: Snapshot) -> Answer:
    """Atrial fibrillation with a CHA2DS2-VASc of at least 2 (men) or 3 (women)."""
    if not patient.atrial_fibrillation:
        return patient.atrial_fibrillation
    given = {
        "age": patient.age, "sex": patient.sex, "heart_failure": patient.heart_failure,
        "hypertension": patient.hypertension, "diabetes": patient.diabetes, "stroke": patient.prior_stroke,
        "vascular_disease": patient.vascular_disease,
    }  # fmt: skip
    if patient.sex not in LIMIT or patient.age is None:
        return None
    result = SCORES["cha2ds2_vasc"](given)
    least, most = result.least or 0, result.most or 0
    return True if least >= LIMIT[patient.sex] else False if most < LIMIT[patient.sex] else None


ANTICOAGULANT = declare(Measure(
    "A02", _("Anticoagulant at discharge in atrial fibrillation at risk"), "ACC/AHA PM-2", _at_risk,
    class_given("oac"), left_care, stated_reason("oac"), target=0.85,
))  # fmt: skip
