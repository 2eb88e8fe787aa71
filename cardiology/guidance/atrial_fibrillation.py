"""Rules for anticoagulation: whom it is for, and the direct anticoagulants."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from cardiology.guidance.names import (
    ANTICOAGULANTS,
    DIRECT,
    DUAL_INDUCERS,
    DUAL_INHIBITORS,
    PGP_WITH_EDOXABAN,
)
from cardiology.guidance.rule import Advice, Severity, rule
from cardiology.guidance.verdict import both, either, given_reason, judged, never, syndrome
from cardiology.scores.rhythm.cha2ds2_vasc import CHA2DS2_VASC
from cardiology.scores.score import possible
from cardiology.snapshot import Answer, Snapshot

REVIEWED, NEXT = date(2026, 11, 26), date(2027, 11, 26)
MONTH, YEAR, HALF_YEAR = 30.4, 12.0, 6.0  # days; months
SCORED = ("age", "heart_failure", "hypertension", "diabetes", "prior_stroke", "vascular_disease")


def embolic_points(patient: Snapshot) -> tuple[float, float | None]:
    """CHA2DS2-VA: the least and the most points that are still possible; sex counts nothing."""
    given = {
        "age": patient.age, "sex": "male", "heart_failure": patient.heart_failure,
        "hypertension": patient.hypertension, "diabetes": patient.diabetes, "stroke": patient.prior_stroke,
        "vascular_disease": patient.vascular_disease,
    }  # fmt: skip
    score = CHA2DS2_VASC(possible(CHA2DS2_VASC, given))
    if score.value is not None:
        return score.value, score.value
    return score.least or 0, score.most


@rule("R30", _("Anticoagulation in atrial fibrillation"),
      _("AF with two points beside sex and no oral anticoagulant; one point: to be considered. Without a "
        "point, nor a valve that asks for it, an anticoagulant is to be reviewed."),
      guideline="ESC AF 2024; ACC/AHA AF 2023",
      class_="I", level="A", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT,
      tag="V")  # fmt: skip
def anticoagulation(patient: Snapshot) -> Advice | None:
    least, most = embolic_points(patient)
    zero = True if most == 0 else False if least > 0 else None
    two = True if least >= 2 else False if most is not None and most < 2 else None
    fibrillates, on = patient.atrial_fibrillation, patient.given("oac")
    names, is_settled = ("atrial_fibrillation", "classes", *SCORED), given_reason(patient, "oac")
    start = False if is_settled else both(fibrillates, never(on), two)
    if start is not False:
        text = _("Start an oral anticoagulant, or state why not.")
        return judged(patient, start, text, *names, told=("age",))
    consider = False if is_settled else both(fibrillates, never(on), never(zero))
    if consider is not False:
        text = _("One point of CHA2DS2-VA: an oral anticoagulant should be considered (IIa C).")
        return judged(patient, consider, text, *names, told=("age",), severity=Severity.INFO)
    text = _("No point of CHA2DS2-VA: ask whether the anticoagulant has another indication.")
    review = both(fibrillates, on, zero, never(patient.valve_needs_warfarin))
    return judged(patient, review, text, *names, "valve_needs_warfarin", told=("age",),
                  severity=Severity.INFO)  # fmt: skip


@rule("R33", _("Antiplatelet in atrial fibrillation without vascular disease"),
      _("An antiplatelet instead of, or beside, an anticoagulant without vascular disease or ACS."),
      guideline="ESC AF 2024",
      class_="III", level="A", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def antiplatelet_in_af(patient: Snapshot) -> Advice | None:
    if patient.pci or (patient.stent_days is not None):
        return None
    taken = patient.given("aspirin", "p2y12", "other_antiplatelet")
    verdict = both(patient.atrial_fibrillation, taken, never(syndrome(patient)),
                   never(patient.vascular_disease))  # fmt: skip
    return judged(patient, verdict, _("Stop the antiplatelet."), "atrial_fibrillation", "vascular_disease",
                  "classes", "category", told=("vascular_disease", "classes"))  # fmt: skip


@rule("R37", _("Two anticoagulants at once"),
      _("Two anticoagulants bleed; warfarin with a parenteral one is a bridge and is left out."),
      guideline="ESC AF 2024", class_="III", level="C",
      severity=Severity.CRITICAL, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def two_anticoagulants(patient: Snapshot) -> Advice | None:
    if patient.medication is None:
        return judged(patient, None, "", "medication")
    active = patient.medication & set(ANTICOAGULANTS)
    if len(active) < 2 or not active & set(DIRECT):
        return None
    return Advice(_("Stop one of the two anticoagulants."), (("active", tuple(sorted(active))),))


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


@rule("R36", _("Dose of a direct anticoagulant"),
      _("In atrial fibrillation the dose of the label: too much is critical, too little a warning."),
      guideline=_("Product label (EU, CN); EHRA 2021"), class_="I",
      level="B", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT, tag="V")  # fmt: skip
def direct_dose(patient: Snapshot) -> Advice | None:
    if patient.medication is None or patient.atrial_fibrillation is not True:
        taken = patient.takes(*DIRECT)
        return judged(patient, both(patient.atrial_fibrillation, taken), "", "atrial_fibrillation",
                      "medication")  # fmt: skip
    taken_ones = [d for d in DIRECT if patient.takes(d)]
    return _dose_of(patient, taken_ones[0]) if len(taken_ones) == 1 else None


def _dose_of(patient: Snapshot, drug: str) -> Advice | None:
    facts = ("crcl", "age", "weight", "creatinine", f"doses.{drug}")
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


@rule("R38", _("Direct anticoagulant with a strong inhibitor or inducer"),
      _("Drugs that change CYP3A4 and P-glycoprotein strongly."),
      guideline=_("Product label"),
      class_="III", level="C", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def direct_interaction(patient: Snapshot) -> Advice | None:
    together = both(patient.takes(*DIRECT), patient.takes(*DUAL_INHIBITORS, *DUAL_INDUCERS))
    text = _("Avoid the combination; consider a vitamin K antagonist.")
    return judged(patient, together, text, "medication")


@rule("R39", _("Kidney function and haemoglobin under a direct anticoagulant"),
      _("Every 12 months; below 60 mL/min every (clearance / 10) months; from 75 years or in frailty "
        "every 6 months."),
      guideline="EHRA 2021",
      class_="I", level="C", severity=Severity.INFO, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def direct_control(patient: Snapshot) -> Advice | None:
    if patient.lab_days is None:
        return None
    ages = [patient.lab_days.get(test) for test in ("cr", "hb")]
    late = {_is_late(ages, months) for months in _intervals(patient)}
    verdict = late.pop() if len(late) == 1 else None
    return judged(patient, both(patient.takes(*DIRECT), verdict), _("Check creatinine and haemoglobin."),
                  "medication", "crcl", "age", "frail",
                  told=("lab_days.cr", "lab_days.hb", "crcl"))  # fmt: skip


def _intervals(patient: Snapshot) -> set[float]:
    """The months between two controls, or the shortest and the longest that are still possible."""
    kidney = {1.5, YEAR} if patient.crcl is None else {
        YEAR if patient.crcl >= 60 else max(patient.crcl, 15.0) / 10
    }  # fmt: skip
    weak = either(None if patient.age is None else patient.age >= 75, patient.frail)
    caps = {True: {HALF_YEAR}, False: {YEAR}, None: {HALF_YEAR, YEAR}}[weak]
    return {min(k, cap) for k in kidney for cap in caps}


def _is_late(ages: list[float | None], months: float) -> bool:
    return any(age is None or age > months * MONTH for age in ages)
