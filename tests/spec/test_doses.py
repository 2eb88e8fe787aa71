"""The most of a drug that is given in a day, as the drug table says, and in this patient."""

import pytest

from cardiology.codes import drugs
from cardiology.prescribing import doses
from cardiology.prescribing.cautions import cautions
from cardiology.prescribing.doses import Regimen, too_much, too_much_here
from cardiology.snapshot import Snapshot


def test_every_dose_is_of_a_drug_of_the_table_and_says_what_is_usual():
    for code, most in doses.table().items():
        assert drugs.find(code) is not None, code
        assert most.usual, code
        assert most.day or most.single or most.per_kg, code


@pytest.mark.parametrize(
    ("drug", "dose", "unit", "frequency", "is_loading", "is_too_much"),
    [
        ("aspirin", 325, "mg", "qd", False, False), ("aspirin", 330, "mg", "qd", False, True),
        ("clopidogrel", 75, "mg", "bid", False, False), ("clopidogrel", 300, "mg", "qd", False, True),
        ("clopidogrel", 600, "mg", "st", True, False), ("clopidogrel", 900, "mg", "st", True, True),
        ("ticagrelor", 90, "mg", "bid", False, False), ("ticagrelor", 180, "mg", "bid", False, True),
        ("metoprolol", 100, "mg", "bid", False, False), ("metoprolol", 0.3, "g", "qd", False, True),
        ("digoxin", 0.25, "mg", "qd", False, False), ("digoxin", 250, "µg", "tid", False, True),
        ("semaglutide", 2.4, "mg", "qw", False, False), ("semaglutide", 3, "mg", "qw", False, True),
        ("rivaroxaban", 20, "mg", "bid", False, True), ("apixaban", 10, "mg", "bid", False, False),
        ("furosemide", 200, "mg", "q6h", False, True), ("metformin", 850, "mg", "tid", False, False),
        ("metformin", 1000, "mg", "tid", False, True),
        ("metoprolol", 500, "mg", "prn", False, False),  # how often is not known
        ("metoprolol", 500, "tablets", "qd", False, False), ("heparin", 5000, "mg", "qd", False, False),
    ],
)  # fmt: skip
def test_the_most_in_a_day(drug, dose, unit, frequency, is_loading, is_too_much):
    assert bool(too_much(Regimen(drug, dose, unit, frequency, is_loading))) == is_too_much


def test_the_chinese_pack_ends_rosuvastatin_earlier():
    line = Regimen("rosuvastatin", 40, "mg", "qd")
    assert too_much(line, ("ESC", "CN")) == ""
    assert "20 mg" in too_much(line, ("CN", "ESC"))


@pytest.mark.parametrize(
    ("line", "facts", "is_too_much"),
    [
        (("bisoprolol", 20, "mg", "qd"), {"heart_failure": True}, True),
        (("bisoprolol", 20, "mg", "qd"), {"heart_failure": False}, False),
        (("bisoprolol", 10, "mg", "qd"), {"heart_failure": True}, False),
        (("spironolactone", 100, "mg", "qd"), {"heart_failure": True}, True),
        (("enoxaparin", 80, "mg", "q12h"), {"weight": 80.0}, False),
        (("enoxaparin", 80, "mg", "q12h"), {"weight": 70.0}, True),
        (("prasugrel", 10, "mg", "qd"), {"age": 75}, True),
        (("prasugrel", 10, "mg", "qd"), {"age": 60, "weight": 59.0}, True),
        (("prasugrel", 10, "mg", "qd"), {"age": 60, "weight": 70.0}, False),
        (("metformin", 850, "mg", "bid"), {"egfr": 44.0}, True),
        (("metformin", 500, "mg", "bid"), {"egfr": 30.0}, False),
        (("metformin", 850, "mg", "bid"), {"egfr": 45.0}, False),
        (("metformin", 850, "mg", "bid"), {}, False),
    ],
)  # fmt: skip
def test_what_is_too_much_for_this_patient(line, facts, is_too_much):
    assert bool(too_much_here(Regimen(*line), Snapshot(**facts))) == is_too_much


def test_a_dose_that_is_typed_counts_for_the_label_before_it_is_saved():
    patient = Snapshot(atrial_fibrillation=True, crcl=35.6, age=70, weight=58, creatinine=140,
                       medication=frozenset(), classes=frozenset())  # fmt: skip
    told = [c.text for c in cautions(patient, "rivaroxaban", "", Regimen("rivaroxaban", 20, "mg", "qd"))]
    assert any("15 mg a day" in text for text in told)
