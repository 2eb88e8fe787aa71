"""Which variables are missing together."""

from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from research.figures import COLOURS, GRID, QUIET, TEXT
from research.pictures.paper import RIGHT, WIDTH, svg, words


def patterns(drawn: Mapping[str, Any], title: str) -> SafeString:
    """A row per pattern, a column per variable; what is missing is filled."""
    names, rows = drawn["names"], drawn["rows"]
    head, left = 112, 90
    wide = min(56.0, (WIDTH - left - RIGHT - 90) / max(len(names), 1))
    parts: list[SafeString] = []
    for j, name in enumerate(names):
        at = left + wide * (j + 0.5)
        parts.append(
            format_html(
                '<text transform="translate({},{}) rotate(-40)" fill="{}">{}<title>{}</title></text>',
                round(at, 1),
                head - 6,
                TEXT,
                name if len(name) <= 18 else f"{name[:17]}…",
                name,
            )
        )
    for i, row in enumerate(rows):
        y = head + 22 * i
        parts.append(words(left - 10, y + 15, row["n"], "end"))
        parts += [
            format_html(
                '<rect x="{}" y="{}" width="{}" height="18" fill="{}" stroke="{}"/>',
                round(left + wide * j + 1, 1),
                y,
                round(wide - 2, 1),
                COLOURS[1] if gap else "#ffffff",
                QUIET if gap else GRID,
            )
            for j, gap in enumerate(row["gaps"])
        ]
    return svg(head + 22 * len(rows) + 6, title, parts)
