"""What a patient answers on the telephone."""

from datetime import datetime, timedelta
from typing import Any

from cardiology.synthetic.batch import Batch
from cardiology.synthetic.chance import leave_gaps
from cardiology.synthetic.courses import Stay
from cardiology.synthetic.lives import Life
from followup.models import FollowUp

# Angina in a fifth to a quarter within a year of PCI; doses missed in a quarter; about 8 % stop an
# antiplatelet drug early; half of the smokers go on (published follow-ups, rounded).
ANGINA = {"0": 0.79, "1": 0.1, "2": 0.08, "3": 0.025, "4": 0.005}
MISSED = {"0": 0.74, "1": 0.12, "2-3": 0.09, "4+": 0.05}
STOPPED, STOPS_FOR = (
    0.03,
    {"side_effect": 0.25, "bleeding": 0.2, "doctor": 0.25, "cost": 0.1, "forgot": 0.1, "felt_better": 0.1},
)
GAPS = {
    "systolic_bp": (0.22, "not_done"),
    "weight": (0.3, "not_done"),
    "heart_rate": (0.3, "not_done"),
    "next_appointment_on": (0.4, ""),
    "weight_change": (0.5, "not_done"),
}


# Of the last days' calls most tell of angina, so that the doctors' inbox of a small department is not empty.
LATEST, ANGINA_LATELY = timedelta(days=8), {"0": 0.2, "2": 0.1, "3": 0.7}
STAYS_THE_SAME = 0.88  # from one call to the next, angina and breathlessness mostly stay what they were


def ask(
    life: Life, stay: Stay, contact: int, at: datetime, proxy: bool, until: datetime, batch: Batch
) -> dict[str, Any]:
    """The answers of one contact, coherent with the heart that was discharged and with the call before."""
    chance, failing = stay.chance, stay.reason == "hf" or stay.lvef < 40
    classes = {"1": 0.25, "2": 0.5, "3": 0.2, "4": 0.05} if failing else {"1": 0.74, "2": 0.22, "3": 0.04}
    systolic = chance.about(128, 14, 88, 190)
    stopped = "p2y12" in stay.discharge_classes and chance.yes(STOPPED)
    values: dict[str, Any] = {
        "answered_at": at,
        "informant": chance.pick({"spouse": 0.5, "child": 0.5}) if proxy else "patient",
        "angina": chance.pick(ANGINA_LATELY) if until - at < LATEST else _as_before(stay, "angina", ANGINA),
        "rest_pain": chance.answer(chance.yes(0.012), 0),
        "nyha": _as_before(stay, "nyha", classes),
        "swelling": chance.answer(failing and chance.yes(0.15), 0.02),
        "palpitation": chance.answer(chance.yes(0.07), 0.02),
        "syncope": chance.answer(chance.yes(0.006), 0),
        "neurological_sign": chance.answer(chance.yes(0.004), 0),
        "bleeding": chance.pick({"none": 0.91, "minor": 0.07, "treated": 0.016, "major": 0.004}),
        "systolic_bp": systolic,
        "diastolic_bp": min(max(round(systolic * 0.6), 44), 115),
        "heart_rate": chance.about(71, 9, 46, 120),
        "weight": round(min(max(life.person.weight + chance.gauss(0, 1.2), 35.5), 160), 1),
        "weight_change": chance.about(0.1, 0.7, -3, 4, 1) if failing else None,
        "missed_doses": chance.pick(MISSED),
        "stopped_antiplatelet": chance.answer(stopped, 0),
        "stop_reason": chance.pick(STOPS_FOR) if stopped else None,
        "smoking_now": chance.answer(life.person.smoking == "current" and chance.yes(0.5), 0.01),
        "next_appointment_on": at.date() + timedelta(days=chance.one((14, 30, 60, 90))),
        "created_at": at,
    }
    values |= _beside(life, values, failing)
    leave_gaps(chance, values, GAPS)
    if values["systolic_bp"] is None:
        values["diastolic_bp"] = None
    batch.add(FollowUp, patient_id=life.person.number, admission_id=stay.number, contact_id=contact, **values)
    return values


def _beside(life: Life, said: dict[str, Any], failing: bool) -> dict[str, Any]:
    """What opens after an answer, and the questions about life."""
    chance = life.person.chance
    found: dict[str, Any] = {
        "admitted_since": chance.answer(chance.yes(0.03), 0.02),
        "alcohol": chance.pick({"none": 0.72, "some": 0.22, "much": 0.06}),
        "exercise_minutes": chance.about(120, 70, 0, 420),
        "rehabilitation": chance.pick(
            {"attending": 0.15, "finished": 0.1, "not_referred": 0.6, "declined": 0.15}
        ),
        "phq2": chance.pick({0: 0.6, 1: 0.25, 2: 0.12, 3: 0.03}),
        "gad2": chance.pick({0: 0.62, 1: 0.25, 2: 0.11, 3: 0.02}),
        "muscle_pain": chance.pick({"none": 0.92, "mild": 0.06, "moderate": 0.02}),
    }
    if said["swelling"] == "yes":
        found["swelling_level"] = chance.pick({"ankle": 0.75, "knee": 0.25})
    if said["palpitation"] == "yes":
        found["palpitation_frequency"] = chance.pick({"rare": 0.5, "weekly": 0.35, "daily": 0.15})
    if said["bleeding"] in ("minor", "treated"):
        found["bleeding_site"] = chance.pick({"gum": 0.35, "skin": 0.4, "nose": 0.25})
        found["bleeding_action"] = "none" if said["bleeding"] == "minor" else "doctor_stopped"
    if said["smoking_now"] == "yes":
        found["cigarettes"] = chance.about(12, 6, 1, 40)
    if failing:
        found["weighs_daily"] = chance.answer(chance.yes(0.55), 0.03)
    return found


def _as_before(stay: Stay, name: str, weights: dict[str, float]) -> str:
    """The answer of the call before, or a new one."""
    before: str | None = stay.keys.get("said", {}).get(name)
    return before if before and stay.chance.yes(STAYS_THE_SAME) else stay.chance.pick(weights)
