"""Diagnoses, complications and the discharge."""

from datetime import datetime, timedelta
from typing import Any

from cardiology.models import Complication, Diagnosis, Discharge
from cardiology.synthetic.batch import Batch
from cardiology.synthetic.chance import leave_gaps
from cardiology.synthetic.courses import CORONARY, INFARCTION, Stay

MAIN = {
    "nstemi": "I21.4",
    "ua": "I20.0",
    "ccs": "I25.1",
    "hf": "I50.9",
    "af": "I48",
    "arrhythmia": "I47.1",
    "hypertension": "I10",
    "valve": "I35.0",
    "cardiomyopathy": "I42.0",
    "pe": "I26",
    "myocarditis": "I40",
}
WALL = {"anterior": "I21.0", "inferior": "I21.1", "lateral": "I21.2", "posterior": "I21.2"}
BESIDE = {
    "hypertension": "I10",
    "diabetes": "E11",
    "dyslipidaemia": "E78.5",
    "atrial_fibrillation": "I48",
    "kidney_disease": "N18",
    "prior_mi": "I25.2",
    "prior_stroke": "I63",
    "lung_disease": "J44",
    "prior_pci": "Z95.5",
    "prior_heart_failure": "I50.9",
    "asthma": "J45",
}
# Complications of infarction (CCC-ACS and CAMI, rounded): kind, probability, hours after admission.
AFTER_INFARCTION = (
    ("vt_vf", 0.035, 8),
    ("new_af", 0.05, 30),
    ("av_block", 0.03, 5),
    ("reinfarction", 0.006, 60),
    ("stroke", 0.006, 50),
    ("heart_failure", 0.06, 20),
    ("stent_thrombosis", 0.004, 40),
)
MORE: dict[str, dict[str, Any]] = {
    "reinfarction": {"infarction_type": "1", "infarction_ecg": "nstemi"},
    "stroke": {"stroke_type": "ischaemic"},
    "stent_thrombosis": {"thrombosis_certainty": "definite", "thrombosis_time": "subacute"},
}
KDIGO = {"1": 0.8, "2": 0.15, "3": 0.05}
AGAINST_ADVICE = 0.02
DAPT_MONTHS = 365


def diagnoses(stay: Stay, batch: Batch) -> None:
    """The main diagnosis, then what else there is."""
    main = WALL[stay.territory] if stay.reason == "stemi" else MAIN[stay.reason]
    codes = [main]
    if stay.lvef < 40 and stay.reason in CORONARY:
        codes.append("I50.9")
    codes += [code for name, code in BESIDE.items() if stay.person.has(name) and code not in codes]
    for rank, code in enumerate(codes[:8], 1):
        batch.add(
            Diagnosis,
            patient_id=stay.person.number,
            admission_id=stay.number,
            code_system="icd10",
            code=code,
            rank=rank,
            certainty="confirmed",
            created_at=stay.at(20),
        )


def complications(stay: Stay, until: datetime, batch: Batch) -> None:
    """What went wrong; each consistent with the facts of the stay."""
    chance = stay.chance
    found: list[tuple[str, float, dict[str, Any]]] = []
    if stay.shock:
        found.append(("shock", 1, {"scai": chance.pick({"c": 0.7, "d": 0.2, "e": 0.1})}))
    if stay.reason in INFARCTION:
        worse = 2 if stay.killip in ("3", "4") else 1
        found += [
            (kind, hours * chance.uniform(0.5, 1.6), MORE.get(kind, {}))
            for kind, p, hours in AFTER_INFARCTION
            if chance.yes(p * worse)
        ]
    procedure = {"procedure_id": stay.keys["procedure"]} if "procedure" in stay.keys else {}
    if stay.bleeds:
        barc = chance.pick({"2": 0.55, "3a": 0.35, "3b": 0.1})
        found.append(
            (
                "bleeding",
                28,
                {
                    "barc": barc,
                    "bleeding_site": chance.pick({"access": 0.4, "haematoma": 0.3, "gi": 0.25, "gu": 0.05}),
                    "transfused": 0 if barc == "2" else chance.one((2, 3, 4)),
                },
            )
        )
    if stay.kidney_injury:
        found.append(("kidney_injury", 54, {**procedure, "kidney_injury_stage": chance.pick(KDIGO)}))
    if stay.dies and stay.reason != "hf":
        found.append(("arrest", max(stay.nights * 24 - 1, 0.5), {}))
    for kind, hours, more in found:
        if stay.lasts(hours, until):
            batch.add(
                Complication,
                patient_id=stay.person.number,
                admission_id=stay.number,
                started_at=stay.at(hours),
                kind=kind,
                created_at=stay.at(hours),
                **more,
            )


def discharge(stay: Stay, batch: Batch) -> None:
    """Where to, in what state, with what advice."""
    chance, at = stay.chance, stay.discharged_at
    if at is None:
        return
    stay.disposition = _where_to(stay)
    values: dict[str, Any] = {"disposition": stay.disposition, "created_at": at}
    values["reconciled"] = stay.keys.get("reconciled")
    if stay.dies:
        cause = chance.pick({"cardiac": 0.86, "vascular": 0.05, "non_cardiovascular": 0.09})
        values["death_cause"] = stay.keys["death_cause"] = cause
        values["death_place"] = chance.pick({"intensive": 0.7, "ward": 0.25, "emergency": 0.05})
        if cause == "cardiac":
            values["cardiac_death"] = "infarction" if stay.reason in INFARCTION else "heart_failure"
    else:
        values |= _state_at_discharge(stay)
        leave_gaps(
            chance, values, {"weight": (0.25, "not_done"), "nyha": (0.15, ""), "education": (0.05, "")}
        )
    batch.add(Discharge, patient_id=stay.person.number, admission_id=stay.number, **values)


def _where_to(stay: Stay) -> str:
    if stay.dies:
        return "died"
    if stay.chance.yes(AGAINST_ADVICE):
        return "against_advice"
    return stay.chance.pick({"home": 0.95, "transfer": 0.025, "rehabilitation": 0.025})


def _state_at_discharge(stay: Stay) -> dict[str, Any]:
    chance, at = stay.chance, stay.discharged_at or stay.admitted_at
    rehabilitation = {"rehabilitation": chance.pick({"yes": 0.28, "no": 0.62, "not_asked": 0.1})}
    if rehabilitation["rehabilitation"] == "no":
        rehabilitation["no_rehabilitation"] = chance.pick({"system": 0.5, "declined": 0.3, "medical": 0.2})
    dual = {"aspirin", "p2y12"} <= stay.discharge_classes
    return {
        "nyha": chance.pick({"1": 0.3, "2": 0.55, "3": 0.15}) if stay.nyha else "1",
        "weight": round(max(stay.person.weight - (3 if stay.reason == "hf" else 0.3), 35.5), 1),
        "systolic_bp": chance.about(123, 12, 88, 168),
        "heart_rate": chance.about(70, 8, 48, 105),
        "smoking_advice": chance.answer(stay.person.smoking == "current" and chance.yes(0.85), 0),
        "diastolic_bp": chance.about(74, 7, 52, 98),
        "reconciled": chance.answer(chance.yes(0.9), 0),
        "cost": round(chance.skewed(42_000 if stay.invasive == "pci" else 14_000, 0.3, 2_000, 400_000), 2),
        **rehabilitation,
        "education": chance.answer(chance.yes(0.92), 0),
        "phone_checked": chance.pick({"yes": 0.8, "no": 0.1, "not_asked": 0.1}),
        "dapt_until_on": at.date() + timedelta(days=DAPT_MONTHS)
        if dual and stay.reason in CORONARY
        else None,
    }
