"""Albuminuria in chronic kidney disease.

KDIGO. Kidney Int Suppl 2013;3:1-150. Albumin to creatinine in mg/g.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.provenance import Tag
from cardiology.scores.score import Input, Result, Score


def compute(given: Mapping[str, Any]) -> Result:
    ratio = given.get("albumin_ratio")
    if ratio is None:
        return Result(None, None, {})
    return Result(ratio, "A1" if ratio < 30 else "A2" if ratio <= 300 else "A3", {})


ALBUMINURIA = Score(
    id="albuminuria",
    title=_("Albuminuria in kidney disease"),
    meaning=_("Albumin for creatinine in the urine: A1 below 30 mg/g, A2 from 30 to 300, A3 above 300."),
    version="2013.1",
    source="KDIGO. Kidney Int Suppl 2013;3:1-150",
    inputs=(Input("albumin_ratio", "number", "mg/g", (0, 30_000)),),
    compute=compute,
    tag=Tag.FROM_MEMORY,
)
