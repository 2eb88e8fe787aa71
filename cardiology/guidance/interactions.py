"""Rules for drugs that harm each other, or this patient."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from cardiology.guidance.names import (
    CALCIUM,
    CYP3A4_INDUCERS,
    CYP3A4_INHIBITORS,
    IN_PREGNANCY,
    INCRETINS,
    NITRATES,
    PDE5,
)
from cardiology.guidance.rule import Advice, Severity, rule
from cardiology.guidance.verdict import above, below, both, either, judged, lab, never
from cardiology.snapshot import Answer, Snapshot

REVIEWED, NEXT = date(2026, 11, 26), date(2027, 11, 26)
# Upper reference limits, U/L, from the table of laboratory tests.
ALT_LIMIT, CK_LIMIT = 50, 310


@rule("R71", _("Ticagrelor with a strong inhibitor or inducer"), guideline="Product label", class_="III",
      level="B", severity=Severity.CRITICAL, reviewed=REVIEWED, next_review=NEXT, tag="V")  # fmt: skip
def ticagrelor_interaction(patient: Snapshot) -> Advice | None:
    """Strong CYP3A4 inhibitors are contraindicated with ticagrelor, strong inducers avoided."""
    if not (patient.takes("ticagrelor") and patient.takes(*CYP3A4_INHIBITORS, *CYP3A4_INDUCERS)):
        return None
    return judged(patient, True, _("Change ticagrelor to clopidogrel, or drop the other drug."), "medication")


def _more(patient: Snapshot, statin: str, limit: float, *partners: str) -> Answer:
    """The statin above a dose together with one of the partners."""
    if not (patient.takes(statin) and patient.takes(*partners)):
        return False
    return above(patient.dose(statin), limit)


@rule("R72", _("Statin with a drug that raises its level"), guideline="Product labels", class_="III",
      level="B", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT, tag="V")  # fmt: skip
def statin_interaction(patient: Snapshot) -> Advice | None:
    """Gemfibrozil with any statin, strong inhibitors with simvastatin or much atorvastatin, ciclosporin with
    rosuvastatin: critical. Dose limits with ticagrelor, amlodipine, amiodarone, verapamil, diltiazem."""
    critical = either(
        bool(patient.given("statin") and patient.takes("gemfibrozil")),
        bool(patient.takes("simvastatin") and patient.takes("clarithromycin", "itraconazole")),
        _more(patient, "atorvastatin", 20, "clarithromycin", "itraconazole"),
        _more(patient, "rosuvastatin", 10, "ciclosporin"),
    )
    doses = ("doses.simvastatin", "doses.lovastatin", "doses.atorvastatin", "doses.rosuvastatin")
    asked = [name for name in doses if patient.takes(name.removeprefix("doses."))]
    if critical:
        return judged(patient, True, _("Change the statin or the other drug now."), "medication", *asked,
                      severity=Severity.CRITICAL)  # fmt: skip
    limited = either(
        critical,
        _more(patient, "simvastatin", 40, "ticagrelor"), _more(patient, "lovastatin", 40, "ticagrelor"),
        _more(patient, "simvastatin", 20, "amlodipine", "ranolazine", "amiodarone"),
        _more(patient, "simvastatin", 10, *CALCIUM),
    )  # fmt: skip
    return judged(patient, limited, _("Reduce the statin, or choose another."), "medication", *asked)


@rule("R74", _("Nitrate with a PDE-5 inhibitor or low pressure"), guideline="Product label", class_="III",
      level="B", severity=Severity.CRITICAL, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def nitrate(patient: Snapshot) -> Advice | None:
    """Never with sildenafil, vardenafil, tadalafil or riociguat; with a systolic pressure below 90 a
    warning."""
    if not patient.takes(*NITRATES):
        return None
    if patient.takes(*PDE5, "riociguat"):
        return judged(patient, True, _("Stop one of the two: severe fall of pressure."), "medication")
    return judged(patient, below(patient.sbp, 90), _("Stop the nitrate while the pressure is low."), "sbp",
                  severity=Severity.WARN)  # fmt: skip


@rule("R79", _("Drugs that harm the child in pregnancy"), guideline="Product labels", class_="III", level="C",
      severity=Severity.CRITICAL, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def pregnancy(patient: Snapshot) -> Advice | None:
    """ACE inhibitor, ARB, ARNI, MRA, statin, oral anticoagulant or amiodarone in pregnancy; asked of women
    below 50 years."""
    if patient.sex != "female" or patient.age is None or patient.age >= 50:
        return None
    if not (patient.given(*IN_PREGNANCY) or patient.takes("amiodarone")):
        return None
    return judged(patient, patient.pregnancy, _("Stop it, and ask for advice."), "pregnancy", "classes")


@rule("R80", _("Liver and muscle under a statin"), guideline="ESC/EAS 2019", class_="I", level="C",
      severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def statin_safety(patient: Snapshot) -> Advice | None:
    """ALT above three times its limit: repeat; CK above ten times its limit is critical, above four times a
    warning. Not in the first days of an infarction, when CK comes from the heart."""
    if not patient.given("statin"):
        return None
    ck = None if patient.category in ("stemi", "nstemi") else lab(patient, "ck")
    if (ck or 0) > 10 * CK_LIMIT:
        text = _("Stop the statin; check kidney function and urine.")
        return judged(patient, True, text, "labs.ck", severity=Severity.CRITICAL)
    if (ck or 0) > 4 * CK_LIMIT:
        return judged(patient, True, _("Ask about muscle pain; stop the statin if there is any."), "labs.ck")
    high = (lab(patient, "alt") or 0) > 3 * ALT_LIMIT
    return judged(patient, high, _("Repeat ALT; stop the statin if it stays high."), "labs.alt")


@rule("R78", _("Platelets fall under heparin"), guideline="ASH 2018", class_="I", level="C",
      severity=Severity.CRITICAL, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def heparin_platelets(patient: Snapshot) -> Advice | None:
    """A fall by half, or below 100, under a heparin: think of heparin-induced thrombocytopenia."""
    if not patient.takes("heparin", "enoxaparin", "nadroparin", "dalteparin"):
        return None
    fell = (patient.platelet_fall or 0) >= 0.5
    verdict = fell or ((lab(patient, "plt") or 999) < 100 and (patient.platelet_fall or 0) > 0)
    return judged(patient, verdict, _("Count the 4Ts score; stop heparin unless it is low."), "labs.plt",
                  "platelet_fall")  # fmt: skip


@rule("R86", _("Very high LDL cholesterol"), guideline="ESC/EAS 2025", class_="IIa", level="C",
      severity=Severity.INFO, reviewed=REVIEWED, next_review=NEXT, tag="V")  # fmt: skip
def familial(patient: Snapshot) -> Advice | None:
    """LDL cholesterol of 4.9 mmol/L or more: look for familial hypercholesterolaemia."""
    ldl = lab(patient, "ldl")
    if ldl is None or ldl < 4.9:
        return None
    return judged(
        patient, True, _("Look for familial hypercholesterolaemia; Lp(a) once in life."), "labs.ldl"
    )


@rule("R14", _("LDL cholesterol above its goal"), guideline="ESC/EAS 2019, 2025; CN lipids 2023", class_="I",
      level="B", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT, pack="CN ESC",
      tag="V")  # fmt: skip
def ldl_goal(patient: Snapshot) -> Advice | None:
    """After ACS, on a statin for the measured value's age of 28 days or less: goal below 1.4 mmol/L."""
    return _ldl(patient, 1.4)


@rule("R14-ACC", _("LDL cholesterol above its threshold"), guideline="ACC/AHA ACS 2025", class_="I",
      level="A", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT, pack="ACC",
      tag="V")  # fmt: skip
def ldl_threshold(patient: Snapshot) -> Advice | None:
    """After ACS on a statin: from 1.8 mmol/L a non-statin is added; from 1.4 it may be."""
    return _ldl(patient, 1.8)


def _ldl(patient: Snapshot, goal: float) -> Advice | None:
    vascular = True if patient.category in ("stemi", "nstemi", "ua") else patient.vascular_disease
    if not vascular or not patient.given("statin"):
        return None
    ldl = lab(patient, "ldl")
    if patient.takes("ezetimibe"):
        text = _(
            "Add a PCSK9 inhibitor or inclisiran if LDL stays above its goal 4–12 weeks after the change."
        )
    else:
        text = _("Add ezetimibe if LDL stays above its goal 4–12 weeks after the start.")
    return judged(patient, never(below(ldl, goal)), text, "labs.ldl")


@rule("R13-CN", _("Statin after an acute coronary syndrome"), guideline="CN lipids 2023", class_="I",
      level="A", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT, pack="CN", tag="V")  # fmt: skip
def moderate_statin(patient: Snapshot) -> Advice | None:
    """ACS without a statin and without a stated reason: the Chinese guideline starts moderately."""
    if patient.category not in ("stemi", "nstemi", "ua") or patient.disposition == "died":
        return None
    if patient.reason("statin"):
        return None
    text = _("Start a statin of moderate intensity and add ezetimibe early, or state why not.")
    return judged(patient, never(patient.given("statin")), text, "category", "classes")


@rule("R84", _("Diabetes with heart, vessel or kidney disease"), guideline="ESC CCS 2024; ESC DM 2023",
      class_="I", level="A", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def diabetes(patient: Snapshot) -> Advice | None:
    """Type 2 diabetes with vascular disease, heart failure or kidney disease without an SGLT2 inhibitor or a
    GLP-1 agonist."""
    if patient.diabetes is not True or patient.disposition == "died" or patient.reason("sglt2i"):
        return None
    if patient.given("sglt2i") or patient.takes(*INCRETINS):
        return None
    sick = True if patient.category in ("stemi", "nstemi", "ua") else either(
        patient.vascular_disease, patient.heart_failure, patient.kidney_disease
    )  # fmt: skip
    verdict = both(sick, never(patient.type_1_diabetes), never(patient.given("sglt2i")))
    return judged(patient, verdict, _("Add an SGLT2 inhibitor or a GLP-1 agonist, or state why not."),
                  "vascular_disease", "heart_failure", "kidney_disease", "type_1_diabetes",
                  "classes")  # fmt: skip
