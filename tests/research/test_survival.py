"""Kaplan–Meier and log-rank give the published numbers (R survival 3.5-3) for two public data sets."""

import csv
from pathlib import Path

import pytest

from research.analysis.survival import at_risk, kaplan_meier, log_rank, survival_at

FILES = Path(__file__).parents[1] / "data" / "survival"


def read(name, time, status, group):
    with (FILES / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=" " if name == "anderson.csv" else ","))
    return [(float(r[time]), int(r[status]) == 1, r[group]) for r in rows]


def columns(rows, group=None):
    chosen = [r for r in rows if group is None or r[2] == group]
    return [r[0] for r in chosen], [r[1] for r in chosen]


@pytest.fixture(scope="module")
def leukaemia():
    return read("anderson.csv", "t", "status", "Rx")


@pytest.fixture(scope="module")
def lung():
    return read("lung.csv", "time", "status", "sex")


def test_leukaemia_curve_and_medians(leukaemia):
    treated, placebo = kaplan_meier(*columns(leukaemia, "0")), kaplan_meier(*columns(leukaemia, "1"))
    assert (treated.events, treated.n, placebo.events, placebo.n) == (9, 21, 21, 21)
    expected = {6: 6 / 7, 7: 0.8067226890756303, 10: 0.7529411764705882, 13: 0.6901960784313725,
                16: 0.6274509803921569, 22: 0.5378151260504201, 23: 0.4481792717086835}  # fmt: skip
    for time, value in expected.items():
        assert survival_at(treated, time).survival == pytest.approx(value, abs=1e-10)
    assert (treated.median, placebo.median) == (23, 8)
    assert (treated.median_lower, treated.median_upper) == (13, None)
    assert (placebo.median_lower, placebo.median_upper) == (4, 11)


def test_leukaemia_log_rank(leukaemia):
    found = log_rank([columns(leukaemia, "0"), columns(leukaemia, "1")])
    assert found.statistic == pytest.approx(16.79294, abs=1e-5)
    assert found.p == pytest.approx(4.17e-5, rel=2e-3)
    assert found.expected == pytest.approx((19.25, 10.75), abs=5e-3)
    assert found.freedom == 1


def test_lung_curve(lung):
    curve = kaplan_meier(*columns(lung))
    assert (curve.n, curve.events) == (228, 165)
    # log-log limits: 284 to 361; R prints log limits (285 to 363) by default
    assert (curve.median, curve.median_lower, curve.median_upper) == (310, 284, 361)
    for time, value in ((180, 0.7217), (365, 0.4092), (730, 0.1157)):
        assert survival_at(curve, time).survival == pytest.approx(value, abs=5e-5)
    year = survival_at(curve, 365)
    assert (year.lower, year.upper) == pytest.approx((0.33871, 0.47838), abs=5e-6)
    assert at_risk(columns(lung)[0], [180, 365, 730]) == [160, 65, 13]


def test_lung_by_sex(lung):
    men, women = kaplan_meier(*columns(lung, "1")), kaplan_meier(*columns(lung, "2"))
    assert (men.median, men.events, women.median, women.events) == (270, 112, 426, 53)
    found = log_rank([columns(lung, "1"), columns(lung, "2")])
    assert found.statistic == pytest.approx(10.3267, abs=5e-5)
    assert found.p == pytest.approx(0.0013, abs=5e-5)


def test_order_of_rows_changes_nothing(lung):
    times, happened = columns(lung)
    turned = kaplan_meier(times[::-1], happened[::-1])
    assert turned == kaplan_meier(times, happened)
    assert sum(p.events + p.censored for p in turned.points) == turned.n


def test_a_censored_patient_is_at_risk_at_the_time_of_leaving():
    curve = kaplan_meier([1, 2, 2, 3], [False, True, False, True])
    assert [(p.time, p.at_risk, p.events) for p in curve.points] == [
        (0, 4, 0),
        (1, 4, 0),
        (2, 3, 1),
        (3, 1, 1),
    ]
    assert [p.survival for p in curve.points] == pytest.approx([1, 1, 2 / 3, 0])


def test_median_on_a_flat_half_is_its_middle():
    assert kaplan_meier([1, 2, 3, 4], [True] * 4).median == 2.5
    assert kaplan_meier([1, 2, 9, 9], [True, True, False, False]).median == 2


def test_nothing_happened_or_nobody_came():
    assert kaplan_meier([], []).points[0].survival == 1
    assert kaplan_meier([5, 7], [False, False]).median is None
    assert log_rank([([1, 2], [True, False]), ([], [])]).p is None


def test_nothing_is_said_after_the_last_patient_left():
    curve = kaplan_meier([10, 20], [True, False])
    assert survival_at(curve, 20).survival == 0.5
    assert survival_at(curve, 21) is None
