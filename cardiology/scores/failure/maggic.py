"""MAGGIC: death within one and three years in chronic heart failure.

Pocock SJ et al. Eur Heart J 2013;34:1404-13. Two points are for heart failure known for 18 months or more.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.scores.score import ABOVE, Input, Result, Score, Steps, points, span, step, weigh

LVEF: Steps = ((20, 7), (25, 6), (30, 5), (35, 3), (40, 2), (ABOVE, 0))
_AGES = (55, 60, 65, 70, 75, 80, ABOVE)
_PRESSURES = (110, 120, 130, 140, 150, ABOVE)
AGE_BY_LVEF = {30: (0, 1, 2, 4, 6, 8, 10), 40: (0, 2, 4, 6, 8, 10, 13), ABOVE: (0, 3, 5, 7, 9, 12, 15)}
SBP_BY_LVEF = {30: (5, 4, 3, 2, 1, 0), 40: (3, 2, 1, 1, 0, 0), ABOVE: (2, 1, 1, 0, 0, 0)}
BMI: Steps = ((15, 6), (20, 5), (25, 3), (30, 2), (ABOVE, 0))
CREATININE: Steps = ((90, 0), (110, 1), (130, 2), (150, 3), (170, 4), (210, 5), (250, 6), (ABOVE, 8))
NYHA = {1: 0, 2: 2, 3: 6, 4: 8}
WEIGHTS = {
    "smoking": 1, "diabetes": 3, "lung_disease": 2, "known_18_months": 2, "no_beta_blocker": 3,
    "no_raas_inhibitor": 1,
}  # fmt: skip
DEATH_1_YEAR = (
    .015, .016, .018, .020, .022, .024, .027, .029, .032, .036, .039, .043, .048, .052, .058, .063, .070,
    .077, .084, .093, .102, .111, .122, .134, .147, .160, .175, .191, .209, .227, .248, .269, .292, .316,
    .342, .369, .398, .427, .458, .490, .523, .557, .591, .625, .659, .692, .725, .757, .787, .816, .842,
)  # fmt: skip
DEATH_3_YEARS = (
    .039, .043, .048, .052, .058, .063, .070, .077, .084, .092, .102, .111, .122, .134, .146, .160, .175,
    .191, .209, .227, .247, .269, .292, .316, .342, .369, .397, .427, .458, .490, .523, .556, .590, .625,
    .658, .692, .725, .756, .787, .815, .842, .866, .889, .908, .926, .941, .953, .964, .973, .980, .985,
)  # fmt: skip
SPANS = span(lvef=LVEF, bmi=BMI, creatinine=CREATININE) | {
    "age": (0, 15), "sbp": (0, 5), "nyha": (0, 8), **{n: (0, w) for n, w in WEIGHTS.items()},
}  # fmt: skip


def compute(given: Mapping[str, Any]) -> Result:
    lvef, nyha, sex = given.get("lvef"), given.get("nyha"), given.get("sex")
    result = points(
        {
            "lvef": step(lvef, LVEF),
            "age": _by_lvef(given.get("age"), lvef, _AGES, AGE_BY_LVEF),
            "sbp": _by_lvef(given.get("sbp"), lvef, _PRESSURES, SBP_BY_LVEF),
            "bmi": step(given.get("bmi"), BMI),
            "creatinine": step(given.get("creatinine"), CREATININE),
            "nyha": None if nyha is None else NYHA[nyha],
            "sex": None if sex is None else int(sex == "male"),
            **{n: weigh(given.get(n), w) for n, w in WEIGHTS.items()},
        },
        SPANS,
    )
    total = min(int(result.value or 0), len(DEATH_1_YEAR) - 1)  # more than 50 is as much at least
    return replace(result, risk=DEATH_1_YEAR[total], further={"three_years": DEATH_3_YEARS[total]})


def _by_lvef(
    value: float | None, lvef: float | None, limits: tuple[float, ...], table: Mapping[float, tuple[int, ...]]
) -> float | None:
    if lvef is None:
        return None
    row = next(points for limit, points in table.items() if lvef < limit)
    return step(value, tuple(zip(limits, row, strict=True)))


MAGGIC = Score(
    id="maggic",
    title=_("MAGGIC: death in chronic heart failure"),
    meaning=_(
        "0 to 50 points in chronic heart failure, with the shares that died within one and within three "
        "years."
    ),
    version="2013.1",
    source="Pocock SJ et al. Eur Heart J 2013;34:1404-13",
    inputs=(
        Input("lvef", "number", "%", (1, 99)),
        Input("age", "number", "a", (18, 120)),
        Input("sbp", "number", "mmHg", (1, 300)),
        Input("bmi", "number", "kg/m²", (8, 90)),
        Input("creatinine", "number", "µmol/L", (10, 3000)),
        Input("nyha", "number", "1", (1, 4)),
        Input("sex", "word", words=("male", "female")),
        *(Input(name) for name in WEIGHTS),
    ),
    compute=compute,
    outcome=_("Death within one year"),
)
