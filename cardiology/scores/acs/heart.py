"""HEART: chest pain in the emergency department.

Six AJ et al. Neth Heart J 2008;16:191-6; Backus BE et al. Int J Cardiol 2013;168:2153-8.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.scores.score import ABOVE, Input, Result, Score, Steps, level, points, span, step

SUSPICION = {"slight": 0, "moderate": 1, "high": 2}
TRACING = {"normal": 0, "nonspecific": 1, "st_deviation": 2}
EVENTS = {"low": "0.9–1.7%", "intermediate": "12–16.6%", "high": "50–65%"}
AGE: Steps = ((45, 0), (65, 1), (ABOVE, 2))


def compute(given: Mapping[str, Any]) -> Result:
    """`troponin` is the multiple of the upper reference limit; known atherosclerotic disease counts as three
    risk factors."""
    factors, known, troponin = given.get("risk_factors"), given.get("atherosclerosis"), given.get("troponin")
    result = points(
        {
            "history": SUSPICION.get(str(given.get("history"))),
            "ecg": TRACING.get(str(given.get("ecg"))),
            "age": step(given.get("age"), AGE),
            "risk": _risk(factors, known),
            "troponin": None if troponin is None else (troponin > 1) + (troponin > 3),
        },
        span(age=AGE) | dict.fromkeys(("history", "ecg", "risk", "troponin"), (0, 2)),
    )
    word = level(result.value, (0, "low"), (4, "intermediate"), (7, "high"))
    return replace(result, category=word, band=EVENTS[word])


def _risk(factors: int | None, known: bool | None) -> int | None:
    if known or (factors or 0) >= 3:
        return 2
    if factors is None or known is None:
        return None
    return int(factors >= 1)


HEART = Score(
    id="heart",
    title=_("HEART: chest pain in the emergency department"),
    meaning=_(
        "0 to 10 points from history, ECG, age, risk factors and troponin: up to 3 low, 4 to 6 "
        "intermediate, from 7 high; with the share that had an event within six weeks."
    ),
    version="2008.1",
    source="Six AJ et al. Neth Heart J 2008;16:191-6; Backus BE et al. Int J Cardiol 2013;168:2153-8",
    inputs=(
        Input("history", "word", words=tuple(SUSPICION)),
        Input("ecg", "word", words=tuple(TRACING)),
        Input("age", "number", "a", (18, 120)),
        Input("risk_factors", "number", "1", (0, 6)),
        Input("atherosclerosis"),
        Input("troponin", "number", "× URL", (0, 100_000)),
    ),
    compute=compute,
    outcome=_("Death, infarction or revascularisation within six weeks"),
)
