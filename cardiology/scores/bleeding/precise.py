"""PRECISE-DAPT and PRECISE-HBR: bleeding after PCI under dual antiplatelet therapy.

Costa F et al. Lancet 2017;389:1025-34; Gragnano F et al. Circulation 2025. Parts are added at full
precision; only the sum is rounded, half up.
"""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.scores.score import Input, Result, Score, clamp, level, points, weigh

G_PER_DL = 10


def dapt(given: Mapping[str, Any]) -> Result:
    age, clearance = given.get("age"), given.get("clearance")
    hb, wbc = given.get("haemoglobin"), given.get("leucocytes")
    result = points(
        {
            "age": None if age is None else (clamp(age, 50, 90) - 50) * 19 / 40,
            "clearance": None if clearance is None else (100 - clamp(clearance, 0, 100)) * 25 / 100,
            "haemoglobin": None if hb is None else (12 - clamp(hb / G_PER_DL, 10, 12)) * 15 / 2,
            "leucocytes": None if wbc is None else clamp(wbc, 5, 20) - 5,
            "bleeding": weigh(given.get("bleeding"), 26),
        },
        {"age": (0, 19), "clearance": (0, 25), "haemoglobin": (0, 15), "leucocytes": (0, 15),
         "bleeding": (0, 26)},
    )  # fmt: skip
    total = half_up(result.value)
    return replace(result, value=total, category=level(total, (0, "not_high"), (25, "high")))


def hbr(given: Mapping[str, Any]) -> Result:
    age, egfr = given.get("age"), given.get("egfr")
    hb, wbc = given.get("haemoglobin"), given.get("leucocytes")
    result = points(
        {
            "base": 2,
            "age": None if age is None else 0.25 * (clamp(age, 30, 80) - 30),
            "haemoglobin": None if hb is None else 2.5 * (15 - clamp(hb / G_PER_DL, 5, 15)),
            "egfr": None if egfr is None else 0.05 * (100 - clamp(egfr, 5, 100)),
            "leucocytes": None if wbc is None else 0.8 * max(0.0, min(wbc, 15) - 3),
            "bleeding": weigh(given.get("bleeding"), 7),
            "anticoagulant": weigh(given.get("anticoagulant"), 5),
            "other": weigh(given.get("other"), 3),
        },
        {"age": (0, 12.5), "haemoglobin": (0, 25), "egfr": (0, 4.75), "leucocytes": (0, 9.6),
         "bleeding": (0, 7), "anticoagulant": (0, 5), "other": (0, 3)},
    )  # fmt: skip
    total = half_up(result.value)
    word = level(total, (0, "not_high"), (23, "high"), (27, "very_high"))
    return replace(result, value=total, category=word)


def half_up(total: float | None) -> float | None:
    """Rounded to a whole number, a half upwards; the smallest float error does not decide."""
    return None if total is None else math.floor(round(total, 9) + 0.5)


_SHARED = (
    Input("age", "number", "a", (18, 120)),
    Input("haemoglobin", "number", "g/L", (20, 260)),
    Input("leucocytes", "number", "10^9/L", (0, 500)),
    Input("bleeding"),
)
PRECISE_DAPT = Score(
    id="precise_dapt",
    title=_("PRECISE-DAPT: bleeding under dual antiplatelet therapy"),
    meaning=_(
        "0 to 100 points before dual antiplatelet therapy: 25 or more is a high risk of bleeding, for "
        "which a shorter course is considered."
    ),
    version="2017.1",
    source="Costa F et al. Lancet 2017;389:1025-34",
    inputs=(*_SHARED, Input("clearance", "number", "mL/min", (0, 400))),
    compute=dapt,
    caution=_("A linear form of the nomogram: a point more or less than the official calculator."),
)
PRECISE_HBR = Score(
    id="precise_hbr",
    title=_("PRECISE-HBR: bleeding after PCI"),
    meaning=_(
        "2 points and more: up to 22 not high, 23 to 26 a high, from 27 a very high risk of bleeding "
        "within a year of PCI."
    ),
    version="2025.1",
    source="Gragnano F et al. Circulation 2025",
    inputs=(
        *_SHARED,
        Input("egfr", "number", "mL/min/1.73 m²", (0, 250)),
        Input("anticoagulant"),
        Input("other"),
    ),
    compute=hbr,
    caution=_("The point formula was seen in the public code of one group only."),
)
