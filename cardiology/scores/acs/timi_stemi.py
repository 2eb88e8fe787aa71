"""TIMI risk score for STEMI.

Morrow DA et al. Circulation 2000;102:2031-7.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.scores.score import ABOVE, Input, Result, Score, Steps, points, span, step, weigh

AGE: Steps = ((65, 0), (75, 2), (ABOVE, 3))
DEATH_30_DAYS = (0.008, 0.016, 0.022, 0.044, 0.073, 0.124, 0.161, 0.234, 0.268, 0.359)


def compute(given: Mapping[str, Any]) -> Result:
    sbp, rate, weight = given.get("sbp"), given.get("heart_rate"), given.get("weight")
    killip = given.get("killip")
    result = points(
        {
            "age": step(given.get("age"), AGE),
            "diabetes_hypertension_angina": weigh(given.get("diabetes_hypertension_angina"), 1),
            "sbp": None if sbp is None else 3 * (sbp < 100),
            "heart_rate": None if rate is None else 2 * (rate > 100),
            "killip": None if killip is None else 2 * (killip >= 2),
            "weight": None if weight is None else int(weight < 67),
            "anterior_or_lbbb": weigh(given.get("anterior_or_lbbb"), 1),
            "later_than_4h": weigh(given.get("later_than_4h"), 1),
        },
        span(age=AGE) | {"sbp": (0, 3), "heart_rate": (0, 2), "killip": (0, 2)},
    )
    total = int(result.value or 0)
    return replace(result, risk=DEATH_30_DAYS[min(total, 9)])


TIMI_STEMI = Score(
    id="timi_stemi",
    title=_("TIMI risk score for STEMI"),
    meaning=_(
        "0 to 14 points at presentation, with the share that died within 30 days; all totals above 8 have "
        "one share."
    ),
    version="2000.1",
    source="Morrow DA et al. Circulation 2000;102:2031-7",
    inputs=(
        Input("age", "number", "a", (18, 120)),
        Input("diabetes_hypertension_angina"),
        Input("sbp", "number", "mmHg", (1, 300)),
        Input("heart_rate", "number", "/min", (0, 300)),
        Input("killip", "number", "1", (1, 4)),
        Input("weight", "number", "kg", (10, 700)),
        Input("anterior_or_lbbb"),
        Input("later_than_4h"),
    ),
    compute=compute,
    outcome=_("Death within 30 days"),
)
