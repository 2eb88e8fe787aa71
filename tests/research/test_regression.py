"""Regression, restricted means and propensity scores give R's numbers for the Worcester heart attacks."""

from math import exp

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.stats import nbinom

from research.analysis import counts, cox, regression, restricted
from research.analysis.treatments import propensity
from tests.research.golden import data, matrix


@pytest.fixture(scope="module")
def worcester():
    return data("whas500")


def died_in_a_year(c):
    return (c["fstat"] == 1) & (c["lenfol"] <= 365)


def test_logistic(worcester):
    y = died_in_a_year(worcester)
    found = regression.fit("logistic", y, matrix(worcester, "age", "chf", "hr"))
    assert int(y.sum()) == 138
    assert found.beta == pytest.approx([-7.397127, 0.071404, 1.119435, 0.008613], rel=5e-5, abs=1e-6)
    assert found.se == pytest.approx([0.890619, 0.010309, 0.235209, 0.004715], rel=2e-4)
    assert np.mean((y - found.fitted) ** 2) == pytest.approx(0.154507, abs=1e-6)
    assert regression.goodness(y, found.fitted) == pytest.approx((6.5084, 0.5905), abs=1e-4)


def test_linear_is_least_squares(worcester):
    x = matrix(worcester, "age", "gender", "hr")
    found = regression.fit("linear", worcester["sysbp"], x)
    beta, (rest,), *_ = np.linalg.lstsq(regression.with_constant(x), worcester["sysbp"], rcond=None)
    assert found.beta == pytest.approx(beta)
    assert found.scale == pytest.approx(rest / (500 - 4))


def spread(mean, shape, n, seed):
    """Counts whose rate varies between patients: a gamma of Poissons, which is a negative binomial."""
    luck = np.random.default_rng(seed)
    return luck.poisson(luck.gamma(shape, mean / shape, n))


def test_negative_binomial_of_two_groups_is_the_ratio_of_their_means():
    y = np.concatenate([spread(2, 0.8, 400, 1), spread(5, 0.8, 400, 2)])
    x = np.repeat([0.0, 1.0], 400)
    found = counts.fit(y, x)
    means = y[:400].mean(), y[400:].mean()
    assert np.exp(found.beta) == pytest.approx([means[0], means[1] / means[0]], rel=1e-6)
    assert 1 / found.dispersion == pytest.approx(0.8, rel=0.15)
    a = found.dispersion  # the information of two groups is known in closed form
    expected = sum((1 + a * m) / (400 * m) for m in means) ** 0.5
    assert found.se[1] == pytest.approx(expected, rel=1e-6)
    assert found.overdispersion[1] < 1e-10


def test_negative_binomial_over_unequal_times_is_the_ratio_of_rates():
    y, months = np.concatenate([spread(2, 0.8, 400, 1), spread(5, 0.8, 400, 2)]), np.repeat([6.0, 12.0], 400)
    found = counts.fit(y, np.repeat([0.0, 1.0], 400), offset=np.log(months))
    rates = y[:400].mean() / 6, y[400:].mean() / 12
    assert np.exp(found.beta) == pytest.approx([rates[0], rates[1] / rates[0]], rel=1e-6)
    plain = counts.fit(y, np.repeat([0.0, 1.0], 400))  # two groups with a time each: only the rates move
    assert (found.likelihood, found.dispersion) == pytest.approx(
        (plain.likelihood, plain.dispersion), rel=1e-6
    )


def test_negative_binomial_has_the_greatest_likelihood():
    luck = np.random.default_rng(3)
    x = luck.normal(size=(300, 2))
    years = luck.uniform(0.2, 3, 300)
    y = spread(years * np.exp(0.5 + x @ [0.4, -0.3]), 1.5, 300, 4)
    found = counts.fit(y, x, offset=np.log(years))

    def away(at):
        size = np.exp(-at[-1])
        chance = size / (size + years * np.exp(regression.with_constant(x) @ at[:-1]))
        return -nbinom.logpmf(y, size, chance).sum()

    best = minimize(away, [0, 0, 0, 0.0], method="BFGS", options={"gtol": 1e-7})
    assert [*found.beta, np.log(found.dispersion)] == pytest.approx(best.x, abs=2e-4)
    assert found.likelihood == pytest.approx(-best.fun, rel=1e-9)


def test_counts_of_one_poisson_law_need_no_dispersion():
    y = np.random.default_rng(5).poisson(3, 2000)
    found = counts.fit(y, np.tile([0.0, 1.0], 1000))
    assert found.dispersion < 0.02
    assert found.overdispersion[1] > 0.01
    plain = regression.fit("poisson", y, np.tile([0.0, 1.0], 1000))
    assert found.beta == pytest.approx(plain.beta, abs=1e-3)


def test_poisson_of_two_groups_is_the_ratio_of_rates():
    y, years = np.array([1, 3, 6, 4]), np.array([40.0, 60, 30, 20])
    found = regression.fit("poisson", y, [[0], [0], [1], [1]], offset=np.log(years))
    assert exp(found.beta[1]) == pytest.approx((10 / 50) / (4 / 100))
    assert found.se[1] ** 2 == pytest.approx(1 / 10 + 1 / 4)


def test_separation_is_said_and_not_printed():
    x = np.array([[1], [2], [3], [4], [5], [6]])
    for y in ([0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 1, 1]):
        with pytest.raises(cox.CannotFit, match="separation"):
            regression.fit("logistic", y, x)
    quasi = np.array([0, 0, 0, 0, 1, 1, 1, 1])
    with pytest.raises(cox.CannotFit, match="separation"):
        regression.fit("logistic", [0, 1, 0, 1, 1, 1, 1, 1], quasi)
    with pytest.raises(cox.CannotFit, match="collinear"):
        regression.fit("logistic", [0, 1, 0, 1, 1, 0], np.column_stack([x, 2 * x]))


# --- restricted mean -------------------------------------------------------------------------------------
@pytest.mark.parametrize(("name", "time", "status", "group", "expected"), [
    ("lung", "time", "status", "sex", {1: (241.49509, 10.35823), 2: (297.46541, 10.79132)}),
    ("whas500", "lenfol", "fstat", "chf", {0: (316.76522, 6.05905), 1: (232.43226, 12.46661)}),
])  # fmt: skip
def test_restricted_mean_within_a_year(name, time, status, group, expected):
    c = data(name)
    found = {
        g: restricted.mean(c[time][c[group] == g].tolist(), (c[status] == 1)[c[group] == g].tolist(), 365)
        for g in expected
    }
    for g, (mean, se) in expected.items():
        assert (found[g].mean, found[g].se) == pytest.approx((mean, se), abs=6e-6)
    first, second = found.values()
    assert restricted.compared(first, second).difference == pytest.approx(second.mean - first.mean)
    assert restricted.compared(first, second).p < 0.001


# --- propensity -----------------------------------------------------------------------------------------
COVARIATES = ("age", "gender", "hr", "diasbp", "cvd")


def test_inverse_probability_weights(worcester):
    found = propensity.score(worcester["chf"] == 1, matrix(worcester, *COVARIATES))
    weight = propensity.weights(found, "iptw", stabilised=False)
    assert weight.max() == pytest.approx(23.829, abs=5e-4)
    assert propensity.effective(weight) == pytest.approx(239.72, abs=5e-3)
    rows = cox.rows_of(worcester["lenfol"], worcester["fstat"] == 1, worcester["chf"], weight=weight)
    fitted = cox.fit(rows, cluster=range(500))
    assert fitted.beta == pytest.approx([0.598986], rel=1e-5)
    assert fitted.se == pytest.approx([0.193271], rel=5e-3)
    after = propensity.balance(COVARIATES, matrix(worcester, *COVARIATES), found.treated, weight)
    assert after[0].before == pytest.approx(0.6817, abs=5e-5)
    assert max(abs(b.after) for b in after) < 0.15 < max(abs(b.before) for b in after)


def test_overlap_weights_balance_exactly(worcester):
    x = matrix(worcester, *COVARIATES)
    found = propensity.score(worcester["chf"] == 1, x)
    after = propensity.balance(COVARIATES, x, found.treated, propensity.weights(found, "overlap"))
    assert max(abs(b.after) for b in after) < 1e-6


def test_matching_is_one_to_one_within_the_caliper_and_repeatable(worcester):
    x = matrix(worcester, *COVARIATES)
    found = propensity.score(worcester["chf"] == 1, x)
    made = propensity.pairs(found)
    logit = np.log(found.chance / (1 - found.chance))
    assert len({i for pair in made for i in pair}) == 2 * len(made) > 200
    assert max(abs(logit[a] - logit[b]) for a, b in made) <= 0.2 * logit.std(ddof=1)
    assert all(found.treated[a] and not found.treated[b] for a, b in made)
    assert propensity.pairs(found) == made
    after = propensity.balance(COVARIATES, x, found.treated, propensity.weights(found, "match"))
    assert max(abs(b.after) for b in after) < 0.15
    assert 0 < found.equipoise < 1
