"""Rules for acute coronary syndromes."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from cardiology.guidance.rule import Advice, Severity, facts, open_for, rule
from cardiology.snapshot import Snapshot

ACS = ("stemi", "nstemi", "ua")
REVIEWED, NEXT = date(2026, 11, 24), date(2027, 11, 24)


@rule("R11", _("Dual antiplatelet therapy after an acute coronary syndrome"), guideline="ESC ACS 2023",
      class_="I", level="A", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def dual_antiplatelet(patient: Snapshot) -> Advice | None:
    """ACS without aspirin and P2Y12 inhibitor together, no oral anticoagulant, no stated reason."""
    if patient.category not in ACS or patient.disposition == "died":
        return None
    if patient.classes is None:
        return open_for(patient, "classes")
    lacking = {c for c in ("aspirin", "p2y12") if not patient.given(c) and not patient.reason(c)}
    if not lacking or patient.given("oac"):
        return None
    return Advice(
        _("Give aspirin and a P2Y12 inhibitor, by default for 12 months, or state why not."),
        facts(patient, "category", "classes"),
    )


@rule("R13", _("Statin after an acute coronary syndrome"), guideline="ESC ACS 2023; CN lipids 2023",
      class_="I", level="A", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def statin(patient: Snapshot) -> Advice | None:
    """ACS without a statin and without a stated reason."""
    if patient.category not in ACS or patient.disposition == "died" or patient.reason("statin"):
        return None
    if patient.classes is None:
        return open_for(patient, "classes")
    if patient.given("statin"):
        return None
    return Advice(_("Start a statin, or state why not."), facts(patient, "category", "classes"))


@rule("R16", _("Beta-blocker after infarction with reduced ejection fraction"), guideline="ESC ACS 2023",
      class_="I", level="A", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def beta_blocker(patient: Snapshot) -> Advice | None:
    """ACS with LVEF of 40 % or less and no beta-blocker; an unknown LVEF leaves it open."""
    if patient.category not in ACS or patient.given("beta_blocker") or patient.reason("beta_blocker"):
        return None
    if patient.lvef is None or patient.classes is None:
        return open_for(patient, "lvef", "classes")
    if patient.lvef > 40:
        return None
    return Advice(
        _("Start a beta-blocker: the ejection fraction is 40% or less."), facts(patient, "lvef", "classes")
    )
