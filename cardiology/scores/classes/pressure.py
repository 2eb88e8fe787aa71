"""Category of the blood pressure in the office.

McEvoy JW et al. ESC 2024. Eur Heart J 2024;45:3912-4018. The higher of both pressures decides.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.scores.score import Input, Result, Score, one_of

WORDS = {1: "non_elevated", 2: "elevated", 3: "hypertension"}


def compute(given: Mapping[str, Any]) -> Result:
    sbp, dbp = given.get("sbp"), given.get("dbp")
    upper = (1, 2, 3) if sbp is None else (_grade(sbp, 120, 140),)
    lower = (1, 2, 3) if dbp is None else (_grade(dbp, 70, 90),)
    return one_of([(code, WORDS[code]) for code in (max(u, v) for u in upper for v in lower)])


def _grade(value: float, elevated: float, high: float) -> int:
    return 3 if value >= high else 2 if value >= elevated else 1


BLOOD_PRESSURE = Score(
    id="blood_pressure",
    title=_("Category of the blood pressure"),
    meaning=_(
        "Blood pressure in the office: below 120 and 70 mmHg not elevated, from 120 or 70 elevated, from "
        "140 or 90 hypertension."
    ),
    version="2024.1",
    source="McEvoy JW et al. Eur Heart J 2024;45:3912-4018",
    inputs=(Input("sbp", "number", "mmHg", (1, 300)), Input("dbp", "number", "mmHg", (1, 250))),
    compute=compute,
    settles=True,
)
