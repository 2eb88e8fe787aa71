"""Rules for drugs that harm each other, and for cholesterol."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from cardiology.guidance.names import (
    CALCIUM,
    CYP3A4_INDUCERS,
    CYP3A4_INHIBITORS,
    LIPIDS,
    NITRATES,
    PDE5,
)
from cardiology.guidance.rule import Advice, Severity, rule
from cardiology.guidance.verdict import above, below, both, either, judged, lab, never, syndrome
from cardiology.snapshot import Answer, Snapshot

REVIEWED, NEXT = date(2026, 11, 26), date(2027, 11, 26)
SETTLED = 28  # days after the start until LDL cholesterol tells what the therapy does
CONTROL_UNTIL = 56  # days: ACC/AHA 4–8 weeks
PREMATURE = {"male": 55, "female": 60}  # years: coronary disease before
STATINS = ("simvastatin", "lovastatin", "atorvastatin", "rosuvastatin")


@rule("R71", _("Ticagrelor with a strong inhibitor or inducer"),
      _("Strong CYP3A4 inhibitors are contraindicated with ticagrelor, strong inducers avoided."),
      guideline=_("Product label"), class_="III",
      level="B", severity=Severity.CRITICAL, reviewed=REVIEWED, next_review=NEXT, tag="V")  # fmt: skip
def ticagrelor_interaction(patient: Snapshot) -> Advice | None:
    together = both(patient.takes("ticagrelor"), patient.takes(*CYP3A4_INHIBITORS, *CYP3A4_INDUCERS))
    return judged(patient, together, _("Change ticagrelor to clopidogrel, or drop the other drug."),
                  "medication")  # fmt: skip


def _more(patient: Snapshot, statin: str, limit: float, *partners: str) -> Answer:
    """The statin above a dose together with one of the partners."""
    return both(patient.takes(statin), patient.takes(*partners), above(patient.dose(statin), limit))


@rule("R72", _("Statin with a drug that raises its level"),
      _("Gemfibrozil with any statin, strong inhibitors with simvastatin or much atorvastatin, "
        "ciclosporin with rosuvastatin: critical. Dose limits with ticagrelor, amlodipine, amiodarone, "
        "verapamil, diltiazem."),
      guideline=_("Product labels"), class_="III",
      level="B", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT, tag="V")  # fmt: skip
def statin_interaction(patient: Snapshot) -> Advice | None:
    critical = either(
        both(patient.given("statin"), patient.takes("gemfibrozil")),
        both(patient.takes("simvastatin"), patient.takes("clarithromycin", "itraconazole")),
        _more(patient, "atorvastatin", 20, "clarithromycin", "itraconazole"),
        _more(patient, "rosuvastatin", 10, "ciclosporin"),
    )
    asked = [f"doses.{name}" for name in STATINS if patient.takes(name)]
    if critical:
        return judged(patient, True, _("Change the statin or the other drug now."), "medication", *asked,
                      severity=Severity.CRITICAL)  # fmt: skip
    limited = either(
        critical,
        _more(patient, "simvastatin", 40, "ticagrelor"), _more(patient, "lovastatin", 40, "ticagrelor"),
        _more(patient, "simvastatin", 20, "amlodipine", "ranolazine", "amiodarone"),
        _more(patient, "simvastatin", 10, *CALCIUM),
    )  # fmt: skip
    return judged(patient, limited, _("Reduce the statin, or choose another."), "medication", "classes",
                  *asked, told=("medication", *asked))  # fmt: skip


@rule("R74", _("Nitrate with a PDE-5 inhibitor or low pressure"),
      _("Never with sildenafil, vardenafil, tadalafil or riociguat; with a systolic pressure below 90, or "
        "an infarction of the right ventricle, a warning."),
      guideline=_("Product label"), class_="III",
      level="B", severity=Severity.CRITICAL, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def nitrate(patient: Snapshot) -> Advice | None:
    on, partner = patient.takes(*NITRATES), patient.takes(*PDE5, "riociguat")
    if both(on, partner):
        return judged(patient, True, _("Stop one of the two: severe fall of pressure."), "medication")
    low = either(below(patient.sbp, 90), patient.right_ventricle or False)
    text = _("Stop the nitrate while the pressure is low, or the right ventricle infarcted.")
    return judged(patient, both(on, either(low, partner)), text, "medication", "sbp",
                  told=("sbp", "right_ventricle"), severity=Severity.WARN)  # fmt: skip


@rule("R86", _("Very high LDL cholesterol"),
      _("LDL cholesterol of 4.9 mmol/L or more, or coronary disease before 55 years (women 60): look for "
        "familial hypercholesterolaemia."),
      guideline="ESC/EAS 2025", class_="IIa", level="C",
      severity=Severity.INFO, reviewed=REVIEWED, next_review=NEXT, tag="V")  # fmt: skip
def familial(patient: Snapshot) -> Advice | None:
    limit = PREMATURE.get(patient.sex or "")
    young = None if limit is None else below(patient.age, limit)
    early = both(either(syndrome(patient), patient.prior_mi), young)
    verdict = either(never(below(lab(patient, "ldl"), 4.9)), early)
    return judged(patient, verdict, _("Look for familial hypercholesterolaemia; Lp(a) once in life."),
                  "labs.ldl", "category", "prior_mi", "age", "sex", told=("labs.ldl", "age"))  # fmt: skip


@rule("R14", _("LDL cholesterol above its goal"),
      _("Vascular disease on a statin for four weeks: below 1.4 mmol/L and halved; after a second event "
        "within two years below 1.0 may be aimed at."),
      guideline="ESC/EAS 2019, 2025", class_="I", level="B",
      severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT, pack="ESC", tag="V")  # fmt: skip
def ldl_goal(patient: Snapshot) -> Advice | None:
    return _ldl(patient, 1.4, halved=True)


@rule("R14-CN", _("LDL cholesterol above its goal"),
      _("On a statin for four weeks and halved: below 1.4 mmol/L at the highest risk (acute coronary "
        "syndrome, or a second event within two years), below 1.8 in other vascular disease."),
      guideline=_("CN lipids 2023"), class_="I", level="B",
      severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT, pack="CN", tag="V")  # fmt: skip
def ldl_goal_cn(patient: Snapshot) -> Advice | None:
    highest = either(syndrome(patient), patient.event_in_2_years)
    if highest is not None:
        return _ldl(patient, 1.4 if highest else 1.8, halved=True)
    at_most, at_least = _over(patient, 1.4, halved=True), _over(patient, 1.8, halved=True)
    if at_most is False:
        return _again(patient)
    return judged(patient, both(_treated(patient), at_least or None), _step(patient), "event_in_2_years",
                  *_asked(patient), told=("labs.ldl", "ldl_fall"))  # fmt: skip


@rule("R14-ACC", _("LDL cholesterol above its threshold"),
      _("On a statin for four weeks: from 1.8 mmol/L a non-statin is added; from 1.4 it may be (2a)."),
      guideline="ACC/AHA ACS 2025", class_="I",
      level="A", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT, pack="ACC",
      tag="V")  # fmt: skip
def ldl_threshold(patient: Snapshot) -> Advice | None:
    ldl = lab(patient, "ldl")
    if ldl is not None and 1.4 <= ldl < 1.8:
        text = _("A non-statin may be added: LDL is between 1.4 and 1.8 mmol/L (2a).")
        return judged(patient, _treated(patient), text, *_asked(patient), told=("labs.ldl",),
                      severity=Severity.INFO)  # fmt: skip
    return _ldl(patient, 1.8, halved=False)


def _asked(patient: Snapshot) -> tuple[str, ...]:
    """The facts that decide; of the vessels only where no acute syndrome answers for them."""
    vessels = () if syndrome(patient) else ("category", "vascular_disease")
    return ("labs.ldl", *vessels, "classes", "lipid_days")


def _treated(patient: Snapshot) -> Answer:
    """Vascular disease on a statin since at least four weeks when LDL was measured."""
    since = None if patient.lipid_days is None else patient.lipid_days >= SETTLED
    return both(either(syndrome(patient), patient.vascular_disease), patient.given("statin"), since)


def _not_halved(patient: Snapshot) -> Answer:
    """LDL fell by less than half; nothing is said where it was not measured before the therapy."""
    return False if patient.ldl_fall is None else patient.ldl_fall < 0.5


def _over(patient: Snapshot, goal: float, *, halved: bool) -> Answer:
    return either(never(below(lab(patient, "ldl"), goal)), halved and _not_halved(patient))


def _ldl(patient: Snapshot, goal: float, *, halved: bool) -> Advice | None:
    verdict = both(_treated(patient), _over(patient, goal, halved=halved))
    if verdict is not False:
        return judged(patient, verdict, _step(patient), *_asked(patient), told=("labs.ldl", "ldl_fall"))
    return _again(patient)


def _again(patient: Snapshot) -> Advice | None:
    """After a second event within two years a lower goal may be aimed at."""
    text = _("A second event within two years: below 1.0 mmol/L may be aimed at (IIb).")
    verdict = both(_treated(patient), patient.event_in_2_years, never(below(lab(patient, "ldl"), 1.0)))
    return judged(patient, verdict, text, *_asked(patient), "event_in_2_years", told=("labs.ldl",),
                  severity=Severity.INFO)  # fmt: skip


def _step(patient: Snapshot) -> object:
    if patient.takes("ezetimibe"):
        return _("LDL is above its goal: add a PCSK9 inhibitor or inclisiran.")
    return _("LDL is above its goal: add ezetimibe, then a PCSK9 inhibitor or inclisiran.")


@rule("R15", _("LDL cholesterol and ALT after a change of therapy"),
      _("Eight weeks after the start of a lipid-lowering drug, and LDL cholesterol or ALT was not "
        "measured since its fourth week."),
      guideline="ACC/AHA ACS 2025",
      class_="I", level="A", severity=Severity.INFO, reviewed=REVIEWED, next_review=NEXT,
      tag="V")  # fmt: skip
def lipid_control(patient: Snapshot) -> Advice | None:
    days = patient.lipid_days_now
    on = either(patient.given("statin"), patient.takes(*LIPIDS))
    if patient.lab_days is None:
        return None
    ages = [patient.lab_days.get("ldl", patient.lab_days.get("ldld")), patient.lab_days.get("alt")]
    missed = days is not None and any(age is None or age > days - SETTLED for age in ages)
    late = None if days is None else days > CONTROL_UNTIL and missed
    return judged(patient, both(on, late), _("Check LDL cholesterol and ALT; CK if there are symptoms."),
                  "classes", "medication", "lipid_days_now", told=("lipid_days_now",))  # fmt: skip
