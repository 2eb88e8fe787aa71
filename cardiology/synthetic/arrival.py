"""How a patient came: presentation, chest-pain timeline, history."""

from datetime import datetime, timedelta
from typing import Any

from cardiology.models import History, Presentation, Timeline
from cardiology.synthetic.batch import Batch
from cardiology.synthetic.chance import leave_gaps
from cardiology.synthetic.courses import CORONARY, INFARCTION, Stay
from cardiology.synthetic.people import ALLERGIES, CONDITIONS
from cardiology.synthetic.timeline import complete

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
FRAILTY = {"3": 0.35, "4": 0.35, "5": 0.2, "6": 0.08, "7": 0.02}
DIABETES_THERAPY = {("oral",): 0.6, ("insulin",): 0.12, ("oral", "insulin"): 0.16, ("diet",): 0.12}
STROKES = {"ischaemic": 0.8, "tia": 0.13, "haemorrhagic": 0.07}
BLED = {"gi": 0.7, "intracranial": 0.15, "gu": 0.1, "other": 0.05}
RARE = {"gout": 0.06, "thyroid_disease": 0.05, "peptic_ulcer": 0.06, "sleep_apnoea": 0.04, "dementia": 0.02,
        "stable_angina": 0.08, "valve_surgery": 0.005, "transplant": 0.0005, "contrast_allergy": 0.004,
        "aspirin_allergy": 0.004}  # fmt: skip
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
        "consciousness": "unresponsive" if stay.arrest else "alert",
        "frailty": chance.pick(FRAILTY) if stay.person.age(stay.admitted_at) >= 75 else None,
        "created_at": stay.at(1),
    }
    if pain:
        values["instability"] = _instability(stay)
    if values["had_arrest"] == "yes":
        values["arrest_place"] = chance.pick({"outside": 0.7, "transferring": 0.3})
        values["arrest_rhythm"] = chance.pick({"shockable": 0.75, "not_shockable": 0.25})
        values["arrest_witnessed"] = chance.answer(chance.yes(0.8))
    leave_gaps(chance, values, {"killip": (0.04, "") if stay.killip else (1, "not_applicable")})
    batch.add(Presentation, **_of(stay), **values)


def _instability(stay: Stay) -> list[str]:
    """What makes a patient with pain unstable, worst last."""
    found = ["ischaemia"] if stay.reason in INFARCTION and stay.chance.yes(0.5) else []
    found += ["arrhythmia"] if stay.arrest else []
    found += ["shock"] if stay.shock else []
    found += ["heart_failure"] if stay.killip in ("2", "3") else []
    return found or ["none"]


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
    complete(stay, way, values)
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
    values["entered"] = {n: told for n, told in values["entered"].items() if values.get(n)}
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
    values |= {name: chance.answer(chance.yes(share)) for name, share in RARE.items()}
    stay.keys["no_aspirin"] = values["aspirin_allergy"] == "yes"
    values["alcohol"] = chance.pick({"never": 0.62, "occasional": 0.22, "regular": 0.12, "former": 0.04})
    values["recent_aspirin"] = chance.answer(person.has("prior_pci") or chance.yes(0.15))
    values["implant"] = ["pacemaker"] if chance.yes(0.015) else ["none"]
    values |= _followed_up(stay, {name for name, answer in values.items() if answer == "yes"})
    values |= _smoked(stay)
    leave_gaps(chance, values, {"liver_disease": (0.03, ""), "cancer": (0.03, "")})
    if person.smoking == "never":
        leave_gaps(chance, values, {"smoking": (0.03, "unknown")})
    stay.keys["history"] = batch.add(History, **_of(stay), **values, created_at=stay.at(3))


def _followed_up(stay: Stay, yes: set[str]) -> dict[str, Any]:
    """What is asked where the answer was yes."""
    chance, found = stay.chance, {}
    for name in ("prior_mi", "prior_pci", "prior_cabg", "prior_stroke", "prior_bleeding"):
        if name in yes:
            found[f"{name}_on"] = _some_time_ago(stay)
    if "diabetes" in yes:
        found |= {"diabetes_type": "2" if chance.yes(0.97) else "1", "diabetes_since": _some_time_ago(stay),
                  "diabetes_therapy": list(chance.pick(DIABETES_THERAPY))}  # fmt: skip
    if "prior_stroke" in yes:
        found["stroke_kind"] = [chance.pick(STROKES)]
    if "prior_bleeding" in yes:
        found["bleeding_site"] = [chance.pick(BLED)]
    if "kidney_disease" in yes:
        found["kidney_stage"] = "5" if "dialysis" in yes else chance.pick({"3a": 0.5, "3b": 0.3, "4": 0.2})
    if "prior_heart_failure" in yes:
        stronger = "mildly_reduced" if stay.lvef < 50 else "preserved"
        found["heart_failure_type"] = "reduced" if stay.lvef <= 40 else stronger
    if "allergy" in yes:
        found["allergy_to"] = chance.one(ALLERGIES)
        found["allergy_severity"] = chance.pick({"mild": 0.8, "moderate": 0.2})
    return found


def _smoked(stay: Stay) -> dict[str, Any]:
    """How much was smoked, of who smokes or smoked."""
    chance, person = stay.chance, stay.person
    if person.smoking == "never":
        return {}
    found: dict[str, Any] = {
        "tobacco": ["cigarettes"],
        "cigarettes_per_day": chance.pick({10: 0.3, 20: 0.5, 30: 0.1, 40: 0.05, 5: 0.05}),
        "years_smoked": chance.about(min(person.age(stay.admitted_at) - 22, 45), 7, 3, 60),
    }
    if person.smoking == "current":
        return found | {"smoking_days": chance.pick({"every_day": 0.94, "some_days": 0.06})}
    return found | {"quit_on": _some_time_ago(stay)}


def _some_time_ago(stay: Stay) -> str:
    day = stay.admitted_at - timedelta(days=stay.chance.uniform(200, 4000))
    return day.strftime(stay.chance.pick({"%Y": 0.5, "%Y-%m": 0.35, "%Y-%m-%d": 0.15}))


def _after(start: datetime) -> Any:
    return lambda minutes: start + timedelta(minutes=minutes)


def _of(stay: Stay) -> dict[str, int]:
    return {"patient_id": stay.person.number, "admission_id": stay.number}
