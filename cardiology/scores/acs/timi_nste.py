"""TIMI risk score for unstable angina and NSTEMI.

Antman EM et al. JAMA 2000;284:835-42.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.scores.score import Input, Result, Score, level, points

EVENT_14_DAYS = (0.047, 0.047, 0.083, 0.132, 0.199, 0.262, 0.409, 0.409)
FLAGS = ("risk_factors_3", "stenosis_50", "aspirin_7d", "angina_2_in_24h", "st_deviation", "marker")


def compute(given: Mapping[str, Any]) -> Result:
    age = given.get("age")
    parts = {"age": None if age is None else int(age >= 65), **{n: given.get(n) for n in FLAGS}}
    result = points(parts, {})
    total = int(result.value or 0)
    word = level(total, (0, "low"), (3, "intermediate"), (5, "high"))
    return replace(result, category=word, risk=EVENT_14_DAYS[total])


TIMI_NSTE = Score(
    id="timi_nste",
    title=_("TIMI risk score for unstable angina and NSTEMI"),
    meaning=_(
        "0 to 7 points, one for each of seven findings: up to 2 low, 3 to 4 intermediate, from 5 high; "
        "with the share that had an event within 14 days."
    ),
    version="2000.1",
    source="Antman EM et al. JAMA 2000;284:835-42",
    inputs=(Input("age", "number", "a", (18, 120)), *(Input(name) for name in FLAGS)),
    compute=compute,
    outcome=_("Death, infarction or urgent revascularisation within 14 days"),
)
