"""Rules for acute coronary syndromes."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from cardiology.guidance.heart_failure import mra_forbidden
from cardiology.guidance.names import NSAIDS
from cardiology.guidance.rule import Advice, Severity, facts, open_for, rule
from cardiology.snapshot import Snapshot

ACS = ("stemi", "nstemi", "ua")
RAAS = ("acei", "arb", "arni")
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


@rule("R13", _("Statin after an acute coronary syndrome"), guideline="ESC ACS 2023; ACC/AHA ACS 2025",
      class_="I", level="A", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT, pack="ESC ACC",
      tag="V")  # fmt: skip
def statin(patient: Snapshot) -> Advice | None:
    """ACS without a statin and without a stated reason."""
    if patient.category not in ACS or patient.disposition == "died" or patient.reason("statin"):
        return None
    if patient.classes is None:
        return open_for(patient, "classes")
    if patient.given("statin"):
        return None
    return Advice(
        _("Start a statin of high intensity, or state why not."), facts(patient, "category", "classes")
    )


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


@rule("R12", _("Gastroprotection under dual antiplatelet therapy"),
      guideline="ESC ACS 2023; ACC/AHA ACS 2025", class_="I", level="A", severity=Severity.INFO,
      reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def gastroprotection(patient: Snapshot) -> Advice | None:
    """Aspirin and P2Y12 inhibitor at 65 years or more, after a bleeding or ulcer, with an NSAID or an
    anticoagulant: a proton-pump inhibitor."""
    if not (patient.given("aspirin") and patient.given("p2y12")) or patient.given("gastroprotection"):
        return None
    risky = patient.given("oac") or patient.peptic_ulcer or patient.prior_bleeding or patient.takes(*NSAIDS)
    if risky or (patient.age or 0) >= 65:
        return Advice(_("Add a proton-pump inhibitor."), facts(patient, "age", "classes"))
    return open_for(patient, "age") if patient.age is None else None


@rule("R17", _("ACE inhibitor, ARB or ARNI after an acute coronary syndrome"), guideline="ESC ACS 2023",
      class_="I", level="A", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def raas_inhibitor(patient: Snapshot) -> Advice | None:
    """ACS with LVEF of 40 % or less, heart failure, diabetes or hypertension; not below 100 mmHg, not with
    potassium above 5.0."""
    settled = patient.given(*RAAS) or any(patient.reason(c) for c in RAAS)
    if patient.category not in ACS or patient.disposition == "died" or settled:
        return None
    if (patient.sbp or 100) < 100 or (patient.potassium or 0) > 5.0:
        return None
    low = None if patient.lvef is None else patient.lvef <= 40
    reasons = (low, patient.heart_failure, patient.diabetes, patient.hypertension)
    if patient.classes is None or (None in reasons and True not in reasons):
        return open_for(patient, "classes", "lvef", "heart_failure", "diabetes", "hypertension")
    if True not in reasons:
        return None
    because = facts(patient, "lvef", "heart_failure", "diabetes", "hypertension")
    return Advice(_("Start an ACE inhibitor, an ARB or an ARNI, or state why not."), because)


@rule("R18", _("MRA after an acute coronary syndrome with reduced ejection fraction"),
      guideline="ESC ACS 2023", class_="I", level="A", severity=Severity.WARN, reviewed=REVIEWED,
      next_review=NEXT)  # fmt: skip
def mra(patient: Snapshot) -> Advice | None:
    """ACS with LVEF of 40 % or less and heart failure or diabetes; not with potassium above 5.0 or an eGFR
    of 30 or less."""
    if patient.category not in ACS or patient.disposition == "died":
        return None
    if patient.given("mra") or patient.reason("mra") or mra_forbidden(patient):
        return None
    if patient.lvef is None or patient.classes is None:
        return open_for(patient, "lvef", "classes")
    if patient.lvef > 40 or not (patient.heart_failure or patient.diabetes):
        return None
    return Advice(_("Start an MRA, or state why not."), facts(patient, "lvef", "heart_failure", "diabetes"))
