"""Stage of cardiogenic shock by SCAI.

Baran DA et al. Catheter Cardiovasc Interv 2019;94:29-37; Naidu SS et al. J Am Coll Cardiol 2022;79:933-46.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.provenance import Tag
from cardiology.scores.score import Input, Result, Score, answers, one_of

WORDS = {1: "A", 2: "B", 3: "C", 4: "D", 5: "E"}
LACTATE = 2


def compute(given: Mapping[str, Any]) -> Result:
    beginning, classic = _beginning(given), _classic(given)
    possible = [
        5 if extremis else 4 if worse else 3 if poor else 2 if early else 1
        for extremis in answers(given.get("extremis")) for worse in answers(given.get("deteriorating"))
        for poor in answers(classic) for early in answers(beginning)
    ]  # fmt: skip
    return one_of([(code, WORDS[code]) for code in possible])


def _beginning(given: Mapping[str, Any]) -> bool | None:
    sbp, rate = given.get("sbp"), given.get("heart_rate")
    return _some(None if sbp is None else sbp < 90, None if rate is None else rate > 100)


def _classic(given: Mapping[str, Any]) -> bool | None:
    lactate = given.get("lactate")
    return _some(given.get("hypoperfusion"), None if lactate is None else lactate >= LACTATE)


def _some(*found: bool | None) -> bool | None:
    return True if True in found else None if None in found else False


SCAI = Score(
    id="scai",
    title=_("SCAI: stage of cardiogenic shock"),
    meaning=_(
        "A at risk; B systolic pressure below 90 or heart rate above 100 without hypoperfusion; C "
        "hypoperfusion or lactate from 2 mmol/L; D getting worse; E extremis."
    ),
    version="2022.1",
    source="Baran DA et al. Catheter Cardiovasc Interv 2019;94:29-37; "
    "Naidu SS et al. J Am Coll Cardiol 2022;79:933-46",
    inputs=(
        Input("sbp", "number", "mmHg", (1, 300)),
        Input("heart_rate", "number", "/min", (0, 300)),
        Input("hypoperfusion"),
        Input("lactate", "number", "mmol/L", (0, 30)),
        Input("deteriorating"),
        Input("extremis"),
    ),
    compute=compute,
    applies=_("People at risk of cardiogenic shock."),
    tag=Tag.FROM_MEMORY,
    settles=True,
)
