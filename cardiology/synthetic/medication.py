"""Drugs at home, on the ward, at discharge; and why a class was left out."""

from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from cardiology.codes import drugs
from cardiology.models import ClassDecision, History, Medication
from cardiology.prescribing.reconciliation import SWITCHES
from cardiology.synthetic.batch import Batch
from cardiology.synthetic.courses import CORONARY, Stay

# Usual dose, unit, frequency (clinical tables of drugs, daily doses).
DOSES: dict[str, tuple[float, str, str]] = {
    "aspirin": (100, "mg", "qd"),
    "clopidogrel": (75, "mg", "qd"),
    "ticagrelor": (90, "mg", "bid"),
    "atorvastatin": (20, "mg", "qn"),
    "rosuvastatin": (10, "mg", "qn"),
    "ezetimibe": (10, "mg", "qd"),
    "metoprolol": (47.5, "mg", "qd"),
    "bisoprolol": (5, "mg", "qd"),
    "perindopril": (4, "mg", "qd"),
    "benazepril": (10, "mg", "qd"),
    "valsartan": (80, "mg", "qd"),
    "irbesartan": (150, "mg", "qd"),
    "sacubitril_valsartan": (50, "mg", "bid"),
    "spironolactone": (20, "mg", "qd"),
    "dapagliflozin": (10, "mg", "qd"),
    "empagliflozin": (10, "mg", "qd"),
    "furosemide": (20, "mg", "qd"),
    "torasemide": (10, "mg", "qd"),
    "rivaroxaban": (15, "mg", "qd"),
    "dabigatran": (110, "mg", "bid"),
    "edoxaban": (60, "mg", "qd"),
    "warfarin": (2.5, "mg", "qd"),
    "amlodipine": (5, "mg", "qd"),
    "metformin": (500, "mg", "bid"),
    "acarbose": (50, "mg", "tid"),
    "pantoprazole": (40, "mg", "qd"),
    "amiodarone": (200, "mg", "qd"),
    "digoxin": (0.125, "mg", "qd"),
    "mononitrate": (40, "mg", "qd"),
    "enoxaparin": (6000, "IU", "q12h"),
    "nadroparin": (4100, "IU", "q12h"),
    "heparin": (5000, "IU", "st"),
    "tirofiban": (5, "mL/h", "civ"),
    "dopamine": (5, "µg/kg/min", "civ"),
}
CHOICE = {  # which drug of a class (market shares in large Chinese hospitals, rounded)
    "aspirin": {"aspirin": 1},
    "p2y12": {"ticagrelor": 0.48, "clopidogrel": 0.52},
    "statin": {"atorvastatin": 0.62, "rosuvastatin": 0.38},
    "other_lipid": {"ezetimibe": 1},
    "beta_blocker": {"metoprolol": 0.75, "bisoprolol": 0.25},
    "acei": {"perindopril": 0.6, "benazepril": 0.4},
    "arb": {"valsartan": 0.5, "irbesartan": 0.5},
    "arni": {"sacubitril_valsartan": 1},
    "mra": {"spironolactone": 1},
    "sglt2i": {"dapagliflozin": 0.75, "empagliflozin": 0.25},
    "diuretic": {"furosemide": 0.6, "torasemide": 0.4},
    "oac": {"rivaroxaban": 0.5, "dabigatran": 0.2, "edoxaban": 0.12, "warfarin": 0.18},
    "ccb": {"amlodipine": 1},
    "glucose_lowering": {"metformin": 0.7, "acarbose": 0.3},
    "gastroprotection": {"pantoprazole": 1},
    "antiarrhythmic": {"amiodarone": 1},
    "antianginal": {"mononitrate": 1},
    "parenteral_anticoagulant": {"enoxaparin": 0.6, "nadroparin": 0.4},
    "gp2b3a": {"tirofiban": 1},
    "inotrope": {"dopamine": 1},
}
WHY_NOT = {"contraindicated": 0.42, "intolerant": 0.2, "declined": 0.13, "cost": 0.1, "no_reason": 0.15}
SAID_WHY_NOT = 0.6  # omissions with a reason written down
ANOTHER, LESS, NOT_RECONCILED = (
    0.15,
    0.4,
    0.1,
)  # another drug of the class at home; a lower dose there; not said
AT_HOME = {"metoprolol": 23.75, "bisoprolol": 2.5, "atorvastatin": 10, "rosuvastatin": 5, "perindopril": 2,
           "amlodipine": 2.5, "furosemide": 40, "benazepril": 5}  # fmt: skip
STOPPED = {"not_needed": 0.35, "intolerant": 0.2, "contraindicated": 0.2, "paused": 0.15, "declined": 0.1}
ON_THE_WARD = ("diuretic", "parenteral_anticoagulant")
BY_VEIN = frozenset({"tirofiban", "dopamine", "heparin"})


def drugs_of(stay: Stay, until: datetime, batch: Batch) -> None:
    """All drugs of a stay."""
    at_home(stay, batch)
    wanted = indicated(stay)
    if stay.keys.get("no_aspirin"):
        wanted.pop("aspirin", None)
    on_the_ward(stay, wanted, batch)
    if stay.discharged_at and not stay.dies:
        at_discharge(stay, wanted, batch)
        reconciled(stay, batch)


def indicated(stay: Stay) -> dict[str, float]:
    """Classes that the stay asks for, with the share of such patients who got them at discharge.

    Shares: CCC-ACS (antiplatelets 95 %, statin 93 %, beta-blocker 70-80 %, ACEI/ARB 50-60 %); China-HF and
    later reports (RAAS inhibitor 75 %, beta-blocker 80 %, MRA 75 %, SGLT2 inhibitor rising); China-AF.
    """
    person, weak = stay.person, stay.lvef <= 40
    wanted: dict[str, float] = {}
    if stay.reason in CORONARY:
        wanted |= {"aspirin": 0.96, "statin": 0.95, "beta_blocker": 0.85 if weak else 0.76}
        wanted["p2y12"] = 0.985 if stay.invasive == "pci" else 0.35 if stay.reason == "ccs" else 0.9
        wanted |= {"other_lipid": 0.3, "gastroprotection": 0.45, "antianginal": 0.3}
    if stay.reason in ("hf", "cardiomyopathy") or weak:
        wanted |= {
            "beta_blocker": 0.86 if weak else 0.6,
            "mra": 0.78 if weak else 0.45,
            "sglt2i": 0.66 if weak else 0.45,
        }
        wanted["arni" if weak and stay.admitted_at.year >= 2021 else "acei"] = 0.72
        wanted["diuretic"] = 0.85 if stay.reason == "hf" else 0.3
    elif person.has("hypertension") or stay.reason in ("stemi", "nstemi"):
        wanted["acei" if stay.chance.yes(0.45) else "arb"] = 0.68
    if stay.reason == "af" or person.has("atrial_fibrillation"):
        wanted |= {
            "oac": 0.84 if stay.reason == "af" else 0.66,
            "beta_blocker": max(wanted.get("beta_blocker", 0), 0.7),
        }
        wanted["antiarrhythmic"] = 0.25 if stay.reason == "af" else 0.05
    if person.has("hypertension") and stay.reason not in ("hf", "cardiomyopathy"):
        wanted["ccb"] = 0.35
    if person.has("diabetes"):
        wanted["glucose_lowering"] = 0.8
    return wanted


def at_home(stay: Stay, batch: Batch) -> None:
    """What was taken before the stay, for what was known before it."""
    person, since = stay.person, stay.admitted_at.date() - timedelta(days=200)
    before = stay.keys.get("classes_before") or set()
    taken = set(before)
    if not before:
        for condition, drug_class, share in (
            ("prior_mi", "aspirin", 0.75),
            ("prior_mi", "statin", 0.7),
            ("prior_mi", "beta_blocker", 0.5),
            ("hypertension", "ccb", 0.4),
            ("hypertension", "arb", 0.3),
            ("diabetes", "glucose_lowering", 0.75),
            ("atrial_fibrillation", "oac", 0.45),
            ("prior_heart_failure", "diuretic", 0.6),
        ):
            if person.has(condition) and stay.chance.yes(share):
                taken.add(drug_class)
    stay.keys["home"] = taken
    stay.keys["home_rows"] = rows = []
    for drug_class in sorted(taken):
        if stay.chance.yes(0.9):
            drug = _drug(stay, drug_class)
            if stay.chance.yes(ANOTHER):
                drug = stay.chance.pick(CHOICE[drug_class])
            dose = AT_HOME.get(drug) if stay.chance.yes(LESS) else None
            rows.append(_add(stay, "home", drug, since, None, batch, dose=dose))
    if "history" in stay.keys:
        batch.row(History, stay.keys["history"])["takes_drugs"] = "yes" if rows else "no"


def on_the_ward(stay: Stay, wanted: dict[str, float], batch: Batch) -> None:
    """What was given in the stay; loading doses first. Drugs of an open stay run on."""
    chance, start = stay.chance, stay.admitted_at.date()
    end = stay.discharged_at.date() if stay.discharged_at else None
    if stay.reason in ("stemi", "nstemi"):
        if not stay.keys.get("no_aspirin"):
            _add(stay, "ward", "aspirin", start, start, batch, dose=300, loading=True)
        loaded = _drug(stay, "p2y12")
        _add(
            stay,
            "ward",
            loaded,
            start,
            start,
            batch,
            dose=180 if loaded == "ticagrelor" else 300,
            loading=True,
        )
    extra = {
        "parenteral_anticoagulant": 0.8 if stay.reason in CORONARY else 0.2,
        "inotrope": 0.8 if stay.shock else 0,
        "gp2b3a": 0.25 if stay.reason == "stemi" and stay.invasive == "pci" else 0,
    }
    for drug_class, share in {**wanted, **extra}.items():
        if not chance.yes(min(share * 1.03, 1)):
            continue
        short = start + timedelta(days=3) if drug_class in extra else None
        stop = min(d for d in (short, end) if d) if short or end else None
        _add(stay, "ward", _drug(stay, drug_class), start, stop, batch)


def at_discharge(stay: Stay, wanted: dict[str, float], batch: Batch) -> None:
    """The discharge list; a class that was left out has its reason, or silently not."""
    chance, day = stay.chance, stay.discharged_at.date()  # type: ignore[union-attr]
    for drug_class, share in wanted.items():
        if chance.yes(share * _less_often(stay, drug_class)):
            stay.discharge_classes.add(drug_class)
            _add(stay, "discharge", _drug(stay, drug_class), day, None, batch)
        elif share > 0.5 and chance.yes(SAID_WHY_NOT):
            batch.add(
                ClassDecision,
                patient_id=stay.person.number,
                admission_id=stay.number,
                drug_class=drug_class,
                phase="discharge",
                reason=chance.pick(WHY_NOT),
                created_at=stay.discharged_at,
            )


def reconciled(stay: Stay, batch: Batch) -> None:
    """What became of each home drug; of every tenth stay nobody said it."""
    if stay.chance.yes(NOT_RECONCILED):
        return
    rows, number = batch.rows[Medication], stay.number
    listed = [r for r in reversed(rows[-40:]) if r["admission_id"] == number and r["phase"] == "discharge"]
    after = {_place_of(r): r for r in listed}
    for row in (batch.row(Medication, n) for n in stay.keys["home_rows"]):
        new = after.get(_place_of(row))
        if new is None:
            row |= {"fate": "stopped", "fate_reason": stay.chance.pick(STOPPED)}
        elif new["drug"] != row["drug"]:
            row |= {"fate": "changed", "fate_reason": "replaced"}
        elif new["dose"] != row["dose"]:
            row |= {"fate": "changed", "fate_reason": "titrated"}
        else:
            row["fate"] = "continued"
    stay.keys["reconciled"] = "yes"


def _place_of(row: dict[str, Any]) -> str:
    """The class, of which one drug takes the place of another; else the drug itself."""
    return SWITCHES.get(row["drug_class"], row["drug"])


def _less_often(stay: Stay, drug_class: str) -> float:
    """What makes a doctor hesitate: bad kidneys, asthma, age, an earlier bleeding."""
    bad_kidneys = stay.person.creatinine > 220
    if drug_class in ("acei", "arb", "arni", "mra", "sglt2i", "glucose_lowering") and bad_kidneys:
        return 0.4
    if drug_class == "beta_blocker" and stay.person.has("asthma"):
        return 0.3
    if drug_class == "oac" and (stay.person.has("prior_bleeding") or stay.age > 85):
        return 0.6
    return 0.97 if stay.age > 80 else 1


def _drug(stay: Stay, drug_class: str) -> str:
    """The same patient keeps the same drug of a class through a stay."""
    chosen: dict[str, str] = stay.keys.setdefault("drugs", {})
    if drug_class not in chosen:
        chosen[drug_class] = stay.chance.pick(CHOICE[drug_class])
    return chosen[drug_class]


@cache
def _known(drug: str) -> tuple[str, str]:
    known = drugs.find(drug)
    return (known.drug_class, known.zh) if known else ("other", drug)


def _add(
    stay: Stay,
    phase: str,
    drug: str,
    start: date,
    stop: date | None,
    batch: Batch,
    dose: float | None = None,
    loading: bool = False,
) -> int:
    """Add a row; gives its number in the batch."""
    usual, unit, frequency = DOSES[drug]
    amount = dose or usual
    drug_class, zh = _known(drug)
    values: dict[str, Any] = {
        "phase": phase,
        "drug": drug,
        "drug_text": zh,
        "drug_class": drug_class,
        "dose": amount,
        "dose_unit": unit,
        "dose_text": f"{amount:g} {unit}",
        "frequency": "st" if loading else frequency,
        "route": "iv" if drug in BY_VEIN else "sc" if drug_class == "parenteral_anticoagulant" else "oral",
        "is_loading": "yes" if loading else "no",
        "started_on": start,
        "stopped_on": stop,
        "created_at": stay.discharged_at if phase == "discharge" else stay.at(2),
    }
    if stop and phase == "ward" and stop < (stay.discharged_at or stay.admitted_at).date():
        values["stop_reason"] = "完成疗程"
    return batch.add(Medication, patient_id=stay.person.number, admission_id=stay.number, **values)
