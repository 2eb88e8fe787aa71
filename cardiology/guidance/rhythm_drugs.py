"""Rules for anticoagulants and rhythm drugs: dose by kidney, age and weight; valves; levels; intervals."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from cardiology.guidance.names import (
    CALCIUM,
    DIRECT,
    DUAL_INDUCERS,
    DUAL_INHIBITORS,
    PGP_WITH_EDOXABAN,
    QT_DRUGS,
)
from cardiology.guidance.rule import Advice, Severity, rule
from cardiology.guidance.verdict import above, below, both, either, judged, lab, never
from cardiology.snapshot import Answer, Snapshot

REVIEWED, NEXT = date(2026, 11, 26), date(2027, 11, 26)


@rule("R31", _("Direct anticoagulant with a mechanical valve or mitral stenosis"), guideline="ESC AF 2024",
      class_="III", level="B", severity=Severity.HARD_STOP, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def direct_with_valve(patient: Snapshot) -> Advice | None:
    """A mechanical valve, or mitral stenosis that is at least moderate, needs a vitamin K antagonist."""
    if not patient.takes(*DIRECT):
        return None
    text = _("Change to a vitamin K antagonist.")
    return judged(patient, patient.valve_needs_warfarin, text, "valve_needs_warfarin")


@rule("R33", _("Antiplatelet in atrial fibrillation without vascular disease"), guideline="ESC AF 2024",
      class_="III", level="A", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def antiplatelet_in_af(patient: Snapshot) -> Advice | None:
    """An antiplatelet instead of, or beside, an anticoagulant without vascular disease or ACS."""
    if not patient.atrial_fibrillation or not patient.given("aspirin", "p2y12", "other_antiplatelet"):
        return None
    if patient.category in ("stemi", "nstemi", "ua") or patient.pci:
        return None
    return judged(patient, never(patient.vascular_disease), _("Stop the antiplatelet."), "vascular_disease",
                  "classes")  # fmt: skip


def labelled(patient: Snapshot, drug: str) -> tuple[set[float], Answer]:
    """The doses a day (mg) that the label allows in this patient, and whether the drug is ruled out.

    The set is empty while a fact that decides is unknown; the EU and Chinese labels, Cockcroft-Gault.
    """
    crcl, age, weight, cr = patient.crcl, patient.age, patient.weight, patient.creatinine
    if crcl is None or age is None:
        return set(), None
    if crcl < (30 if drug == "dabigatran" else 15):
        return set(), True
    if drug == "rivaroxaban":
        return {15.0 if crcl < 50 else 20.0}, False
    if drug == "dabigatran":
        if age >= 80 or patient.takes("verapamil"):
            return {220.0}, False
        return ({220.0, 300.0} if age >= 75 or crcl <= 50 else {300.0}), False
    if weight is None or cr is None:
        return set(), None
    if drug == "edoxaban":
        low = crcl <= 50 or weight <= 60 or bool(patient.takes(*PGP_WITH_EDOXABAN))
        return {30.0 if low else 60.0}, False
    reasons = (age >= 80) + (weight <= 60) + (cr >= 133)
    return {5.0 if reasons >= 2 or crcl < 30 else 10.0}, False


@rule("R36", _("Dose of a direct anticoagulant"), guideline="Product label (EU, CN); EHRA 2021", class_="I",
      level="B", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT, tag="V")  # fmt: skip
def direct_dose(patient: Snapshot) -> Advice | None:
    """In atrial fibrillation the dose of the label: too much is critical, too little a warning."""
    taken = [d for d in DIRECT if patient.takes(d)]
    if not patient.atrial_fibrillation or len(taken) != 1:
        return None
    drug, facts = taken[0], ("crcl", "age", "weight", "creatinine", f"doses.{taken[0]}")
    allowed, ruled_out = labelled(patient, drug)
    dose = patient.dose(drug)
    if ruled_out:
        return judged(patient, True, _("Stop it: the kidneys filter too little for this drug."), *facts,
                      severity=Severity.CRITICAL)  # fmt: skip
    if not allowed or dose is None:
        return judged(patient, None, "", *facts)
    said = {"dose": " / ".join(f"{d:g}" for d in sorted(allowed))}
    if dose > max(allowed):
        text = _("Overdosed: the label gives %(dose)s mg a day.")
        return judged(patient, True, text % said, *facts, severity=Severity.CRITICAL)
    text = _("Underdosed: the label gives %(dose)s mg a day.")
    return judged(patient, dose < min(allowed), text % said, *facts)


@rule("R38", _("Direct anticoagulant with a strong inhibitor or inducer"), guideline="Product label",
      class_="III", level="C", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def direct_interaction(patient: Snapshot) -> Advice | None:
    """Drugs that change CYP3A4 and P-glycoprotein strongly."""
    if not (patient.takes(*DIRECT) and patient.takes(*DUAL_INHIBITORS, *DUAL_INDUCERS)):
        return None
    return judged(patient, True, _("Avoid the combination; consider a vitamin K antagonist."), "medication")


@rule("R39", _("Kidney function and haemoglobin under a direct anticoagulant"), guideline="EHRA 2021",
      class_="I", level="C", severity=Severity.INFO, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def direct_control(patient: Snapshot) -> Advice | None:
    """Every 12 months; below 60 mL/min every (clearance / 10) months; from 75 years every 6 months."""
    if not patient.takes(*DIRECT) or patient.lab_days is None:
        return None
    months = 12.0 if patient.crcl is None or patient.crcl >= 60 else patient.crcl / 10
    months = min(months, 6.0) if (patient.age or 0) >= 75 else months
    ages = [patient.lab_days.get(test) for test in ("cr", "hb")]
    late = any(age is None or age > months * 30.4 for age in ages)
    return judged(patient, late, _("Check creatinine and haemoglobin."), "lab_days.cr", "lab_days.hb", "crcl")


@rule("R40", _("INR on warfarin"), guideline="CHEST 2012; ACC 2020", class_="I", level="C",
      severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT, tag="V")  # fmt: skip
def inr(patient: Snapshot) -> Advice | None:
    """Above 10 and from 4.5 to 10 critical; above 3.0 to adjust; below 1.5 with a valve that needs it."""
    value = lab(patient, "inr")
    if not patient.takes("warfarin") or value is None:
        return None
    if value > 10:
        return judged(patient, True, _("Stop warfarin, vitamin K 2.5–5 mg by mouth, INR after 12–24 hours."),
                      "labs.inr", severity=Severity.CRITICAL)  # fmt: skip
    if value >= 4.5:
        text = _("Leave out 1–2 doses, INR after 24–48 hours; vitamin K 1–2.5 mg only at high bleeding risk.")
        return judged(patient, True, text, "labs.inr", severity=Severity.CRITICAL)
    low = both(value < 1.5, patient.valve_needs_warfarin)
    text = _("Adjust warfarin.")
    return judged(patient, either(value > 3.0, low), text, "labs.inr", "valve_needs_warfarin")


@rule("R41", _("INR is due"), guideline="ESC AF 2024", class_="I", level="C", severity=Severity.INFO,
      reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def inr_due(patient: Snapshot) -> Advice | None:
    """On warfarin and no INR within 28 days; within 4 days while an INR is not yet between 2 and 3."""
    if not patient.takes("warfarin") or patient.lab_days is None:
        return None
    age, value = patient.lab_days.get("inr"), lab(patient, "inr")
    limit = 28 if value is not None and 2 <= value <= 3 else 4
    return judged(patient, age is None or age > limit, _("Measure the INR."), "lab_days.inr", "labs.inr")


@rule("R43", _("Amiodarone: thyroid, liver, partners"), guideline="ESC AF 2024; product label", class_="I",
      level="C", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def amiodarone(patient: Snapshot) -> Advice | None:
    """TSH and ALT every six months; halve digoxin, reduce warfarin, at most 20 mg simvastatin."""
    if not patient.takes("amiodarone"):
        return None
    with_simvastatin = both(patient.takes("simvastatin"), above(patient.dose("simvastatin"), 20))
    if patient.takes("digoxin", "warfarin") or with_simvastatin:
        text = _("With amiodarone: halve digoxin, reduce warfarin by 30–50%, simvastatin at most 20 mg.")
        return judged(patient, True, text, "medication")
    if patient.lab_days is None:
        return None
    days = [patient.lab_days.get(test) for test in ("tsh", "alt")]
    late = any(n is None or n > 183 for n in days)
    return judged(patient, late, _("Check TSH and ALT."), "lab_days.tsh", "lab_days.alt", "medication")


@rule("R44", _("Fast atrial fibrillation"), guideline="ESC AF 2024", class_="I", level="B",
      severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def rate_control(patient: Snapshot) -> Advice | None:
    """Above 110 a minute without a drug for the rate."""
    if not patient.atrial_fibrillation or patient.disposition == "died":
        return None
    treated = patient.given("beta_blocker") or patient.takes("digoxin", "amiodarone", *CALCIUM)
    verdict = both(above(patient.heart_rate, 110), never(treated))
    text = _("Slow the rate: a beta-blocker or digoxin; verapamil or diltiazem only above an LVEF of 40%.")
    return judged(patient, verdict, text, "heart_rate", "classes")


@rule("R73", _("Long QT and drugs that lengthen it"), guideline="Product labels; AHA 2010", class_="III",
      level="C", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def long_qt(patient: Snapshot) -> Advice | None:
    """QTc from 500 ms with such a drug is critical; from 460 (women 470), or two such drugs, a warning."""
    taken = (patient.medication or frozenset()) & set(QT_DRUGS)
    if not taken:
        return None
    if (patient.qtc or 0) >= 500:
        text = _("Stop the drug that lengthens QT, monitor; potassium from 4.0, magnesium from 0.8 mmol/L.")
        return judged(patient, True, text, "qtc", "medication", severity=Severity.CRITICAL)
    limit = 470 if patient.sex == "female" else 460
    verdict = either(len(taken) > 1, never(below(patient.qtc, limit)))
    return judged(patient, verdict, _("Record an ECG, correct potassium and magnesium, drop what can be "
                                      "dropped."), "qtc", "medication")  # fmt: skip


@rule("R68", _("Digoxin: level and what raises it"), guideline="ESC HF 2021; product label", class_="III",
      level="C", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def digoxin(patient: Snapshot) -> Advice | None:
    """Level above 2.6 nmol/L critical, above 1.54 a warning; low potassium or magnesium; eGFR below 30
    without a level."""
    level, egfr = lab(patient, "dig"), patient.egfr
    if not patient.takes("digoxin"):
        return None
    if level is not None and level > 2.6:
        return judged(patient, True, _("Stop digoxin: toxic level."), "labs.dig", severity=Severity.CRITICAL)
    no_level = both(level is None, below(egfr, 30))
    low = either(below(patient.potassium, 3.5), below(lab(patient, "mg"), 0.7) or False)
    helped = patient.takes("amiodarone", "verapamil", "quinidine")
    verdict = either(above(level, 1.54) or False, low, no_level, helped)
    return judged(patient, verdict, _("Reduce digoxin or check its level; correct potassium."), "labs.dig",
                  "potassium", "labs.mg", "egfr")  # fmt: skip
