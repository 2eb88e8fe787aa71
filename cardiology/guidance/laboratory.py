"""Laboratory values that warn before they are critical: beside the calls about critical results.

House defaults (tag H): each hospital has its own list, and sets its limits as for the calls. Only what was
measured within 48 hours warns; what is older says nothing of now.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext_lazy as _

from cardiology.guidance.rule import Advice, Severity, rule
from cardiology.guidance.verdict import both, either, judged, lab, lives
from cardiology.snapshot import Answer, Snapshot

REVIEWED, NEXT = date(2026, 11, 27), date(2027, 11, 27)
RECENT = 2  # days


@dataclass(frozen=True)
class Warns:
    """A result warns below `low` or above `high` (`reaches`: from `high` on). `test` is the test, or a
    special case of one (`of`)."""

    test: str
    low: float | None
    high: float | None
    reaches: bool = False
    of: str = ""

    def crossed(self, value: float | None) -> Answer:
        """Whether a value lies outside; unknown where it is."""
        if value is None:
            return None
        if self.low is not None and value < self.low:
            return True
        return self.high is not None and (value > self.high or (self.reaches and value == self.high))


WARNINGS: Mapping[str, Warns] = {
    found.test: found
    for found in (
        Warns("k", 3.5, 5.5),
        Warns("hb", 80, None),
        Warns("hb_fall", None, 30, reaches=True, of="hb"),
        Warns("plt", 50, None),
    )
}


def _crossed(patient: Snapshot, test: str, value: float | None) -> Answer:
    """Whether a value lies outside the limits of the hospital, else of the product."""
    limit = WARNINGS[test]
    own = (patient.warning_limits or {}).get(test)
    return (replace(limit, low=own[0], high=own[1]) if own else limit).crossed(value)


def _recent(patient: Snapshot, test: str) -> Answer:
    """Whether the newest result of a test is of the last 48 hours; unknown where there is none."""
    days = (patient.lab_days or {}).get(test)
    return None if days is None else days <= RECENT


def _warns(patient: Snapshot, test: str, crossed: Answer, text: object, beside: str = "") -> Advice | None:
    """The warning; `beside` names what else would decide, where the newest result is known and recent."""
    if not lives(patient):
        return None
    if lab(patient, test) is None:
        asked = f"labs.{test}"
    else:
        asked = beside if beside and _recent(patient, test) else f"lab_days.{test}"
    return judged(patient, both(crossed, _recent(patient, test)), text, asked, told=(f"labs.{test}",))


@rule("L01", _("Potassium near its critical limits"),
      _("Potassium outside the limits that the hospital set for warnings; where it set none, below 3.5 or "
        "above 5.5 mmol/L."),
      guideline=_("House definition"), class_="I", level="C",
      severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT, tag="H")  # fmt: skip
def potassium(patient: Snapshot) -> Advice | None:
    crossed = _crossed(patient, "k", lab(patient, "k"))
    return _warns(patient, "k", crossed, _("Look for the cause, correct it, and measure potassium again."))


@rule("L02", _("Haemoglobin low or falling"),
      _("Haemoglobin outside the limits that the hospital set for warnings; where it set none, below 80 "
        "g/L, or fallen by 30 g/L or more within 48 hours. With one result of the 48 hours a fall is not "
        "known."),
      guideline=_("House definition"), class_="I", level="C",
      severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT, tag="H")  # fmt: skip
def haemoglobin(patient: Snapshot) -> Advice | None:
    fell = _crossed(patient, "hb_fall", patient.haemoglobin_fall)
    crossed = either(_crossed(patient, "hb", lab(patient, "hb")), fell)
    text = _("Look for bleeding and measure haemoglobin again.")
    return _warns(patient, "hb", crossed, text, beside="haemoglobin_fall")


@rule("L03", _("Platelets low"),
      _("Platelets outside the limits that the hospital set for warnings; where it set none, below 50 × "
        "10⁹/L."),
      guideline=_("House definition"), class_="I", level="C",
      severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT, tag="H")  # fmt: skip
def platelets(patient: Snapshot) -> Advice | None:
    crossed = _crossed(patient, "plt", lab(patient, "plt"))
    return _warns(patient, "plt", crossed, _("Review antithrombotic drugs and measure platelets again."))
