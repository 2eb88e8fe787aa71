"""Bleeding risk under anticoagulation.

Pisters R et al. Chest 2010;138:1093-100. A high score asks for correcting what can be corrected; it is
never by itself a reason to withhold anticoagulation.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.scores.score import Input, Result, Score, points

BLEEDS = (0.0113, 0.0102, 0.0188, 0.0374, 0.087, 0.125)  # major bleeds in a patient-year
FLAGS = ("kidney", "liver", "stroke", "bleeding", "labile_inr", "antiplatelet_or_nsaid", "alcohol")


def compute(given: Mapping[str, Any]) -> Result:
    age, sbp = given.get("age"), given.get("sbp")
    result = points(
        {
            "hypertension": None if sbp is None else int(sbp > 160),
            "age": None if age is None else int(age > 65),
            **{name: given.get(name) for name in FLAGS},
        },
        {},
    )
    total = int(result.value or 0)
    shares = {"risk": BLEEDS[total]} if total < len(BLEEDS) else {"band": "> 12.5%"}
    return replace(result, category="high" if total >= 3 else "not_high", **shares)


HAS_BLED = Score(
    id="has_bled",
    title=_("HAS-BLED: bleeding risk under anticoagulation"),
    meaning=_(
        "0 to 9 points: 3 or more is a high risk of bleeding, and asks for what can be corrected. Above 5 "
        "points there were too few patients for a share."
    ),
    version="2010.1",
    source="Pisters R et al. Chest 2010;138:1093-100",
    inputs=(
        Input("age", "number", "a", (18, 120)),
        Input("sbp", "number", "mmHg", (1, 300)),
        *(Input(name) for name in FLAGS),
    ),
    compute=compute,
    outcome=_("Major bleedings in 100 patient-years"),
    applies=_("A high score is never by itself a reason to withhold anticoagulation."),
)
