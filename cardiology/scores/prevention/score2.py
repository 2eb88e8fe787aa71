"""SCORE2 and SCORE2-OP: first cardiovascular event within ten years, by region.

SCORE2 working group. Eur Heart J 2021;42:2439-54 (40 to 69 years); SCORE2-OP 2021;42:2455-67 (70 and
older). Not for people with known atherosclerotic disease, diabetes of their own model, or kidney disease.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.scores.score import Input, Result, Score, level


@dataclass(frozen=True)
class Model:
    """Coefficients of one sex: main effects, their changes with age, baseline survival, mean predictor."""

    age: float
    main: Mapping[str, float]
    with_age: Mapping[str, float]
    survival: float
    mean: float = 0.0


MIDDLE = {
    "male": Model(
        0.3742, {"smoking": 0.6012, "sbp": 0.2777, "diabetes": 0.6457, "tc": 0.1458, "hdl": -0.2698},
        {"smoking": -0.0755, "sbp": -0.0255, "tc": -0.0281, "hdl": 0.0426, "diabetes": -0.0983}, 0.9605,
    ),
    "female": Model(
        0.4648, {"smoking": 0.7744, "sbp": 0.3131, "diabetes": 0.8096, "tc": 0.1002, "hdl": -0.2606},
        {"smoking": -0.1088, "sbp": -0.0277, "tc": -0.0226, "hdl": 0.0613, "diabetes": -0.1272}, 0.9776,
    ),
}  # fmt: skip
OLDER = {
    "male": Model(
        0.0634, {"diabetes": 0.4245, "smoking": 0.3524, "sbp": 0.0094, "tc": 0.0850, "hdl": -0.3564},
        {"diabetes": -0.0174, "smoking": -0.0247, "sbp": -0.0005, "tc": 0.0073, "hdl": 0.0091},
        0.7576, 0.0929,
    ),
    "female": Model(
        0.0789, {"diabetes": 0.6010, "smoking": 0.4921, "sbp": 0.0102, "tc": 0.0605, "hdl": -0.3040},
        {"diabetes": -0.0107, "smoking": -0.0255, "sbp": -0.0004, "tc": -0.0009, "hdl": 0.0154},
        0.8082, 0.2290,
    ),
}  # fmt: skip
Scales = Mapping[str, Mapping[str, tuple[float, float]]]
MIDDLE_SCALES: Scales = {
    "low": {"male": (-0.5699, 0.7476), "female": (-0.7380, 0.7019)},
    "moderate": {"male": (-0.1565, 0.8009), "female": (-0.3143, 0.7701)},
    "high": {"male": (0.3207, 0.9360), "female": (0.5710, 0.9369)},
    "very_high": {"male": (0.5836, 0.8294), "female": (0.9412, 0.8329)},
}
OLDER_SCALES: Scales = {
    "low": {"male": (-0.34, 1.19), "female": (-0.52, 1.01)},
    "moderate": {"male": (0.01, 1.25), "female": (-0.10, 1.10)},
    "high": {"male": (0.08, 1.15), "female": (0.38, 1.09)},
    "very_high": {"male": (0.05, 0.70), "female": (0.38, 0.69)},
}
CLASSES = (
    (50, ((0, "low_moderate"), (2.5, "high"), (7.5, "very_high"))),
    (70, ((0, "low_moderate"), (5, "high"), (10, "very_high"))),
    (200, ((0, "low_moderate"), (7.5, "high"), (15, "very_high"))),
)


def compute(given: Mapping[str, Any]) -> Result:
    if any(given.get(i.name) is None for i in INPUTS):
        return Result(None, None, {})
    linear, raw = uncalibrated(given)
    scale = (OLDER_SCALES if given["age"] >= 70 else MIDDLE_SCALES)[given["region"]][given["sex"]]
    risk = recalibrated(raw, scale)
    levels = next(found for limit, found in CLASSES if given["age"] < limit)
    return Result(100 * risk, level(100 * risk, *levels), {"predictor": linear, "raw": raw}, risk=risk)


def uncalibrated(given: Mapping[str, Any]) -> tuple[float, float]:
    """The linear predictor, and the risk before it is fitted to a region."""
    older = given["age"] >= 70
    model = (OLDER if older else MIDDLE)[given["sex"]]
    linear = predictor(model, _older(given) if older else _middle(given))
    return linear, 1 - model.survival ** math.exp(linear - model.mean)


def predictor(model: Model, centred: Mapping[str, float]) -> float:
    """The linear predictor of centred values; every effect may change with age."""
    return model.age * centred["age"] + sum(
        (weight + model.with_age[name] * centred["age"]) * centred[name]
        for name, weight in model.main.items()
    )


def recalibrated(raw: float, scale: tuple[float, float]) -> float:
    """The risk in a region, from the uncalibrated one."""
    return 1 - math.exp(-math.exp(scale[0] + scale[1] * math.log(-math.log(1 - raw))))


def _middle(given: Mapping[str, Any]) -> dict[str, float]:
    return {
        "age": (given["age"] - 60) / 5, "smoking": given["smoking"], "sbp": (given["sbp"] - 120) / 20,
        "diabetes": given["diabetes"], "tc": given["cholesterol"] - 6, "hdl": (given["hdl"] - 1.3) / 0.5,
    }  # fmt: skip


def _older(given: Mapping[str, Any]) -> dict[str, float]:
    return {
        "age": given["age"] - 73, "smoking": given["smoking"], "sbp": given["sbp"] - 150,
        "diabetes": given["diabetes"], "tc": given["cholesterol"] - 6, "hdl": given["hdl"] - 1.4,
    }  # fmt: skip


INPUTS = (
    Input("age", "number", "a", (40, 100)),
    Input("sex", "word", words=("male", "female")),
    Input("smoking"),
    Input("diabetes"),
    Input("sbp", "number", "mmHg", (60, 260)),
    Input("cholesterol", "number", "mmol/L", (1, 20)),
    Input("hdl", "number", "mmol/L", (0.1, 6)),
    Input("region", "word", words=tuple(MIDDLE_SCALES)),
)
FOR_WHOM = _("Not for people with known atherosclerotic disease, diabetes, kidney disease, familial "
             "hypercholesterolaemia, or in pregnancy.")  # fmt: skip
SCORE2 = Score(
    id="score2",
    title=_("SCORE2 and SCORE2-OP: first cardiovascular event"),
    meaning=_(
        "The probability of a first cardiovascular event within ten years, by region of Europe, from 70 "
        "years by SCORE2-OP; with the class of ESC prevention 2021 for the age."
    ),
    version="2021.1",
    source="SCORE2. Eur Heart J 2021;42:2439-54; SCORE2-OP. Eur Heart J 2021;42:2455-67",
    inputs=INPUTS,
    compute=compute,
    unit="%",
    outcome=_("Cardiovascular event within ten years"),
    applies=FOR_WHOM,
)
