"""GWTG-HF: death in hospital in heart failure.

Peterson PN et al. Circ Cardiovasc Qual Outcomes 2010;3:25-32. Everybody here is in the group that the
paper calls not black, which has 3 points.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.provenance import Tag
from cardiology.scores.score import ABOVE, Input, Result, Score, Steps, level, points, span, step, weigh


def _decades(first: int, *weights: float) -> Steps:
    """A step every ten units: the first below `first`, the last open."""
    limits = [first + 10 * i for i in range(len(weights) - 1)]
    return tuple(zip((*limits, ABOVE), weights, strict=True))


SBP = _decades(60, 28, 26, 24, 23, 21, 19, 17, 15, 13, 11, 9, 8, 6, 4, 2, 0)
UREA_NITROGEN = _decades(10, 0, 2, 4, 6, 8, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 28)
AGE = _decades(20, 0, 3, 6, 8, 11, 14, 17, 19, 22, 25, 28)
SODIUM: Steps = ((131, 4), (134, 3), (137, 2), (139, 1), (ABOVE, 0))
HEART_RATE: Steps = ((80, 0), (85, 1), (90, 3), (95, 4), (100, 5), (105, 6), (ABOVE, 8))
MG_PER_MMOL = 2.8011  # urea nitrogen mg/dL in urea mmol/L
DEATHS = ((0, "< 1%"), (34, "1–5%"), (51, "> 5–10%"), (58, "> 10–15%"), (62, "> 15–20%"), (66, "> 20–30%"),
          (71, "> 30–40%"), (75, "> 40–50%"), (79, "> 50%"))  # fmt: skip


def compute(given: Mapping[str, Any]) -> Result:
    urea = given.get("urea")
    result = points(
        {
            "sbp": step(given.get("sbp"), SBP),
            "urea": step(None if urea is None else urea * MG_PER_MMOL, UREA_NITROGEN),
            "sodium": step(given.get("sodium"), SODIUM),
            "age": step(given.get("age"), AGE),
            "heart_rate": step(given.get("heart_rate"), HEART_RATE),
            "group": 3,
            "lung_disease": weigh(given.get("lung_disease"), 2),
        },
        span(sbp=SBP, urea=UREA_NITROGEN, sodium=SODIUM, age=AGE, heart_rate=HEART_RATE)
        | {"lung_disease": (0, 2)},
    )
    return replace(result, band=level(result.value, *DEATHS))


GWTG_HF = Score(
    id="gwtg_hf",
    title=_("GWTG-HF: death in hospital in heart failure"),
    meaning=_(
        "0 to 100 points on admission with heart failure: below 34 fewer than 1 in 100 died in hospital, "
        "from 79 more than half."
    ),
    version="2010.1",
    source="Peterson PN et al. Circ Cardiovasc Qual Outcomes 2010;3:25-32",
    inputs=(
        Input("sbp", "number", "mmHg", (50, 300)),
        Input("urea", "number", "mmol/L", (0.3, 100)),
        Input("sodium", "number", "mmol/L", (90, 200)),
        Input("age", "number", "a", (18, 120)),
        Input("heart_rate", "number", "/min", (0, 300)),
        Input("lung_disease"),
    ),
    compute=compute,
    outcome=_("Death in hospital"),
    tag=Tag.FROM_MEMORY,
    caution=_("Public copies of this table differ from each other: compare it with the paper."),
)
