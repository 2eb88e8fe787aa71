"""Which variables stand in which row of the report, and what a device takes over from the last one."""

from typing import Any

from cardiology.models import Device, Procedure
from cardiology.narrative import conclusion
from cardiology.narrative.facts import CathFacts

START = ("started_at", "indication", "access", "dominance", "operator")
END = ("contrast", "fluoroscopy", "air_kerma", "dose_area_product", "ended_at", "results", "finding")
LESION = ("segment", "further_segments", "stenosis_before", "timi_before", "stenosis_after", "timi_after")
FURTHER = "further_segments"
FOLLOWING = ("is_extended",)  # not asked in the row: it follows from what is typed
MARKS = {  # what is ticked when it is there, with the letter that ticks it
    "is_culprit": "c",
    "is_cto": "o",
    "is_calcified": "k",
    "is_bifurcation": "b",
    "is_restenosis": "r",
    "is_stent_thrombosis": "t",
    "no_reflow": "n",
}
MORE = ("medina", "thrombus_grade", "ffr", "ifr", "length", "graft", "graft_place")
DEVICE = ("kind", "model", "diameter", "length", "pressure", "serial_number")
ONLY_TREATED = ("indication", "stenosis_after", "timi_after", "no_reflow")
# A stenosis is never taken over: what was left of the last lesion says nothing of the next.
CARRIED = ("kind", "model", "pressure")


def names(part: str, kind: str) -> list[str]:
    """The variables that a part of the report asks, in order; a diagnostic procedure has no "after"."""
    asked = {
        "start": START,
        "end": END,
        "lesion": (*LESION, *MARKS, *MORE),
        "device": DEVICE,
    }[part]
    return [name for name in asked if kind != "angiography" or name not in ONLY_TREATED]


def follow(said: dict[str, Any]) -> None:
    """A Medina class tells of a bifurcation, further segments of a lesion that extends into them."""
    if said.get("medina"):
        said["is_bifurcation"] = "yes"
    if said.get(FURTHER):
        said["is_extended"] = "yes"


def proposal(procedure: Procedure, facts: CathFacts) -> dict[str, Any]:
    """The classes of the result that the rows speak for, as long as nobody has confirmed one."""
    proposed = [] if procedure.results else conclusion.proposed(facts)
    return {"results": proposed} if proposed else {}


def carried(last: Device | None) -> dict[str, Any]:
    """What the first device of a lesion takes over from the last device used."""
    return {n: v for n in CARRIED if (v := getattr(last, n, None)) not in (None, "")}
