"""Which variables stand in which row of the report, and which of them the next row takes over from the last."""

from typing import Any

from cardiology.models import Device, Lesion

START = ("started_at", "indication", "access", "dominance", "operator")
END = ("contrast", "fluoroscopy", "air_kerma", "dap", "ended_at", "result_class", "finding")
LESION = ("segment", "stenosis_before", "timi_before", "stenosis_after", "timi_after")
MARKS = {  # what is ticked when it is there, with the letter that ticks it
    "is_culprit": "c",
    "is_cto": "o",
    "is_calcified": "k",
    "is_bifurcation": "b",
    "is_restenosis": "r",
}
MORE = ("medina", "ffr", "ifr", "length", "graft", "graft_place")
DEVICE = ("kind", "model", "diameter", "length", "pressure", "serial_number")
ONLY_TREATED = ("stenosis_after", "timi_after")
CARRIED = {"lesion": ("stenosis_after", "timi_after"), "device": ("kind", "model", "pressure")}


def names(part: str, kind: str) -> list[str]:
    """The variables that a part of the report asks, in order; a diagnostic procedure has no "after"."""
    asked = {
        "start": START,
        "end": END,
        "lesion": (*LESION, *MARKS, *MORE),
        "device": DEVICE,
    }[part]
    return [name for name in asked if kind != "angiography" or name not in ONLY_TREATED]


def carried(part: str, last: Lesion | Device | None) -> dict[str, Any]:
    """What a new row takes over from the one before it."""
    if last is None:
        return {}
    return {n: v for n in CARRIED[part] if (v := getattr(last, n)) not in (None, "")}
