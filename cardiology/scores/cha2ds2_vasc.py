"""Stroke risk in atrial fibrillation.

Lip GYH et al. Chest 2010;137:263-72. Age bands are half-open: 65 and 75 belong to the upper band.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.scores.score import Input, Result, Score, points


def compute(given: Mapping[str, Any]) -> Result:
    """0 to 9 points; category by the recommendation for anticoagulation (2 in men, 3 in women)."""
    age, sex = given.get("age"), given.get("sex")
    stroke = given.get("stroke")
    result = points(
        {
            "heart_failure": given.get("heart_failure"),
            "hypertension": given.get("hypertension"),
            "age": None if age is None else 2 if age >= 75 else 1 if age >= 65 else 0,
            "diabetes": given.get("diabetes"),
            "stroke": None if stroke is None else 2 * stroke,
            "vascular_disease": given.get("vascular_disease"),
            "sex": None if sex is None else int(sex == "female"),
        },
        {"age": (0, 2), "stroke": (0, 2)},
    )
    without_sex = (result.value or 0) - result.parts.get("sex", 0)
    category = "high" if without_sex >= 2 else "intermediate" if without_sex == 1 else "low"
    return replace(result, category=category)


CHA2DS2_VASC = Score(
    id="cha2ds2_vasc",
    title=_("CHA₂DS₂-VASc: stroke risk in atrial fibrillation"),
    version="2010.1",
    source="Lip GYH et al. Chest 2010;137:263-72",
    inputs=(
        Input("age", "number", "a", (18, 120)),
        Input("sex", "word", words=("male", "female")),
        Input("heart_failure"), Input("hypertension"), Input("diabetes"), Input("stroke"),
        Input("vascular_disease"),
    ),
    compute=compute,
)  # fmt: skip
