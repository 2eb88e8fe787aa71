"""A department made uneven: what is generated is treated too well to tell one count from another.

Every variable that a measure asks for is changed or emptied in some of the rows, by chance but always alike.
"""

from datetime import timedelta
from random import Random

from cardiology.models import (
    Admission,
    Diagnosis,
    Discharge,
    Ecg,
    Echo,
    Examination,
    History,
    LabResult,
    Lesion,
    Medication,
    Patient,
    Presentation,
    Procedure,
    Timeline,
    Vitals,
)
from cardiology.timeline import POINTS
from followup.models import FollowUp

FLAG = ("yes", "no", "unknown", None)
DRUGS = {
    "aspirin": "aspirin", "ticagrelor": "p2y12", "clopidogrel": "p2y12", "prasugrel": "p2y12",
    "rivaroxaban": "oac", "dabigatran": "oac", "apixaban": "oac", "edoxaban": "oac", "warfarin": "oac",
    "atorvastatin": "statin", "rosuvastatin": "statin", "metoprolol": "beta_blocker",
    "atenolol": "beta_blocker", "valsartan": "arb", "spironolactone": "mra", "dapagliflozin": "sglt2i",
    "diltiazem": "ccb", "ibuprofen": "other", "furosemide": "diuretic", "cilostazol": "other_antiplatelet",
}  # fmt: skip
CODES = (
    "I21.401",
    "I21.001",
    "I21.101",
    "I50.900",
    "I42.000",
    "I48.x01",
    "I63.900",
    "I05.000",
    "I10.x00",
    None,
)
# section, share of rows that are changed, the choices of each variable
CHANGES = (
    (Admission, 0.25, {
        "category": ("stemi", "nstemi", "ua", "hf", "af", None),
        "arrival_mode": ("own", "ambulance", "ambulance", "ambulance", "transfer_non_pci", "transfer_pci",
                         "in_hospital", "outpatient", None),
    }),
    (Patient, 0.1, {"birth_on": (None,), "sex": ("male", "female", "unknown", None)}),
    (Presentation, 0.3, {"killip": ("1", "2", "3", "4", None), "had_arrest": FLAG,
                         "nyha": ("1", "2", "3", None)}),
    (History, 0.3, {
        **dict.fromkeys((
            "prior_heart_failure", "atrial_fibrillation", "hypertension", "diabetes", "prior_stroke",
            "prior_mi", "prior_pci", "prior_cabg", "peripheral_artery_disease", "asthma", "dialysis",
        ), FLAG),
        "smoking": ("current", "former", "never", None), "diabetes_type": ("1", "2", None),
    }),
    (Timeline, 0.3, {
        "reperfusion": ("primary_pci", "lysis", "lysis_pci", "angiography", "none", None),
        "delay_reason": ("consent", "access", "arrest", "lab_busy", None), "remote_ecg": FLAG,
        "bypassed_emergency": ("yes", "yes", "no", None), "bypassed_ccu": ("yes", "yes", "no", None),
        "antiplatelet_drug": ("aspirin", "aspirin+ticagrelor", "clopidogrel", None),
    }),
    (Discharge, 0.25, {
        "disposition": ("home", "rehabilitation", "died", "transfer", "against_advice", "hospice", None),
        "smoking_advice": FLAG, "rehabilitation": FLAG, "education": FLAG, "stage_planned": FLAG,
        "nyha": ("1", "2", "3", None), "no_rehabilitation": ("medical", "declined", "system", None),
    }),
    (Vitals, 0.3, {"systolic_bp": (80, 95, 110, 140, None), "heart_rate": (50, 70, 120, None),
                   "weight": (52, 60, 80, None)}),
    (Echo, 0.4, {"lvef": (25, 35, 40, 41, 55, None),
                 "mitral_stenosis": ("none", "mild", "moderate", "severe", None),
                 "prosthesis": (["aortic_mechanical"], ["none"], None)}),
    (Ecg, 0.3, {"st_elevation": ("none", "anterior", "inferior", None), "st_depression": FLAG,
                "av_block": ("none", "1", "2b", None), "pr_interval": (160, 250, None)}),
    (Examination, 0.3, {"rales": ("none", "half", None), "oedema": ("none", "mild", None),
                        "jugular_distension": FLAG}),
    (Lesion, 0.3, {"is_culprit": FLAG, "timi_before": ("0", "3", None)}),
    (Procedure, 0.2, {"kind": ("pci", "angiography", "cabg"),
                      "indication": ("primary", "elective", None)}),
    (FollowUp, 0.3, {"nyha": ("1", "3", None), "kccq": (60, None), "systolic_bp": (120, 139, 140, 150, None),
                     "diastolic_bp": (70, 89, 90, None), "stopped_antiplatelet": FLAG}),
    (Diagnosis, 0.2, {"code": CODES, "certainty": ("confirmed", "probable", "excluded", None)}),
)  # fmt: skip
SHIFTS = [timedelta(minutes=m) for m in (-600, -40, -15, 15, 40, 600)]


def make_uneven(hospital, seed=5):
    """Change the rows of a hospital by chance."""
    chance = Random(seed)
    Vitals.objects.filter(admission__hospital=hospital).update(diastolic_bp=None)  # stays below no systolic
    for model, share, choices in CHANGES:
        _change(model, hospital, chance, share, choices)
    _shift_times(hospital, chance)
    _other_results(hospital, chance)
    _other_drugs(hospital, chance)


def _rows(model, hospital):
    by = {Admission: "", Patient: "", FollowUp: "patient__"}.get(model, "admission__")
    return list(model.objects.filter(**{f"{by}hospital": hospital}).order_by("pk"))


def _change(model, hospital, chance, share, choices):
    rows = [r for r in _rows(model, hospital) if chance.random() < 0.9]
    for row in rows:
        for name, values in choices.items():
            if chance.random() < share:
                setattr(row, name, chance.choice(values))
    model.objects.bulk_update(rows, list(choices), batch_size=500)


def _shift_times(hospital, chance):
    names = [p.name for p in POINTS]
    rows = _rows(Timeline, hospital)
    for row in rows:
        for name in names:
            at = getattr(row, name)
            if at is not None and chance.random() < 0.2:
                setattr(row, name, chance.choice([None, *(at + s for s in SHIFTS)]))
    Timeline.objects.bulk_update(rows, names, batch_size=500)


def _other_results(hospital, chance):
    """Late samples, results that are still pending, and values outside of the usual."""
    rows = [r for r in _rows(LabResult, hospital) if r.test in
            ("cr", "k", "ldl", "bnp", "ntbnp", "hstni", "hstnt", "tni", "tnt")]  # fmt: skip
    for row in rows:
        if chance.random() < 0.3:
            row.collected_at += timedelta(hours=chance.choice((-60, 5, 26)))
        if chance.random() < 0.15:
            row.value = None
        elif chance.random() < 0.4:
            row.value = {"cr": chance.choice((60, 130, 200, 300)), "k": chance.choice((4, 5.2, 6))}.get(
                row.test, row.value)  # fmt: skip
    LabResult.objects.bulk_update(rows, ["collected_at", "value"], batch_size=500)


def _other_drugs(hospital, chance):
    rows = _rows(Medication, hospital)
    for row in rows:
        if chance.random() < 0.3:
            row.drug = chance.choice(list(DRUGS))
            row.drug_class = DRUGS[row.drug]
        if chance.random() < 0.3:
            row.dose, row.dose_unit = chance.choice((None, 2.5, 5, 15, 20, 30, 60, 110, 150, 300)), "mg"
            row.frequency = chance.choice(("qd", "bid", None))
        if row.phase == "ward" and chance.random() < 0.2:
            row.started_on += timedelta(days=1)
            row.stopped_on = None
    names = ["drug", "drug_class", "dose", "dose_unit", "frequency", "started_on", "stopped_on"]
    Medication.objects.bulk_update(rows, names, batch_size=500)
