"""Acute kidney injury by KDIGO, and after contrast by ESUR.

KDIGO. Kidney Int Suppl 2012;2:1-138; ESUR guidelines on contrast agents, version 10. Creatinine in µmol/L.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.provenance import Tag
from cardiology.scores.score import Input, Result, Score, answers, one_of

RISE = 26.5
WORDS = {0: "none", 1: "stage_1", 2: "stage_2", 3: "stage_3"}


def kdigo(given: Mapping[str, Any]) -> Result:
    before, highest = given.get("creatinine_before"), given.get("creatinine_highest")
    stages = [
        3 if replaced else stage
        for replaced in answers(given.get("renal_replacement"))
        for quick in answers(given.get("rise_in_48h"))
        for stage in (_stages(before, highest, quick) if before and highest else range(4))
    ]
    return one_of([(stage, WORDS[stage]) for stage in stages])


def _stages(before: float, highest: float, quick: bool) -> tuple[int]:
    times = round(highest / before, 9)
    injured = quick or times >= 1.5
    if times >= 3 or (injured and highest >= 353.6):
        return (3,)
    return (2 if times >= 2 else 1 if injured else 0,)


def after_contrast(given: Mapping[str, Any]) -> Result:
    before, after = given.get("creatinine_before"), given.get("creatinine_72h")
    if before is None or after is None:
        return Result(None, None, {})
    is_injured = round(after - before, 9) >= RISE or round(after / before, 9) >= 1.5
    return Result(int(is_injured), "injury" if is_injured else "no_injury", {"ratio": after / before})


_BEFORE = Input("creatinine_before", "number", "µmol/L", (10, 3000))
KDIGO = Score(
    id="kdigo",
    title=_("KDIGO: stage of acute kidney injury"),
    meaning=_(
        "Stage 0 to 3 of an acute kidney injury: 1 from 1.5 times the creatinine before, or 26.5 µmol/L "
        "more within 48 hours; 2 from twice; 3 from three times, at 353.6 µmol/L or more, or with renal "
        "replacement."
    ),
    version="2012.1",
    source="KDIGO. Kidney Int Suppl 2012;2:1-138",
    inputs=(
        _BEFORE,
        Input("creatinine_highest", "number", "µmol/L", (10, 3000)),
        Input("rise_in_48h"),
        Input("renal_replacement"),
    ),
    compute=kdigo,
    tag=Tag.FROM_MEMORY,
    settles=True,
)
CONTRAST_INJURY = Score(
    id="contrast_injury",
    title=_("Kidney injury after contrast (ESUR)"),
    meaning=_(
        "Whether the creatinine rose by 26.5 µmol/L, or to 1.5 times, within 48 to 72 hours after contrast."
    ),
    version="10.1",
    source=_("ESUR guidelines on contrast agents, version 10"),
    inputs=(_BEFORE, Input("creatinine_72h", "number", "µmol/L", (10, 3000))),
    compute=after_contrast,
    tag=Tag.FROM_MEMORY,
)
