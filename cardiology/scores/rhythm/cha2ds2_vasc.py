"""Stroke risk in atrial fibrillation: CHA₂DS₂-VASc, and CHA₂DS₂-VA, which leaves out the sex.

Lip GYH et al. Chest 2010;137:263-72; Van Gelder IC et al. Eur Heart J 2024;45:3314-414. Strokes per year
without treatment: Friberg L et al. Eur Heart J 2012. Age bands are half-open: 65 and 75 belong to the
upper band.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.scores.score import Input, Result, Score, level, points

LEVELS = ((0, "low"), (1, "intermediate"), (2, "high"))
STROKES_A_YEAR = (0.002, 0.006, 0.022, 0.032, 0.048, 0.072, 0.097, 0.112, 0.108, 0.122)

STROKES_TIA_EMBOLISM = (0.003, 0.009, 0.029, 0.046, 0.067, 0.1, 0.136, 0.157, 0.152, 0.174)


def compute(given: Mapping[str, Any]) -> Result:
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
    total = int(result.value or 0)
    without_sex = total - result.parts.get("sex", 0)
    more = {"stroke_tia_embolism": STROKES_TIA_EMBOLISM[total]}
    return replace(result, category=level(without_sex, *LEVELS), risk=STROKES_A_YEAR[total], further=more)


def without_sex(given: Mapping[str, Any]) -> Result:
    result = compute({**given, "sex": "male"})
    parts = {name: p for name, p in result.parts.items() if name != "sex"}
    return replace(result, parts=parts, risk=None, further={})


_SHARED = (
    Input("age", "number", "a", (18, 120)), Input("heart_failure"), Input("hypertension"),
    Input("diabetes"), Input("stroke"), Input("vascular_disease"),
)  # fmt: skip
CHA2DS2_VASC = Score(
    id="cha2ds2_vasc",
    title=_("CHA₂DS₂-VASc: stroke risk in atrial fibrillation"),
    meaning=_(
        "0 to 9 points: anticoagulation is recommended from 2 points in men and 3 in women, and "
        "reasonable at 1 and 2; with the share that had a stroke in a year without treatment."
    ),
    version="2010.1",
    source="Lip GYH et al. Chest 2010;137:263-72",
    inputs=(*_SHARED, Input("sex", "word", words=("male", "female"))),
    compute=compute,
    outcome=_("Ischaemic stroke per year without treatment"),
)
CHA2DS2_VA = Score(
    id="cha2ds2_va",
    title=_("CHA₂DS₂-VA: stroke risk in atrial fibrillation, without the sex"),
    meaning=_(
        "0 to 8 points, the same findings without the sex: anticoagulation is recommended from 2 points "
        "and should be considered at 1."
    ),
    version="2024.1",
    source="Van Gelder IC et al. Eur Heart J 2024;45:3314-414",
    inputs=_SHARED,
    compute=without_sex,
)
