"""Competing risks give cmprsk's numbers for the bone-marrow transplants."""

import numpy as np
import pytest

from research.analysis import cox
from research.analysis.competing import counted, gray, incidence, share_at
from research.analysis.subdistribution import fine_gray
from research.analysis.survival import kaplan_meier
from tests.research.golden import data, matrix


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


# --- monoclonal gammopathy: malignancy, or death without it, in whole months ------------------------------
@pytest.fixture(scope="module")
def gammopathy():
    c = data("mgus2")
    time = np.where(c["pstat"] == 1, c["ptime"], c["futime"])
    cause = np.where(c["pstat"] == 1, 1, 2 * c["death"]).astype(int)
    return time, cause, matrix(c, "age", "sex")


@pytest.mark.parametrize(("cause", "expected"), [
    (1, {120: 0.06372217, 240: 0.09981372}), (2, {120: 0.53181770, 240: 0.72402798}),
])  # fmt: skip
def test_malignancy_and_death_within_ten_and_twenty_years(gammopathy, cause, expected):
    found = incidence(*gammopathy[:2], cause)
    assert {t: share_at(found, t).share for t in expected} == pytest.approx(expected, abs=6e-9)


@pytest.mark.parametrize(("cause", "statistic"), [(1, 1.194507825), (2, 11.651259012)])
def test_gray_of_women_and_men(gammopathy, cause, statistic):
    time, causes, x = gammopathy
    assert gray(time, causes, x[:, 1], cause).statistic == pytest.approx(statistic, rel=1e-6)


@pytest.mark.parametrize(("cause", "beta", "se"), [
    (1, [-0.01733815349, -0.26003823788], [0.00573710323, 0.18568103479]),
    (2, [0.0585844004, 0.3707968459], [0.003679419201, 0.066789463786]),
])  # fmt: skip
def test_fine_gray_is_that_of_cmprsk_where_many_share_a_month(gammopathy, cause, beta, se):
    found = fine_gray(*gammopathy, cause)
    assert found.beta == pytest.approx(beta, rel=1e-5)
    assert found.se == pytest.approx(se, rel=5e-3)


def expanded(time, cause):
    """R's survival::finegray: who had a competing event goes on, as weighted intervals between censorings.

    An event comes before a censoring of the same time. Gives the rows' places, starts, stops and weights.
    """
    order = np.unique(time[cause == 0])
    at_risk = np.array([np.sum(time > t) + np.sum((time == t) & (cause == 0)) for t in order])
    kept = np.concatenate([[1.0], np.cumprod(1 - counted(time[cause == 0], order) / at_risk)])
    edges = np.concatenate([[0.0], order, [np.inf]])
    ends = np.unique(np.searchsorted(order, time[cause == 1], "left"))  # intervals with an event of interest
    own = np.searchsorted(order, time, "left")
    rows = []
    for i, mine in enumerate(own):
        goes_on = cause[i] == 2
        rows.append((i, 0.0, edges[mine + 1] if goes_on else time[i], 1.0))
        rows += [(i, edges[j], edges[j + 1], kept[j] / kept[mine]) for j in ends if goes_on and j > mine]
    return map(np.array, zip(*rows, strict=True))


def test_cox_over_weighted_intervals_is_the_fine_gray_of_survival(gammopathy):
    """Another convention, the same model: Efron's ties, events before censorings, R's survival 3.5-3."""
    time, cause, x = gammopathy
    of, start, stop, weight = expanded(time, cause)
    rows = cox.rows_of(stop, cause[of] == 1, x[of], start=start, weight=weight)
    rowwise, by_patient = (cox.fit(rows, cluster=cluster) for cluster in (range(len(of)), of))
    assert len(of) == 41_775
    assert rowwise.beta == pytest.approx([-0.017302, -0.259757], rel=2e-5)
    assert rowwise.beta == pytest.approx([-0.01730170508, -0.25975679140], rel=1e-7)
    assert rowwise.se == pytest.approx([0.005528, 0.181707], rel=1e-4)  # as R prints it without ids
    assert by_patient.se == pytest.approx([0.005702932, 0.185634695], rel=1e-4)
