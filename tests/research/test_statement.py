"""The compiled text: rows are read as rarely as can be, and nothing travels that nobody asks for."""

from research.criteria.counting import compile_counts
from research.criteria.parse import parse
from research.criteria.worked import CATALOGUE
from tests.spec.criteria.questions import definition


def counting(number):
    return compile_counts(parse(definition(number), CATALOGUE), CATALOGUE).sql


def test_the_first_and_the_least_of_the_same_results_are_read_in_one_pass():
    assert counting(8).count("FROM w_lab") == 1


def test_values_of_the_patient_travel_only_where_they_are_asked():
    assert "t.birth" in counting(2).split("\n")[0]
    assert "SELECT t.patient FROM" in counting(5)


def test_rows_of_which_a_patient_has_many_are_looked_up_by_time_and_others_read_at_once():
    seen = counting(39)
    assert seen.count("(r.patient = f.patient)") == 1  # the results, beside the row that asks
    assert seen.count("(r.patient = p.patient)") == 4  # the index, stays, contacts, echoes: for all at once
