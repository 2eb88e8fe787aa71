"""Estimated glomerular filtration rate, CKD-EPI 2021, from creatinine, without race.

Inker LA et al. N Engl J Med 2021;385:1737-49. Stages on the unrounded value.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.scores.score import Input, Result, Score

STAGES = ((90, "G1"), (60, "G2"), (45, "G3a"), (30, "G3b"), (15, "G4"), (0, "G5"))
UMOL_PER_MG = 88.4


def egfr(creatinine: float, age: float, sex: str) -> float:
    """mL/min/1.73 m² from creatinine in µmol/L, age in years, sex `male` or `female`."""
    kappa, alpha, factor = (0.7, -0.241, 1.012) if sex == "female" else (0.9, -0.302, 1.0)
    ratio = creatinine / UMOL_PER_MG / kappa
    power = min(ratio, 1.0) ** alpha * max(ratio, 1.0) ** -1.200
    return float(142 * power * 0.9938**age * factor)


def compute(given: Mapping[str, Any]) -> Result:
    creatinine, age, sex = given.get("creatinine"), given.get("age"), given.get("sex")
    if creatinine is None or age is None or sex is None:
        return Result(None, None, {})
    value = egfr(creatinine, age, sex)
    return Result(value, next(s for least, s in STAGES if value >= least), {})


EGFR = Score(
    id="egfr",
    title=_("eGFR (CKD-EPI 2021)"),
    meaning=_(
        "Filtration of the kidneys from creatinine, age and sex, without race, and its stage: G1 from 90, "
        "G2 from 60, G3a from 45, G3b from 30, G4 from 15, G5 below."
    ),
    version="2021.1",
    source="Inker LA et al. N Engl J Med 2021;385:1737-49",
    inputs=(
        Input("creatinine", "number", "µmol/L", (10, 3000)),
        Input("age", "number", "a", (18, 120)),
        Input("sex", "word", words=("male", "female")),
    ),
    compute=compute,
    unit="mL/min/1.73 m²",
)
