"""Body-mass index with its class, and body surface area.

Mosteller RD. N Engl J Med 1987;317:1098 (surface). Limits of the index: WHO 18.5, 25, 30; China 18.5, 24, 28.
"""

import math
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.provenance import Tag
from cardiology.scores.score import Input, Result, Score, level

LIMITS = {"china": (18.5, 24, 28), "who": (18.5, 25, 30)}
WORDS = ("underweight", "normal", "overweight", "obese")


def surface(height: float, weight: float) -> float:
    """m² from cm and kg."""
    return math.sqrt(height * weight / 3600)


def compute(given: Mapping[str, Any]) -> Result:
    height, weight, limits = given.get("height"), given.get("weight"), given.get("limits")
    if height is None or weight is None:
        return Result(None, None, {})
    index = weight / (height / 100) ** 2
    parts = {"bsa": surface(height, weight)}
    if limits is None:
        return Result(None, None, parts)
    steps = zip((0, *LIMITS[limits]), WORDS, strict=True)
    return Result(index, level(index, *steps), parts)


BODY_SIZE = Score(
    id="body_size",
    title=_("Body-mass index and surface area"),
    meaning=_(
        "Body-mass index with its class by the limits that were chosen, and the body surface by Mosteller."
    ),
    version="1.1",
    source=_("Textbook; Mosteller RD. N Engl J Med 1987;317:1098"),
    inputs=(
        Input("height", "number", "cm", (50, 250)),
        Input("weight", "number", "kg", (10, 700)),
        Input("limits", "word", words=tuple(LIMITS)),
    ),
    compute=compute,
    unit="kg/m²",
    tag=Tag.FROM_MEMORY,
)
