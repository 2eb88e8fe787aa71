"""Rules for rhythm drugs and vitamin K antagonists: levels, intervals, partners."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from cardiology.guidance.names import CALCIUM, QT_DRUGS
from cardiology.guidance.rule import Advice, Severity, rule
from cardiology.guidance.verdict import above, among, below, both, either, judged, lab, never, syndrome
from cardiology.snapshot import Answer, Snapshot

REVIEWED, NEXT = date(2026, 11, 26), date(2027, 11, 26)
HALF_YEAR = 183
FIRST_WEEKS, BEGINNING, UNSTABLE, STABLE, VERY_STABLE = 14, 4, 7, 28, 84  # days: of the rule on the INR
CLASS_IC = ("propafenone", "flecainide")


@rule("R42", _("Propafenone, flecainide or dronedarone with structural heart disease"),
      _("Class Ic not with an ejection fraction of 40 % or less, heart failure, an infarction or coronary "
        "disease; dronedarone not in NYHA III–IV or in a stay for heart failure."),
      guideline=_("ESC AF 2024; product label"), class_="III", level="B", severity=Severity.CRITICAL,
      reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def structural_heart_disease(patient: Snapshot) -> Advice | None:
    names = ("lvef", "heart_failure", "prior_mi", "vascular_disease", "category")
    scarred = either(never(above(patient.lvef, 40)), patient.heart_failure, patient.prior_mi,
                     patient.vascular_disease, syndrome(patient))  # fmt: skip
    one = both(patient.takes(*CLASS_IC), scarred)
    if one is not False:
        return judged(patient, one, _("Stop propafenone or flecainide."), "medication", *names,
                      told=names[:3])  # fmt: skip
    weak = either(among(patient.nyha, (3, 4)), among(patient.category, ("hf",)))
    return judged(patient, both(patient.takes("dronedarone"), weak), _("Stop dronedarone."), "medication",
                  "nyha", "category", told=("nyha",))  # fmt: skip


@rule("R40", _("INR on warfarin"),
      _("With a major bleeding critical at any INR; above 10 and from 4.5 to 10 critical; above 3.0 to "
        "adjust; below 1.5 with a valve that needs it."),
      guideline="CHEST 2012; ACC 2020", class_="I", level="C",
      severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT, tag="V")  # fmt: skip
def inr(patient: Snapshot) -> Advice | None:
    value, on = lab(patient, "inr"), patient.takes("warfarin")
    if on is False:
        return None
    if on and patient.major_bleeding:
        text = _("Major bleeding: vitamin K 5–10 mg intravenously and prothrombin complex.")
        return judged(patient, True, text, "labs.inr", severity=Severity.CRITICAL)
    if on and value is not None and value > 10:
        return judged(patient, True, _("Stop warfarin, vitamin K 2.5–5 mg by mouth, INR after 12–24 hours."),
                      "labs.inr", severity=Severity.CRITICAL)  # fmt: skip
    if on and value is not None and value >= 4.5:
        text = _("Leave out 1–2 doses, INR after 24–48 hours; vitamin K 1–2.5 mg only at high bleeding risk.")
        return judged(patient, True, text, "labs.inr", severity=Severity.CRITICAL)
    low = both(below(value, 1.5), patient.valve_needs_warfarin)
    verdict = both(on, either(above(value, 3.0), low, bool(patient.major_bleeding)))
    return judged(patient, verdict, _("Adjust warfarin."), "medication", "labs.inr", "valve_needs_warfarin",
                  told=("labs.inr", "valve_needs_warfarin"))  # fmt: skip


@rule("R41", _("INR is due"),
      _("In the first two weeks after more than 4 days; later after 7 days while it is unstable, 28 days "
        "when it is stable, 12 weeks when it has been stable for half a year."),
      guideline="ESC AF 2024", class_="I", level="C", severity=Severity.INFO,
      reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def inr_due(patient: Snapshot) -> Advice | None:
    if patient.lab_days is None:
        return None
    age = patient.lab_days.get("inr")
    limit = _interval(patient)
    late = True if age is None else None if limit is None else age > limit
    if limit is None and age is not None:
        late = True if age > VERY_STABLE else False if age <= BEGINNING else None
    return judged(patient, both(patient.takes("warfarin"), late), _("Measure the INR."), "medication",
                  "warfarin_days", "inr_stability", told=("lab_days.inr",))  # fmt: skip


def _interval(patient: Snapshot) -> int | None:
    """The days after which an INR is due; None while it is not known how long or how steadily it is given."""
    if patient.warfarin_days is not None and patient.warfarin_days <= FIRST_WEEKS:
        return BEGINNING
    if patient.warfarin_days is None or patient.inr_stability is None:
        return None
    return {"unstable": UNSTABLE, "stable": STABLE}.get(patient.inr_stability, VERY_STABLE)


@rule("R32", _("Time in therapeutic range"),
      _("Atrial fibrillation on warfarin, less than 70 % of six months between 2 and 3, and no valve that "
        "needs it: a direct anticoagulant. Nothing is said of fewer than three INR."),
      guideline="ESC AF 2024", class_="I", level="B",
      severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def therapeutic_range(patient: Snapshot) -> Advice | None:
    if patient.time_in_range is None:
        return None
    verdict = both(patient.atrial_fibrillation, patient.takes("warfarin"), patient.time_in_range < 0.7,
                   never(patient.valve_needs_warfarin))  # fmt: skip
    return judged(patient, verdict, _("Change to a direct anticoagulant."), "atrial_fibrillation",
                  "medication", "valve_needs_warfarin", told=("time_in_range",))  # fmt: skip


@rule("R43", _("Amiodarone: thyroid, liver, partners"),
      _("TSH and ALT every six months; halve digoxin, reduce warfarin, at most 20 mg simvastatin. Both "
        "are told where both are due."),
      guideline=_("ESC AF 2024; product label"), class_="I",
      level="C", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def amiodarone(patient: Snapshot) -> Advice | None:
    on = patient.takes("amiodarone")
    much = both(patient.takes("simvastatin"), above(patient.dose("simvastatin"), 20))
    partner = both(on, either(patient.takes("digoxin", "warfarin"), much))
    days = [(patient.lab_days or {}).get(test) for test in ("tsh", "alt")]
    due = both(on, patient.lab_days is not None and any(n is None or n > HALF_YEAR for n in days))
    asked = ("medication", "doses.simvastatin") if patient.takes("simvastatin") else ("medication",)
    told = ("medication", "lab_days.tsh", "lab_days.alt")
    if partner and due:
        text = _("Check TSH and ALT. Halve digoxin, reduce warfarin by 30–50%, simvastatin at most 20 mg.")
        return judged(patient, True, text, *told)
    if due:
        return judged(patient, True, _("Check TSH and ALT."), *told,
                      unless=asked[1:] if partner is None else ())  # fmt: skip
    text = _("With amiodarone: halve digoxin, reduce warfarin by 30–50%, simvastatin at most 20 mg.")
    return judged(patient, partner, text, *asked, told=("medication",))


@rule("R73", _("Long QT and drugs that lengthen it"),
      _("QTc from 500 ms, or longer by 60 ms than at first, with such a drug is critical; from 460 (women "
        "470), or two such drugs, a warning."),
      guideline=_("Product labels; AHA 2010"), class_="III",
      level="C", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def long_qt(patient: Snapshot) -> Advice | None:
    on, listed = patient.takes(*QT_DRUGS), patient.medication
    many = None if listed is None else len(listed & set(QT_DRUGS)) > 1
    dangerous = either(never(below(patient.qtc, 500)), (patient.qtc_rise or 0) >= 60)
    if both(on, dangerous):
        text = _("Stop the drug that lengthens QT, monitor; potassium from 4.0, magnesium from 0.8 mmol/L.")
        return judged(patient, True, text, "qtc", "medication", severity=Severity.CRITICAL)
    text = _("Record an ECG, correct potassium and magnesium, drop what can be dropped.")
    return judged(patient, both(on, either(many, dangerous, _long(patient))), text, "medication", "qtc",
                  "sex", told=("qtc", "medication"), unless=("qtc",))  # fmt: skip


def _long(patient: Snapshot) -> Answer:
    """QTc from 460 ms in men, 470 in women; without the sex only what both limits say."""
    limits = {"male": [460], "female": [470]}.get(patient.sex or "", [460, 470])
    said = {never(below(patient.qtc, limit)) for limit in limits}
    return said.pop() if len(said) == 1 else None


@rule("R68", _("Digoxin: level and what raises it"),
      _("Level above 2.56 nmol/L critical, above 1.54 a warning; low potassium or magnesium; eGFR below "
        "30 without a level."),
      guideline=_("ESC HF 2021; product label"), class_="III",
      level="C", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def digoxin(patient: Snapshot) -> Advice | None:
    level, egfr, on = lab(patient, "dig"), patient.egfr, patient.takes("digoxin")
    if both(on, above(level, 2.56)):
        return judged(patient, True, _("Stop digoxin: toxic level."), "labs.dig", severity=Severity.CRITICAL)
    blind = level is None
    low = either(below(patient.potassium, 3.5), below(lab(patient, "mg"), 0.7))
    helped = patient.takes("amiodarone", "verapamil", "quinidine")
    high = False if blind else above(level, 1.54)
    verdict = both(on, either(high, low, both(blind, below(egfr, 30)), helped))
    names = ("medication", "potassium", "labs.mg", *(("egfr", "labs.dig") if blind else ()))
    return judged(patient, verdict, _("Reduce digoxin or check its level; correct potassium."), *names,
                  told=("labs.dig", "potassium", "labs.mg", "egfr"),
                  unless=("labs.dig",) if blind else ())  # fmt: skip


@rule("R44", _("Fast atrial fibrillation"),
      _("Above 110 a minute without a drug for the rate; the drugs by the ejection fraction."),
      guideline="ESC AF 2024", class_="I", level="B",
      severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def rate_control(patient: Snapshot) -> Advice | None:
    if patient.disposition == "died":
        return None
    treated = either(patient.given("beta_blocker"), patient.takes("digoxin", "amiodarone", *CALCIUM))
    verdict = both(patient.atrial_fibrillation, above(patient.heart_rate, 110), never(treated))
    text = _("Slow the rate: a beta-blocker or digoxin; verapamil or diltiazem only above an LVEF of 40%.")
    return judged(patient, verdict, text, "atrial_fibrillation", "heart_rate", "classes", "medication",
                  told=("heart_rate", "lvef"))  # fmt: skip
