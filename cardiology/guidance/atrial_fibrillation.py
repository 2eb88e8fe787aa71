"""Rules for atrial fibrillation."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from cardiology.guidance.rule import Advice, Severity, facts, open_for, rule
from cardiology.scores import SCORES
from cardiology.snapshot import Snapshot

REVIEWED, NEXT = date(2026, 11, 24), date(2027, 11, 24)


@rule("R30", _("Anticoagulation in atrial fibrillation"), guideline="ESC AF 2024; ACC/AHA AF 2023",
      class_="I", level="A", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def anticoagulation(patient: Snapshot) -> Advice | None:
    """AF with at least two points beside sex and no oral anticoagulant; open while facts are missing."""
    if not patient.atrial_fibrillation or patient.given("oac") or patient.reason("oac"):
        return None
    if patient.classes is None:
        return open_for(patient, "classes")
    score = SCORES["cha2ds2_vasc"](
        {
            "age": patient.age, "sex": patient.sex, "heart_failure": patient.heart_failure,
            "hypertension": patient.hypertension, "diabetes": patient.diabetes,
            "stroke": patient.prior_stroke, "vascular_disease": patient.vascular_disease,
        }
    )  # fmt: skip
    least = (score.least if score.least is not None else score.value or 0) - score.parts.get("sex", 0)
    if least >= 2:
        because = (*facts(patient, "age", "sex"), ("cha2ds2_vasc", score.value or score.least))
        return Advice(_("Start an oral anticoagulant, or state why not."), because)
    if score.missing:
        return Advice(_("Cannot be decided yet: facts are missing."), missing=score.missing)
    return None
