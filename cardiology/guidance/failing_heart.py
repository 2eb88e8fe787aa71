"""Further rules for heart failure: devices, iron, doses in kidney disease, what harms."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from cardiology.guidance.names import CYP3A4_INHIBITORS
from cardiology.guidance.rule import Advice, Severity, rule
from cardiology.guidance.verdict import above, below, both, either, judged, lab, never
from cardiology.snapshot import Snapshot

REVIEWED, NEXT = date(2026, 11, 26), date(2027, 11, 26)
RAAS = ("acei", "arb", "arni")
PLAIN = ("acei", "arb")


@rule("R51", _("ARNI in place of an ACE inhibitor or ARB"), guideline="ESC HF 2021; AHA HF 2022", class_="I",
      level="B", severity=Severity.INFO, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def arni(patient: Snapshot) -> Advice | None:
    """Heart failure with LVEF of 40 % or less, NYHA II–III, on an ACE inhibitor or ARB, pressure from 100,
    potassium up to 5.2."""
    if (
        not (patient.heart_failure and patient.given(*PLAIN))
        or patient.given("arni")
        or patient.reason("arni")
    ):
        return None
    verdict = both(
        never(above(patient.lvef, 40)), None if patient.nyha is None else patient.nyha in (2, 3),
        never(below(patient.sbp, 100)), never(above(patient.potassium, 5.2)),
    )  # fmt: skip
    text = _("Consider sacubitril/valsartan instead; 36 hours after an ACE inhibitor.")
    return judged(patient, verdict, text, "lvef", "nyha", "sbp", "potassium")  # fmt: skip


@rule("R55", _("Kidney and potassium under a RAAS inhibitor"), guideline="ESC HF 2021", class_="I", level="C",
      severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def raas_safety(patient: Snapshot) -> Advice | None:
    """Creatinine up by half, above 266 µmol/L or eGFR below 25: halve; doubled, above 310, eGFR below 20 or
    potassium above 5.5: stop; potassium above 6.0 is critical."""
    if not patient.given(*RAAS):
        return None
    facts = ("potassium", "creatinine", "egfr", "creatinine_rise")
    potassium, rise, cr, egfr = patient.potassium, patient.creatinine_rise, patient.creatinine, patient.egfr
    stop = either(above(potassium, 5.5), above(cr, 310), below(egfr, 20), above(rise, 1.0) or False)
    if stop:
        loud = Severity.CRITICAL if (potassium or 0) > 6.0 else None
        return judged(patient, True, _("Stop it and ask a specialist."), *facts, severity=loud)
    halve = either(stop, above(cr, 266), below(egfr, 25), above(rise, 0.5) or False)
    return judged(patient, halve, _("Halve the dose; recheck after 1–2 weeks."), *facts[:3])


@rule("R56", _("Potassium and creatinine are due"), guideline="ESC HF 2021", class_="I", level="C",
      severity=Severity.INFO, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def raas_control(patient: Snapshot) -> Advice | None:
    """On a RAAS inhibitor or MRA without potassium and creatinine in the last 14 days of an open stay."""
    if not patient.given(*RAAS, "mra") or patient.lab_days is None:
        return None
    late = any((patient.lab_days.get(test) or 0) > 14 or test not in patient.lab_days for test in ("k", "cr"))
    return judged(patient, late, _("Check potassium and creatinine."), "lab_days.k", "lab_days.cr")


@rule("R59", _("Iron in heart failure"), guideline="ESC HF 2023", class_="I", level="A",
      severity=Severity.INFO, reviewed=REVIEWED, next_review=NEXT, tag="V")  # fmt: skip
def iron(patient: Snapshot) -> Advice | None:
    """Heart failure with LVEF below 50 % and ferritin below 100 µg/L, or up to 299 with a saturation below
    20 %."""
    if not patient.heart_failure or patient.disposition == "died":
        return None
    ferritin, saturation = lab(patient, "fer"), lab(patient, "tsat")
    deficient = either(below(ferritin, 100), both(below(ferritin, 300), below(saturation, 20)))
    verdict = both(below(patient.lvef, 50), deficient)
    return judged(patient, verdict, _("Give iron intravenously."), "lvef", "labs.fer", "labs.tsat")


@rule("R60", _("Appointment after a stay for heart failure"), guideline="ESC HF 2021, 2023", class_="I",
      level="B", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT, tag="V")  # fmt: skip
def appointment(patient: Snapshot) -> Advice | None:
    """Discharged home after heart failure without a contact planned within 14 days."""
    if patient.category != "hf" or patient.disposition not in ("home", "rehabilitation"):
        return None
    text = _("Book a visit within 7–14 days.")
    return judged(patient, never(patient.appointed_14), text, "appointed_14")


@rule("R61", _("Ivabradine"), guideline="ESC HF 2021", class_="IIa", level="B", severity=Severity.INFO,
      reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def ivabradine(patient: Snapshot) -> Advice | None:
    """LVEF of 35 % or less in sinus rhythm from 70 a minute on a beta-blocker, NYHA II–IV; not with strong
    inhibitors, verapamil or diltiazem."""
    if not (patient.heart_failure and patient.given("beta_blocker")) or patient.takes("ivabradine"):
        return None
    if patient.atrial_fibrillation or patient.takes("verapamil", "diltiazem", *CYP3A4_INHIBITORS):
        return None
    symptoms = None if patient.nyha is None else patient.nyha >= 2
    sinus = None if patient.rhythm is None else patient.rhythm == "sinus"
    verdict = both(never(above(patient.lvef, 35)), never(below(patient.heart_rate, 70)), sinus, symptoms)
    return judged(patient, verdict, _("Consider ivabradine when the beta-blocker is at its highest dose."),
                  "lvef", "heart_rate", "rhythm", "nyha")  # fmt: skip


@rule("R62", _("ICD in heart failure"), guideline="ESC HF 2021", class_="I", level="A",
      severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def defibrillator(patient: Snapshot) -> Advice | None:
    """LVEF of 35 % or less, NYHA II–III, no ICD. That three months of therapy and forty days after an
    infarction have passed has to be judged: the stay of an acute infarction is left out."""
    if not patient.heart_failure or patient.category in ("stemi", "nstemi") or patient.disposition == "died":
        return None
    symptoms = None if patient.nyha is None else patient.nyha in (2, 3)
    verdict = both(never(above(patient.lvef, 35)), symptoms, never(patient.icd))
    return judged(patient, verdict, _("Refer for an ICD after three months of best therapy."), "lvef", "nyha",
                  "icd")  # fmt: skip


@rule("R63", _("CRT in heart failure"), guideline="ESC HF 2021", class_="I", level="A",
      severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def resynchronisation(patient: Snapshot) -> Advice | None:
    """LVEF of 35 % or less in sinus rhythm: left bundle-branch block from 150 ms; from 130 ms, or another
    shape from 150 ms, consider."""
    if not patient.heart_failure or patient.disposition == "died" or patient.crt:
        return None
    sinus = None if patient.rhythm is None else patient.rhythm == "sinus"
    low, lbbb, qrs = never(above(patient.lvef, 35)), patient.left_bundle_branch_block, patient.qrs
    facts = ("lvef", "rhythm", "qrs", "left_bundle_branch_block")
    strong = both(low, sinus, never(below(qrs, 150)), lbbb)
    if strong:
        return judged(patient, True, _("Refer for CRT."), *facts)
    wide = either(never(below(qrs, 150)), both(never(below(qrs, 130)), lbbb))
    return judged(patient, both(low, sinus, wide), _("Consider CRT."), *facts, severity=Severity.INFO)


@rule("R67", _("SGLT2 inhibitor: when to hold it"), guideline="Product label", class_="III", level="C",
      severity=Severity.CRITICAL, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def sglt2_safety(patient: Snapshot) -> Advice | None:
    """Not in type 1 diabetes; not started at an eGFR below 20, dapagliflozin below 25."""
    if not patient.given("sglt2i"):
        return None
    limit = 25 if patient.takes("dapagliflozin") else 20
    if patient.type_1_diabetes:
        return judged(patient, True, _("Stop it: ketoacidosis."), "type_1_diabetes")
    return judged(patient, below(patient.egfr, limit), _("Do not start it at this kidney function."), "egfr",
                  severity=Severity.WARN)  # fmt: skip


@rule("R65", _("Natriuretic peptide and acute heart failure"), guideline="ESC HF 2021", class_="I", level="B",
      severity=Severity.INFO, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def natriuretic(patient: Snapshot) -> Advice | None:
    """NT-proBNP that rules acute heart failure in by age (450, 900, 1800 ng/L) where it is not recorded."""
    value, age = lab(patient, "ntbnp"), patient.age
    if value is None or age is None or patient.heart_failure or patient.waited is None:
        return None
    limit = 450 if age < 50 else 900 if age <= 75 else 1800
    return judged(patient, value >= limit, _("Look for heart failure: the value rules it in."), "labs.ntbnp",
                  "age")  # fmt: skip
