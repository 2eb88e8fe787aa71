"""Complexity of coronary disease by the anatomical SYNTAX score, computed elsewhere.

Sianos G et al. EuroIntervention 2005;1:219-27; Serruys PW et al. N Engl J Med 2009;360:961-72.
The SYNTAX score II 2020 is not computed.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.provenance import Tag
from cardiology.scores.score import Input, Result, Score


def compute(given: Mapping[str, Any]) -> Result:
    total = given.get("syntax")
    if total is None:
        return Result(None, None, {})
    return Result(total, "low" if total <= 22 else "high" if total >= 33 else "intermediate", {})


SYNTAX = Score(
    id="syntax",
    title=_("SYNTAX: class of the anatomical score"),
    meaning=_(
        "How complex coronary disease is, by an anatomical score that was computed elsewhere: up to 22 "
        "low, 23 to 32 intermediate, from 33 high."
    ),
    version="2009.1",
    source="Sianos G et al. EuroIntervention 2005;1:219-27; Serruys PW et al. N Engl J Med 2009;360:961-72",
    inputs=(Input("syntax", "number", "1", (0, 100)),),
    compute=compute,
    tag=Tag.FROM_MEMORY,
)
