"""The average effect of a treatment gives Stata's numbers, and is right when one of its models is wrong."""

import csv
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.discrete.discrete_model import Logit
from statsmodels.regression.linear_model import OLS
from statsmodels.treatment.treatment_effects import TreatmentEffect

from research.analysis import regression
from research.analysis.cox import CannotFit
from research.analysis.treatments import effects
from tests.research.golden import matrix

SEEDS = st.integers(0, 2**32 - 1)
OUTCOME = ("prenatal1_", "mmarried_", "mage", "fbaby_")
CHOICE = ("mmarried_", "mage", "mage2", "fbaby_", "medu")


@pytest.fixture(scope="module")
def births():
    """4,642 births in Pennsylvania: weight, and whether the mother smoked (Cattaneo, J Econom 2010)."""
    told = files("statsmodels").joinpath("treatment/tests/results/cataneo2.csv").read_text("utf-8")
    rows = list(csv.DictReader(told.splitlines()))
    return {n: np.array([float(r[n]) for r in rows]) for n in {"bweight", "mbsmoke_", *OUTCOME, *CHOICE}}


@pytest.mark.parametrize(("name", "difference", "se", "untreated"), [
    ("ra", -239.63921146434, 23.82402100183, 3403.2422719355),
    ("ipw", -230.68863779526, 25.815243801554, 3403.4627086846),
    ("aipw", -230.98920111258, 26.210564625435, 3403.3552531738),
    ("aipw_wls", -227.19561818675, 27.347935624441, 3403.2506509758),
    ("ipw_ra", -229.96707793513, 26.626675723594, 3403.3356393074),
])  # fmt: skip
def test_smoking_and_birth_weight(births, name, difference, se, untreated):
    found = effects.average("linear", births["bweight"], births["mbsmoke_"], matrix(births, *OUTCOME),
                            chosen=matrix(births, *CHOICE), link="probit")[name]  # fmt: skip
    assert (found.difference, found.untreated) == pytest.approx((difference, untreated), rel=1e-9)
    assert found.se == pytest.approx(se, rel=1e-8)
    assert found.limits() == pytest.approx((difference - 1.959964 * se, difference + 1.959964 * se))


def test_a_logit_for_the_choice_gives_the_second_opinions_numbers(births):
    x, z, smoked = matrix(births, *OUTCOME), matrix(births, *CHOICE), births["mbsmoke_"].astype(int)
    found = effects.average("linear", births["bweight"], smoked, x, chosen=z)
    choice = Logit(smoked, regression.with_constant(z)).fit(disp=0)
    outcome = OLS(births["bweight"], regression.with_constant(x))
    theirs = TreatmentEffect(outcome, smoked, results_select=choice)
    for name, mine in found.items():
        said = getattr(theirs, name)(return_results=True).results_gmm
        assert mine.difference == pytest.approx(said.params[0], rel=1e-9)
        assert mine.se == pytest.approx(said.bse[0], rel=1e-4)


# --- what must hold whatever the rows ------------------------------------------------------------------
def chosen_by_need(seed, n=6000):
    """Who is ill is treated more often; the treatment adds 2, or 0.15 to the chance of an answer."""
    luck = np.random.default_rng(seed)
    x = luck.normal(size=n)
    return luck, x, luck.random(n) < 1 / (1 + np.exp(-x))


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_one_wrong_model_of_the_two_does_no_harm(seed):
    luck, x, treated = chosen_by_need(seed)
    bent = np.exp(x / 2)
    y = 2 * treated + 3 * bent + luck.normal(size=len(x))
    wrong_outcome = effects.average("linear", y, treated, x, chosen=x)
    wrong_choice = effects.average("linear", y, treated, bent, chosen=x**2)
    for name in ("aipw", "aipw_wls", "ipw_ra"):
        assert wrong_outcome[name].difference == pytest.approx(2, abs=5 * wrong_outcome[name].se)
        assert wrong_choice[name].difference == pytest.approx(2, abs=5 * wrong_choice[name].se)
    assert abs(wrong_choice["ipw"].difference - 2) > 0.5  # which has nothing to fall back on


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_without_covariates_it_is_the_difference_of_two_shares(seed):
    luck = np.random.default_rng(seed)
    treated = np.arange(400) < 150
    y = luck.random(400) < np.where(treated, 0.6, 0.4)
    shares = [(y[g].mean(), g.sum()) for g in (treated, ~treated)]
    for found in effects.average("logistic", y, treated, np.zeros((400, 0))).values():
        assert found.difference == pytest.approx(shares[0][0] - shares[1][0])
        assert found.se**2 == pytest.approx(sum(p * (1 - p) / n for p, n in shares))


def test_the_standard_error_of_a_share_is_that_of_leaving_one_out():
    luck, x, treated = chosen_by_need(11, 250)
    y = luck.random(250) < 1 / (1 + np.exp(0.5 - 0.8 * x - 0.7 * treated))
    found = effects.average("logistic", y, treated, x)
    without = [effects.average("logistic", *(np.delete(v, i) for v in (y, treated, x))) for i in range(250)]
    for name, effect in found.items():
        left = np.array([w[name].difference for w in without])
        assert effect.se == pytest.approx(np.sqrt(249 * left.var()), rel=0.05)


def test_a_row_written_twice_counts_once_for_the_standard_error():
    luck, x, treated = chosen_by_need(5, 300)
    y = x + treated + luck.normal(size=300)
    once = effects.average("linear", y, treated, x)
    twice = effects.average("linear", *(np.tile(v, 2) for v in (y, treated, x)), cluster=[*range(300)] * 2)
    for name, found in once.items():
        assert twice[name].difference == pytest.approx(found.difference)
        assert twice[name].se == pytest.approx(found.se)


def test_where_treatment_was_certain_there_is_nobody_to_compare_with():
    luck, x, _treated = chosen_by_need(3, 400)
    steep = luck.random(400) < 1 / (1 + np.exp(-14 * x))
    for treated in (x > 0, steep):
        with pytest.raises(CannotFit, match="no_overlap"):
            effects.average("linear", x, treated, x)


def test_an_outcome_that_is_certain_in_a_group_is_said():
    _luck, x, treated = chosen_by_need(7, 400)
    for y in (treated, treated & (x > 0)):
        with pytest.raises(CannotFit, match="one_sided"):
            effects.average("logistic", y, treated, x)
