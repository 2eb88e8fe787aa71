"""Table 1: the right test by name, standardised differences, and what is missing."""

import pytest

from research.analysis import compare
from research.analysis.table_one import OTHER, Variable, table_one

# heart failure by sex in the Worcester Heart Attack Study, 500 patients: women, men
HEART_FAILURE_BY_SEX = [[80, 120], [75, 225]]


def test_two_by_two_is_corrected_after_yates():
    found = compare.shares(HEART_FAILURE_BY_SEX)
    assert found.name == "chi_squared_yates"
    assert found.statistic == pytest.approx(11.93, abs=5e-3)
    assert found.p == pytest.approx(0.00055, abs=5e-6)


def test_difference_of_shares_agrees_with_the_published_one():
    by_failure = [[120, 225], [80, 75]]
    assert compare.difference_of_shares(by_failure) == pytest.approx(0.3448, abs=5e-5)


def test_difference_of_shares_of_several_answers_is_symmetric_and_unsigned():
    table = [[10, 20, 70], [30, 30, 40]]
    forth, back = compare.difference_of_shares(table), compare.difference_of_shares(table[::-1])
    assert forth == pytest.approx(back)
    assert forth > 0
    assert compare.difference_of_shares([[10, 20], [10, 20]]) == 0


def test_small_cells_are_compared_after_fisher():
    assert compare.shares([[3, 1], [1, 3]]).name == "fisher"
    assert compare.shares([[3, 1], [1, 3]]).p == pytest.approx(
        0.4857, abs=5e-5
    )  # the lady tasting tea, two-sided


def test_more_groups_take_other_tests():
    groups = [[1.0, 2, 3], [2.0, 3, 4], [5.0, 6, 7]]
    assert compare.means(groups).name == "anova"
    assert compare.means(groups).statistic == pytest.approx(13)
    assert compare.ranks(groups).name == "kruskal"
    assert compare.shares([[5, 5], [6, 6], [9, 9]]).name == "chi_squared"


def test_what_cannot_be_tested_has_no_p():
    assert compare.means([[1.0], [2.0]]).p is None
    assert compare.ranks([[1.0, 1], [1.0, 1]]).p is None
    assert compare.shares([[3, 0], [2, 0]]).p is None
    assert compare.difference_of_means([[1.0, 1], [1.0, 1]]) is None


def test_table_counts_what_is_missing():
    table = table_one(
        [Variable("age", "number"), Variable("sex", "category")],
        {"age": [60, 70, None, 80], "sex": ["female", None, "male", "male"]},
        n=4,
        group=["a", "a", "b", None],
    )
    assert (table.groups, table.sizes) == (("", "a", "b"), (4, 2, 1))
    age, sex = table.lines
    assert [(c.n, c.missing) for c in age.cells] == [(3, 1), (2, 0), (0, 1)]
    assert age.cells[0].mean == 70
    assert (age.cells[0].lower, age.cells[0].median, age.cells[0].upper) == (65, 70, 75)
    assert sex.answers == ("female", "male")
    assert [c.counts for c in sex.cells] == [(1, 2), (1, 0), (0, 1)]


def test_missing_means_are_never_zero():
    table = table_one([Variable("x", "number")], {"x": [None, None, 5, 6]}, n=4, group=["a", "a", "b", "b"])
    assert table.lines[0].cells[1].mean is None
    assert table.lines[0].smd is None


def test_many_answers_are_counted_together():
    table = table_one([Variable("drug", "category")], {"drug": [f"d{i:02d}" for i in range(30)]}, n=30)
    line = table.lines[0]
    assert len(line.answers) == 13
    assert line.answers[-1] == OTHER
    assert sum(line.cells[0].counts) == 30
    assert line.tests == ()
