"""What the rows of an angiography amount to: proposed to the operator, who confirms it.

A vessel is diseased from 50 % on, since the classes of the result separate "below 50 %" from one, two and
three vessels (record elements 4.9); the left main counts as a class of its own. Nothing is proposed while a
segment may be undescribed and the proposal would be that there is little or no disease.
"""

from collections.abc import Sequence

from cardiology.codes import segments
from cardiology.narrative.facts import CathFacts, LesionFacts

SIGNIFICANT = 50
CONTRAST_LIMIT = 3.7  # mL of contrast per mL/min/1.73 m² of eGFR, record elements 4.9
BY_COUNT = {1: "one_vessel", 2: "two_vessels", 3: "three_vessels"}


def vessel_of(lesion: LesionFacts) -> str:
    """LM, LAD, LCX or RCA; "" where the segment is not known. The ramus counts as circumflex."""
    found = segments.find(lesion.segment or "")
    return found.vessel if found else ""


def diseased(lesions: Sequence[LesionFacts]) -> list[str]:
    """The vessels with a stenosis of 50 % or more before treatment, left main first."""
    affected = {
        vessel_of(x) for x in lesions if x.before is not None and x.before >= SIGNIFICANT and not x.graft
    }
    return [v for v in segments.VESSELS if v in affected]


def proposed(facts: CathFacts) -> list[str]:
    """The classes of the result that the rows speak for; none where they do not decide it."""
    vessels = diseased(facts.lesions)
    if vessels:
        others = [v for v in vessels if v != "LM"]
        return [*([BY_COUNT[len(others)]] if others else []), *(["left_main"] if "LM" in vessels else [])]
    if not facts.rest_is_normal or any(x.before is None for x in facts.lesions):
        return []
    return ["below_50" if any(x.before for x in facts.lesions) else "normal"]


def contrast_ratio(volume: float | None, egfr: float | None) -> float | None:
    """Contrast in mL by eGFR; above CONTRAST_LIMIT the kidney is at risk. None where either is unknown."""
    if volume is None or not egfr:
        return None
    return volume / egfr
