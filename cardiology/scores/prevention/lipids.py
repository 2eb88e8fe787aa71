"""The lipids that LDL cholesterol is calculated from, in the units of the formulas."""

import math
from collections.abc import Mapping
from typing import Any

from cardiology.scores.score import Input

MG_CHOLESTEROL, MG_TRIGLYCERIDES = 38.67, 88.57  # mg/dL in mmol/L
INPUTS = (
    Input("cholesterol", "number", "mmol/L", (1, 30)),
    Input("hdl", "number", "mmol/L", (0.1, 6)),
    Input("triglycerides", "number", "mmol/L", (0.1, 100)),
)


def in_mg(given: Mapping[str, Any]) -> tuple[float, float, float] | None:
    """Total, HDL cholesterol and triglycerides in mg/dL; None while one is unknown."""
    tc, hdl, tg = (given.get(asked.name) for asked in INPUTS)
    if tc is None or hdl is None or tg is None:
        return None
    return tc * MG_CHOLESTEROL, hdl * MG_CHOLESTEROL, tg * MG_TRIGLYCERIDES


def whole(value: float) -> int:
    """Rounded half up; the smallest float error does not decide."""
    return math.floor(round(value, 9) + 0.5)
