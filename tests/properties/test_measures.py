"""An unknown fact never lets a measure say something else: it only makes it say less.

Of every measure, and of every fact that a patient has: each is taken away alone.
"""

import random
from collections import Counter
from dataclasses import fields, replace

import pytest

from cardiology.quality import MEASURES, Outcome
from cardiology.quality.board import COMPOSITES, USUAL
from cardiology.snapshot import Snapshot

SEEDS = range(3000)
SPANS = ("door_to_ecg", "door_to_wire", "door_to_needle", "contact_to_ecg", "contact_to_wire",
         "door_to_aspirin", "door_to_p2y12", "door_to_transfer", "onset_to_door", "door_to_angiography",
         "admission_to_ldl", "admission_to_echo", "admission_to_natriuretic_peptide",
         "admission_to_troponin", "door_in_door_out", "ecg_to_diagnosis", "draw_to_result",
         "activation_to_ready")  # fmt: skip
CLASSES = ("aspirin", "p2y12", "statin", "beta_blocker", "acei", "arb", "arni", "mra", "sglt2i", "oac",
           "diuretic", "other_antiplatelet")  # fmt: skip
DRUGS = ("aspirin", "ticagrelor", "prasugrel", "atorvastatin", "rosuvastatin", "metoprolol", "bisoprolol",
         "apixaban", "edoxaban", "rivaroxaban", "dabigatran", "warfarin", "diltiazem", "ibuprofen",
         "furosemide")  # fmt: skip
WORDS = {
    "category": ("stemi", "stemi", "nstemi", "ua", "hf", "af", "af", "af"), "sex": ("male", "female"),
    "disposition": ("home", "home", "home", "died", "transfer", "against_advice"),
    "arrival_mode": ("own", "ambulance", "ambulance", "transfer_non_pci", "transfer_pci", "in_hospital"),
    "delay_reason": ("consent", "access", "lab_busy"), "reperfusion": ("primary_pci", "lysis", "none"),
    "no_rehabilitation": ("declined", "system"),
}  # fmt: skip
NUMBERS = {
    "age": (17, 45, 60, 70, 78, 85), "lvef": (20, 35, 40, 41, 55), "nyha": (1, 2, 3), "killip": (1, 2, 3),
    "potassium": (4, 4, 5.1, 5.6), "creatinine": (60, 133, 200, 300), "egfr": (15, 25, 50, 90),
    "sbp": (85, 95, 130), "heart_rate": (50, 70, 110), "weight": (50, 60, 80), "crcl": (10, 25, 45, 90),
    "stay_days": (0.5, 4), "followed_up_in_days": (3, 40), "first_sbp": (70, 95, 130, 180),
    "first_heart_rate": (50, 80, 130), "first_creatinine": (60, 133, 300),
}  # fmt: skip
MINUTES = (-30, 5, 9, 25, 60, 100, 400, 1000, 3000)
ONLY_FOR_RULES = {
    f.name for f in fields(Snapshot)[[f.name for f in fields(Snapshot)].index("labs"):]
}  # fmt: skip
SETS = {"classes": CLASSES, "medication": DRUGS, "in_stay": DRUGS}
MAPPINGS = {
    "minutes": (SPANS, MINUTES), "first_day": (CLASSES, (True, False)),
    "why_not": (CLASSES, ("declined", "no_reason")), "doses": (DRUGS, (2.5, 5, 20, 30, 60, 100, 150, 300)),
}  # fmt: skip


def a_patient(seed):
    """A patient of whom one fact in fifteen is not known."""
    chance = random.Random(seed)
    told = {f.name: a_value(f, chance) for f in fields(Snapshot) if f.name not in ONLY_FOR_RULES}
    return Snapshot(**{name: None if chance.random() < 1 / 15 else value for name, value in told.items()})


def a_value(field, chance):
    name = field.name
    if name in WORDS:
        return chance.choice(WORDS[name])
    if name in NUMBERS:
        return chance.choice(NUMBERS[name])
    if name in SETS:
        return frozenset(chance.sample(SETS[name], chance.randint(0, len(SETS[name]))))
    if name in MAPPINGS:
        entries, values = MAPPINGS[name]
        share = 0.05 if name == "why_not" else 0.9
        return {entry: chance.choice(values) for entry in entries if chance.random() < share}
    if str(field.type) in ("Answer", "bool | None"):
        return chance.random() < 0.5
    raise AssertionError(f"{name} is new: say here what it can be.")


class Asked(Snapshot):
    """A patient who notes which facts are asked for."""

    def __getattribute__(self, name):
        if name in FACTS:
            object.__getattribute__(self, "__dict__")["asked"].add(name)
        return super().__getattribute__(name)

    def span(self, name):
        self.__dict__["asked"].add(f"minutes.{name}")
        return super().span(name)

    def on_first_day(self, drug_class):
        self.__dict__["asked"].add(f"first_day.{drug_class}")
        return super().on_first_day(drug_class)

    def dose(self, drug):
        self.__dict__["asked"].add(f"doses.{drug}")
        return super().dose(drug)


FACTS = {f.name for f in fields(Snapshot)}
PATIENTS = [a_patient(seed) for seed in SEEDS]


def asked_of(measure, patient):
    watched = object.__new__(Asked)
    watched.__dict__.update(patient.__dict__, asked=set())
    measure(watched)
    return sorted(watched.__dict__["asked"])


def taken_away(measure, patient):
    """Each patient of whom one fact more is not known that the measure asks for. Of reasons none is unknown:
    what is not written was not said."""
    for asked in asked_of(measure, patient):
        name, _dot, entry = asked.partition(".")
        value = getattr(patient, name)
        if entry and entry in (value or {}):
            yield asked, replace(patient, **{name: {k: v for k, v in value.items() if k != entry}})
        elif not entry and value is not None and not isinstance(value, dict):
            yield name, replace(patient, **{name: None})


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda m: m.id)
def test_what_is_taken_away_only_makes_a_measure_say_less(measure):
    seen, changed = Counter(), Counter()
    for patient in PATIENTS:
        before = measure(patient).outcome
        seen[before] += 1
        for name, less in taken_away(measure, patient):
            after = measure(less).outcome
            changed[name] += after is not before
            if after in (before, Outcome.INDETERMINATE):
                continue
            # what counts as not met, or not at all, for want of a fact says which
            for_want = after is Outcome.EXCEPTION and measure.met(less) is None
            assert after is Outcome.NOT_MET or for_want, (measure.id, before, after, name)
            assert name in measure.missing(less), (measure.id, before, name)
    assert {Outcome.MET, Outcome.NOT_MET} <= set(seen)
    assert +changed, "nothing that was taken away decided anything"


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda m: m.id)
def test_indeterminate_and_missing_name_a_fact(measure):
    for patient in PATIENTS:
        verdict = measure(patient)
        if verdict.outcome is Outcome.INDETERMINATE or verdict.reason == "missing":
            assert measure.missing(patient), measure.id


def test_the_usual_numbers_and_the_composites_exist():
    stays = {m for m in USUAL if m not in COMPOSITES}
    assert stays <= set(MEASURES)
    assert {p for c in COMPOSITES.values() for p in c.parts} <= set(MEASURES)
