"""Pattern of atrial fibrillation.

Van Gelder IC et al. Eur Heart J 2024;45:3314-414.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.provenance import Tag
from cardiology.scores.score import Input, Result, Score, answers, one_of

WORDS = {1: "first_diagnosed", 2: "paroxysmal", 3: "persistent", 4: "long_standing", 5: "permanent"}
WEEK, YEAR = 7, 365


def compute(given: Mapping[str, Any]) -> Result:
    days = given.get("episode_days")
    lasting = (2, 3, 4) if days is None else (2 if days <= WEEK else 3 if days < YEAR else 4,)
    codes = [
        5 if accepted else 1 if new else code
        for accepted in answers(given.get("rhythm_accepted")) for new in answers(given.get("newly_found"))
        for code in lasting
    ]  # fmt: skip
    return one_of([(code, WORDS[code]) for code in codes])


AF_PATTERN = Score(
    id="af_pattern",
    title=_("Pattern of atrial fibrillation"),
    meaning=_(
        "How atrial fibrillation behaves in time: first diagnosed; paroxysmal up to 7 days; persistent "
        "beyond; long-standing from a year; permanent where it is accepted for good."
    ),
    version="2024.1",
    source="Van Gelder IC et al. Eur Heart J 2024;45:3314-414",
    inputs=(
        Input("rhythm_accepted"),
        Input("newly_found"),
        Input("episode_days", "number", "d", (0, 36_500)),
    ),
    compute=compute,
    tag=Tag.FROM_MEMORY,
    settles=True,
)
