"""Angiography and PCI with lesions and devices."""

from datetime import datetime, timedelta
from typing import Any

from cardiology.models import Device, Lesion, Procedure
from cardiology.synthetic.batch import Batch
from cardiology.synthetic.chance import leave_gaps
from cardiology.synthetic.courses import CORONARY, Stay

# Share of access sites and number of lesions: national PCI quality report (radial above 90 %), rounded.
ACCESS = {"radial_r": 0.86, "radial_l": 0.05, "distal_radial_r": 0.03, "femoral_r": 0.06}
LESIONS = {1: 0.74, 2: 0.22, 3: 0.04}
CULPRIT = {  # segment by the wall that the ECG shows
    "anterior": {"12": 0.55, "13": 0.4, "11": 0.02, "15": 0.03},
    "inferior": {"1": 0.32, "2": 0.36, "3": 0.18, "18": 0.08, "19": 0.06},
    "lateral": {"18": 0.4, "19": 0.25, "20": 0.25, "15": 0.1},
    "posterior": {"19": 0.5, "18": 0.3, "20": 0.2},
    "none": {
        "12": 0.27,
        "13": 0.2,
        "1": 0.13,
        "2": 0.14,
        "3": 0.06,
        "18": 0.09,
        "19": 0.06,
        "20": 0.03,
        "11": 0.02,
    },
}
STENTS = {"Firehawk": 0.3, "XIENCE Sierra": 0.2, "Resolute Onyx": 0.2, "BuMA": 0.15, "Synergy": 0.15}
DIAMETERS = {2.25: 0.06, 2.5: 0.2, 2.75: 0.22, 3.0: 0.26, 3.5: 0.2, 4.0: 0.06}
LENGTHS = {13: 0.08, 18: 0.2, 23: 0.25, 28: 0.2, 33: 0.17, 38: 0.1}
REASON = {"stemi": "acs_24h", "nstemi": "acs_later", "ua": "worsening_angina", "ccs": "stable"}
OPERATORS = ("术者甲", "术者乙", "术者丙", "术者丁")
HOURS_TO_LABORATORY = {"stemi": (90, 0.4), "nstemi": (26, 0.7), "ua": (40, 0.4), "ccs": (22, 0.3)}


def catheter(stay: Stay, until: datetime, batch: Batch) -> None:
    """The visit to the catheter laboratory, if there was one and the record reaches that far."""
    if not stay.invasive:
        return
    start = _start(stay)
    if not start < min(stay.discharged_at or until, until):
        stay.invasive, stay.kidney_injury = "", False
        return
    values = _procedure(stay, start)
    if values["ended_at"] > until:
        values["ended_at"] = None
    number = batch.add(Procedure, **_of(stay), **values)
    stay.keys["procedure"] = number
    stay.times["procedure_at"] = start
    if stay.invasive == "pci":
        _treat(stay, number, batch)
    elif stay.reason in CORONARY and stay.chance.yes(0.5):
        _lesion(stay, number, _segment(stay), False, batch)


def _start(stay: Stay) -> datetime:
    """Primary PCI starts with the puncture of the timeline; others when the list allows."""
    if "puncture_at" in stay.times:
        return stay.times["puncture_at"]
    median, spread = HOURS_TO_LABORATORY.get(stay.reason, (48, 0.3))
    hours = min(stay.chance.skewed(median, spread, 3, 160, 2), max(stay.nights * 24 - 20, 2))
    return stay.at(hours)


def _procedure(stay: Stay, start: datetime) -> dict[str, Any]:
    chance, pci = stay.chance, stay.invasive == "pci"
    primary = "puncture_at" in stay.times
    stay.contrast = chance.about(150 if pci else 70, 35, 30, 295)
    minutes = chance.about(58 if pci else 26, 15, 12, 150)
    indication = {"stemi": "primary" if primary else "late_stemi", "nstemi": "nste_acs", "ua": "nste_acs"}
    access = chance.pick(ACCESS)
    values: dict[str, Any] = {
        "kind": stay.invasive,
        "started_at": start,
        "ended_at": stay.times.get("procedure_ended_at", start + timedelta(minutes=minutes)),
        "code": ("36.07" if chance.yes(0.93) else "00.66") if pci else "88.56",
        "operator": chance.one(OPERATORS),
        "urgency": "emergency" if primary else "urgent" if stay.reason in ("stemi", "nstemi") else "elective",
        "indication": indication.get(stay.reason, "stable" if stay.reason == "ccs" else "other")
        if pci
        else None,
        "access": access,
        "dominance": chance.pick({"right": 0.86, "left": 0.08, "co": 0.06}),
        "contrast": stay.contrast,
        "fluoroscopy": chance.skewed(11 if pci else 4, 0.45, 1, 29.9, 1),
        "air_kerma": chance.skewed(1100 if pci else 420, 0.5, 60, 8000),
        "dose_area_product": chance.skewed(900 if pci else 350, 0.5, 50, 6900),
        "sheath": 6,
        "closure": "tr_band" if chance.yes(0.9) and not access.startswith("femoral") else "manual",
        "antithrombotics": _given(stay) if pci else ["heparin"],
        "created_at": start + timedelta(minutes=minutes),
    }
    if stay.reason in CORONARY:
        values["reasons"] = [REASON[stay.reason] if stay.reason != "stemi" or primary else "acs_later"]
    if pci:
        few = chance.yes(0.45)
        values |= {
            "results": ["one_vessel" if few else chance.pick({"two_vessels": 0.55, "three_vessels": 0.45})],
            "syntax_score": chance.about(9 if few else 20, 5, 1, 48, 1),
            "multivessel": chance.pick({"none": 0.8, "initial": 0.15, "staged": 0.05}),
            "support": ["iabp"] if stay.shock and chance.yes(0.5) else ["none"],
            "success": chance.answer(chance.yes(0.98), 0),
        }
        if values["support"] == ["iabp"]:
            values["support_start"] = chance.pick({"before": 0.6, "after": 0.4})
    leave_gaps(chance, values, {"air_kerma": (0.12, ""), "dominance": (0.05, "not_recorded")})
    return values


def _given(stay: Stay) -> list[str]:
    """What is given against clotting in the laboratory."""
    chance = stay.chance
    found = ["bivalirudin" if chance.yes(0.2) else "heparin"]
    return found + (["gp_inhibitor"] if stay.reason == "stemi" and chance.yes(0.3) else [])


def _treat(stay: Stay, procedure: int, batch: Batch) -> None:
    used: set[str] = set()
    for place in range(stay.chance.pick(LESIONS)):
        segment = _segment(stay) if place == 0 else stay.chance.pick(CULPRIT["none"])
        if segment not in used:
            used.add(segment)
            lesion = _lesion(stay, procedure, segment, place == 0, batch)
            _devices(stay, lesion, batch)


def _segment(stay: Stay) -> str:
    return stay.chance.pick(CULPRIT[stay.territory])


def _lesion(stay: Stay, procedure: int, segment: str, culprit: bool, batch: Batch) -> int:
    """A culprit of a STEMI is mostly closed; after the stent the flow is normal nearly always."""
    chance, treated = stay.chance, stay.invasive == "pci"
    closed = culprit and stay.reason == "stemi" and chance.yes(0.66)
    before = (
        100
        if closed
        else chance.about(88 if treated else 45, 8, 70, 99)
        if treated
        else chance.about(45, 15, 10, 75)
    )
    medina = chance.one(("111", "110", "011", "010")) if chance.yes(0.15) else None
    return batch.add(
        Lesion,
        **_of(stay),
        procedure_id=procedure,
        segment=segment,
        is_culprit=chance.answer(culprit, 0),
        stenosis_before=before,
        stenosis_after=chance.pick({0: 0.85, 5: 0.08, 10: 0.05, 20: 0.02}) if treated else None,
        timi_before="0" if closed else chance.pick({"3": 0.7, "2": 0.2, "1": 0.1}),
        timi_after=chance.pick({"3": 0.95, "2": 0.04, "1": 0.01}) if treated else None,
        is_bifurcation="yes" if medina else "no",
        medina=medina,
        is_calcified=chance.answer(chance.yes(0.08), 0),
        is_restenosis=chance.answer(stay.person.has("prior_pci") and chance.yes(0.2), 0),
        length=chance.about(22, 8, 6, 48),
        thrombus_grade="5" if closed else chance.pick({"0": 0.7, "2": 0.2, "3": 0.1}),
        treated_before="no",
        wire_crossed="yes" if treated else None,
        device_deployed="yes" if treated else None,
        created_at=stay.times["procedure_at"],
    )


def _devices(stay: Stay, lesion: int, batch: Batch) -> None:
    chance, diameter, length = stay.chance, stay.chance.pick(DIAMETERS), stay.chance.pick(LENGTHS)
    stent = chance.yes(0.92)
    serial = f"FICTIVE-{stay.person.serial}-{stay.person.stays}{chance.randrange(1000):03d}"
    shared = {**_of(stay), "lesion_id": lesion, "created_at": stay.times["procedure_at"]}
    if chance.yes(0.7):
        batch.add(Device, **shared, kind="balloon", diameter=max(diameter - 0.5, 1.5), length=15)
    batch.add(
        Device,
        **shared,
        kind="des" if stent else "dcb",
        drug=chance.one(("sirolimus", "everolimus", "zotarolimus")) if stent else "paclitaxel",
        pressure=chance.pick({12: 0.5, 14: 0.3, 16: 0.2}),
        model=chance.pick(STENTS) if stent else "SeQuent Please",
        diameter=diameter,
        length=length,
        serial_number=serial,
    )
    stay.keys["stent"] = stay.keys.get("stent") or stent


def _of(stay: Stay) -> dict[str, int]:
    return {"patient_id": stay.person.number, "admission_id": stay.number}
