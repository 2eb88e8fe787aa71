"""Of the American eCQM what a record of stays can answer (public content, 2025/2026 versions).

The outpatient ones need encounters that are not recorded here; they are listed among `NOT_COMPUTED`.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cardiology.quality.common import arrival_elsewhere, every, is_adult, is_stemi, left_care, some, within
from cardiology.quality.common import stated_reason as stated
from cardiology.quality.measure import Measure, Why, declare
from cardiology.snapshot import Answer, Snapshot


def _reperfused_in_time(patient: Snapshot) -> Answer:
    """Fibrinolysis within 30 minutes of the door, the wire within 90, or on the way elsewhere in 45."""
    sent_on = None if patient.disposition is None else patient.disposition == "transfer"
    return some(
        every(patient.lysis, within("door_to_needle", 30)(patient)),
        every(patient.primary_pci, within("door_to_wire", 90)(patient)),
        every(sent_on, within("door_to_transfer", 45)(patient)),
    )


def _not_for_this(patient: Snapshot) -> Why:
    elsewhere = arrival_elsewhere(patient)
    if elsewhere:
        return elsewhere
    if patient.arrest:
        return gettext_noop("cardiac arrest")
    left = left_care(patient)
    if left and left != "transfer":
        return left
    return None if None in (elsewhere, left, patient.arrest) else False


def _stroke_with_af(patient: Snapshot) -> Answer:
    return every(is_adult(patient), patient.stroke_now, patient.atrial_fibrillation)


declare(Measure(
    "CMS996", _("Reperfusion in time in STEMI (CMS996)"),
    _("Adults with STEMI; met where fibrinolysis began within 30 minutes of the arrival, the wire crossed "
      "within 90, or a transfer elsewhere began within 45. Left out: transferred in, ill in hospital, "
      "cardiac arrest, died, left against advice, hospice. Exceptions: delay by access, arrest or "
      "consent."),
    "CMS996", is_stemi, _reperfused_in_time, _not_for_this,
    lambda p: p.delay_reason if p.delay_reason in ("access", "arrest", "consent") else None, target=0.75,
))  # fmt: skip
declare(Measure(
    "CMS71", _("Anticoagulant at discharge after stroke with atrial fibrillation (CMS71)"),
    _("Adults with an ischaemic stroke in this stay and atrial fibrillation; met where an oral "
      "anticoagulant stands on the discharge list. Left out: died, transferred, left against advice, "
      "hospice. Exception: a stated reason."),
    "CMS71", _stroke_with_af, lambda p: p.given("oac"), left_care, stated("oac"), target=0.85,
))  # fmt: skip
