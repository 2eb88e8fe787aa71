"""GRACE: death in hospital at presentation, and death within six months after discharge.

Granger CB et al. Arch Intern Med 2003;163:2345-53 (in hospital); Eagle KA et al. JAMA 2004;291:2727-33
(six months). They are two models with their own points and limits; neither's limits fit the other.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.scores.score import (
    ABOVE,
    Input,
    Result,
    Score,
    Steps,
    between,
    level,
    logistic,
    points,
    span,
    step,
    weigh,
)

UMOL_PER_MG = 88.4
KILLIP = {1: 0, 2: 20, 3: 39, 4: 59}
AGE: Steps = ((30, 0), (40, 8), (50, 25), (60, 41), (70, 58), (80, 75), (90, 91), (ABOVE, 100))
HEART_RATE: Steps = ((50, 0), (70, 3), (90, 9), (110, 15), (150, 24), (200, 38), (ABOVE, 46))
SBP: Steps = ((80, 58), (100, 53), (120, 43), (140, 34), (160, 24), (200, 10), (ABOVE, 0))
CREATININE: Steps = ((0.4, 1), (0.8, 4), (1.2, 7), (1.6, 10), (2.0, 13), (4.0, 21), (ABOVE, 28))
LIMITS = {"nste": ((0, "low"), (109, "intermediate"), (141, "high")),
          "ste": ((0, "low"), (126, "intermediate"), (155, "high"))}  # fmt: skip

LATE_AGE: Steps = ((40, 0), (50, 18), (60, 36), (70, 55), (80, 73), (90, 91), (ABOVE, 100))
LATE_HEART_RATE: Steps = ((50, 0), (70, 3), (90, 9), (110, 14), (150, 23), (200, 35), (ABOVE, 43))
LATE_SBP: Steps = ((80, 24), (100, 22), (120, 18), (140, 14), (160, 10), (200, 4), (ABOVE, 0))
LATE_CREATININE: Steps = ((0.4, 1), (0.8, 3), (1.2, 5), (1.6, 7), (2.0, 9), (4.0, 15), (ABOVE, 20))
LATE_LIMITS = {"nste": ((0, "low"), (89, "intermediate"), (119, "high")),
               "ste": ((0, "low"), (100, "intermediate"), (128, "high"))}  # fmt: skip


LATE_RISK = ((70, 0.008), (90, 0.016), (110, 0.031), (130, 0.058), (150, 0.11), (170, 0.2))


def _mg(creatinine: float | None) -> float | None:
    return None if creatinine is None else creatinine / UMOL_PER_MG


def in_hospital(given: Mapping[str, Any]) -> Result:
    killip = given.get("killip")
    result = points(
        {
            "killip": None if killip is None else KILLIP[killip],
            "age": step(given.get("age"), AGE),
            "heart_rate": step(given.get("heart_rate"), HEART_RATE),
            "sbp": step(given.get("sbp"), SBP),
            "creatinine": step(_mg(given.get("creatinine")), CREATININE),
            "arrest": weigh(given.get("arrest"), 39),
            "st_deviation": weigh(given.get("st_deviation"), 28),
            "marker": weigh(given.get("marker"), 14),
        },
        span(age=AGE, heart_rate=HEART_RATE, sbp=SBP, creatinine=CREATININE)
        | {"killip": (0, 59), "arrest": (0, 39), "st_deviation": (0, 28), "marker": (0, 14)},
    )
    limits = LIMITS.get(str(given.get("syndrome")), LIMITS["nste"])
    return replace(result, category=level(result.value, *limits), risk=_in_hospital_risk(given))


def _in_hospital_risk(given: Mapping[str, Any]) -> float | None:
    names = ("age", "heart_rate", "sbp", "creatinine", "killip", "arrest", "marker", "st_deviation")
    if any(given.get(name) is None for name in names):
        return None
    return logistic(
        -7.7035 + 0.0531 * given["age"] + 0.0087 * given["heart_rate"] - 0.0168 * given["sbp"]
        + 0.1823 * given["creatinine"] / UMOL_PER_MG + 0.6931 * given["killip"] + 1.4586 * given["arrest"]
        + 0.4700 * given["marker"] + 0.8755 * given["st_deviation"]
    )  # fmt: skip


def six_months(given: Mapping[str, Any]) -> Result:
    result = points(
        {
            "age": step(given.get("age"), LATE_AGE),
            "heart_failure": weigh(given.get("heart_failure"), 24),
            "prior_mi": weigh(given.get("prior_mi"), 12),
            "heart_rate": step(given.get("heart_rate"), LATE_HEART_RATE),
            "sbp": step(given.get("sbp"), LATE_SBP),
            "st_depression": weigh(given.get("st_depression"), 11),
            "creatinine": step(_mg(given.get("creatinine")), LATE_CREATININE),
            "marker": weigh(given.get("marker"), 15),
            "no_pci": weigh(given.get("no_pci"), 14),
        },
        span(age=LATE_AGE, heart_rate=LATE_HEART_RATE, sbp=LATE_SBP, creatinine=LATE_CREATININE)
        | {"heart_failure": (0, 24), "prior_mi": (0, 12), "st_depression": (0, 11), "marker": (0, 15),
           "no_pci": (0, 14)},
    )  # fmt: skip
    limits = LATE_LIMITS.get(str(given.get("syndrome")), LATE_LIMITS["nste"])
    risk = between(result.value, LATE_RISK)
    return replace(result, category=level(result.value, *limits), risk=risk)


_SHARED = (
    Input("syndrome", "word", words=("nste", "ste")),
    Input("age", "number", "a", (18, 120)),
    Input("heart_rate", "number", "/min", (0, 300)),
    Input("sbp", "number", "mmHg", (1, 300)),
    Input("creatinine", "number", "µmol/L", (10, 3000)),
    Input("marker"),
)
GRACE = Score(
    id="grace",
    title=_("GRACE: death in hospital after an acute coronary syndrome"),
    meaning=_(
        "1 to 372 points at presentation: without ST elevation low up to 108 and high above 140, with it "
        "low up to 125 and high from 155. The probability of death in hospital comes from the logistic "
        "form."
    ),
    version="2003.1",
    source="Granger CB et al. Arch Intern Med 2003;163:2345-53",
    inputs=(*_SHARED, Input("killip", "number", "1", (1, 4)), Input("arrest"), Input("st_deviation")),
    compute=in_hospital,
    outcome=_("Death in hospital"),
    caution=_("Coefficients of the probability are partly from memory: compare them."),
)
GRACE_SIX_MONTHS = Score(
    id="grace_six_months",
    title=_("GRACE: death within six months after discharge"),
    meaning=_(
        "1 to 263 points at discharge: without ST elevation low up to 88 and high above 118, with it low "
        "up to 99 and high from 128. The probability of death lies on the line between the totals that "
        "the source prints, from 70 to 170."
    ),
    version="2004.1",
    source="Eagle KA et al. JAMA 2004;291:2727-33",
    inputs=(*_SHARED, Input("heart_failure"), Input("prior_mi"), Input("st_depression"), Input("no_pci")),
    compute=six_months,
    outcome=_("Death within six months after discharge"),
    caution=_("The limits for STEMI are from memory: compare them with the paper."),
)
