"""H2FPEF: probability that breathlessness is due to heart failure with preserved ejection fraction.

Reddy YNV et al. Circulation 2018;138:861-70. All comparisons are strict.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.scores.score import Input, Result, Score, level, logistic, points, weigh

LIMITS = {
    "bmi": (30, 2),
    "antihypertensives": (1, 1),
    "pasp": (35, 1),
    "age": (60, 1),
    "e_over_e_prime": (9, 1),
}


def compute(given: Mapping[str, Any]) -> Result:
    parts = {
        n: None if given.get(n) is None else weight * (given[n] > limit)
        for n, (limit, weight) in LIMITS.items()
    }
    result = points(
        {**parts, "atrial_fibrillation": weigh(given.get("atrial_fibrillation"), 3)},
        {"bmi": (0, 2), "atrial_fibrillation": (0, 3)},
    )
    word = level(result.value, (0, "low"), (2, "intermediate"), (6, "high"))
    return replace(result, category=word, risk=_probability(given))


def _probability(given: Mapping[str, Any]) -> float | None:
    names = ("age", "bmi", "e_over_e_prime", "pasp", "atrial_fibrillation")
    if any(given.get(n) is None for n in names):
        return None
    age, bmi, filling, pressure, fibrillation = (given[n] for n in names)
    return logistic(
        -9.1917 + 0.0451 * age + 0.1307 * bmi + 0.0859 * filling + 0.0520 * pressure + 1.6997 * fibrillation
    )


H2FPEF = Score(
    id="h2fpef",
    title=_("H₂FPEF: heart failure with preserved ejection fraction"),
    meaning=_(
        "0 to 9 points in breathlessness without a plain cause: up to 1 low, 2 to 5 to be tested further, "
        "from 6 a high probability. The probability comes from the continuous model."
    ),
    version="2018.1",
    source="Reddy YNV et al. Circulation 2018;138:861-70",
    inputs=(
        Input("bmi", "number", "kg/m²", (8, 90)),
        Input("antihypertensives", "number", "1", (0, 10)),
        Input("atrial_fibrillation"),
        Input("pasp", "number", "mmHg", (5, 200)),
        Input("age", "number", "a", (18, 120)),
        Input("e_over_e_prime", "number", "1", (1, 60)),
    ),
    compute=compute,
    outcome=_("Probability of HFpEF"),
    caution=_(
        "The coefficients of the continuous model are partly from memory: compare them with the paper."
    ),
)
