"""An unknown fact never lets a measure say something else: it only makes it say less."""

from dataclasses import fields, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from cardiology.quality import MEASURES, Outcome
from cardiology.quality.board import COMPOSITES, USUAL
from cardiology.snapshot import Snapshot

SPANS = ("door_to_ecg", "door_to_wire", "door_to_needle", "contact_to_ecg", "contact_to_wire",
         "door_to_aspirin",
         "door_to_p2y12", "onset_to_door", "door_to_angiography", "admission_to_ldl", "admission_to_echo",
         "admission_to_natriuretic_peptide", "admission_to_troponin", "door_in_door_out", "ecg_to_diagnosis",
         "draw_to_result", "activation_to_ready")  # fmt: skip
CLASSES = ("aspirin", "p2y12", "statin", "beta_blocker", "acei", "arb", "arni", "mra", "sglt2i", "oac",
           "diuretic")  # fmt: skip
DRUGS = ("aspirin", "ticagrelor", "prasugrel", "atorvastatin", "rosuvastatin", "metoprolol", "bisoprolol",
         "apixaban", "edoxaban", "warfarin", "diltiazem", "ibuprofen", "furosemide")  # fmt: skip
WORDS = {
    "category": ("stemi", "nstemi", "ua", "hf", "af"), "sex": ("male", "female"),
    "disposition": ("home", "died", "transfer", "against_advice"),
    "arrival_mode": ("own", "ambulance", "transfer_non_pci", "transfer_pci", "in_hospital"),
    "delay_reason": ("consent", "access", "lab_busy"), "reperfusion": ("primary_pci", "lysis", "none"),
}  # fmt: skip
NUMBERS = {"age": (17, 95), "lvef": (15, 70), "potassium": (3, 6), "creatinine": (50, 350), "egfr": (10, 100),
           "sbp": (70, 190), "heart_rate": (40, 130), "weight": (40, 100), "crcl": (20, 120),
           "stay_days": (0, 20)}  # fmt: skip
COUNTS = {"nyha": (1, 4), "killip": (1, 4), "followed_up_in_days": (0, 40)}
MAPPINGS = {
    "minutes": st.dictionaries(st.sampled_from(SPANS), st.integers(-100, 3000)),
    "why_not": st.dictionaries(st.sampled_from(CLASSES), st.sampled_from(["declined", "no_reason"])),
    "first_day": st.dictionaries(st.sampled_from(CLASSES), st.booleans()),
    "doses": st.dictionaries(st.sampled_from(DRUGS), st.sampled_from([2.5, 5.0, 20, 30, 60, 100, 300])),
}
ONLY_FOR_RULES = {
    f.name for f in fields(Snapshot)[[f.name for f in fields(Snapshot)].index("labs"):]
}  # fmt: skip
SETS = {"classes": CLASSES, "medication": DRUGS, "in_stay": DRUGS}


def value(field):
    name, kind = field.name, str(field.type)
    if name in MAPPINGS:
        return MAPPINGS[name]
    if name in SETS:
        return st.none() | st.frozensets(st.sampled_from(SETS[name]))
    if kind in ("Answer", "bool | None"):
        return st.none() | st.booleans()
    if name in WORDS:
        return st.none() | st.sampled_from(WORDS[name])
    if name in NUMBERS or name in COUNTS:
        return st.none() | st.integers(*(NUMBERS | COUNTS)[name])
    if name in ONLY_FOR_RULES:
        return st.none()  # rules ask for it, no measure does
    raise AssertionError(f"{name} is new: say here what it can be.")


PATIENTS = st.builds(Snapshot, **{f.name: value(f) for f in fields(Snapshot)})


def forget(patient, draw):
    """The same patient with one known fact unknown."""
    known = [f.name for f in fields(Snapshot) if getattr(patient, f.name) not in (None, {})]
    if not known:
        return patient, ""
    name = draw(st.sampled_from(known))
    if name in ("minutes", "first_day", "doses"):
        entry = draw(st.sampled_from(sorted(getattr(patient, name))))
        left = {k: v for k, v in getattr(patient, name).items() if k != entry}
        return replace(patient, **{name: left}), f"{name}.{entry}"
    return replace(patient, **{name: None}), name


@settings(max_examples=400, deadline=None)
@given(patient=PATIENTS, data=st.data())
def test_an_unknown_only_makes_a_measure_say_less(patient, data):
    less, name = forget(patient, data.draw)
    for measure in MEASURES.values():
        before, after = measure(patient).outcome, measure(less).outcome
        if after in (before, Outcome.INDETERMINATE):
            continue
        # what counts as not met for want of a fact says which
        assert after is Outcome.NOT_MET, (measure.id, before, after, name)
        assert name in measure.missing(less), (measure.id, before, name)


@settings(max_examples=200, deadline=None)
@given(patient=PATIENTS)
def test_indeterminate_and_missing_name_a_fact(patient):
    for measure in MEASURES.values():
        verdict = measure(patient)
        if verdict.outcome is Outcome.INDETERMINATE or verdict.reason == "missing":
            assert measure.missing(patient), measure.id


def test_the_usual_numbers_and_the_composites_exist():
    stays = {m for m in USUAL if m not in COMPOSITES}
    assert stays <= set(MEASURES)
    assert {p for c in COMPOSITES.values() for p in c.parts} <= set(MEASURES)
