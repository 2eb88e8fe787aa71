"""The statistics of the quality board against published and independent values."""

import pytest
from scipy import stats

from cardiology.quality.dose import mg_a_day
from cardiology.quality.statistics import (
    change,
    funnel_limit,
    funnel_limits,
    p_chart,
    spread,
    wilson,
)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [  # Newcombe RG. Stat Med 1998;17:857-72, table I, method 3
        (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)  # fmt: skip
def test_wilson_is_that_of_the_paper(hits, n, low, high):
    assert wilson(hits, n) == pytest.approx((low, high), abs=0.00006)


def test_nobody_has_no_interval():
    assert wilson(0, 0) is None


@pytest.mark.parametrize(("n", "target"), [(5, 0.75), (40, 0.9), (250, 0.05), (2000, 0.6)])
def test_funnel_limits_are_the_interpolated_binomial(n, target):
    for found, p in zip(funnel_limits(n, target), (0.025, 0.975, 0.001, 0.999), strict=True):
        r = int(stats.binom.ppf(p, n, target))
        above, below = stats.binom.cdf(r, n, target), stats.binom.cdf(r - 1, n, target)
        exact = (r - (above - p) / (above - below)) / n
        assert found == pytest.approx(min(1, max(0, exact)), abs=1e-9)


def test_funnel_limits_of_many_patients_are_the_normal_ones():
    half = 1.959963984540054 * (0.3 * 0.7 / 20_000) ** 0.5
    assert funnel_limit(20_000, 0.3, 0.975) == pytest.approx(0.3 + half, abs=0.0001)


def test_p_chart_has_three_sigma_limits_per_month():
    """Sizes 100 and 25 around a mean of 0.2: 0.2 ± 0.12 and 0.2 ± 0.24."""
    mean, months = p_chart([(20, 100), (5, 25), (0, 0), (20, 100)])
    assert mean == 0.2
    assert (months[0].lower, months[0].upper) == pytest.approx((0.08, 0.32))
    assert (months[1].lower, months[1].upper) == pytest.approx((0.0, 0.44))
    assert months[2].share is None


def test_p_chart_signals_a_point_outside_and_a_run():
    _mean, months = p_chart([(10, 100)] * 10 + [(60, 100)])
    assert months[-1].signal
    assert [m.signal for m in months[:10]] == [False] * 7 + [True] * 3


def test_p_chart_of_few_patients_near_the_top_signals_nothing_that_is_chance():
    """A share near 98 %: months in which all got it are no run, one of seven without it is no signal."""
    _mean, months = p_chart([(7, 7)] * 14 + [(6, 7), (2, 7)] + [(7, 7)] * 30)
    assert [i for i, m in enumerate(months) if m.signal] == [15]


def test_nothing_counted_has_no_mean():
    mean, months = p_chart([(0, 0), (0, 0)])
    assert mean is None
    assert [m.share for m in months] == [None, None]


def test_spread_has_the_quartiles_of_type_seven():
    found = spread([60, 70, 80, 90, 120], 90)
    assert (found.lower, found.median, found.upper, found.mean) == (70, 80, 90, 84)
    assert found.share == 0.8
    assert spread([], 90).median is None


def test_change_is_the_pooled_z():
    chi = stats.chi2_contingency([[90, 10], [70, 30]], correction=False).statistic
    assert change(90, 100, 70, 100) == pytest.approx(chi**0.5)
    assert change(5, 5, 5, 5) is None
    assert change(5, 5, 0, 0) is None


@pytest.mark.parametrize(
    ("dose", "unit", "frequency", "expected"),
    [(100, "mg", "qd", 100), (90, "mg", "bid", 180), (0.1, "g", "qd", 100), (100, "mg", "prn", None),
     (None, "mg", "qd", None), (1, "tablet", "qd", None), (100, "mg", None, None)],
)  # fmt: skip
def test_milligrams_a_day(dose, unit, frequency, expected):
    assert mg_a_day(dose, unit, frequency) == expected
