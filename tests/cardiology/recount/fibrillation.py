"""Atrial fibrillation counted again, by the table of the sources and the labels."""

from cardiology.models import Diagnosis, Echo, History, Procedure
from tests.cardiology.recount.rows import and_, not_, or_, outcome

DIRECT = ("dabigatran", "rivaroxaban", "apixaban", "edoxaban")
FULL = {"dabigatran": 300, "rivaroxaban": 20, "apixaban": 10, "edoxaban": 60}  # mg a day


def judged(stay):
    """(measure, outcome) of the measures of atrial fibrillation, and of stroke with it."""
    gone, leaves = stay.x0(), stay.leaves_with
    fibrillates = and_(stay.adult(), stay.fibrillates())
    valve = needs_warfarin(stay)
    plain, valvular = and_(fibrillates, not_(valve)), and_(fibrillates, valve)
    least, most = embolic(stay)
    yield "A01", outcome(plain, gone, True if least == most and stay.age() is not None else None)
    limit = {"male": 2, "female": 3}.get(stay.patient["sex"])
    unknown = limit is None or stay.age() is None
    at_risk = None if unknown else True if least >= limit else False if most < limit else None
    yield "A02", outcome(and_(plain, at_risk), gone, stay.leaves_with_class("oac"), stay.excused("oac"))
    yield "A06", outcome(valvular, gone, leaves("warfarin"), stay.excused("oac"))
    yield "A07", outcome(valvular, gone, leaves(*DIRECT), undesired=True)
    alone = and_(fibrillates, stay.leaves_with_class("oac"), not_(vessels(stay)))
    platelets = stay.leaves_with_class("aspirin", "p2y12", "other_antiplatelet")
    yield "A08", outcome(alone, gone, platelets, undesired=True)
    slowed = leaves("diltiazem", "verapamil")
    yield "A09", outcome(and_(fibrillates, stay.low_lvef()), gone, slowed, undesired=True)
    yield "A10", outcome(and_(fibrillates, leaves(*DIRECT)), gone, too_little(stay), undesired=True)
    stroke = and_(stay.adult(), stroke_now(stay), stay.fibrillates())
    yield "CMS71", outcome(stroke, gone, stay.leaves_with_class("oac"), stay.excused("oac"))


def stroke_now(stay):
    return stay.coded("I63") if stay.codes() else None


def needs_warfarin(stay):
    """A mechanical valve or mitral stenosis from moderate on: as seen, else as diagnosed."""
    seen = []
    for e in stay.all(Echo):
        narrow = None if e["mitral_stenosis"] is None else e["mitral_stenosis"] in ("moderate", "severe")
        mechanical = {"aortic_mechanical", "mitral_mechanical"} & set(e["prosthesis"] or ())
        seen.append(True if mechanical else narrow)
    known = or_(*seen) if seen else None
    if known is None and stay.all(Diagnosis):
        return stay.coded("I05.0", "I05.2", "I34.2", "Z95.2")
    return known


def history(stay, *names):
    return or_(*(stay.says(History, name) for name in names))


def embolic(stay):
    """CHA2DS2-VASc: the least and the most that it can be."""
    age, sex = stay.age(), stay.patient["sex"]
    aged = (0, 2) if age is None else (2 if age >= 75 else 1 if age >= 65 else 0,) * 2
    answers = [
        (stay.heart_failure(), 1), (history(stay, "hypertension"), 1), (history(stay, "diabetes"), 1),
        (history(stay, "prior_stroke"), 2),
        (history(stay, "prior_mi", "prior_pci", "prior_cabg", "peripheral_artery_disease"), 1),
        ({"female": True, "male": False}.get(sex), 1),
    ]  # fmt: skip
    least = aged[0] + sum(p for answer, p in answers if answer is True)
    most = aged[1] + sum(p for answer, p in answers if answer is not False)
    return least, most


def vessels(stay):
    """Coronary or peripheral artery disease, or a stent: known before, or what this stay is for."""
    before = history(stay, "prior_mi", "prior_pci", "prior_cabg", "peripheral_artery_disease")
    now = None if stay.category is None else stay.category in ("stemi", "nstemi", "ua", "ccs")
    treated = any(p["kind"] in ("pci", "cabg") for p in stay.all(Procedure))
    return True if treated else or_(before, now)


def too_little(stay):
    """Less a day than the label gives, in the first direct anticoagulant of the list."""
    drug = next((d for d in DIRECT if stay.leaves_with(d)), None)
    taken = None if drug is None else stay.mg_a_day(drug)
    if taken is not None and taken >= FULL[drug]:
        return False
    least = least_dose(stay, drug)
    return None if taken is None or least is None else taken < least


def least_dose(stay, drug):
    """The least that the label allows; nothing is too little where the drug is ruled out."""
    cleared, age = stay.clearance(), stay.age()
    if cleared is None or age is None:
        return None
    if cleared < (30 if drug == "dabigatran" else 15):
        return 0
    if drug == "rivaroxaban":
        return 15 if cleared < 50 else 20
    if drug == "dabigatran":
        return 220 if age >= 75 or cleared <= 50 or stay.leaves_with("verapamil") else 300
    weight, creatinine = stay.clearance_from()
    if drug == "edoxaban":
        blocked = stay.leaves_with("ciclosporin", "dronedarone", "erythromycin", "ketoconazole")
        return 30 if cleared <= 50 or weight <= 60 or blocked else 60
    return 5 if cleared < 30 or (age >= 80) + (weight <= 60) + (creatinine >= 133) >= 2 else 10
