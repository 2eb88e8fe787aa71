"""Measures for heart failure: NHC HF, ACC/AHA 2020, China HF centres.

Heidenreich PA et al. J Am Coll Cardiol 2020;76:2527-64.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cardiology.quality.common import (
    class_given,
    died_here,
    every,
    has_hf,
    is_hf,
    is_hfref,
    left_care,
    mra_exception,
    stated_reason,
    transferred_out,
    within,
)
from cardiology.quality.measure import Measure, Tag, declare
from cardiology.snapshot import Answer, Snapshot

EVIDENCE_BETA_BLOCKERS = frozenset({"bisoprolol", "carvedilol", "metoprolol"})
LOOP_DIURETICS = frozenset({"furosemide", "torasemide", "bumetanide"})
DAY = 24 * 60

_raas_reason = stated_reason("acei", "arb", "arni")


def _evidence_beta_blocker(patient: Snapshot) -> Answer:
    return patient.takes(*EVIDENCE_BETA_BLOCKERS)


def _symptomatic_hfref(patient: Snapshot) -> Answer:
    return every(is_hfref(patient), None if patient.nyha is None else patient.nyha > 1)


def _congested_hf(patient: Snapshot) -> Answer:
    return every(is_hf(patient), patient.congested)


def _loop_diuretic(patient: Snapshot) -> Answer:
    return None if patient.in_stay is None else bool(patient.in_stay & LOOP_DIURETICS)


def _quadruple(patient: Snapshot) -> Answer:
    """All four classes of reduced ejection fraction."""
    return every(
        patient.given("acei", "arb", "arni"), _evidence_beta_blocker(patient), patient.given("mra"),
        patient.given("sglt2i"),
    )  # fmt: skip


def _quadruple_exception(patient: Snapshot) -> str | None:
    """Somebody with a reason against one of the classes cannot have all four."""
    reasons = (_raas_reason, stated_reason("beta_blocker"), mra_exception, _sglt2i_exception)
    return next((why for reason in reasons if (why := reason(patient))), None)


def _hf_with_af(patient: Snapshot) -> Answer:
    return every(has_hf(patient), patient.atrial_fibrillation)


def _sglt2i_exception(patient: Snapshot) -> str | None:
    if patient.egfr is not None and patient.egfr < 20:
        return gettext_noop("eGFR below 20")
    if patient.type_1_diabetes:
        return gettext_noop("type 1 diabetes")
    return gettext_noop("dialysis") if patient.dialysis else stated_reason("sglt2i")(patient)


def _goes_home(patient: Snapshot) -> Answer:
    """The stay was for heart failure, and does not end in a ward for rehabilitation or nursing."""
    home = None if patient.disposition is None else patient.disposition != "rehabilitation"
    return every(is_hf(patient), home)


def _died_before_contact(patient: Snapshot) -> str | None:
    return gettext_noop("died within 30 days") if patient.died_30 else None


def _died(patient: Snapshot) -> Answer:
    return None if patient.disposition is None else patient.disposition == "died"


declare(Measure(
    "H01", _("Natriuretic peptide within 24 hours"),
    _("Adults whose stay was for heart failure; met where BNP or NT-proBNP was drawn from 24 hours before "
      "to 24 hours after the admission."),
    _("NHC HF-1; China HF centres"), is_hf,
    within("admission_to_natriuretic_peptide", DAY, -DAY), target=0.9, tag=Tag.FROM_MEMORY,
))  # fmt: skip
declare(Measure(
    "H02", _("Ejection fraction measured within 48 hours"),
    _("Adults whose stay was for heart failure; met where an ejection fraction was recorded from 24 hours "
      "before to 48 hours after the admission."),
    _("NHC HF-2; China HF centres"), is_hf,
    within("admission_to_echo", 2 * DAY, -DAY), target=0.8, tag=Tag.FROM_MEMORY,
))  # fmt: skip
declare(Measure(
    "H02s", _("Ejection fraction measured in the stay"),
    _("Adults whose stay was for heart failure; met where an ejection fraction was recorded in the stay."),
    _("NHC HF-2; China HF centres"), is_hf, lambda p: p.lvef_measured_in_stay, target=0.95,
    tag=Tag.FROM_MEMORY,
))  # fmt: skip
declare(Measure(
    "H03", _("Loop diuretic in congestion"),
    _("Adults whose stay was for heart failure with congestion; met where a loop diuretic was given in "
      "the stay. Exception: a stated reason."),
    "NHC HF-3", _congested_hf, _loop_diuretic,
    exception=stated_reason("diuretic"), target=0.9, tag=Tag.FROM_MEMORY,
))  # fmt: skip
declare(Measure(
    "H04", _("ACE inhibitor, ARB or ARNI at discharge in HFrEF"),
    _("Adults with heart failure or dilated cardiomyopathy and LVEF of 40 % or less; met where an ACE "
      "inhibitor, ARB or ARNI stands on the discharge list. Left out: died, transferred, left against "
      "advice, hospice. Exception: a stated reason."),
    "NHC HF-4; ACC/AHA PM-5", is_hfref,
    class_given("acei", "arb", "arni"), left_care, _raas_reason, target=0.85, tag=Tag.FROM_MEMORY,
    version="2",
))  # fmt: skip
declare(Measure(
    "H05", _("Evidence-based beta-blocker at discharge in HFrEF"),
    _("Adults with heart failure or dilated cardiomyopathy and LVEF of 40 % or less; met where bisoprolol, "
      "carvedilol or metoprolol stands on the discharge list. Left out: died, transferred, left against "
      "advice, hospice. Exception: a stated reason."),
    "NHC HF-5; ACC/AHA PM-4", is_hfref,
    _evidence_beta_blocker, left_care, stated_reason("beta_blocker"), target=0.85, tag=Tag.FROM_MEMORY,
    version="2",
))  # fmt: skip
declare(Measure(
    "H06", _("MRA at discharge in HFrEF"),
    _("Adults with heart failure or dilated cardiomyopathy, LVEF of 40 % or less and NYHA II to IV; met "
      "where an MRA stands on the discharge list. Left out: died, transferred, left against advice, "
      "hospice. Exceptions: potassium above 5.0, eGFR 30 or less, a stated reason."),
    "NHC HF-6; ACC/AHA PM-9", _symptomatic_hfref,
    class_given("mra"), left_care, mra_exception, target=0.7, tag=Tag.FROM_MEMORY, version="2",
))  # fmt: skip
declare(Measure(
    "H07", _("SGLT2 inhibitor at discharge in heart failure"),
    _("Adults with heart failure, whatever the ejection fraction; met where an SGLT2 inhibitor stands on "
      "the discharge list. Left out: died, transferred, left against advice, hospice. Exceptions: eGFR "
      "below 20, type 1 diabetes, dialysis, a stated reason."),
    "ESC HF 2023; CN HF 2024", has_hf,
    class_given("sglt2i"), left_care, _sglt2i_exception, target=0.7, tag=Tag.HOUSE,
))  # fmt: skip
declare(Measure(
    "H08", _("All four classes at discharge in HFrEF"),
    _("Adults with heart failure or dilated cardiomyopathy and LVEF of 40 % or less; met where all four "
      "classes stand on the discharge list: ACE inhibitor, ARB or ARNI, evidence-based beta-blocker, MRA, "
      "SGLT2 inhibitor. Left out: died, transferred, left against advice, hospice. Exception: one against "
      "any of the four."),
    _("House definition"), is_hfref, _quadruple,
    left_care, _quadruple_exception, target=0.5, tag=Tag.HOUSE, version="2",
))  # fmt: skip
declare(Measure(
    "H12", _("Appointment within 14 days of discharge in heart failure"),
    _("Adults whose stay was for heart failure and who do not go on to rehabilitation or nursing; met "
      "where an appointment in person lies within 14 days of the discharge. Left out: died, transferred, "
      "left against advice, hospice."),
    "ACC/AHA QM-4; CN HF 2024",
    _goes_home, lambda p: p.appointed_14, left_care, target=0.9, tag=Tag.FROM_MEMORY,
))  # fmt: skip
declare(Measure(
    "H13", _("Followed up within 30 days of discharge in heart failure"),
    _("Adults whose stay was for heart failure; met where a visit or call was completed within 30 days of "
      "the discharge. Left out: died in the stay, transferred. Exception: died within the 30 days."),
    "NHC HF-9", is_hf,
    lambda p: p.followed_up_30, died_here, _died_before_contact, target=0.8, tag=Tag.FROM_MEMORY,
))  # fmt: skip
declare(Measure(
    "H14", _("Readmission for heart failure within 30 days"),
    _("Adults whose stay was for heart failure; the event is an unplanned stay for heart failure that "
      "begins 1 to 30 days after the discharge. Left out: died, transferred."),
    "NHC HF-10", is_hf,
    lambda p: p.readmitted_hf_30, died_here, undesired=True, target=0.15, tag=Tag.FROM_MEMORY,
))  # fmt: skip
declare(Measure(
    "H15", _("Death within 30 days of discharge, heart failure"),
    _("Adults whose stay was for heart failure; the event is death within 30 days of the discharge. Left "
      "out: died in the stay, transferred."),
    "NHC HF-11", is_hf, lambda p: p.died_30, died_here, undesired=True, target=0.05, tag=Tag.FROM_MEMORY,
))  # fmt: skip
declare(Measure(
    "H16", _("Death in hospital, heart failure"),
    _("Adults whose stay was for heart failure; the event is death in the stay. Left out: transferred to "
      "another hospital."),
    "NHC HF-8", is_hf, _died, transferred_out, undesired=True, target=0.05, tag=Tag.FROM_MEMORY,
))  # fmt: skip
declare(Measure(
    "H19", _("Anticoagulant at discharge in heart failure with atrial fibrillation"),
    _("Adults with heart failure and atrial fibrillation; met where an oral anticoagulant stands on the "
      "discharge list. Left out: died, transferred, left against advice, hospice. Exception: a stated "
      "reason."),
    _("China HF-centre indicator"), _hf_with_af, class_given("oac"), left_care, stated_reason("oac"),
    target=0.8,
))  # fmt: skip
declare(Measure(
    "H20", _("Education about the illness in heart failure"),
    _("Adults whose stay was for heart failure; met where education about the illness is recorded. Left "
      "out: died, transferred, left against advice, hospice."),
    "ACC/AHA QM-1", is_hf, lambda p: p.education, left_care, target=0.9, tag=Tag.FROM_MEMORY,
))  # fmt: skip
