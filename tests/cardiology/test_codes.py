"""What a cardiologist types, and the code that stands first."""

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from cardiology.codes import SYSTEMS, diagnoses, procedures

TYPED = """
| system     | typed                  | first   |
|------------|------------------------|---------|
| diagnoses  | nstemi                 | I21.4   |
| diagnoses  | inferior stemi         | I21.1   |
| diagnoses  | UA                     | I20.0   |
| diagnoses  | AF                     | I48     |
| diagnoses  | afib                   | I48     |
| diagnoses  | 房颤                   | I48     |
| diagnoses  | fc                     | I48     |
| diagnoses  | HFrEF                  | I50.9   |
| diagnoses  | 心衰                   | I50.9   |
| diagnoses  | gxb                    | I25.1   |
| diagnoses  | gxy                    | I10     |
| diagnoses  | htn                    | I10     |
| diagnoses  | t2dm                   | E11     |
| diagnoses  | HOCM                   | I42.1   |
| diagnoses  | complete heart block   | I44.2   |
| diagnoses  | i21.0                  | I21.0   |
| procedures | tavi                   | 35.05   |
| procedures | IVUS                   | 00.24   |
| procedures | 搭桥                   | 36.1    |
| procedures | ICD                    | 37.94   |
| drugs      | asp                    | aspirin |
| laboratory | scr                    | cr      |
"""
ROWS = [tuple(cell.strip() for cell in line.split("|")[1:-1]) for line in TYPED.strip().splitlines()[2:]]


@pytest.mark.parametrize(("system", "typed", "first"), ROWS)
def test_the_code_that_is_meant_stands_first(system, typed, first):
    with override("en"):
        assert SYSTEMS[system].search(typed)[0].code == first


def test_what_several_codes_are_called_offers_them_all():
    assert {"I21.0", "I21.1", "I21.2", "I21.3"} <= {c.code for c in diagnoses.search("STEMI")}


def test_two_letters_within_a_word_say_nothing():
    assert "J45" not in {c.code for c in diagnoses.search("ua")}  # not every word with "a" and "u" is asthma
    assert "J45" not in {c.code for c in diagnoses.search("th")}


@pytest.mark.parametrize("code", ["I50.900x018", " i50.9 ", "I50.907", "I13.2"])
def test_codes_of_heart_failure_are_of_its_group(code):
    assert diagnoses.find(code).group == "hf"


@pytest.mark.parametrize("system", [diagnoses, procedures])
def test_every_code_is_found_by_each_of_its_names(system):
    with override("en"):
        lost = [
            (c.code, name)
            for c in system.table()
            for name in (c.code, c.en, c.zh, *c.synonyms)
            if c not in system.search(name, limit=100)
        ]
    assert lost == []


@given(st.text(max_size=12))
def test_whatever_is_typed_finds_only_what_it_occurs_in(typed):
    for code in diagnoses.search(typed, limit=500):
        assert all(word in code.words() for word in typed.lower().split())
