"""SMART: recurrent vascular event within ten years.

Dorresteijn JAN et al. Heart 2013;99:866-72; recalibrated: Kaasenbrood L et al. Circulation 2016;134:1419-29.
"""

import math
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.provenance import Tag
from cardiology.scores.score import Input, Result, Score

WEIGHTS = {
    "smoking": 0.262, "diabetes": 0.223, "coronary": 0.140, "cerebral": 0.406, "aneurysm": 0.558,
    "peripheral": 0.283,
}  # fmt: skip
BASELINES = {"coronary": (0.81066, 2.099), "aneurysm": (0.81066, 2.099), "cerebral": (0.7184, 1.933),
             "peripheral": (0.70594, 1.4)}  # fmt: skip
HAZARD_OF_ANTITHROMBOTIC = 0.81


def compute(given: Mapping[str, Any]) -> Result:
    if any(given.get(i.name) is None for i in INPUTS):
        return Result(None, None, {})
    places = [place for place in BASELINES if given[place]]
    if not places:
        return Result(None, "not_applicable", {})
    linear = _predictor(given)
    risk = max(1 - BASELINES[p][0] ** math.exp(linear + BASELINES[p][1]) for p in places)
    if not given["antithrombotic"]:
        risk = 1 - (1 - risk) ** (1 / HAZARD_OF_ANTITHROMBOTIC)
    return Result(100 * risk, None, {"predictor": linear}, risk=risk)


def _predictor(given: Mapping[str, Any]) -> float:
    age, egfr = given["age"], given["egfr"]
    return float(
        -0.0850 * age + 0.00105 * age**2 + 0.156 * (given["sex"] == "male") + 0.00429 * given["sbp"]
        + 0.0229 * given["years"] - 0.426 * given["hdl"] + 0.0959 * given["cholesterol"] - 0.0532 * egfr
        + 0.000306 * egfr**2 + 0.139 * math.log(given["crp"])
        + sum(weight * given[name] for name, weight in WEIGHTS.items())
    )  # fmt: skip


INPUTS = (
    Input("age", "number", "a", (30, 90)),
    Input("sex", "word", words=("male", "female")),
    Input("sbp", "number", "mmHg", (60, 260)),
    Input("years", "number", "a", (0, 60)),
    Input("hdl", "number", "mmol/L", (0.1, 6)),
    Input("cholesterol", "number", "mmol/L", (1, 20)),
    Input("egfr", "number", "mL/min/1.73 m²", (1, 250)),
    Input("crp", "number", "mg/L", (0.05, 500)),
    Input("antithrombotic"),
    *(Input(name) for name in WEIGHTS),
)
SMART = Score(
    id="smart",
    title=_("SMART: recurrent vascular event"),
    meaning=_(
        "The probability of another vascular event within ten years in known vascular disease, the "
        "highest over the places of the disease."
    ),
    version="2016.1",
    source="Dorresteijn JAN et al. Heart 2013;99:866-72; Kaasenbrood L et al. Circulation 2016;134:1419-29",
    inputs=INPUTS,
    compute=compute,
    unit="%",
    outcome=_("Vascular event within ten years"),
    tag=Tag.FROM_MEMORY,
)
