"""Measures for heart failure: NHC HF, ACC/AHA 2020.

Heidenreich PA et al. J Am Coll Cardiol 2020;76:2527-64.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cardiology.quality.acs import raas_exception
from cardiology.quality.common import class_given, is_hfref, left_care, mra_exception, stated_reason
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


def _quadruple(patient: Snapshot) -> Answer:
    """All four classes of reduced ejection fraction."""
    four = (patient.given("acei", "arb", "arni"), _evidence_beta_blocker(patient), patient.given("mra"),
            patient.given("sglt2i"))  # fmt: skip
    return False if False in four else None if None in four else True


def _quadruple_exception(patient: Snapshot) -> str | None:
    """Somebody with a reason against one of the classes cannot have all four."""
    reasons = (raas_exception, stated_reason("beta_blocker"), mra_exception, _sglt2i_exception)
    return next((why for reason in reasons if (why := reason(patient))), None)


def _hf_with_af(patient: Snapshot) -> Answer:
    both = (patient.heart_failure, patient.atrial_fibrillation)
    return False if False in both else None if None in both else True


def _sglt2i_exception(patient: Snapshot) -> str | None:
    if patient.egfr is not None and patient.egfr < 20:
        return gettext_noop("eGFR below 20")
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
    class_given("mra"), left_care, mra_exception, target=0.7,
))  # fmt: skip
SGLT2I = declare(Measure(
    "H07", _("SGLT2 inhibitor at discharge in heart failure"), "ESC HF 2023; CN HF 2024", _is_hf,
    class_given("sglt2i"), left_care, _sglt2i_exception, target=0.7,
))  # fmt: skip
QUADRUPLE = declare(Measure(
    "H08", _("All four classes at discharge in HFrEF"), "House definition", is_hfref, _quadruple, left_care,
    _quadruple_exception, target=0.5,
))  # fmt: skip
ANTICOAGULATED = declare(Measure(
    "H19", _("Anticoagulant at discharge in heart failure with atrial fibrillation"),
    "China HF-centre indicator", _hf_with_af, class_given("oac"), left_care, stated_reason("oac"), target=0.8,
))  # fmt: skip
