"""Events around the index as bars, with the window that a criterion asks for."""

from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from research.figures import COLOURS, GRID
from research.pictures.paper import RIGHT, WIDTH, svg, words

LEFT, TALL, TOP = 44, 110, 14


def around(drawn: Mapping[str, Any], title: str) -> SafeString:
    """One bar for each span of days; the window is a band behind them, day 0 a line."""
    bars, most = drawn["bars"], max((bar["n"] for bar in drawn["bars"]), default=0) or 1
    first, last = bars[0]["low"], bars[-1]["high"] + 1
    scale = (WIDTH - LEFT - RIGHT) / (last - first)

    def at(day: float) -> float:
        return round(LEFT + (min(max(day, first), last) - first) * scale, 1)

    low = first if drawn["low"] is None else drawn["low"]
    high = last if drawn["high"] is None else drawn["high"] + 1
    parts = [
        _box(at(low), TOP, at(high) - at(low), TALL, GRID),
        words(LEFT - 6, TOP + 10, drawn["most"], "end"),
    ]
    for bar in bars:
        height = round(TALL * bar["n"] / most, 1)
        wide = max(at(bar["high"] + 1) - at(bar["low"]) - 1, 1)
        parts.append(_box(at(bar["low"]), TOP + TALL - height, wide, height, COLOURS[0]))
    parts.append(format_html('<line x1="{0}" x2="{0}" y1="{1}" y2="{2}" stroke="{3}" stroke-width="1.5"/>',
                             at(0), TOP - 6, TOP + TALL, COLOURS[1]))  # fmt: skip
    parts += [words(at(day), TOP + TALL + 16, str(day), "middle") for day in sorted({first, 0, last - 1})]
    return svg(TOP + TALL + 24, title, parts)


def _box(x: float, y: float, wide: float, tall: float, colour: str) -> SafeString:
    text = '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>'
    return format_html(text, x, round(y, 1), round(wide, 1), tall, colour)
