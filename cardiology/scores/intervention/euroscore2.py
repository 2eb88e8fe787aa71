"""EuroSCORE II: death in hospital after cardiac surgery.

Nashef SAM et al. Eur J Cardiothorac Surg 2012;41:734-45.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.scores.score import ABOVE, Input, Result, Score, logistic, step

WORDS: dict[str, dict[str, float]] = {
    "urgency": {"elective": 0, "urgent": 0.3174673, "emergency": 0.7039121, "salvage": 1.362947},
    "weight_of_procedure": {
        "isolated_cabg": 0, "single_other": 0.0062118, "two": 0.5521478, "three": 0.9724533,
    },
}  # fmt: skip
YES = {
    "arteriopathy": 0.5360268, "poor_mobility": 0.2407181, "previous_surgery": 1.118599,
    "lung_disease": 0.1886564, "endocarditis": 0.6194522, "critical_state": 1.086517,
    "insulin": 0.3542749, "ccs4": 0.2226147, "recent_mi": 0.1528943, "thoracic_aorta": 0.6527205,
}  # fmt: skip
NYHA = {1: 0, 2: 0.1070545, 3: 0.2958358, 4: 0.5597929}
LVEF = ((20, 0.9346919), (30, 0.8084096), (50, 0.3150652), (ABOVE, 0))
CLEARANCE = ((50, 0.8592256), (85, 0.303553), (ABOVE, 0))
PASP = ((30, 0), (55, 0.1788899), (ABOVE, 0.3491475))
INTERCEPT, AGE, FEMALE, DIALYSIS = -5.324537, 0.0285181, 0.2196434, 0.6421508


def compute(given: Mapping[str, Any]) -> Result:
    if any(given.get(i.name) is None for i in INPUTS):
        return Result(None, None, {})
    parts = {
        "age": AGE * (1 if given["age"] <= 60 else given["age"] - 59),
        "sex": FEMALE * (given["sex"] == "female"),
        "kidney": DIALYSIS if given["dialysis"] else _up_to(given["clearance"], CLEARANCE),
        "nyha": NYHA[given["nyha"]],
        "lvef": _up_to(given["lvef"], LVEF),
        "pasp": _up_to(given["pasp"], PASP),
        **{n: weight * given[n] for n, weight in YES.items()},
        **{n: weights[given[n]] for n, weights in WORDS.items()},
    }
    risk = logistic(INTERCEPT + sum(parts.values()))
    return Result(100 * risk, None, parts, risk=risk)


def _up_to(value: float, steps: tuple[tuple[float, float], ...]) -> float:
    return step(value, tuple((limit + 1e-9, weight) for limit, weight in steps)) or 0.0


INPUTS = (
    Input("age", "number", "a", (18, 120)),
    Input("sex", "word", words=("male", "female")),
    Input("dialysis"),
    Input("clearance", "number", "mL/min", (0, 400)),
    Input("nyha", "number", "1", (1, 4)),
    Input("lvef", "number", "%", (1, 99)),
    Input("pasp", "number", "mmHg", (5, 200)),
    *(Input(name) for name in YES),
    *(Input(name, "word", words=tuple(weights)) for name, weights in WORDS.items()),
)
EUROSCORE2 = Score(
    id="euroscore2",
    title=_("EuroSCORE II: death after cardiac surgery"),
    meaning=_(
        "The probability of death in hospital after cardiac surgery, by a logistic model; incomplete "
        "while any input is unknown."
    ),
    version="2012.1",
    source="Nashef SAM et al. Eur J Cardiothorac Surg 2012;41:734-45",
    inputs=INPUTS,
    compute=compute,
    unit="%",
    outcome=_("Death in hospital"),
)
