"""Laboratory values that warn before they are critical: beside the calls about critical results.

House defaults (tag H): each hospital has its own list, and can set the limits of its calls. Only what was
measured within 48 hours warns; what is older says nothing of now.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from cardiology.guidance.rule import Advice, Severity, rule
from cardiology.guidance.verdict import above, below, both, either, judged, lab, lives
from cardiology.snapshot import Answer, Snapshot

REVIEWED, NEXT = date(2026, 11, 27), date(2027, 11, 27)
RECENT = 2  # days


def _recent(patient: Snapshot, test: str) -> Answer:
    """Whether the newest result of a test is of the last 48 hours; unknown where there is none."""
    days = (patient.lab_days or {}).get(test)
    return None if days is None else days <= RECENT


def _warns(patient: Snapshot, test: str, crossed: Answer, text: object) -> Advice | None:
    if not lives(patient):
        return None
    asked = f"labs.{test}" if lab(patient, test) is None else f"lab_days.{test}"
    return judged(patient, both(crossed, _recent(patient, test)), text, asked, told=(f"labs.{test}",))


@rule("L01", _("Potassium near its critical limits"),
      _("Potassium below 3.5 or above 5.5 mmol/L."),
      guideline=_("House definition"), class_="I", level="C",
      severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT, tag="H")  # fmt: skip
def potassium(patient: Snapshot) -> Advice | None:
    value = lab(patient, "k")
    crossed = either(below(value, 3.5), above(value, 5.5))
    return _warns(patient, "k", crossed, _("Look for the cause, correct it, and measure potassium again."))


@rule("L02", _("Haemoglobin low or falling"),
      _("Haemoglobin below 80 g/L, or fallen by 30 g/L or more within 48 hours."),
      guideline=_("House definition"), class_="I", level="C",
      severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT, tag="H")  # fmt: skip
def haemoglobin(patient: Snapshot) -> Advice | None:
    fell = patient.haemoglobin_fall is not None and patient.haemoglobin_fall >= 30
    crossed = either(below(lab(patient, "hb"), 80), fell)
    return _warns(patient, "hb", crossed, _("Look for bleeding and measure haemoglobin again."))


@rule("L03", _("Platelets low"),
      _("Platelets below 50 × 10⁹/L."),
      guideline=_("House definition"), class_="I", level="C",
      severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT, tag="H")  # fmt: skip
def platelets(patient: Snapshot) -> Advice | None:
    crossed = below(lab(patient, "plt"), 50)
    return _warns(patient, "plt", crossed, _("Review antithrombotic drugs and measure platelets again."))
