"""Heart failure by its ejection fraction: reduced, mildly reduced, preserved, improved.

Bozkurt B et al. Universal definition of heart failure. Eur J Heart Fail 2021;23:352-80.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.provenance import Tag
from cardiology.scores.score import Input, Result, Score, answers, one_of

WORDS = {1: "hfref", 2: "hfmref", 3: "hfpef", 4: "hfimpef"}
REDUCED, PRESERVED, IMPROVED_BY = 40, 50, 10


def compute(given: Mapping[str, Any]) -> Result:
    now, before = given.get("lvef"), given.get("lvef_before")
    if now is None:
        return Result(None, None, {})
    alone = 1 if now <= REDUCED else 3 if now >= PRESERVED else 2
    improved = [
        bool(earlier) and now > REDUCED and (before is None or _has_improved(now, before))
        for earlier in answers(given.get("earlier_lvef"))
    ]
    if before is None and True in improved:
        improved.append(False)  # the earlier value could have been any
    codes = [4 if better else alone for better in improved]
    return one_of([(code, WORDS[code]) for code in codes])


def _has_improved(now: float, before: float) -> bool:
    return before <= REDUCED and now - before >= IMPROVED_BY


HF_PHENOTYPE = Score(
    id="hf_phenotype",
    title=_("Heart failure by ejection fraction"),
    meaning=_(
        "Heart failure by its ejection fraction: reduced up to 40 %, mildly reduced to 49 %, preserved "
        "from 50 %; improved where it was 40 % or less and is now above 40 % and at least 10 points more."
    ),
    version="2021.1",
    source="Bozkurt B et al. Eur J Heart Fail 2021;23:352-80",
    inputs=(
        Input("lvef", "number", "%", (1, 99)),
        Input("earlier_lvef"),
        Input("lvef_before", "number", "%", (1, 99)),
    ),
    compute=compute,
    tag=Tag.FROM_MEMORY,
    settles=True,
)
