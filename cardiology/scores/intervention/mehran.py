"""Mehran: acute kidney injury after contrast.

Mehran R et al. J Am Coll Cardiol 2004;44:1393-9. The renal part is by eGFR; 16 points count as very high.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.scores.score import ABOVE, Input, Result, Score, Steps, level, points, span, step, weigh

EGFR: Steps = ((20, 6), (40, 4), (60, 2), (ABOVE, 0))
WEIGHTS = {"hypotension": 5, "balloon_pump": 5, "heart_failure": 5, "anaemia": 3, "diabetes": 3}
LEVELS = ((0, "low"), (6, "intermediate"), (11, "high"), (16, "very_high"))
DIALYSIS = {"low": 0.0004, "intermediate": 0.0012, "high": 0.0109, "very_high": 0.126}
INJURY = {"low": 0.075, "intermediate": 0.14, "high": 0.261, "very_high": 0.573}


def compute(given: Mapping[str, Any]) -> Result:
    age, contrast = given.get("age"), given.get("contrast")
    result = points(
        {
            "age": None if age is None else 4 * (age > 75),
            "contrast": None if contrast is None else contrast // 100,
            "egfr": step(given.get("egfr"), EGFR),
            **{n: weigh(given.get(n), w) for n, w in WEIGHTS.items()},
        },
        span(egfr=EGFR) | {"age": (0, 4), "contrast": (0, 9), **{n: (0, w) for n, w in WEIGHTS.items()}},
    )
    word = level(result.value, *LEVELS)
    return replace(result, category=word, risk=INJURY[word], further={"dialysis_needed": DIALYSIS[word]})


MEHRAN = Score(
    id="mehran",
    title=_("Mehran: kidney injury after contrast"),
    meaning=_(
        "Points before contrast, with the share that had a kidney injury: up to 5 low, 6 to 10 "
        "intermediate, 11 to 15 high, from 16 very high. One point for each full 100 mL of contrast."
    ),
    version="2004.1",
    source="Mehran R et al. J Am Coll Cardiol 2004;44:1393-9",
    inputs=(
        Input("age", "number", "a", (18, 120)),
        Input("contrast", "number", "mL", (0, 999)),
        Input("egfr", "number", "mL/min/1.73 m²", (0, 250)),
        *(Input(name) for name in WEIGHTS),
    ),
    compute=compute,
    outcome=_("Kidney injury after contrast"),
)
