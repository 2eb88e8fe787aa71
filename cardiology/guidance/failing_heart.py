"""Further rules for heart failure: what else is given, devices, iron, appointments."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from cardiology.guidance.names import CYP3A4_INHIBITORS
from cardiology.guidance.rule import Advice, Severity, rule
from cardiology.guidance.verdict import (
    INFARCTION,
    above,
    among,
    below,
    both,
    either,
    given_reason,
    judged,
    lab,
    lives,
    never,
)
from cardiology.snapshot import Answer, Snapshot

REVIEWED, NEXT = date(2026, 11, 26), date(2027, 11, 26)


def _sinus(patient: Snapshot) -> Answer:
    return among(patient.rhythm, ("sinus",))


def _weak(patient: Snapshot) -> Answer:
    """Heart failure with an LVEF of 35 % or less in a patient who lives."""
    return both(lives(patient), patient.heart_failure, never(above(patient.lvef, 35)))


@rule("R51", _("ARNI in place of an ACE inhibitor or ARB"),
      _("Heart failure with LVEF of 40 % or less, NYHA II–III, on an ACE inhibitor or ARB, pressure from "
        "100, potassium up to 5.2."),
      guideline="ESC HF 2021; AHA HF 2022", class_="I",
      level="B", severity=Severity.INFO, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def arni(patient: Snapshot) -> Advice | None:
    if given_reason(patient, "arni"):
        return None
    plain = both(patient.given("acei", "arb"), never(patient.given("arni")))
    verdict = both(
        patient.heart_failure, plain, never(above(patient.lvef, 40)), among(patient.nyha, (2, 3)),
        never(below(patient.sbp, 100)), never(above(patient.potassium, 5.2)),
    )  # fmt: skip
    text = _("Consider sacubitril/valsartan instead; 36 hours after an ACE inhibitor.")
    return judged(patient, verdict, text, "heart_failure", "classes", "lvef", "nyha", "sbp", "potassium",
                  told=("lvef", "nyha", "sbp", "potassium"))  # fmt: skip


@rule("R58", _("SGLT2 inhibitor in heart failure with an ejection fraction above 40%"),
      _("Heart failure with LVEF above 40 %: an SGLT2 inhibitor is given or has its reason."),
      guideline="ESC HF 2023; CN HF 2024", class_="I", level="A", severity=Severity.WARN, reviewed=REVIEWED,
      next_review=NEXT, tag="V")  # fmt: skip
def sglt2_inhibitor(patient: Snapshot) -> Advice | None:
    if given_reason(patient, "sglt2i") or not lives(patient) or below(patient.egfr, 20):
        return None
    verdict = both(patient.heart_failure, above(patient.lvef, 40), never(patient.given("sglt2i")))
    return judged(patient, verdict, _("Start an SGLT2 inhibitor, or state why not."), "heart_failure", "lvef",
                  "classes", unless=("egfr",))  # fmt: skip


@rule("R59", _("Iron in heart failure"),
      _("Heart failure with LVEF below 50 % and ferritin below 100 µg/L, or up to 299 with a saturation "
        "below 20 %."),
      guideline="ESC HF 2023", class_="I", level="A",
      severity=Severity.INFO, reviewed=REVIEWED, next_review=NEXT, tag="V")  # fmt: skip
def iron(patient: Snapshot) -> Advice | None:
    ferritin, saturation = lab(patient, "fer"), lab(patient, "tsat")
    deficient = either(below(ferritin, 100), both(below(ferritin, 300), below(saturation, 20)))
    verdict = both(lives(patient), patient.heart_failure, below(patient.lvef, 50), deficient)
    return judged(patient, verdict, _("Give iron intravenously."), "heart_failure", "lvef", "labs.fer",
                  "labs.tsat", told=("lvef", "labs.fer", "labs.tsat"))  # fmt: skip


@rule("R60", _("Appointment after a stay for heart failure"),
      _("Discharged home after heart failure without an appointment within 14 days."),
      guideline="ESC HF 2021, 2023", class_="I",
      level="B", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT, tag="V")  # fmt: skip
def appointment(patient: Snapshot) -> Advice | None:
    if patient.disposition not in ("home", "rehabilitation"):
        return None
    verdict = both(among(patient.category, ("hf",)), never(patient.appointed_14))
    return judged(patient, verdict, _("Book a visit within 7–14 days."), "category", "appointed_14",
                  told=("appointed_14",))  # fmt: skip


@rule("R61", _("Ivabradine"),
      _("LVEF of 35 % or less in sinus rhythm from 70 a minute on a beta-blocker, NYHA II–IV; where it is "
        "given, not with atrial fibrillation, strong inhibitors, verapamil or diltiazem."),
      guideline="ESC HF 2021", class_="IIa", level="B", severity=Severity.INFO,
      reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def ivabradine(patient: Snapshot) -> Advice | None:
    clash = either(patient.atrial_fibrillation, patient.takes("verapamil", "diltiazem", *CYP3A4_INHIBITORS))
    taken = patient.takes("ivabradine")
    if both(taken, clash) is not False:
        text = _("Stop ivabradine: not in atrial fibrillation, nor with a strong inhibitor, verapamil or "
                 "diltiazem.")  # fmt: skip
        return judged(patient, both(taken, clash), text, "atrial_fibrillation", "medication",
                      severity=Severity.CRITICAL)  # fmt: skip
    verdict = both(
        _weak(patient), patient.given("beta_blocker"), never(taken), never(clash), _sinus(patient),
        never(below(patient.heart_rate, 70)), among(patient.nyha, (2, 3, 4)),
    )  # fmt: skip
    return judged(patient, verdict, _("Consider ivabradine when the beta-blocker is at its highest dose."),
                  "heart_failure", "lvef", "classes", "medication", "heart_rate", "rhythm", "nyha",
                  "atrial_fibrillation", told=("lvef", "heart_rate", "rhythm", "nyha"))  # fmt: skip


@rule("R62", _("ICD in heart failure"),
      _("LVEF of 35 % or less, NYHA II–III, no ICD. That three months of therapy and forty days after an "
        "infarction have passed has to be judged: the stay of an acute infarction is left out."),
      guideline="ESC HF 2021", class_="I", level="A",
      severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def defibrillator(patient: Snapshot) -> Advice | None:
    verdict = both(
        _weak(patient), never(among(patient.category, INFARCTION)), among(patient.nyha, (2, 3)),
        never(patient.icd),
    )  # fmt: skip
    return judged(patient, verdict, _("Refer for an ICD after three months of best therapy."),
                  "heart_failure", "lvef", "category", "nyha", "icd",
                  told=("lvef", "nyha", "icd"))  # fmt: skip


@rule("R63", _("CRT in heart failure"),
      _("LVEF of 35 % or less in sinus rhythm: left bundle-branch block from 150 ms; from 130 ms, or "
        "another shape from 150 ms, consider."),
      guideline="ESC HF 2021", class_="I", level="A",
      severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def resynchronisation(patient: Snapshot) -> Advice | None:
    lbbb, qrs = patient.left_bundle_branch_block, patient.qrs
    asked = both(_weak(patient), _sinus(patient), never(patient.crt))
    names = ("heart_failure", "lvef", "rhythm", "qrs", "left_bundle_branch_block", "crt")
    told = ("lvef", "rhythm", "qrs", "left_bundle_branch_block")
    wide = never(below(qrs, 150))
    if both(asked, wide, lbbb):
        return judged(patient, True, _("Refer for CRT."), *names, told=told)
    some = both(asked, either(wide, both(never(below(qrs, 130)), lbbb)))
    return judged(patient, some, _("Consider CRT."), *names, told=told, severity=Severity.INFO)


@rule("R67", _("SGLT2 inhibitor: when to hold it"),
      _("Not in type 1 diabetes; not started at an eGFR below 20, dapagliflozin below 25."),
      guideline=_("Product label"), class_="III", level="C",
      severity=Severity.CRITICAL, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def sglt2_safety(patient: Snapshot) -> Advice | None:
    on = patient.given("sglt2i")
    if both(on, patient.type_1_diabetes):
        return judged(patient, True, _("Stop it: ketoacidosis."), "type_1_diabetes")
    low = either(below(patient.egfr, 20), both(patient.takes("dapagliflozin"), below(patient.egfr, 25)))
    verdict = both(on, either(patient.type_1_diabetes, low))
    return judged(patient, verdict, _("Do not start it at this kidney function."), "classes", "egfr",
                  "type_1_diabetes", "medication", told=("egfr",), severity=Severity.WARN)  # fmt: skip
