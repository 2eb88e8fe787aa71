"""Infarction counted again, by the table of the sources: the first hours, the discharge, the end."""

from datetime import timedelta

from django.utils import timezone

from cardiology.models import (
    Discharge,
    Ecg,
    Echo,
    History,
    Lesion,
    Medication,
    Presentation,
    Procedure,
    Vitals,
)
from tests.cardiology.recount.rows import DAY, and_, not_, or_, outcome

HOUR = timedelta(hours=1)
TROPONINS = ("hstni", "hstnt", "tni", "tnt")
ANTI_INFLAMMATORY = ("ibuprofen", "diclofenac", "celecoxib", "loxoprofen", "naproxen", "indometacin",
                     "etoricoxib", "meloxicam", "布洛芬", "双氯芬酸")  # fmt: skip


def judged(stay):
    """(measure, outcome) of the measures of infarction."""
    yield from _first_hours(stay)
    yield from _reperfusion(stay)
    yield from _discharge(stay)
    yield from _course(stay)
    yield from _end(stay)


def given(stay, drug_class, drugs):
    """When the class was given as a loading dose, as far as it is known."""
    at, said = stay.times.get("antiplatelet_at"), stay.times.get("antiplatelet_drug") or ""
    moments = [m["loaded_at"] for m in stay.all(Medication) if m["drug_class"] == drug_class]
    if any(drug in said for drug in drugs):
        moments.append(at)
    return [m for m in moments if m is not None]


def given_between(stay, drug_class, drugs, before, after):
    known = given(stay, drug_class, drugs)
    door = stay.door()
    return any(door - before <= at <= door + after for at in known) if known else None


def given_on_first_day(stay, drug_class):
    """By days alone: up to the day of arrival it was within 24 hours; on the next day it can be either."""
    listed = stay.on_ward()
    if not listed:
        return None
    started = [m["started_on"] for m in listed if m["drug_class"] == drug_class]
    late = (min(started) - timezone.localtime(stay.came).date()).days if started else 9
    return True if late <= 0 else None if late == 1 else False


def _first_hours(stay):
    stemi, ami = stay.came_for("stemi"), stay.came_for("stemi", "nstemi")
    onset = stay.times.get("symptom_onset_at")
    later = None if onset is None or stay.door() is None else onset > stay.door()
    fell_ill_here = and_(None if stay.arrival is None else stay.arrival == "own", later)
    took = stay.span("door_at", "first_ecg_at")
    yield "M01", outcome(stemi, or_(stay.x1(), fell_ill_here), None if took is None else took <= 10)
    aspirin = given_between(stay, "aspirin", ("aspirin",), DAY, HOUR)
    yield "M02", outcome(stemi, stay.x1(), aspirin, stay.excused("aspirin"))
    timed = given_between(stay, "aspirin", ("aspirin",), DAY, DAY)
    aspirin = or_(timed, given_on_first_day(stay, "aspirin"))
    yield "M02b", outcome(ami, stay.x1(), aspirin, stay.excused("aspirin") or stay.leaves_with_class("oac"))
    second = given_between(stay, "p2y12", ("ticagrelor", "clopidogrel"), DAY, HOUR)
    yield "M03", outcome(stemi, stay.x1(), second, stay.excused("p2y12"))
    yield "M10", outcome(stemi, stay.x1(), given_on_first_day(stay, "beta_blocker"), slow_or_weak(stay))
    yield "PM16", outcome(ami, False, stay.sampled(6 * HOUR, *TROPONINS))


def slow_or_weak(stay):
    """What forbids a beta-blocker at the arrival: the first signs count."""
    rate = stay.measured(Vitals, "heart_rate", "measured_at", newest=False)
    pressure = stay.measured(Vitals, "systolic_bp", "measured_at", newest=False)
    ecgs = stay.all(Ecg)
    return any((
        rate is not None and rate < 60, pressure is not None and pressure < 100,
        stay.only(Presentation).get("killip") in ("3", "4"),
        any(e["av_block"] in ("2a", "2b", "3") or (e["pr_interval"] or 0) > 240 for e in ecgs),
        stay.says(History, "asthma"), stay.excused("beta_blocker"),
    ))  # fmt: skip


def primary_pci(stay):
    """Done here: by a procedure, or as the timeline says."""
    done = any(p["kind"] == "pci" and p["indication"] == "primary" for p in stay.all(Procedure))
    return done or stay.times.get("reperfusion") == "primary_pci"


def lysed(stay):
    """None where no timeline was written."""
    if not stay.times:
        return None
    return stay.times["lysis_started_at"] is not None or stay.times["reperfusion"] in ("lysis", "lysis_pci")


def reperfused(stay):
    said = stay.times.get("reperfusion")
    seen = any(stay.times.get(n) for n in ("lysis_started_at", "wire_crossed_at"))
    if primary_pci(stay) or said in ("lysis", "lysis_pci") or (said is None and seen):
        return True
    return None if said is None else False


def opened_by_itself(stay):
    culprits = [x for x in stay.all(Lesion) if x["is_culprit"] == "yes"]
    return stay.times.get("reperfusion") == "angiography" and any(x["timi_before"] == "3" for x in culprits)


def _reperfusion(stay):
    stemi, pci, sent = stay.came_for("stemi"), primary_pci(stay), stay.sent()
    why = stay.times.get("delay_reason")
    onset = stay.times.get("symptom_onset_at")
    ill_for = None if onset is None else (stay.door() - onset) / HOUR
    for measure, limit in (("M04", 24), ("M04b", 12)):
        early = None if ill_for is None else ill_for <= limit
        yield measure, outcome(and_(stemi, early), False, reperfused(stay), opened_by_itself(stay))
    not_ours = why in ("access", "arrest", "consent")
    backwards = stay.reversed("door_at", "wire_crossed_at")
    in_90 = stay.timely("door_at", "wire_crossed_at", 90)
    yield "M05", outcome(and_(stemi, pci), backwards or stay.x1(), in_90, not_ours)
    backwards = stay.reversed("door_at", "lysis_started_at")
    in_30 = stay.timely("door_at", "lysis_started_at", 30)
    yield "M06", outcome(and_(stemi, lysed(stay)), backwards or stay.x1(), in_30, why == "consent")
    backwards = stay.reversed("first_contact_at", "wire_crossed_at")
    direct = and_(not_(sent), None if stay.arrival is None else stay.arrival != "in_hospital")
    for measure, came, limit in (("M07", direct, 90), ("M08", sent, 120)):
        done = stay.timely("first_contact_at", "wire_crossed_at", limit)
        yield measure, outcome(and_(stemi, pci, came), backwards, done, not_ours)
    backwards = stay.reversed("other_hospital_at", "other_hospital_left_at")
    out = stay.timely("other_hospital_at", "other_hospital_left_at", 30)
    without_pci = None if stay.arrival is None else stay.arrival == "transfer_non_pci"
    yield "M09", outcome(and_(stemi, without_pci), backwards, out, lysed(stay))


def _discharge(stay):
    ami, gone = stay.came_for("stemi", "nstemi"), stay.x0()
    leaves, excused = stay.leaves_with_class, stay.excused
    both = leaves("oac") and leaves("p2y12")
    bypassed = any(p["kind"] == "cabg" for p in stay.all(Procedure))
    yield "M12", outcome(ami, gone, leaves("aspirin"), both or excused("aspirin"))
    yield "M13", outcome(ami, gone, leaves("p2y12"), bypassed or excused("p2y12"))
    yield "M14", outcome(ami, gone, leaves("beta_blocker"), excused("beta_blocker"))
    raas = ("acei", "arb", "arni")
    low, kidneys = stay.low_lvef(), stay.filtration()
    asked = or_(low, stay.says(History, "hypertension"), stay.says(History, "diabetes"),
                None if kidneys is None else kidneys < 60, anterior(stay))  # fmt: skip
    for measure, concerned in (("M15", low), ("M15cn", asked)):
        yield measure, outcome(and_(ami, concerned), gone, leaves(*raas), no_raas(stay) or excused(*raas))
    yield "M16", outcome(ami, gone, leaves("statin"), excused("statin"))
    young = None if stay.age() is None else stay.age() <= 75
    yield "M16h", outcome(and_(ami, young), gone, strong_statin(stay), excused("statin"))
    smoking = stay.only(History).get("smoking")
    smokes = None if smoking is None else smoking == "current"
    yield "M17", outcome(and_(ami, smokes), gone, stay.says(Discharge, "smoking_advice"))
    why = stay.only(Discharge).get("no_rehabilitation")
    yield "M18", outcome(ami, gone, stay.says(Discharge, "rehabilitation"), why in ("medical", "declined"))
    weak = and_(ami, low, or_(stay.heart_failure(), stay.says(History, "diabetes")))
    yield "M22", outcome(weak, gone, leaves("mra"), no_mra(stay) or excused("mra"))
    after_stroke = and_(ami, stay.says(History, "prior_stroke"))
    yield "M24", outcome(after_stroke, gone, stay.leaves_with("prasugrel"), undesired=True)
    much = stay.mg_a_day("aspirin")
    too_much = and_(stay.leaves_with("aspirin"), None if much is None else much > 100)
    ticagrelor = and_(ami, stay.leaves_with("ticagrelor"))
    yield "M25", outcome(ticagrelor, gone, too_much, undesired=True)


def anterior(stay):
    """By the code of the infarction where it names a wall, else by the ECGs."""
    if stay.coded("I21.0", "I21.1", "I21.2"):
        return stay.coded("I21.0")
    raised = [e["st_elevation"] for e in stay.all(Ecg)]
    return or_(*(None if r is None else r == "anterior" for r in raised)) if raised else None


def no_raas(stay):
    """Pressure, potassium, creatinine: the last before the discharge."""
    pressure = stay.measured(Vitals, "systolic_bp", "measured_at")
    return (pressure or 999) < 90 or (stay.lab("k") or 0) > 5.5 or (stay.lab("cr") or 0) > 265


def no_mra(stay):
    limit = {"male": 221, "female": 177}.get(stay.patient["sex"], 10**6)
    kidneys = stay.filtration()
    return (
        (stay.lab("k") or 0) > 5 or (stay.lab("cr") or 0) > limit or (kidneys is not None and kidneys <= 30)
    )


def strong_statin(stay):
    if not stay.leaves_with_class("statin"):
        return stay.leaves_with_class("statin")
    strong = [(d, least) for d, least in (("atorvastatin", 40), ("rosuvastatin", 20)) if stay.leaves_with(d)]
    doses = [(stay.mg_a_day(drug), least) for drug, least in strong]
    return or_(*(None if mg is None else mg >= least for mg, least in doses))


def _course(stay):
    ami = stay.came_for("stemi", "nstemi")
    early = stay.how == "died" and stay.left - stay.came <= DAY
    gone = early if stay.how == "died" else stay.x0()
    ejection = any(e["lvef"] is not None for e in stay.all(Echo))
    yield "M11", outcome(ami, gone, ejection)
    yield "M19", outcome(ami, False, stay.sampled(DAY, "ldl"))
    yield "M19s", outcome(ami, False, stay.sampled(None, "ldl"))
    started = [p["started_at"] for p in stay.all(Procedure) if p["kind"] in ("pci", "angiography")]
    at = stay.times.get("angiography_at") or stay.times.get("puncture_at") or min(started, default=None)
    soon = None if at is None else timedelta(0) <= at - stay.door() <= DAY
    yield "M20", outcome(and_(stay.came_for("nstemi"), high_risk(stay)), False, soon)
    known = None not in grace_facts(stay).values()
    yield "M21", outcome(stay.came_for("nstemi", "ua"), False, known or None)
    ward = {(m["drug"] or m["drug_text"] or "").lower() for m in stay.on_ward()}
    yield "M23", outcome(ami, False, bool(ward & set(ANTI_INFLAMMATORY)) if ward else None, undesired=True)


def grace_facts(stay):
    """What GRACE asks for, at the arrival."""
    first = {"newest": False}
    return {
        "age": stay.age(), "killip": stay.only(Presentation).get("killip"),
        "arrest": stay.says(Presentation, "had_arrest"), "st": deviation(stay),
        "rate": stay.measured(Vitals, "heart_rate", "measured_at", **first),
        "pressure": stay.measured(Vitals, "systolic_bp", "measured_at", **first),
        "creatinine": stay.lab("cr", **first),
    }  # fmt: skip


def deviation(stay):
    found = [or_(None if e["st_elevation"] is None else e["st_elevation"] != "none",
                 {"yes": True, "no": False}.get(e["st_depression"])) for e in stay.all(Ecg)]  # fmt: skip
    return or_(*found) if found else None


KILLIP = {"1": 0, "2": 20, "3": 39, "4": 59}
AGE = ((30, 0), (40, 8), (50, 25), (60, 41), (70, 58), (80, 75), (90, 91), (999, 100))
RATE = ((50, 0), (70, 3), (90, 9), (110, 15), (150, 24), (200, 38), (9999, 46))
PRESSURE = ((80, 58), (100, 53), (120, 43), (140, 34), (160, 24), (200, 10), (9999, 0))
CREATININE = ((0.4, 1), (0.8, 4), (1.2, 7), (1.6, 10), (2, 13), (4, 21), (9999, 28))  # mg/dL


def points(table, value):
    """The points of a value, or the least and the most where it is not known."""
    if value is None:
        return min(p for _below, p in table), max(p for _below, p in table)
    return (next(p for below, p in table if value < below),) * 2


def high_risk(stay):
    """ST deviation, or GRACE above 140 whatever is not known."""
    told = grace_facts(stay)
    if told["st"]:
        return True
    creatinine = None if told["creatinine"] is None else told["creatinine"] / 88.4
    killip = (0, 59) if told["killip"] is None else (KILLIP[told["killip"]],) * 2
    arrest = {True: (39, 39), False: (0, 0), None: (0, 39)}[told["arrest"]]
    st = (0, 0) if told["st"] is False else (0, 28)
    found = [points(AGE, told["age"]), points(RATE, told["rate"]), points(PRESSURE, told["pressure"]),
             points(CREATININE, creatinine), killip, arrest, st, (14, 14)]  # fmt: skip
    least, most = (sum(pair[i] for pair in found) for i in (0, 1))
    return or_(True if least > 140 else False if most <= 140 else None, told["st"])


def _end(stay):
    stemi, ami = stay.came_for("stemi"), stay.came_for("stemi", "nstemi")
    sent_on = None if stay.how is None else stay.how == "transfer"
    died = None if stay.how is None else stay.how == "died"
    yield "M26", outcome(stemi, sent_on, died, undesired=True)
    yield "M27", outcome(ami, stay.x0(alive=True), stay.came_back(), undesired=True)
    yield "M28", outcome(ami, stay.x0(alive=True), stay.died_within_30(), undesired=True)
