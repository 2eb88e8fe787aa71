"""Unknown is neither yes nor no: what is taken away from a snapshot never makes a rule say something else."""

import random
from dataclasses import fields, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cardiology.codes import drugs
from cardiology.guidance import RULES
from cardiology.guidance.names import ANTICOAGULANTS, CALCIUM, CYP3A4_INHIBITORS, NITRATES, QT_DRUGS
from cardiology.guidance.verdict import fact
from cardiology.snapshot import Snapshot

# Fields in which None does not mean unknown, but that nothing of the kind was written: there is nothing to
# take away. What was done is known by being written down; a rise needs two values; clocks stop with the stay.
NOTHING_THERE = {
    "disposition", "why_not", "waited", "stent_days", "planned_dapt_days", "contrast", "lab_days",
    "primary_pci", "lysis", "reperfused", "angiography", "pci", "had_bypass", "major_bleeding",
    "creatinine_rise", "platelet_fall", "qtc_rise", "ldl_fall", "time_in_range",
    "right_ventricle", "minutes", "ck_day", "troponin_ratio",
}  # fmt: skip
# A rule that asks for a test speaks because there is no result: taking it away is no unknown to it.
ASKS_FOR = {("R02", "labs.hstnt"), ("R65", "labs.ntbnp"), ("R65", "labs.bnp"), ("R68", "labs.dig")}

CODES = (
    "aspirin", "clopidogrel", "ticagrelor", "prasugrel", "metoprolol", "carvedilol", "ramipril", "valsartan",
    "sacubitril_valsartan", "spironolactone", "dapagliflozin", "empagliflozin", "simvastatin", "atorvastatin",
    "rosuvastatin", "ezetimibe", "digoxin", "propafenone", "dronedarone", "ivabradine", "metformin",
    "semaglutide", "pioglitazone", "saxagliptin", "omeprazole", "pantoprazole", "tenecteplase", "ibuprofen",
    "prednisone", "sildenafil", "gemfibrozil", "ciclosporin", "aliskiren", "tirofiban", "eptifibatide",
    "amlodipine", "rifampicin", *ANTICOAGULANTS, *CALCIUM, *NITRATES, *QT_DRUGS[:4], *CYP3A4_INHIBITORS[:3],
)  # fmt: skip
NUMBERS = {
    "age": (30, 49, 54, 60, 64, 65, 74, 75, 80, 90), "lvef": (25, 35, 36, 40, 41, 49, 50, 60),
    "nyha": (1, 2, 3, 4), "killip": (1, 2, 3, 4), "potassium": (3.2, 4.2, 5.1, 5.3, 5.6, 6.2),
    "creatinine": (70, 133, 230, 270, 320), "egfr": (15, 22, 28, 40, 55, 60, 90),
    "crcl": (10, 18, 25, 40, 50, 60, 80), "sbp": (80, 88, 95, 120, 160, 190), "dbp": (60, 90, 115),
    "heart_rate": (45, 60, 70, 90, 115), "first_sbp": (80, 130, 170), "first_heart_rate": (60, 115),
    "first_creatinine": (70, 230), "weight": (50, 60, 80), "spo2": (85, 90, 98),
    "qtc": (400, 465, 480, 510), "qrs": (100, 135, 155), "acei_hours": (10, 50, 1e5),
    "arni_hours": (10, 50, 1e5), "raas_days": (3, 14, 60), "mra_days": (3, 8, 30, 100, 600),
    "warfarin_days": (5, 60, 400), "heparin_days": (1, 5, 10, 20), "lipid_days": (10, 28, 100),
    "lipid_days_now": (10, 50, 57, 100), "creatinine_rise": (0.1, 0.6, 1.2), "platelet_fall": (0.1, 0.6),
    "haemoglobin_fall": (0, 29, 30, 45),
    "stent_days": (5, 20, 100, 200), "planned_dapt_days": (3, 100), "contrast": (50, 150, 300),
    "qtc_rise": (10, 70), "ldl_fall": (0.2, 0.6), "time_in_range": (0.5, 0.8), "ck_day": (1, 9),
    "troponin_ratio": (0.5, 10),
}  # fmt: skip
WORDS = {
    "sex": ("male", "female"), "category": ("stemi", "nstemi", "ua", "ccs", "hf", "af", "other"),
    "disposition": ("home", "died"), "rhythm": ("sinus", "af", "paced"),
    "av_block": ("none", "1", "2b", "3"), "inr_stability": ("unstable", "stable", "very_stable"),
}  # fmt: skip
LABS = {
    "inr": (1.2, 2.5, 3.5, 6, 11), "ldl": (0.9, 1.2, 1.6, 2.5, 5.0), "alt": (30, 130, 200),
    "ck": (100, 900, 1500, 4000), "fer": (50, 200, 400), "tsat": (15, 30), "ntbnp": (200, 600, 1000, 3000),
    "bnp": (50, 300), "dig": (1.0, 1.8, 3.0), "mg": (0.6, 0.9), "plt": (40, 80, 200), "hb": (70, 100, 140),
    "hstnt": (10, 900), "k": (3.2, 4.2, 5.8),
}  # fmt: skip
DATED = ("k", "cr", "inr", "hb", "plt")
SETS = {
    "stroke_kinds": ("ischaemic", "haemorrhagic", "tia", "other"),
    "lysis_against": ("none", "trauma", "pressure", "cns"),
}  # fmt: skip


def a_patient(seed):
    """A patient of whom one fact in eight is not known."""
    chance = random.Random(seed)

    def some(values):
        return None if chance.random() < 0.12 else chance.choice(values)

    told = {}
    for field in fields(Snapshot):
        name = field.name
        if name in NUMBERS | WORDS:
            told[name] = some((NUMBERS | WORDS)[name])
        elif name in SETS:
            told[name] = some([frozenset({word}) for word in SETS[name]])
        elif str(field.type) == "bool | None":
            told[name] = some((True, False))
    if told["sex"] != "female" or (told["age"] or 50) >= 50:
        told["pregnancy"] = None
    listed = frozenset(chance.sample(CODES, chance.randint(0, 7)))
    told["medication"] = some([listed])
    classes = frozenset(d.drug_class for code in listed if (d := drugs.find(code)))
    told["classes"] = some([classes])
    told["doses"] = {code: chance.choice((5.0, 15.0, 30.0, 100.0, 1500.0)) for code in listed}
    told["labs"] = {test: chance.choice(v) for test, v in LABS.items() if chance.random() < 0.8}
    told["lab_days"] = some([{test: chance.choice((1.0, 20.0, 100.0, 300.0)) for test in DATED}])
    told["waited"] = some([{"onset": 700.0, "contact": 30.0, "door": 2000.0}])
    return Snapshot(**told)


def taken_away(patient):
    """Each patient of whom one known fact more is not known, with the name of that fact."""
    for field in fields(Snapshot):
        value = getattr(patient, field.name)
        if value is None or field.name in NOTHING_THERE:
            continue
        if isinstance(value, dict):
            for entry in value:
                rest = {k: v for k, v in value.items() if k != entry}
                yield f"{field.name}.{entry}", replace(patient, **{field.name: rest})
        else:
            yield field.name, replace(patient, **{field.name: None})


def says(rule, patient):
    found = rule(patient)
    return "silent" if found is None else "open" if found.is_open else "fires"


def wrong_ones(rule, patient):
    before = rule(patient)
    for name, poorer in taken_away(patient):
        after = rule(poorer)
        if (rule.id, name) in ASKS_FOR or (after is not None and (after.is_open or name in after.unless)):
            continue
        same = (before is None) == (after is None)
        if not same or (before is not None and before.is_open):
            yield name, says(rule, patient), says(rule, poorer)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**9))
def test_what_is_taken_away_only_leaves_a_rule_open(rule, seed):
    assert list(wrong_ones(rule, a_patient(seed))) == []


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_what_is_open_names_a_fact_that_is_not_known(rule):
    for seed in range(30):
        patient = a_patient(seed)
        found = rule(patient)
        if found is not None and found.is_open:
            assert [name for name in found.missing if fact(patient, name) is None], rule.id


def test_of_nobody_known_no_rule_fires():
    for rule in RULES.values():
        assert says(rule, Snapshot()) != "fires", rule.id
