"""Killip class at presentation with infarction.

Killip T, Kimball JT. Am J Cardiol 1967;20:457-64. Deaths are those of 1967.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.provenance import Tag
from cardiology.scores.score import Input, Result, Score, answers, one_of

RALES = ("clear", "up_to_half", "above_half")
WORDS = {1: "I", 2: "II", 3: "III", 4: "IV"}
DEATH = {1: 0.06, 2: 0.17, 3: 0.38, 4: 0.81}


def compute(given: Mapping[str, Any]) -> Result:
    rales = RALES if given.get("rales") is None else (given["rales"],)
    signs = ("third_sound", "venous_pressure")
    possible = [
        _class(shock, heard, third or raised)
        for shock in answers(given.get("cardiogenic_shock")) for heard in rales
        for third in answers(given.get(signs[0])) for raised in answers(given.get(signs[1]))
    ]  # fmt: skip
    found = one_of([(code, WORDS[code]) for code in possible])
    return found if found.value is None else replace(found, risk=DEATH[int(found.value)])


def _class(shock: bool, rales: str, sign: bool) -> int:
    if shock:
        return 4
    if rales == "above_half":
        return 3
    return 2 if sign or rales == "up_to_half" else 1


KILLIP = Score(
    id="killip",
    title=_("Killip class"),
    meaning=_(
        "Signs of heart failure at presentation with infarction: I none; II rales over up to half of the "
        "lungs, a third sound or raised venous pressure; III pulmonary oedema; IV cardiogenic shock."
    ),
    version="1967.1",
    source="Killip T, Kimball JT. Am J Cardiol 1967;20:457-64",
    inputs=(
        Input("rales", "word", words=RALES),
        Input("third_sound"),
        Input("venous_pressure"),
        Input("cardiogenic_shock"),
    ),
    compute=compute,
    outcome=_("Death in hospital (1967)"),
    tag=Tag.FROM_MEMORY,
    settles=True,
)
