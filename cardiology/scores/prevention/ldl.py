"""LDL cholesterol calculated from total cholesterol, HDL and triglycerides.

Friedewald WT et al. Clin Chem 1972;18:499-502; Sampson M et al. JAMA Cardiol 2020;5:540-8.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.scores.prevention.lipids import INPUTS, MG_CHOLESTEROL, in_mg
from cardiology.scores.score import Result, Score

FRIEDEWALD_LIMIT, SAMPSON_LIMIT = 400, 800  # mg/dL of triglycerides


def compute(given: Mapping[str, Any]) -> Result:
    found = in_mg(given)
    if found is None:
        return Result(None, None, {})
    tc, hdl, tg = found
    parts = {"non_hdl": tc - hdl}
    if tg < FRIEDEWALD_LIMIT:
        parts["friedewald"] = tc - hdl - tg / 5
    if tg <= SAMPSON_LIMIT:
        parts["sampson"] = (
            tc / 0.948 - hdl / 0.971 - (tg / 8.56 + tg * (tc - hdl) / 2140 - tg**2 / 16100) - 9.44
        )
    shown = {name: value / MG_CHOLESTEROL for name, value in parts.items()}
    return Result(shown.get("sampson"), None if "sampson" in shown else "not_applicable", shown)


LDL = Score(
    id="ldl",
    title=_("LDL cholesterol by Sampson and by Friedewald"),
    meaning=_(
        "LDL cholesterol from total cholesterol, HDL and triglycerides by Sampson, and by Friedewald "
        "where the triglycerides allow it."
    ),
    version="2020.1",
    source="Friedewald WT et al. Clin Chem 1972;18:499-502; Sampson M et al. JAMA Cardiol 2020;5:540-8",
    inputs=INPUTS,
    compute=compute,
    unit="mmol/L",
)
