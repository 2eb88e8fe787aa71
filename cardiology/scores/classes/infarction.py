"""Type of myocardial infarction by its mechanism.

Thygesen K et al. Fourth universal definition. Circulation 2018;138:e618-51.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.provenance import Tag
from cardiology.scores.score import Input, Result, Score

WORDS = {
    "plaque": (1, "type_1"),
    "supply_demand": (2, "type_2"),
    "death_before_marker": (3, "type_3"),
    "after_pci": (4, "type_4a"),
    "stent_thrombosis": (4, "type_4b"),
    "restenosis": (4, "type_4c"),
    "after_cabg": (5, "type_5"),
}


def compute(given: Mapping[str, Any]) -> Result:
    said = given.get("mechanism")
    return Result(None, None, {}) if said is None else Result(*WORDS[said], {})


MI_TYPE = Score(
    id="mi_type",
    title=_("Type of infarction (fourth universal definition)"),
    meaning=_(
        "Type of infarction by its mechanism: 1 plaque; 2 supply and demand; 3 sudden death; 4a PCI, 4b "
        "stent thrombosis, 4c restenosis; 5 bypass surgery."
    ),
    version="2018.1",
    source="Thygesen K et al. Circulation 2018;138:e618-51",
    inputs=(Input("mechanism", "word", words=tuple(WORDS)),),
    compute=compute,
    tag=Tag.FROM_MEMORY,
)
