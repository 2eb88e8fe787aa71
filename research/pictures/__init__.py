"""Drawings of analyses as SVG, from finished numbers: forests, love plots, curves, bars, patterns.

The page, the SVG file and the PNG file are the same drawing. Labels are text; nothing in them becomes markup.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.safestring import SafeString

from research.pictures.curves import calibration, decision, incidence, overlap, schoenfeld
from research.pictures.forests import forest, love
from research.pictures.missing import patterns

DRAWINGS: dict[str, Callable[[Mapping[str, Any], str], SafeString]] = {
    "forest": forest,
    "love": love,
    "incidence": incidence,
    "schoenfeld": schoenfeld,
    "calibration": calibration,
    "decision": decision,
    "overlap": overlap,
    "patterns": patterns,
}


def draw(kind: str, drawn: Mapping[str, Any], title: str) -> SafeString:
    """The drawing of a kind."""
    return DRAWINGS[kind](drawn, title)
