"""Vital signs, electrocardiogram, echocardiogram."""

from datetime import datetime
from typing import Any

from cardiology.models import Ecg, Echo, Vitals
from cardiology.synthetic.batch import Batch
from cardiology.synthetic.chance import leave_gaps
from cardiology.synthetic.courses import INFARCTION, Stay

PRESSURE = {"hf": (132, 23), "hypertension": (172, 16), "stemi": (127, 23), "pe": (118, 20)}  # else 134, 20
PULSE = {"hf": (89, 19), "af": (102, 24), "stemi": (79, 17), "pe": (101, 15)}  # else 74, 12
GAPS = {"respiratory_rate": (0.05, ""), "oxygen_saturation": (0.08, "not_done"), "temperature": (0.04, "")}
ECHO_DONE = {"stemi": 0.95, "nstemi": 0.92, "hf": 0.96, "af": 0.93, "ua": 0.82, "ccs": 0.75}  # else 0.85


def at_the_bed(stay: Stay, until: datetime, batch: Batch) -> None:
    """What is measured at the bed and with ultrasound."""
    vital_signs(stay, until, batch)
    electrocardiograms(stay, until, batch)
    echocardiogram(stay, until, batch)


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
            values |= {"height": person.height, "weight": person.weight}
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
    values = {
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
        "created_at": at,
    }
    if rhythm != "sinus":
        values["missing"] = {"pr_interval": "not_applicable"}
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
        "e_over_e_prime": chance.about(10 + weak * 0.15 + 4 * failing, 3, 4, 29, 1),
        "pasp": chance.about(29 + weak * 0.3 + 8 * failing, 8, 15, 95),
        "mitral_regurgitation": severe,
        "aortic_stenosis": "severe"
        if stay.reason == "valve" and chance.yes(0.5)
        else chance.pick({"none": 0.94, "mild": 0.06}),
        "effusion": chance.pick({"none": 0.93, "small": 0.07}),
        "created_at": stay.at(hours + 1),
    }
    leave_gaps(
        chance,
        values,
        {"e_over_e_prime": (0.2, "not_done"), "pasp": (0.22, "not_done"), "lvef_method": (0.05, "")},
    )
    batch.add(Echo, **_of(stay), **values)


def _of(stay: Stay) -> dict[str, int]:
    return {"patient_id": stay.person.number, "admission_id": stay.number}
