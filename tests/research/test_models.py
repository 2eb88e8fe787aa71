"""Subgroups, missing values, imputation and prediction: golden numbers and the traps."""

import numpy as np
import pytest

from research.analysis import cox, design, imputation, missing, prediction, regression, subgroups
from tests.research.golden import data, matrix


@pytest.fixture(scope="module")
def worcester():
    return data("whas500")


def test_interaction_of_heart_failure_and_sex(worcester):
    c = worcester
    found = subgroups.interaction(
        c["lenfol"], c["fstat"] == 1, c["chf"], [f"{g:g}" for g in c["gender"]], c["age"]
    )
    men, women = found.effects
    assert women.beta - men.beta == pytest.approx(-0.169429, abs=5e-6)
    assert found.statistic == pytest.approx((0.169429 / 0.276615) ** 2, rel=1e-3)
    assert found.p == pytest.approx(0.54, abs=5e-3)
    assert (men.n + women.n, men.events + women.events) == (500, 215)


def test_patterns_of_missing_values():
    columns = {"a": [1, None, None, 4], "b": ["x", None, "y", "z"]}
    assert missing.patterns(columns) == [
        missing.Pattern((), 2), missing.Pattern(("a",), 1), missing.Pattern(("a", "b"), 1)]  # fmt: skip
    assert missing.missing_by(columns, ["m", "m", "f", None]) == {
        "a": {"f": 1, "m": 1},
        "b": {"f": 0, "m": 1},
    }


# --- imputation -----------------------------------------------------------------------------------------
def test_rubins_rules_by_hand():
    found = imputation.pooled([[1.0], [1.2], [0.8]], [[0.04], [0.04], [0.04]])
    assert found.beta == pytest.approx([1.0])
    assert found.se**2 == pytest.approx([0.04 + 4 / 3 * 0.04])
    assert found.missing_share == pytest.approx([4 / 7])
    assert found.freedom == pytest.approx([2 / (4 / 7) ** 2])


def test_imputed_values_are_values_that_occur_and_the_seed_repeats_them():
    columns = {"n": [1.0, 2.0, None, 4.0, 5.0, 6.0, 7.0], "c": ["a", None, "b", "a", "b", "a", "b"]}
    always = np.arange(7.0).reshape(-1, 1)
    once, again = (imputation.completed(columns, always, copies=3, seed=4) for _ in range(2))
    assert once == again
    for copy in once:
        assert copy["n"][2] in columns["n"]
        assert copy["c"][1] in ("a", "b")
        assert [v for i, v in enumerate(copy["n"]) if i != 2] == [1, 2, 4, 5, 6, 7]


def test_imputation_comes_back_to_what_was_hidden():
    c = data("rossi")
    x = matrix(c, "age", "prio")
    truth = cox.fit(cox.rows_of(c["week"], c["arrest"] == 1, x)).beta
    hidden = np.random.default_rng(0).random(len(x)) < 0.3
    columns = {"age": list(x[:, 0]), "prio": [None if h else v for h, v in zip(hidden, x[:, 1], strict=True)]}
    always = np.column_stack([c["arrest"], imputation.cumulative_hazard(c["week"], c["arrest"] == 1)])
    copies = imputation.completed(columns, always, copies=10)
    fits = [
        cox.fit(cox.rows_of(c["week"], c["arrest"] == 1, np.column_stack([f["age"], f["prio"]])))
        for f in copies
    ]
    found = imputation.pooled([f.beta for f in fits], [np.diag(f.variance) for f in fits])
    assert np.abs(found.beta - truth).max() < 0.02
    assert found.missing_share[1] > found.missing_share[0]


# --- prediction -----------------------------------------------------------------------------------------
def test_prediction_of_death_in_a_year(worcester):
    c = worcester
    y = (c["fstat"] == 1) & (c["lenfol"] <= 365)
    x = matrix(c, "age", "chf", "hr")
    found = prediction.performance(y, regression.fit("logistic", y, x).fitted)
    assert (found.auc, found.brier) == pytest.approx((0.803537, 0.154507), abs=1e-6)
    assert (found.in_the_large, found.slope) == pytest.approx((0, 1), abs=1e-6)
    corrected = prediction.validated(y, x, copies=60).corrected
    assert 0.77 < corrected["auc"] < found.auc
    assert corrected["brier"] > found.brier
    assert corrected["slope"] < 1


def test_net_benefit_of_knowing_everything_is_the_share_of_outcomes():
    y = np.array([True, False, True, False])
    at, model, everybody = prediction.net_benefit(y, y.astype(float), [0.5])[0]
    assert (at, model, everybody) == (0.5, 0.5, 0.0)


# --- design ---------------------------------------------------------------------------------------------
def test_answers_become_columns_against_the_reference_and_whole_rows_are_kept():
    columns = {"age": [60, 70, None, 80], "dm": ["no", "yes", "yes", "yes"], "on": [None] * 4}
    found = design.design(["age", "dm"], columns, [True, True, True, True])
    assert [(t.name, t.answer, t.reference) for t in found.terms] == [("age", "", ""), ("dm", "yes", "no")]
    assert found.kept.tolist() == [0, 1, 3]
    assert found.missing == {"age": 1, "dm": 0}
    with pytest.raises(cox.CannotFit, match="constant:dm"):
        design.design(["dm"], columns, [False, True, True, True])
    with pytest.raises(cox.CannotFit, match="constant:on"):
        design.design(["on"], columns, [True] * 4)
