"""LDL cholesterol calculated from total cholesterol, HDL and triglycerides.

Friedewald WT et al. Clin Chem 1972;18:499-502; Sampson M et al. JAMA Cardiol 2020;5:540-8.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.scores.score import Input, Result, Score

MG_CHOLESTEROL, MG_TRIGLYCERIDES = 38.67, 88.57  # mg/dL in mmol/L
FRIEDEWALD_LIMIT, SAMPSON_LIMIT = 400, 800  # mg/dL of triglycerides


def compute(given: Mapping[str, Any]) -> Result:
    """mmol/L by Sampson; beside it by Friedewald where the triglycerides allow it."""
    tc, hdl, tg = given.get("cholesterol"), given.get("hdl"), given.get("triglycerides")
    if tc is None or hdl is None or tg is None:
        return Result(None, None, {})
    tc, hdl, tg = tc * MG_CHOLESTEROL, hdl * MG_CHOLESTEROL, tg * MG_TRIGLYCERIDES
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
    title=_("LDL cholesterol, calculated"),
    version="2020.1",
    source="Friedewald WT et al. Clin Chem 1972;18:499-502; Sampson M et al. JAMA Cardiol 2020;5:540-8",
    inputs=(
        Input("cholesterol", "number", "mmol/L", (1, 30)),
        Input("hdl", "number", "mmol/L", (0.1, 6)),
        Input("triglycerides", "number", "mmol/L", (0.1, 100)),
    ),
    compute=compute,
)
