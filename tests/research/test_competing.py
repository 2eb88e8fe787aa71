"""Competing risks give cmprsk's numbers for the bone-marrow transplants."""

import numpy as np
import pytest

from research.analysis.competing import gray, incidence, share_at
from research.analysis.subdistribution import fine_gray
from research.analysis.survival import kaplan_meier
from tests.research.golden import data


@pytest.fixture(scope="module")
def transplants():
    c = data("bmt")
    return c["ftime"], c["status"].astype(int), c["dis"].astype(int)


@pytest.mark.parametrize(("group", "cause", "expected"), [
    (0, 1, {6: 0.11765, 12: 0.17647, 24: 0.17647}),
    (1, 1, {6: 0.29514, 12: 0.36819, 24: 0.36819}),
    (0, 2, {6: 0.29412, 12: 0.47059, 24: 0.64706, 48: 0.70588}),
    (1, 2, {6: 0.05556, 12: 0.20571}),
])  # fmt: skip
def test_cumulative_incidence_however_the_rows_are_ordered(transplants, group, cause, expected):
    time, status, dis = transplants
    mine = dis == group
    for way in (slice(None), slice(None, None, -1)):
        found = incidence(time[mine][way], status[mine][way], cause)
        assert {t: share_at(found, t).share for t in expected} == pytest.approx(expected, abs=6e-6)
    assert all(p.lower <= p.share <= p.upper for p in found.points)


def test_without_competing_events_it_is_what_kaplan_meier_leaves():
    lung = data("lung")
    found = incidence(lung["time"], (lung["status"] == 1).astype(int))
    curve = {p.time: p for p in kaplan_meier(lung["time"].tolist(), (lung["status"] == 1).tolist()).points}
    for p in found.points[1:]:
        assert p.share == pytest.approx(1 - curve[p.time].survival)
    assert share_at(found, 365).upper == pytest.approx(1 - 0.5217, abs=0.2)


def test_all_shares_and_those_without_any_event_are_one(transplants):
    time, status, _dis = transplants
    both = [share_at(incidence(time, status, cause), 1000).share for cause in (1, 2)]
    none = kaplan_meier(time.tolist(), (status > 0).tolist()).points[-1].survival
    assert sum(both) + none == pytest.approx(1)


@pytest.mark.parametrize(("cause", "statistic", "p"), [(1, 1.3016, 0.2539), (2, 7.0823, 0.00778)])
def test_gray(transplants, cause, statistic, p):
    time, status, dis = transplants
    found = gray(time, status, dis, cause)
    assert (found.statistic, found.freedom) == (pytest.approx(statistic, abs=6e-5), 1)
    assert found.p == pytest.approx(p, rel=1e-3)


@pytest.mark.parametrize(("cause", "beta", "se"), [(1, 0.76517, 0.699), (2, -1.604466, 0.640313)])
def test_fine_gray(transplants, cause, beta, se):
    time, status, dis = transplants
    found = fine_gray(time, status, dis, cause)
    assert found.beta == pytest.approx([beta], rel=1e-5)
    assert found.se == pytest.approx([se], rel=5e-3)


def test_three_groups_have_two_degrees_of_freedom():
    random = np.random.default_rng(7)
    time, cause = random.integers(1, 60, 300), random.integers(0, 3, 300)
    found = gray(time, cause, random.integers(0, 3, 300))
    assert found.freedom == 2
    assert 0.001 < found.p < 1
