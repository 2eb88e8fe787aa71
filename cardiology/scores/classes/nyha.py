"""New York Heart Association class of heart failure.

The Criteria Committee of the New York Heart Association, 9th edition, 1994.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.provenance import Tag
from cardiology.scores.score import Input, Result, Score

WORDS = {"no_limitation": (1, "I"), "slight": (2, "II"), "marked": (3, "III"), "at_rest": (4, "IV")}


def compute(given: Mapping[str, Any]) -> Result:
    said = given.get("limitation")
    return Result(None, None, {}) if said is None else Result(*WORDS[said], {})


NYHA = Score(
    id="nyha",
    title=_("NYHA class"),
    meaning=_("Limitation by heart failure: I none, II slight, III marked, IV symptoms at rest."),
    version="1994.1",
    source=_("The Criteria Committee of the New York Heart Association, 9th edition, 1994"),
    inputs=(Input("limitation", "word", words=tuple(WORDS)),),
    compute=compute,
    tag=Tag.FROM_MEMORY,
)
