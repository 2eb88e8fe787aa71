"""China-PAR: first atherosclerotic event within ten years in Chinese adults of 35 to 74 years.

Yang X et al. Circulation 2016;134:1430-40. The pair of coefficients for treated blood pressure is not
compared with the supplement of the paper: nothing is computed for people who are treated.
"""

import math
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.provenance import Tag
from cardiology.scores.score import Input, Result, Score, level

MG_PER_MMOL = 38.67
SBP = {
    "male": (26.15, -5.73),
    "female": (19.98, -4.36),
}  # untreated; the pressure, and how it changes with age


def compute(given: Mapping[str, Any]) -> Result:
    if any(given.get(i.name) is None for i in INPUTS):
        return Result(None, None, {})
    if given["treated"]:
        return Result(None, "not_applicable", {})
    age, sbp = math.log(given["age"]), math.log(given["sbp"])
    pressure, with_age = SBP[given["sex"]]
    shared = pressure * sbp + with_age * age * sbp
    linear = (_men if given["sex"] == "male" else _women)(given, age) + shared
    survival, mean = (0.9707, 140.68) if given["sex"] == "male" else (0.9904, 117.26)
    risk = 1 - survival ** math.exp(linear - mean)
    word = level(100 * risk, (0, "low"), (5, "intermediate"), (10, "high"))
    return Result(100 * risk, word, {"predictor": linear}, risk=risk)


def _men(given: Mapping[str, Any], age: float) -> float:
    tc, hdl, waist = _logs(given)
    return float(
        31.97 * age + 0.62 * tc - 0.69 * hdl - 0.71 * waist + (3.96 - 0.94 * age) * given["smoking"]
        + 0.36 * given["diabetes"] + 0.48 * given["north"] - 0.16 * given["urban"]
        + (6.22 - 1.53 * age) * given["family_history"]
    )  # fmt: skip


def _women(given: Mapping[str, Any], age: float) -> float:
    tc, hdl, waist = _logs(given)
    return float(
        24.87 * age + 0.06 * tc - 0.22 * hdl + 1.48 * waist + 0.49 * given["smoking"]
        + 0.57 * given["diabetes"] + 0.54 * given["north"]
    )  # fmt: skip


def _logs(given: Mapping[str, Any]) -> tuple[float, float, float]:
    lipids = (math.log(given[name] * MG_PER_MMOL) for name in ("cholesterol", "hdl"))
    return (*lipids, math.log(given["waist"]))  # type: ignore[return-value]


INPUTS = (
    Input("age", "number", "a", (35, 74)),
    Input("sex", "word", words=("male", "female")),
    Input("sbp", "number", "mmHg", (60, 260)),
    Input("treated"),
    Input("cholesterol", "number", "mmol/L", (1, 20)),
    Input("hdl", "number", "mmol/L", (0.1, 6)),
    Input("waist", "number", "cm", (40, 200)),
    *(Input(name) for name in ("smoking", "diabetes", "north", "urban", "family_history")),
)
CHINA_PAR = Score(
    id="china_par",
    title=_("China-PAR: first atherosclerotic event"),
    meaning=_(
        "The probability of a first atherosclerotic event within ten years in Chinese adults of 35 to 74 "
        "years: below 5 % low, from 10 % high. Nothing is said where blood pressure is treated."
    ),
    version="2016.1",
    source="Yang X et al. Circulation 2016;134:1430-40",
    inputs=INPUTS,
    compute=compute,
    unit="%",
    outcome=_("Atherosclerotic event within ten years"),
    tag=Tag.FROM_MEMORY,
    caution=_(
        "For research, and only for people whose blood pressure is not treated: the coefficients for "
        "treated pressure have to be compared with the supplement of the paper first."
    ),
)
