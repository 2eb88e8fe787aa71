"""Measures for heart failure: NHC HF, ACC/AHA 2020.

Heidenreich PA et al. J Am Coll Cardiol 2020;76:2527-64.
"""

from django.utils.translation import gettext_lazy as _

from cardiology.quality.acs import raas_exception
from cardiology.quality.common import class_given, is_hfref, left_care, stated_reason
from cardiology.quality.measure import Measure, declare
from cardiology.snapshot import Answer, Snapshot

EVIDENCE_BETA_BLOCKERS = frozenset({"bisoprolol", "carvedilol", "metoprolol"})


def _is_hf(patient: Snapshot) -> Answer:
    return None if patient.category is None else patient.category == "hf"


def _evidence_beta_blocker(patient: Snapshot) -> Answer:
    return None if patient.medication is None else bool(patient.medication & EVIDENCE_BETA_BLOCKERS)


def _symptomatic_hfref(patient: Snapshot) -> Answer:
    if patient.nyha == 1:
        return False
    return is_hfref(patient)


def _mra_exception(patient: Snapshot) -> str | None:
    if patient.potassium is not None and patient.potassium > 5.0:
        return "potassium above 5.0"
    if patient.egfr is not None and patient.egfr <= 30:
        return "eGFR 30 or less"
    return stated_reason("mra")(patient)


def _sglt2i_exception(patient: Snapshot) -> str | None:
    if patient.egfr is not None and patient.egfr < 20:
        return "eGFR below 20"
    return stated_reason("sglt2i")(patient)


RAAS = declare(Measure(
    "H04", _("ACE inhibitor, ARB or ARNI at discharge in HFrEF"), "NHC HF-4; ACC/AHA PM-5", is_hfref,
    class_given("acei", "arb", "arni"), left_care, raas_exception, target=0.85,
))  # fmt: skip
BETA_BLOCKER = declare(Measure(
    "H05", _("Evidence-based beta-blocker at discharge in HFrEF"), "NHC HF-5; ACC/AHA PM-4", is_hfref,
    _evidence_beta_blocker, left_care, stated_reason("beta_blocker"), target=0.85,
))  # fmt: skip
MRA = declare(Measure(
    "H06", _("MRA at discharge in HFrEF"), "NHC HF-6; ACC/AHA PM-9", _symptomatic_hfref,
    class_given("mra"), left_care, _mra_exception, target=0.7,
))  # fmt: skip
SGLT2I = declare(Measure(
    "H07", _("SGLT2 inhibitor at discharge in heart failure"), "ESC HF 2023; CN HF 2024", _is_hf,
    class_given("sglt2i"), left_care, _sglt2i_exception, target=0.7,
))  # fmt: skip
