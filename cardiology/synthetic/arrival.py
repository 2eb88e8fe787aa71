"""How a patient came: presentation, chest-pain timeline, history."""

from datetime import datetime, timedelta
from typing import Any

from cardiology.models import History, Presentation, Timeline
from cardiology.synthetic.batch import Batch
from cardiology.synthetic.chance import leave_gaps
from cardiology.synthetic.courses import CORONARY, INFARCTION, Stay
from cardiology.synthetic.people import ALLERGIES, CONDITIONS

COMPLAINTS = {
    "hf": "dyspnoea",
    "af": "palpitation",
    "arrhythmia": "palpitation",
    "cardiomyopathy": "dyspnoea",
    "valve": "dyspnoea",
    "pe": "dyspnoea",
    "hypertension": "other",
}
ARRIVALS = {
    "stemi": {"ambulance": 0.22, "own": 0.5, "transfer_non_pci": 0.25, "in_hospital": 0.03},
    "nstemi": {"ambulance": 0.14, "own": 0.66, "transfer_non_pci": 0.17, "in_hospital": 0.03},
    "ccs": {"outpatient": 0.85, "own": 0.15},
}
ANY_ARRIVAL = {"ambulance": 0.06, "own": 0.55, "outpatient": 0.36, "transfer_non_pci": 0.03}
# Minutes (median, spread). Door to wire: chest-pain-centre target 90 min for three quarters of patients.
DOOR_TO_ECG, ECG_TO_DIAGNOSIS = (5, 0.5), (4, 0.5)
DOOR_TO_WIRE, TRANSFERRED_TO_WIRE = (71, 0.34), (42, 0.4)
TROPONIN_TURNAROUND = (19, 0.25)
DELAYS = {
    "consent": 0.35,
    "lab_busy": 0.2,
    "access": 0.1,
    "crossing": 0.1,
    "diagnosis": 0.1,
    "arrest": 0.1,
    "transport": 0.05,
}
STORY_FOR = {
    "stemi": "持续胸痛伴大汗",
    "nstemi": "反复胸痛加重",
    "ua": "活动后胸痛近期加重",
    "ccs": "劳力性胸闷",
    "hf": "活动后气促，夜间不能平卧",
    "af": "阵发心悸",
}


def arrive(stay: Stay, batch: Batch) -> str:
    """How the patient came; gives the way of arrival for the admission."""
    way = stay.chance.pick(ARRIVALS.get(stay.reason, ANY_ARRIVAL))
    presentation(stay, batch)
    if stay.reason in INFARCTION or (stay.reason == "ua" and stay.chance.yes(0.6)):
        timeline(stay, way, batch)
    history(stay, batch)
    return way


def presentation(stay: Stay, batch: Batch) -> None:
    """Complaint and state at first contact. Killip is for infarctions, NYHA for failing hearts."""
    chance = stay.chance
    pain = stay.reason in CORONARY
    values: dict[str, Any] = {
        "complaint": "arrest" if stay.arrest else COMPLAINTS.get(stay.reason, "chest_pain"),
        "symptom_character": chance.pick({"typical": 0.8, "atypical": 0.2}) if pain else None,
        "killip": stay.killip,
        "nyha": stay.nyha,
        "has_heart_failure": chance.answer(stay.killip in ("2", "3") or stay.reason == "hf"),
        "has_shock": chance.answer(stay.shock, 0),
        "had_arrest": chance.answer(stay.arrest, 0),
        "story": f"{STORY_FOR[stay.reason]}{round(stay.onset_hours, 1)}小时入院。"
        if stay.reason in STORY_FOR
        else None,
        "created_at": stay.at(1),
    }
    leave_gaps(chance, values, {"killip": (0.04, "") if stay.killip else (1, "not_applicable")})
    batch.add(Presentation, **_of(stay), **values)


def timeline(stay: Stay, way: str, batch: Batch) -> None:
    """Instants from onset to the open artery, in their order; some were never written down."""
    chance, door = stay.chance, stay.admitted_at
    after = _after(door)
    onset = door - timedelta(hours=stay.onset_hours)
    before_door = stay.onset_hours * 60 * chance.uniform(0.3, 0.8)
    came_by_help = way in ("ambulance", "transfer_non_pci")
    first_contact = onset + timedelta(minutes=before_door) if came_by_help else door
    ecg = after(chance.skewed(*DOOR_TO_ECG, 1, 60))
    if came_by_help and chance.yes(0.6):
        ecg = first_contact + timedelta(minutes=min(int(chance.skewed(*DOOR_TO_ECG, 1, 40)), 30))
    diagnosis = ecg + timedelta(minutes=chance.skewed(*ECG_TO_DIAGNOSIS, 1, 60))
    drawn = max(diagnosis, door) + timedelta(minutes=chance.about(3, 2, 0, 20))
    times = {
        "symptom_onset_at": onset,
        "first_contact_at": first_contact,
        "door_at": door,
        "first_ecg_at": ecg,
        "diagnosis_at": diagnosis,
        "troponin_drawn_at": drawn,
        "troponin_result_at": drawn + timedelta(minutes=chance.skewed(*TROPONIN_TURNAROUND, 8, 120)),
        "antiplatelet_at": max(diagnosis, door) + timedelta(minutes=chance.about(9, 6, 1, 60)),
    }
    if way == "ambulance":
        times["help_called_at"] = onset + (first_contact - onset) * 0.6
    values: dict[str, Any] = {
        **{n: t.replace(second=0, microsecond=0) for n, t in times.items()},
        "first_contact_place": {
            "ambulance": "ambulance",
            "transfer_non_pci": "other_hospital",
            "in_hospital": "ward",
        }.get(way, "emergency"),
        "created_at": stay.at(2),
    }
    if stay.reason == "stemi" and stay.invasive == "pci":
        _to_the_wire(stay, way, values)
    stay.times = {n: t for n, t in values.items() if n.endswith("_at")}
    leave_gaps(
        chance,
        values,
        {
            "symptom_onset_at": (0.03, "unknown"),
            "help_called_at": (0.1, ""),
            "troponin_result_at": (0.05, ""),
            "first_contact_at": (0.03, "not_recorded"),
            "consent_signed_at": (0.12, ""),
        },
    )
    batch.add(Timeline, **_of(stay), **values)


def _to_the_wire(stay: Stay, way: str, values: dict[str, Any]) -> None:
    """From the diagnosis to the wire, for who came within 12 h; late comers had their PCI days later."""
    chance = stay.chance
    if stay.onset_hours > 12:
        return
    ready = max(values["diagnosis_at"], values["door_at"])
    usual = TRANSFERRED_TO_WIRE if way == "transfer_non_pci" else DOOR_TO_WIRE
    total = max(chance.skewed(*usual, 22, 300) - (ready - values["door_at"]).total_seconds() / 60, 16)
    shares = {
        "lab_activated_at": 0.12,
        "consent_signed_at": 0.35,
        "patient_in_lab_at": 0.58,
        "puncture_at": 0.74,
        "wire_crossed_at": 1,
    }
    for name, share in shares.items():
        values[name] = ready + timedelta(minutes=int(total * share))
    if (values["wire_crossed_at"] - values["door_at"]).total_seconds() > 90 * 60 and chance.yes(0.7):
        values["delay_reason"] = chance.pick(DELAYS)


def history(stay: Stay, batch: Batch) -> None:
    """Risk factors and earlier illness, as far as they were asked for."""
    person, chance = stay.person, stay.chance
    asked = (*CONDITIONS, "prior_pci", "prior_cabg", "dialysis", "anaemia")
    values: dict[str, Any] = {name: chance.answer(person.has(name)) for name in asked}
    values["smoking"] = person.smoking
    values["family_history"] = chance.pick({"yes": 0.07, "no": 0.75, "unknown": 0.08, "not_asked": 0.1})
    if person.has("prior_mi"):
        values["prior_mi_on"] = _some_time_ago(stay)
    if person.has("prior_pci"):
        values["prior_pci_on"] = _some_time_ago(stay)
    if values["allergy"] == "yes":
        values["allergy_to"] = chance.one(ALLERGIES)
    leave_gaps(
        chance, values, {"smoking": (0.02, "unknown"), "liver_disease": (0.03, ""), "cancer": (0.03, "")}
    )
    stay.keys["history"] = batch.add(History, **_of(stay), **values, created_at=stay.at(3))


def _some_time_ago(stay: Stay) -> str:
    day = stay.admitted_at - timedelta(days=stay.chance.uniform(200, 4000))
    return day.strftime(stay.chance.pick({"%Y": 0.5, "%Y-%m": 0.35, "%Y-%m-%d": 0.15}))


def _after(start: datetime) -> Any:
    return lambda minutes: start + timedelta(minutes=minutes)


def _of(stay: Stay) -> dict[str, int]:
    return {"patient_id": stay.person.number, "admission_id": stay.number}
