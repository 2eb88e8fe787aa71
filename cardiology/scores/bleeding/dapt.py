"""DAPT score: whether to prolong dual antiplatelet therapy beyond 12 months without event.

Yeh RW et al. JAMA 2016;315:1735-49.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.scores.score import ABOVE, Input, Result, Score, Steps, level, points, span, step, weigh

AGE: Steps = ((65, 0), (75, -1), (ABOVE, -2))
WEIGHTS = {
    "smoking": 1, "diabetes": 1, "mi_at_presentation": 1, "prior_pci_or_mi": 1, "stent_below_3mm": 1,
    "paclitaxel_stent": 1, "heart_failure_or_lvef_below_30": 2, "vein_graft": 2,
}  # fmt: skip


def compute(given: Mapping[str, Any]) -> Result:
    parts = {n: weigh(given.get(n), w) for n, w in WEIGHTS.items()}
    result = points(
        {"age": step(given.get("age"), AGE), **parts},
        span(age=AGE) | {n: (0, w) for n, w in WEIGHTS.items()},
    )
    word = level(result.value, (-2, "unfavourable"), (2, "favourable"))
    return replace(result, category=word)


DAPT = Score(
    id="dapt",
    title=_("DAPT score: going on beyond 12 months"),
    meaning=_(
        "−2 to 10 points: 2 or more favours going on with both drugs beyond twelve months, less does not."
    ),
    version="2016.1",
    source="Yeh RW et al. JAMA 2016;315:1735-49",
    inputs=(Input("age", "number", "a", (18, 120)), *(Input(name) for name in WEIGHTS)),
    compute=compute,
    applies=_("After twelve months of dual antiplatelet therapy without an event."),
)
