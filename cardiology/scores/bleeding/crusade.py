"""CRUSADE: major bleeding in hospital in NSTEMI.

Subherwal S et al. Circulation 2009;119:1873-82. Limits belong to the lower step (clearance of exactly 60
is "above 30 to 60"), except for the haematocrit.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.scores.score import ABOVE, Input, Result, Score, Steps, level, points, span, step, weigh

HAEMATOCRIT: Steps = ((31, 9), (34, 7), (37, 3), (40, 2), (ABOVE, 0))
CLEARANCE = ((15, 39), (30, 35), (60, 28), (90, 17), (120, 7), (ABOVE, 0))
HEART_RATE = ((70, 0), (80, 1), (90, 3), (100, 6), (110, 8), (120, 10), (ABOVE, 11))
SBP = ((90, 10), (100, 8), (120, 5), (180, 1), (200, 3), (ABOVE, 5))
LEVELS = ((0, "very_low"), (21, "low"), (31, "intermediate"), (41, "high"), (51, "very_high"))
BLEEDING = {"very_low": 0.031, "low": 0.055, "intermediate": 0.086, "high": 0.119, "very_high": 0.195}


def _up_to(value: float | None, steps: Steps) -> float | None:
    return None if value is None else next(p for limit, p in steps if value <= limit)


def compute(given: Mapping[str, Any]) -> Result:
    sex = given.get("sex")
    result = points(
        {
            "haematocrit": step(given.get("haematocrit"), HAEMATOCRIT),
            "clearance": _up_to(given.get("clearance"), CLEARANCE),
            "heart_rate": _up_to(given.get("heart_rate"), HEART_RATE),
            "sex": None if sex is None else 8 * (sex == "female"),
            "heart_failure": weigh(given.get("heart_failure"), 7),
            "vascular_disease": weigh(given.get("vascular_disease"), 6),
            "diabetes": weigh(given.get("diabetes"), 6),
            "sbp": _up_to(given.get("sbp"), SBP),
        },
        span(haematocrit=HAEMATOCRIT, clearance=CLEARANCE, heart_rate=HEART_RATE, sbp=SBP)
        | {"sex": (0, 8), "heart_failure": (0, 7), "vascular_disease": (0, 6), "diabetes": (0, 6)},
    )
    word = level(result.value, *LEVELS)
    return replace(result, category=word, risk=BLEEDING[word])


CRUSADE = Score(
    id="crusade",
    title=_("CRUSADE: major bleeding in hospital"),
    meaning=_(
        "1 to 100 points for major bleeding in hospital in NSTEMI: up to 20 very low, to 30 low, to 40 "
        "intermediate, to 50 high, above very high; with the share that bled."
    ),
    version="2009.1",
    source="Subherwal S et al. Circulation 2009;119:1873-82",
    inputs=(
        Input("haematocrit", "number", "%", (5, 75)),
        Input("clearance", "number", "mL/min", (0, 400)),
        Input("heart_rate", "number", "/min", (0, 300)),
        Input("sex", "word", words=("male", "female")),
        Input("heart_failure"),
        Input("vascular_disease"),
        Input("diabetes"),
        Input("sbp", "number", "mmHg", (1, 300)),
    ),
    compute=compute,
    outcome=_("Major bleeding in hospital"),
)
