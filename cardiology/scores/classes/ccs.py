"""Angina by the Canadian Cardiovascular Society.

Campeau L. Circulation 1976;54:522-3.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.provenance import Tag
from cardiology.scores.score import Input, Result, Score

WORDS = {
    "no_angina": (0, "0"),
    "strenuous": (1, "I"),
    "beyond_one_flight": (2, "II"),
    "one_flight": (3, "III"),
    "any_activity": (4, "IV"),
}


def compute(given: Mapping[str, Any]) -> Result:
    said = given.get("angina_with")
    return Result(None, None, {}) if said is None else Result(*WORDS[said], {})


CCS = Score(
    id="ccs",
    title=_("CCS class of angina"),
    meaning=_(
        "What brings on angina: I strenuous effort; II more than two blocks or one flight of stairs; III "
        "up to that; IV any effort, or rest."
    ),
    version="1976.1",
    source="Campeau L. Circulation 1976;54:522-3",
    inputs=(Input("angina_with", "word", words=tuple(WORDS)),),
    compute=compute,
    tag=Tag.FROM_MEMORY,
)
