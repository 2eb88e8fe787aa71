"""What leaves for those who may not see rows: small counts withheld, others rounded, curves in weeks."""

from dataclasses import dataclass
from datetime import date

import pytest

from research import disclosure
from research.analysis.survival import kaplan_meier
from research.disclosure import CAREFUL, EXACT, Rule


@pytest.mark.parametrize(
    ("n", "shown"),
    [(0, 0), (1, None), (9, None), (10, 10), (12, 10), (13, 15), (17, 15), (18, 20), (1234, 1235)],
)
def test_counts(n, shown):
    assert disclosure.count(n, CAREFUL) == shown
    assert disclosure.count(n, EXACT) == n


def test_threshold_can_be_raised():
    assert disclosure.count(19, Rule(threshold=20)) is None


@pytest.mark.parametrize("counts", [[40, 3], [3, 40, 60], [3, 4, 50], [0, 3, 40], [100, 0, 0]])
def test_nobody_solves_for_a_withheld_cell(counts):
    shown = disclosure.parts(counts, CAREFUL)
    hidden = [n for n, s in zip(counts, shown, strict=True) if s is None]
    assert len(hidden) != 1
    assert all(s is None for n, s in zip(counts, shown, strict=True) if 0 < n < 10)


@dataclass
class Step:
    yes: int
    no: int
    unknown: int
    remaining_rows: int
    remaining_patients: int


def test_attrition_does_not_tell_who_fell_out():
    steps = [Step(95, 3, 2, 95, 90), Step(60, 35, 0, 60, 58), Step(3, 57, 0, 3, 3)]
    shown = disclosure.attrition(100, 98, steps, CAREFUL)
    assert shown[0].remaining_rows == 100  # 5 fell out: the line repeats the count before it
    assert shown[0].remaining_patients == 100  # and so do the patients, or they would tell
    assert shown[1].remaining_rows == 60
    assert shown[2].remaining_rows is None
    assert [s.remaining_rows for s in disclosure.attrition(100, 98, steps, EXACT)] == [95, 60, 3]


def test_patients_tell_no_more_than_rows():
    steps = [Step(100, 3, 0, 100, 100), Step(80, 20, 0, 80, 96)]  # 3 patients, then 20 rows of 4 patients
    shown = disclosure.attrition(103, 103, steps, CAREFUL)
    assert [(s.remaining_rows, s.remaining_patients) for s in shown] == [(105, 105), (105, 105)]


@pytest.mark.parametrize(
    ("other", "apart"), [((), False), ((1,), True), (range(9), True), (range(10), False)]
)
def test_files_that_differ_by_few_patients_tell_them_apart(other, apart):
    assert disclosure.tells_apart({*range(100, 150)}, {*range(100, 150), *other}) == apart
    assert disclosure.tells_apart({*range(100, 150), *other}, {*range(100, 150)}) == apart


def test_no_shown_number_lies_below_the_threshold():
    for n in range(200):
        for shown in (disclosure.count(n, CAREFUL), *disclosure.parts([n, 200 - n], CAREFUL)):
            assert shown in (None, 0) or shown >= 10


def test_curves_end_early_and_step_in_groups():
    times = [float(t) for t in range(1, 101)]
    curve = kaplan_meier(disclosure.coarse_times(times, CAREFUL), [True] * 100)
    shown = disclosure.curve_points(curve.points, CAREFUL)
    assert all(p.time % 7 == 0 for p in shown)
    assert all(p.at_risk >= 10 for p in shown)
    assert all(p.events == 0 or p.events >= 5 for p in shown[1:])
    assert all(p.censored == 0 for p in shown)
    assert shown[-1].time < 100
    assert len(disclosure.curve_points(kaplan_meier(times, [True] * 100).points, EXACT)) == 101


def test_rows_lose_what_identifies():
    assert [disclosure.age(a) for a in (None, 60, 89, 90, 103)] == [None, 60, 89, 90, 90]
    assert disclosure.days_since(date(2025, 1, 10), date(2025, 1, 3)) == -7
    assert disclosure.days_since(date(2025, 1, 10), None) is None


# --- counts that are asked for again and again --------------------------------------------------------
def asked(told, people, kind="stay", rows=None):
    """Ask for a count as the page does: what is shown, and what is remembered."""
    members = disclosure.Members(
        kind, disclosure.bits(people if rows is None else rows), disclosure.bits(people)
    )
    found = disclosure.standing(members, told)
    told.append(found)
    return disclosure.large(found.rows, CAREFUL), disclosure.large(found.patients, CAREFUL)


def test_rounding_alone_would_tell_one_patient():
    assert disclosure.count(102, CAREFUL) != disclosure.count(103, CAREFUL)


@pytest.mark.parametrize("size", range(95, 125))
def test_one_patient_more_is_never_told(size):
    told = []
    assert asked(told, range(size)) == asked(told, range(size + 1)) == asked(told, range(size - 1))


@pytest.mark.parametrize("size", [1, 8, 9, 10, 11])
def test_nobody_is_told_at_the_edge_of_what_is_withheld(size):
    told = []
    alone = [asked(told, range(k)) for k in range(size, -1, -1)]
    assert len(set(alone)) == 1, "zero, a few, or ten: the difference would name one"


def test_the_attack_by_or_learns_the_same_of_everybody():
    """Who asks for “in the group, or patient x” for every x cannot sort those inside from those outside."""
    inside, outside, told = range(103), range(500, 603), []
    first = asked(told, inside)
    answers = {x: asked(told, {*inside, x}) for x in (*inside, *outside)}
    assert set(answers.values()) == {first}
    answers = {x: asked(told, set(inside) - {x}) for x in (*inside, *outside)}
    assert set(answers.values()) == {first}


def test_the_attack_through_another_kind_of_row_fails_too():
    told = []
    first = asked(told, range(102), "stay")
    assert asked(told, range(103), "echo", rows=range(1000, 1103)) == first


def test_rows_of_a_few_patients_are_not_told_by_their_number():
    told, many = [], [f for p in range(103) for f in range(p * 10, p * 10 + 4)]
    first = asked(told, range(103), rows=many)
    assert asked(told, range(100), rows=[r for r in many if r < 1000]) == first


def test_other_people_are_counted_on_their_own():
    told = []
    assert asked(told, range(102)) == (100, 100)
    assert asked(told, range(500, 603)) == (105, 105)
    assert asked(told, range(140)) == (140, 140)


def test_zero_is_withheld_where_it_can_be_compared():
    assert disclosure.large(0, CAREFUL) is None
    assert disclosure.large(0, EXACT) == 0
    assert disclosure.answers([60, 40, 0], CAREFUL) == [60, None, None]
    assert disclosure.answers([60, 40, 7], CAREFUL) == [60, None, None]
    assert disclosure.answers([60, 40, 20], CAREFUL) == [60, 40, 20]
