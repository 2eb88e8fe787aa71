"""Creatinine clearance by Cockcroft and Gault, the one that drug labels speak of.

Cockcroft DW, Gault MH. Nephron 1976;16:31-41. Actual body weight; not interchangeable with eGFR.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.scores.kidney.egfr import UMOL_PER_MG
from cardiology.scores.score import Input, Result, Score


def compute(given: Mapping[str, Any]) -> Result:
    creatinine, age = given.get("creatinine"), given.get("age")
    weight, sex = given.get("weight"), given.get("sex")
    if creatinine is None or age is None or weight is None or sex is None:
        return Result(None, None, {})
    value = (140 - age) * weight / (72 * creatinine / UMOL_PER_MG) * (0.85 if sex == "female" else 1)
    return Result(value, None, {})


COCKCROFT_GAULT = Score(
    id="cockcroft_gault",
    title=_("Creatinine clearance (Cockcroft-Gault)"),
    meaning=_(
        "Clearance of creatinine from age, actual weight, creatinine and sex: what the labels of "
        "anticoagulants speak of; it does not stand for the eGFR, nor the eGFR for it."
    ),
    version="1976.1",
    source="Cockcroft DW, Gault MH. Nephron 1976;16:31-41",
    inputs=(
        Input("creatinine", "number", "µmol/L", (10, 3000)),
        Input("age", "number", "a", (18, 120)),
        Input("weight", "number", "kg", (10, 700)),
        Input("sex", "word", words=("male", "female")),
    ),
    compute=compute,
    unit="mL/min",
)
