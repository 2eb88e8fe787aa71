"""Vital signs, electrocardiogram, echocardiogram."""

from datetime import datetime
from typing import Any

from cardiology.models import Ecg, Echo, Examination, Vitals
from cardiology.models.imaging.wall_motion import SEGMENTS
from cardiology.synthetic.batch import Batch
from cardiology.synthetic.chance import leave_gaps
from cardiology.synthetic.courses import INFARCTION, Stay

PRESSURE = {"hf": (132, 23), "hypertension": (172, 16), "stemi": (127, 23), "pe": (118, 20)}  # else 134, 20
PULSE = {"hf": (89, 19), "af": (102, 24), "stemi": (79, 17), "pe": (101, 15)}  # else 74, 12
BROAD = 120  # ms: a broader QRS asks to be confirmed
GAPS = {"respiratory_rate": (0.05, ""), "oxygen_saturation": (0.08, "not_done"), "temperature": (0.04, "")}
ECHO_DONE = {"stemi": 0.95, "nstemi": 0.92, "hf": 0.96, "af": 0.93, "ua": 0.82, "ccs": 0.75}  # else 0.85

LEADS = {
    "anterior": ("V1", "V2", "V3", "V4"),
    "inferior": ("II", "III", "aVF"),
    "lateral": ("I", "aVL", "V5", "V6"),
    "posterior": ("V7", "V8", "V9"),
}
WALLS = {  # segments that move less, by the wall that the ECG shows
    "anterior": ("mid_anterior", "mid_anteroseptal", "apical_anterior", "apical_septal", "apical_cap"),
    "inferior": ("basal_inferior", "mid_inferior", "apical_inferior"),
    "lateral": ("mid_anterolateral", "mid_inferolateral", "apical_lateral"),
    "posterior": ("basal_inferolateral", "mid_inferolateral"),
}
PATTERNS = {("none",): 0.7, ("new_q",): 0.2, ("hyperacute_t",): 0.03, ("wellens",): 0.04, ("rbbb",): 0.03}


def at_the_bed(stay: Stay, until: datetime, batch: Batch) -> None:
    """What is measured at the bed and with ultrasound."""
    examination(stay, batch)
    vital_signs(stay, until, batch)
    electrocardiograms(stay, until, batch)
    echocardiogram(stay, until, batch)


def examination(stay: Stay, batch: Batch) -> None:
    """What is heard and seen at arrival: wet lungs and swollen legs where the heart fails."""
    chance, fails = stay.chance, stay.reason == "hf"
    wet = {"2": "half", "3": "more"}.get(stay.killip or "", "half" if fails and chance.yes(0.7) else "none")
    valve = ["aortic_systolic"] if stay.reason == "valve" else ["mitral_systolic"]
    values: dict[str, Any] = {
        "examined_at": stay.at(0.5),
        "rales": wet,
        "third_sound": chance.answer(fails and chance.yes(0.3)),
        "murmur": valve if stay.reason == "valve" or chance.yes(0.06) else ["none"],
        "jugular_distension": chance.answer(fails and chance.yes(0.45)),
        "oedema": chance.pick({"none": 0.35, "mild": 0.35, "moderate": 0.25, "severe": 0.05})
        if fails
        else "none",
        "cold_extremities": chance.answer(stay.shock),
        "created_at": stay.at(0.6),
    }
    batch.add(Examination, **_of(stay), **values)


def vital_signs(stay: Stay, until: datetime, batch: Batch) -> None:
    """At arrival, at 8 h, then each morning for a week: pressure and pulse settle."""
    chance, person = stay.chance, stay.person
    mean, sd = PRESSURE.get(stay.reason, (134, 20))
    systolic = chance.about(
        mean + (8 if person.has("hypertension") else -4) - (42 if stay.shock else 0), sd, 72, 214
    )
    pulse = chance.about(*PULSE.get(stay.reason, (74, 12)), 44, 148) + (8 if stay.shock else 0)
    for turn, hours in enumerate((0.2, 8, 24, 48, 72, 96, 120, 144)):
        if not stay.lasts(hours, until):
            break
        settled = min(turn / 4, 1)
        now = round(systolic + (124 - systolic) * settled * 0.7 + chance.gauss(0, 7))
        now = min(max(now, 66), 218)
        values: dict[str, Any] = {
            "measured_at": stay.at(hours),
            "systolic_bp": now,
            "diastolic_bp": min(max(round(now * 0.58 + chance.gauss(3, 6)), 40), now - 12, 128),
            "heart_rate": min(max(round(pulse + (72 - pulse) * settled * 0.7 + chance.gauss(0, 5)), 42), 150),
            "respiratory_rate": chance.about(
                24 if stay.killip in ("3", "4") or stay.nyha == "4" else 18, 2, 11, 35
            ),
            "temperature": chance.about(36.6, 0.35, 35.4, 38.9, 1),
            "oxygen_saturation": chance.about(
                93 if stay.killip in ("3", "4") or stay.nyha == "4" else 97, 2, 90, 100
            ),
            "created_at": stay.at(hours + 0.1),
        }
        if turn == 0:
            values |= {"height": person.height, "weight": person.weight, "bp_position": "lying"}
            values["on_oxygen"] = chance.answer(stay.killip in ("3", "4") or stay.nyha == "4")
            leave_gaps(chance, values, {**GAPS, "height": (0.08, "not_done"), "weight": (0.05, "not_done")})
        elif stay.reason == "hf":  # weighed daily; water goes
            values["weight"] = round(max(person.weight - 0.6 * turn + chance.gauss(0, 0.3), 35.5), 1)
        batch.add(Vitals, **_of(stay), **values)


def electrocardiograms(stay: Stay, until: datetime, batch: Batch) -> None:
    """One at arrival, for infarctions a second one after the artery is open."""
    first = stay.times.get("first_ecg_at", stay.at(0.2))
    batch.add(Ecg, **_of(stay), **_ecg(stay, first, stay.territory))
    if stay.reason in INFARCTION and stay.lasts(20, until):
        batch.add(Ecg, **_of(stay), **_ecg(stay, stay.at(20), "none"))


def _ecg(stay: Stay, at: datetime, territory: str) -> dict[str, Any]:
    chance = stay.chance
    fibrillates = stay.reason == "af" or (stay.person.has("atrial_fibrillation") and chance.yes(0.5))
    rhythm = "af" if fibrillates else "sinus" if chance.yes(0.98) else "paced"
    wide = stay.lvef < 40 and chance.yes(0.25)
    values: dict[str, Any] = {
        "recorded_at": at,
        "rhythm": rhythm,
        "st_elevation": territory,
        "ventricular_rate": chance.about(104 if fibrillates else 78, 18, 42, 178),
        "pr_interval": chance.about(162, 22, 110, 290) if rhythm == "sinus" else None,
        "qrs_duration": chance.about(142 if wide else 94, 12, 70, 190),
        "qtc_interval": chance.about(428, 26, 350, 500),
        "st_depression": chance.answer(stay.reason in ("nstemi", "ua") and chance.yes(0.55), 0),
        "t_inversion": chance.answer(chance.yes(0.3), 0),
        "new_lbbb": chance.answer(wide and chance.yes(0.1), 0),
        "place": "ward",
        "arrhythmia": ["new_af"] if fibrillates and not stay.person.has("atrial_fibrillation") else ["none"],
        "pattern": list(chance.pick(PATTERNS)) if stay.reason in INFARCTION else ["none"],
        "created_at": at,
    }
    if values["qrs_duration"] > BROAD:
        values["confirmed"] = {
            "qrs_duration": {"value": str(values["qrs_duration"]), "by": stay.attending, "at": at.isoformat()}
        }
    values["av_block"] = "1" if (values["pr_interval"] or 0) > 200 else "none"
    values["qt_interval"] = round(values["qtc_interval"] * (60 / values["ventricular_rate"]) ** 0.5)
    values |= {"qtc_formula": "bazett"}
    if territory in LEADS:
        values["st_elevation_leads"] = list(LEADS[territory])
        values["st_elevation_most"] = chance.about(0.3, 0.12, 0.12, 0.8, 2)
    if rhythm != "sinus":
        values["missing"] = {"pr_interval": "not_applicable"}
        values["av_block"] = None
    return values


def echocardiogram(stay: Stay, until: datetime, batch: Batch) -> None:
    """Usually within two days. A poor heart is large, leaks, and has a stiff filling."""
    chance, hours = stay.chance, stay.chance.about(26, 12, 3, 70, 1)
    if not stay.lasts(hours, until) or not chance.yes(ECHO_DONE.get(stay.reason, 0.85)):
        return
    weak = max(55 - stay.lvef, 0)
    failing = stay.reason == "hf"
    severe = chance.pick(
        {"none": 0.3, "trivial": 0.3, "mild": 0.3, "moderate": 0.08 + weak / 150, "severe": 0.02 + weak / 400}
    )
    values: dict[str, Any] = {
        "performed_at": stay.at(hours),
        "lvef": stay.lvef,
        "lvef_method": chance.pick({"simpson": 0.7, "teichholz": 0.24, "visual": 0.06}),
        "lv_diastolic_diameter": chance.about(47 + weak * 0.45, 4, 36, 78),
        "la_diameter": chance.about(
            36 + weak * 0.2 + (6 if stay.person.has("atrial_fibrillation") else 0), 4, 26, 65
        ),
        "pasp": chance.about(29 + weak * 0.3 + 8 * failing, 8, 15, 95),
        "mitral_regurgitation": severe,
        "aortic_stenosis": "severe"
        if stay.reason == "valve" and chance.yes(0.5)
        else chance.pick({"none": 0.94, "mild": 0.06}),
        "phase": "baseline",
        "wall_motion": "normal",
        "damage": ["thrombus"] if weak > 20 and chance.yes(0.05) else ["none"],
        **_dimensions(stay, weak),
        "effusion": chance.pick({"none": 0.93, "small": 0.07}),
        "created_at": stay.at(hours + 1),
    }
    if stay.reason in INFARCTION and stay.territory in WALLS:
        values |= {"wall_motion": "abnormal"} | dict.fromkeys(SEGMENTS, "normal")
        values |= dict.fromkeys(WALLS[stay.territory], "akinetic" if weak > 10 else "hypokinetic")
    gaps = {"e_prime_septal": (0.2, "not_done"), "pasp": (0.22, "not_done"), "lvef_method": (0.05, "")}
    leave_gaps(chance, values, gaps)
    batch.add(Echo, **_of(stay), **values)


def _dimensions(stay: Stay, weak: float) -> dict[str, Any]:
    """Walls, flow and rings. A ventricle that relaxes poorly has a low e′ and a high E/e′."""
    chance, thick = stay.chance, 1.5 if stay.person.has("hypertension") else 0
    stiff = stay.reason == "hf"
    septal = chance.about(7.5 - 1.5 * stiff - weak * 0.04, 1.3, 3, 13, 1)
    return {
        "lv_systolic_diameter": chance.about(30 + weak * 0.6, 3, 20, 68),
        "septum_thickness": chance.about(9 + thick, 1.2, 6, 18, 1),
        "posterior_wall_thickness": chance.about(8.8 + thick * 0.8, 1, 6, 16, 1),
        "aortic_root": chance.about(32, 3, 23, 45),
        "rv_diameter": chance.about(21 + 4 * stiff, 3, 15, 45),
        "tapse": chance.about(20 - weak * 0.12, 3, 9, 30),
        "e_velocity": chance.about(0.72 + 0.2 * stiff, 0.16, 0.35, 1.6, 2),
        "a_velocity": None if stay.reason == "af" else chance.about(0.78, 0.16, 0.25, 1.4, 2),
        "e_prime_septal": septal,
        "e_prime_lateral": round(min(septal * 1.3, 20), 1),
        "aortic_regurgitation": chance.pick({"none": 0.75, "trivial": 0.15, "mild": 0.1}),
        "tricuspid_regurgitation": chance.pick({"none": 0.5, "trivial": 0.3, "mild": 0.15, "moderate": 0.05}),
    }


def _of(stay: Stay) -> dict[str, int]:
    return {"patient_id": stay.person.number, "admission_id": stay.number}
