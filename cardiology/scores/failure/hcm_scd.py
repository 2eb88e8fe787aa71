"""HCM Risk-SCD: sudden cardiac death within five years in hypertrophic cardiomyopathy.

O'Mahony C et al. Eur Heart J 2014;35:2010-20. Outside the ranges of the derivation nothing is computed.
"""

import math
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.scores.score import Input, Result, Score, level


def compute(given: Mapping[str, Any]) -> Result:
    if any(given.get(i.name) is None for i in INPUTS):
        return Result(None, None, {})
    wall, atrium, gradient = given["wall"], given["atrium"], given["gradient"]
    index = (
        0.15939858 * wall - 0.00294271 * wall**2 + 0.0259082 * atrium + 0.00446131 * gradient
        + 0.4583082 * given["family_death"] + 0.82639195 * given["nsvt"] + 0.71650361 * given["syncope"]
        - 0.01799934 * given["age"]
    )  # fmt: skip
    risk = 1 - 0.998 ** math.exp(index)
    word = level(100 * risk, (0, "low"), (4, "intermediate"), (6, "high"))
    return Result(100 * risk, word, {"index": index}, risk=risk)


INPUTS = (
    Input("age", "number", "a", (16, 120)),
    Input("wall", "number", "mm", (10, 35)),
    Input("atrium", "number", "mm", (28, 67)),
    Input("gradient", "number", "mmHg", (2, 154)),
    Input("family_death"),
    Input("nsvt"),
    Input("syncope"),
)
HCM_SCD = Score(
    id="hcm_scd",
    title=_("HCM Risk-SCD: sudden death in hypertrophic cardiomyopathy"),
    meaning=_(
        "The probability of sudden death within five years: from 6 % an ICD should, from 4 % it may be "
        "considered. Nothing is computed outside the ranges that the formula was derived in."
    ),
    version="2014.1",
    source="O'Mahony C et al. Eur Heart J 2014;35:2010-20",
    inputs=INPUTS,
    compute=compute,
    unit="%",
    outcome=_("Sudden cardiac death within five years"),
    applies=_("From 16 years; walls of 10 to 35 mm, atria of 28 to 67 mm, gradients of 2 to 154 mmHg."),
)
