"""Rules for acute coronary syndromes: the drugs that are asked for."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from cardiology.guidance.heart_failure import mra_forbidden
from cardiology.guidance.names import NSAIDS, STEROIDS
from cardiology.guidance.rule import Advice, Severity, rule
from cardiology.guidance.verdict import (
    above,
    below,
    both,
    either,
    given_reason,
    judged,
    lives,
    never,
    syndrome,
)
from cardiology.snapshot import Answer, Snapshot

RAAS = ("acei", "arb", "arni")
REVIEWED, NEXT = date(2026, 11, 26), date(2027, 11, 26)


def low_ejection(patient: Snapshot) -> Answer:
    """LVEF of 40 % or less."""
    return never(above(patient.lvef, 40))


def _asked(patient: Snapshot, *drug_classes: str) -> Answer:
    """ACS in a patient who lives, without these classes and without a stated reason."""
    if not lives(patient) or given_reason(patient, *drug_classes):
        return False
    return both(syndrome(patient), never(patient.given(*drug_classes)))


@rule("R11", _("Dual antiplatelet therapy after an acute coronary syndrome"),
      _("ACS without aspirin and P2Y12 inhibitor together, no oral anticoagulant, no stated reason."),
      guideline="ESC ACS 2023",
      class_="I", level="A", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT,
      tag="V")  # fmt: skip
def dual_antiplatelet(patient: Snapshot) -> Advice | None:
    lacking = either(_asked(patient, "aspirin"), _asked(patient, "p2y12"))
    text = _("Give aspirin and a P2Y12 inhibitor, by default for 12 months, or state why not.")
    return judged(patient, both(lacking, never(patient.given("oac"))), text, "category", "classes")


@rule("R13", _("Statin after an acute coronary syndrome"),
      _("ACS without a statin and without a stated reason; not in liver disease."),
      guideline="ESC ACS 2023; ACC/AHA ACS 2025",
      class_="I", level="A", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT, pack="ESC ACC",
      tag="V")  # fmt: skip
def statin(patient: Snapshot) -> Advice | None:
    return _statin(patient, _("Start a statin of high intensity, or state why not."))


@rule("R13-CN", _("Statin after an acute coronary syndrome"),
      _("ACS without a statin and without a stated reason: the Chinese guideline starts moderately."),
      guideline=_("CN lipids 2023"), class_="I",
      level="A", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT, pack="CN", tag="V")  # fmt: skip
def moderate_statin(patient: Snapshot) -> Advice | None:
    text = _("Start a statin of moderate intensity and add ezetimibe early, or state why not.")
    return _statin(patient, text)


def _statin(patient: Snapshot, text: object) -> Advice | None:
    if patient.liver_disease:
        return None
    return judged(patient, _asked(patient, "statin"), text, "category", "classes",
                  unless=("liver_disease",))  # fmt: skip


@rule("R16", _("Beta-blocker after an acute coronary syndrome"),
      _("ACS without a beta-blocker: with LVEF of 40 % or less it is asked for; above, it may be "
        "considered (IIa B)."),
      guideline="ESC ACS 2023; ACC/AHA ACS 2025", class_="I", level="A", severity=Severity.WARN,
      reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def beta_blocker(patient: Snapshot) -> Advice | None:
    asked, low = _asked(patient, "beta_blocker"), low_ejection(patient)
    if low is False:
        text = _("A beta-blocker may be considered whatever the ejection fraction (IIa B).")
        return judged(patient, asked, text, "category", "classes", severity=Severity.INFO)
    text = _("Start a beta-blocker: the ejection fraction is 40% or less.")
    return judged(patient, both(asked, low), text, "category", "lvef", "classes")


@rule("R12", _("Gastroprotection under dual antiplatelet therapy"),
      _("Aspirin and P2Y12 inhibitor at 65 years or more, after a bleeding or ulcer, with an NSAID, a "
        "steroid or an anticoagulant: a proton-pump inhibitor, not omeprazole or esomeprazole beside "
        "clopidogrel."),
      guideline="ESC ACS 2023; ACC/AHA ACS 2025", class_="I", level="A", severity=Severity.INFO,
      reviewed=REVIEWED, next_review=NEXT, tag="V")  # fmt: skip
def gastroprotection(patient: Snapshot) -> Advice | None:
    dual = both(patient.given("aspirin"), patient.given("p2y12"), never(patient.given("gastroprotection")))
    risky = either(never(below(patient.age, 65)), patient.given("oac"), patient.peptic_ulcer,
                   patient.prior_bleeding, patient.takes(*NSAIDS, *STEROIDS))  # fmt: skip
    text = _("Add a proton-pump inhibitor.")
    if patient.takes("clopidogrel"):
        text = _("Add a proton-pump inhibitor, but neither omeprazole nor esomeprazole.")
    return judged(patient, both(dual, risky), text, "age", "classes", "medication", "peptic_ulcer",
                  "prior_bleeding", told=("age", "peptic_ulcer", "prior_bleeding"))  # fmt: skip


@rule("R17", _("ACE inhibitor, ARB or ARNI after an acute coronary syndrome"),
      _("ACS with LVEF of 40 % or less, heart failure, diabetes, hypertension or kidney disease; not "
        "below 100 mmHg, not with potassium above 5.0, not in pregnancy."),
      guideline="ESC ACS 2023",
      class_="I", level="A", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def raas_inhibitor(patient: Snapshot) -> Advice | None:
    if below(patient.sbp, 100) or above(patient.potassium, 5.0) or patient.pregnancy:
        return None
    reasons = ("heart_failure", "diabetes", "hypertension", "kidney_disease")
    reason = either(low_ejection(patient), *(getattr(patient, name) for name in reasons))
    asks = ("pregnancy",) if patient.sex == "female" and (patient.age or 0) < 50 else ()
    return judged(patient, both(_asked(patient, *RAAS), reason),
                  _("Start an ACE inhibitor, an ARB or an ARNI, or state why not."), "category", "classes",
                  "lvef", *reasons, told=("lvef", *reasons), unless=("sbp", "potassium", *asks))  # fmt: skip


@rule("R18", _("MRA after an acute coronary syndrome with reduced ejection fraction"),
      _("ACS with LVEF of 40 % or less and heart failure or diabetes; not with potassium above 5.0 or an "
        "eGFR of 30 or less."),
      guideline="ESC ACS 2023", class_="I", level="A", severity=Severity.WARN, reviewed=REVIEWED,
      next_review=NEXT)  # fmt: skip
def mra(patient: Snapshot) -> Advice | None:
    if mra_forbidden(patient):
        return None
    verdict = both(_asked(patient, "mra"), low_ejection(patient),
                   either(patient.heart_failure, patient.diabetes))  # fmt: skip
    return judged(patient, verdict, _("Start an MRA, or state why not."), "category", "classes", "lvef",
                  "heart_failure", "diabetes", told=("lvef", "heart_failure", "diabetes"),
                  unless=("potassium", "egfr", "creatinine"))  # fmt: skip
