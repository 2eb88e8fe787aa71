"""Which function carries out which method."""

from collections.abc import Callable, Mapping
from typing import Any

from research.analysis import output
from research.queries.analyses import (
    changing,
    comparisons,
    completeness,
    counted,
    courses,
    effects,
    predictions,
    regressions,
)
from research.queries.analyses.asked import Asked, asked_of
from research.queries.cohorts import CohortResult

CALCULATE: dict[str, Callable[[Asked], output.Output]] = {
    "missing": completeness.run_missing,
    "cox": regressions.run_cox,
    "changing": changing.run_changing,
    "competing": courses.run_competing,
    "logistic": regressions.run_logistic,
    "linear": regressions.run_linear,
    "poisson": regressions.run_poisson,
    "negative_binomial": counted.run_negative_binomial,
    "propensity": comparisons.run_propensity,
    "average_effect": effects.run_average_effect,
    "restricted": courses.run_restricted,
    "subgroups": comparisons.run_subgroups,
    "imputation": completeness.run_imputation,
    "prediction": predictions.run_prediction,
}


def calculate(result: CohortResult, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The output of the method that the parameters name. ValueError with a word where there is none."""
    return CALCULATE[parameters["method"]](asked_of(result, parameters)).plain()
