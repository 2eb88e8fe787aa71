"""Wells score for pulmonary embolism.

Wells PS et al. Thromb Haemost 2000;83:416-20.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.scores.score import Input, Result, Score, level, points, weigh

WEIGHTS = {
    "dvt_signs": 3, "pe_most_likely": 3, "immobilised_or_surgery": 1.5, "earlier_dvt_or_pe": 1.5,
    "haemoptysis": 1, "cancer": 1,
}  # fmt: skip


def compute(given: Mapping[str, Any]) -> Result:
    rate = given.get("heart_rate")
    result = points(
        {
            "heart_rate": None if rate is None else 1.5 * (rate > 100),
            **{n: weigh(given.get(n), w) for n, w in WEIGHTS.items()},
        },
        {"heart_rate": (0, 1.5), **{n: (0, w) for n, w in WEIGHTS.items()}},
    )
    word = level(result.value, (0, "low"), (2, "intermediate"), (6.5, "high"))
    return replace(result, category=word, also=level(result.value, (0, "unlikely"), (4.5, "likely")))


WELLS_PE = Score(
    id="wells_pe",
    title=_("Wells: pulmonary embolism"),
    meaning=_(
        "0 to 12.5 points: below 2 low, up to 6 intermediate, above high; in two tiers pulmonary embolism "
        "is likely above 4."
    ),
    version="2000.1",
    source="Wells PS et al. Thromb Haemost 2000;83:416-20",
    inputs=(Input("heart_rate", "number", "/min", (0, 300)), *(Input(name) for name in WEIGHTS)),
    compute=compute,
)
