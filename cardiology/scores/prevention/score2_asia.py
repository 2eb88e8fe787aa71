"""SCORE2-Asia-Pacific: first cardiovascular event within ten years, 40 to 69 years, by region of Asia.

SCORE2 Asia-Pacific. Eur Heart J 2025, ehae609. The model is SCORE2's; only the recalibration differs.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.scores.prevention.score2 import CLASSES, FOR_WHOM, INPUTS, Scales, uncalibrated
from cardiology.scores.prevention.score2 import recalibrated as in_region
from cardiology.scores.score import Input, Result, Score, level

SCALES: Scales = {
    "low": {"male": (-0.375229965, 0.62020875), "female": (-0.986572446, 0.536743779)},
    "moderate": {"male": (0.284885676, 0.778128607), "female": (0.08278687, 0.718980326)},
    "high": {"male": (0.778231091, 0.844985356), "female": (0.611474287, 0.703624072)},
    "very_high": {"male": (0.608975204, 0.679014197), "female": (0.502751798, 0.555577072)},
}


def compute(given: Mapping[str, Any]) -> Result:
    if any(given.get(i.name) is None for i in ASKED):
        return Result(None, None, {})
    linear, raw = uncalibrated(given)
    risk = in_region(raw, SCALES[given["region"]][given["sex"]])
    levels = next(found for limit, found in CLASSES if given["age"] < limit)
    return Result(100 * risk, level(100 * risk, *levels), {"predictor": linear, "raw": raw}, risk=risk)


ASKED = (Input("age", "number", "a", (40, 69)), *INPUTS[1:])
SCORE2_ASIA = Score(
    id="score2_asia",
    title=_("SCORE2-Asia-Pacific: first cardiovascular event"),
    meaning=_(
        "The probability of a first cardiovascular event within ten years at 40 to 69 years, by region of "
        "Asia and the Pacific; with the class of ESC prevention 2021 for the age."
    ),
    version="2025.1",
    source="SCORE2 Asia-Pacific. Eur Heart J 2025, ehae609",
    inputs=ASKED,
    compute=compute,
    unit="%",
    outcome=_("Cardiovascular event within ten years"),
    applies=FOR_WHOM,
)
