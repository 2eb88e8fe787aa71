"""SCORE2-Diabetes: first cardiovascular event within ten years in type 2 diabetes, 40 to 69 years, by region.

SCORE2-Diabetes working group. Eur Heart J 2023;44:2544-56. Classes: ESC guideline on diabetes, 2023.
"""

import math
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.scores.prevention.score2 import MIDDLE_SCALES, recalibrated
from cardiology.scores.score import Input, Result, Score, level

# main effects, and how they change with age; `since` is the age at diagnosis
MAIN = {
    "male": {"age": 0.5368, "smoking": 0.4774, "sbp": 0.1322, "diabetes": 0.6457, "tc": 0.1102,
             "hdl": -0.1087, "since": -0.0998, "hba1c": 0.0955, "egfr": -0.0591, "egfr_squared": 0.0058},
    "female": {"age": 0.6624, "smoking": 0.6139, "sbp": 0.1421, "diabetes": 0.8096, "tc": 0.1127,
               "hdl": -0.1568, "since": -0.118, "hba1c": 0.1173, "egfr": -0.0640, "egfr_squared": 0.0062},
}  # fmt: skip
WITH_AGE = {
    "male": {"smoking": -0.0672, "sbp": -0.0268, "diabetes": -0.0983, "tc": -0.0181, "hdl": 0.0095,
             "hba1c": -0.0134, "egfr": 0.0115},
    "female": {"smoking": -0.1122, "sbp": -0.0167, "diabetes": -0.1272, "tc": -0.0200, "hdl": 0.0186,
               "hba1c": -0.0196, "egfr": 0.0169},
}  # fmt: skip
SURVIVAL = {"male": 0.9605, "female": 0.9776}
LEVELS = ((0, "low"), (5, "intermediate"), (10, "high"), (20, "very_high"))


def compute(given: Mapping[str, Any]) -> Result:
    if any(given.get(i.name) is None for i in INPUTS):
        return Result(None, None, {})
    if given["diabetes_since_age"] > given["age"]:
        return Result(None, "not_applicable", {})
    sex, centred = given["sex"], _centred(given)
    linear = sum(weight * centred[name] for name, weight in MAIN[sex].items())
    linear += sum(weight * centred[name] * centred["age"] for name, weight in WITH_AGE[sex].items())
    raw = 1 - SURVIVAL[sex] ** math.exp(linear)
    risk = recalibrated(raw, MIDDLE_SCALES[given["region"]][sex])
    return Result(100 * risk, level(100 * risk, *LEVELS), {"predictor": linear, "raw": raw}, risk=risk)


def _centred(given: Mapping[str, Any]) -> dict[str, float]:
    kidney = (math.log(given["egfr"]) - 4.5) / 0.15
    return {
        "age": (given["age"] - 60) / 5, "smoking": given["smoking"], "sbp": (given["sbp"] - 120) / 20,
        "diabetes": 1, "tc": given["cholesterol"] - 6, "hdl": (given["hdl"] - 1.3) / 0.5,
        "since": (given["diabetes_since_age"] - 50) / 5, "hba1c": (given["hba1c"] - 31) / 9.34,
        "egfr": kidney, "egfr_squared": kidney**2,
    }  # fmt: skip


INPUTS = (
    Input("age", "number", "a", (40, 69)),
    Input("sex", "word", words=("male", "female")),
    Input("smoking"),
    Input("sbp", "number", "mmHg", (60, 260)),
    Input("cholesterol", "number", "mmol/L", (1, 20)),
    Input("hdl", "number", "mmol/L", (0.1, 6)),
    Input("diabetes_since_age", "number", "a", (18, 69)),
    Input("hba1c", "number", "mmol/mol", (15, 200)),
    Input("egfr", "number", "mL/min/1.73 m²", (5, 250)),
    Input("region", "word", words=tuple(MIDDLE_SCALES)),
)
SCORE2_DIABETES = Score(
    id="score2_diabetes",
    title=_("SCORE2-Diabetes: first cardiovascular event in diabetes"),
    meaning=_(
        "The probability of a first cardiovascular event within ten years in type 2 diabetes at 40 to 69 "
        "years: below 5 % low, from 5 % intermediate, from 10 % high, from 20 % very high. Nothing is "
        "said where the age at the diagnosis lies in the future."
    ),
    version="2023.1",
    source="SCORE2-Diabetes. Eur Heart J 2023;44:2544-56",
    inputs=INPUTS,
    compute=compute,
    unit="%",
    outcome=_("Cardiovascular event within ten years"),
    applies=_("Type 2 diabetes of 40 to 69 years without known atherosclerotic disease."),
)
