"""Another library's opinion of the models: statsmodels on the same rows, and its teaching data.

Nothing of that library ships: it is read by tests only.
"""

import csv
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from statsmodels.datasets import spector
from statsmodels.discrete.discrete_model import NegativeBinomial
from statsmodels.genmod import families
from statsmodels.genmod.generalized_linear_model import GLM
from statsmodels.regression.linear_model import OLS

from research.analysis import counts, design, regression

SEEDS = st.integers(0, 2**32 - 1)


def births():
    """189 births at Baystate Medical Center, Springfield.

    One mother weighs a pound less in R's MASS::birthwt, on which the expected numbers were calculated.
    """
    told = files("statsmodels").joinpath("genmod/tests/results/stata_lbw_glm.csv").read_text("utf-8")
    rows = list(csv.DictReader(told.splitlines()))
    (heavier,) = (r for r in rows if (r["low"], r["age"], r["lwt"], r["ftv"]) == ("1", "20", "106", "3"))
    heavier["lwt"] = "105"
    return {name: [r[name] if name == "race" else float(r[name]) for r in rows] for name in rows[0]}


# --- published numbers ----------------------------------------------------------------------------------
def test_spector():
    told = spector.load_pandas()
    found = regression.fit("logistic", told.endog, told.exog[["GPA", "TUCE", "PSI"]])
    assert found.beta == pytest.approx([-13.02135, 2.82611, 0.09516, 2.37869], rel=1e-5, abs=5e-6)
    assert found.se == pytest.approx([4.93132, 1.26294, 0.14155, 1.06456], rel=1e-4)
    assert found.likelihood == pytest.approx(-12.889634, rel=1e-7)


def test_low_birth_weight_with_race_in_words():
    c = births()
    names = ["age", "lwt", "race", "smoke", "ptl", "ht", "ui", "ftv"]
    made = design.design(names, c, [True] * 189)
    terms = [(t.name, t.answer, t.reference) for t in made.terms]
    found = regression.fit("logistic", c["low"], made.x)
    beta, se = (dict(zip(terms, values[1:], strict=True)) for values in (found.beta, found.se))
    assert found.deviance == pytest.approx(201.2848, abs=6e-5)
    assert beta["smoke", "", ""] == pytest.approx(0.938846, rel=1e-5)
    assert se["smoke", "", ""] == pytest.approx(0.402147, rel=1e-4)
    assert beta["ht", "", ""] == pytest.approx(1.863303, rel=1e-5)
    assert beta["lwt", "", ""] == pytest.approx(-0.015424, abs=6e-7)
    assert beta["race", "black", "white"] == pytest.approx(1.272260, rel=1e-5)


# --- random rows -------------------------------------------------------------------------------------------
def rows(seed, n=150):
    """Covariates on different scales, a time at risk, and a linear predictor."""
    luck = np.random.default_rng(seed)
    x = np.column_stack([luck.normal(65, 12, n), luck.random(n) < 0.4, luck.normal(size=n)])
    return luck, x, luck.uniform(0.2, 4, n), 0.3 + (x - [65, 0.4, 0]) @ luck.normal(0, [0.02, 0.4, 0.3], 3)


def agree(found, theirs, rel=1e-6):
    assert found.beta == pytest.approx(theirs.params, rel=rel, abs=1e-7)
    assert found.se == pytest.approx(theirs.bse, rel=10 * rel)
    assert found.likelihood == pytest.approx(theirs.llf, rel=1e-8)


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_linear(seed):
    luck, x, _years, eta = rows(seed)
    y = eta + luck.normal(size=len(x))
    agree(regression.fit("linear", y, x), OLS(y, regression.with_constant(x)).fit())


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_logistic_and_its_robust_variance(seed):
    luck, x, _years, eta = rows(seed)
    y = (luck.random(len(x)) < 1 / (1 + np.exp(-eta))).astype(float)
    who = luck.integers(0, 60, len(x))
    model = GLM(y, regression.with_constant(x), families.Binomial())
    agree(regression.fit("logistic", y, x), model.fit(tol=1e-12))
    robust = model.fit(tol=1e-12, cov_type="cluster",
                       cov_kwds={"groups": who, "use_correction": False})  # fmt: skip
    agree(regression.fit("logistic", y, x, cluster=who), robust)


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_poisson_over_unequal_times(seed):
    luck, x, years, eta = rows(seed)
    y = luck.poisson(years * np.exp(eta))
    model = GLM(y, regression.with_constant(x), families.Poisson(), exposure=years)
    agree(regression.fit("poisson", y, x, offset=np.log(years)), model.fit(tol=1e-12))


@settings(max_examples=15, deadline=None)
@given(SEEDS)
@example(374)  # the likelihood was flat here long before the coefficients stood still
def test_negative_binomial_over_unequal_times(seed):
    luck, x, years, eta = rows(seed, 400)
    mean = years * np.exp(eta)
    y = luck.poisson(luck.gamma(1.25, mean / 1.25))
    found = counts.fit(y, x, offset=np.log(years))
    model = NegativeBinomial(y, regression.with_constant(x), exposure=years)
    theirs = model.fit(start_params=[*found.beta, found.dispersion], disp=0, method="newton", tol=1e-10)
    assert [*found.beta, found.dispersion] == pytest.approx(theirs.params, rel=1e-5, abs=1e-7)
    assert found.likelihood == pytest.approx(theirs.llf, rel=1e-9)
    given_alpha = GLM(y, regression.with_constant(x), families.NegativeBinomial(alpha=found.dispersion),
                      exposure=years).fit(tol=1e-12)  # fmt: skip
    assert found.se == pytest.approx(given_alpha.bse, rel=1e-6)


@pytest.mark.parametrize("seed", [9, 41, 49, 57, 61])
def test_a_negative_binomial_model_of_rows_that_spread_widely(seed):
    """Few rows, or counts far apart, beside a covariate with a long tail: the way to the top is slow."""
    luck = np.random.default_rng(seed)
    n = int(luck.choice([40, 150, 400, 3000]))
    x = np.column_stack([luck.normal(65, 12, n), luck.random(n) < 0.1, luck.lognormal(0, 1.5, n)])
    eta = luck.normal(0, 2) + 0.02 * (x[:, 0] - 65) + luck.normal(0, 0.5) * x[:, 1]
    spread = float(np.exp(luck.uniform(-6, 3)))
    y = luck.poisson(luck.gamma(1 / spread, np.exp(eta) * spread))
    years = luck.uniform(0.2, 4, n)
    found, told = counts.fit(y, x, offset=np.log(years)), regression.with_constant(x)
    mean = years * np.exp(told @ found.beta)
    slope = told.T @ ((y - mean) / (1 + found.dispersion * mean))  # of the log likelihood: none at its top
    assert slope @ found.variance @ slope < 1e-9
