"""The flow of a cohort: who started, whom each criterion took out, of whom nothing is known, who remains."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from research.figures import TEXT
from research.pictures.paper import line, svg, words

WIDE, HIGH, GAP = 300, 44, 34  # a box, and the way between two
LEFT, SIDE = 20, 410


def flow(steps: Sequence[Mapping[str, Any]], title: str) -> SafeString:
    """Boxes from the start downwards, with those taken out beside them.

    Each step: label, remaining (rows), patients; after the start also excluded and unknown, as texts.
    """
    parts: list[SafeString] = []
    for i, step in enumerate(steps):
        top = 10 + i * (HIGH + GAP)
        if i:
            parts += _way(top, step)
        told = _("%(rows)s rows · %(patients)s patients") % {
            "rows": step["remaining"], "patients": step["patients"]}  # fmt: skip
        parts += _box(LEFT, top, WIDE, [step["label"] if not i else _("Remaining"), told])
    return svg(10 + len(steps) * (HIGH + GAP) - GAP + 10, title, parts)


def _way(top: float, step: Mapping[str, Any]) -> list[SafeString]:
    """The way down to a box, and the box of those taken out on it."""
    middle, at = LEFT + WIDE / 2, top - GAP / 2
    told = _("excluded %(excluded)s · unknown %(unknown)s") % step
    return [
        line(middle, top - GAP, middle, top, TEXT), line(middle, at, SIDE, at, TEXT),
        *_box(SIDE, at - HIGH / 2, WIDE + 30, [step["label"], told]),
    ]  # fmt: skip


def _box(x: float, y: float, width: float, texts: Sequence[str]) -> list[SafeString]:
    frame = format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="none" stroke="{}"/>',
        x,
        round(y, 1),
        width,
        HIGH,
        TEXT,
    )
    most = 46
    shown = [t if len(t) <= most else t[: most - 1] + "…" for t in texts]
    return [frame, *(words(x + 10, y + 18 + 17 * i, t) for i, t in enumerate(shown))]
