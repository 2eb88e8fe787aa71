"""A labelled line per row: estimates with their limits, differences before and after."""

from collections.abc import Mapping, Sequence
from math import log
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from research.figures import COLOURS, QUIET, TEXT
from research.pictures.paper import (
    LINE,
    NAMES,
    RIGHT,
    TOP,
    WIDTH,
    Scale,
    dot,
    line,
    round_numbers,
    svg,
    words,
)
from research.words import AXES, HEADS


def forest(drawn: Mapping[str, Any], title: str) -> SafeString:
    """Estimates with their limits; ratios on a logarithmic axis."""
    lines, is_ratio = drawn["lines"], drawn["ratio"] != "difference"
    x, ticks = _span([v for at in lines for v in (at["low"], at["value"], at["high"])], is_ratio)
    bottom = TOP + LINE * len(lines)
    none = 1.0 if is_ratio else 0.0
    parts = [line(x(none), TOP, x(none), bottom, QUIET, "3 3")]
    for i, at in enumerate(lines):
        y = TOP + LINE * (i + 0.5)
        parts += [name_of_row(at["label"], y), line(x(at["low"]), y, x(at["high"]), y, COLOURS[0]),
                  dot(x(at["value"]), y, COLOURS[0])]  # fmt: skip
    for tick in ticks:
        parts += [
            line(x(tick), bottom, x(tick), bottom + 5, QUIET),
            words(x(tick), bottom + 18, f"{tick:g}", "middle", QUIET),
        ]
    parts.append(words((NAMES + WIDTH - RIGHT) / 2, bottom + 36, HEADS[drawn["ratio"]], "middle"))
    return svg(bottom + 44, title, parts)


def name_of_row(label: str, y: float) -> SafeString:
    room, short = 42.0, ""
    for c in label:
        room -= 1.8 if ord(c) > 0x2E80 else 1
        if room < 0:
            short += "…"
            break
        short += c
    return format_html(
        '<text x="{}" y="{}" text-anchor="end" fill="{}">{}<title>{}</title></text>',
        NAMES - 12,
        round(y + 4, 1),
        TEXT,
        short,
        label,
    )


def _span(values: Sequence[float], is_ratio: bool) -> tuple[Scale, list[float]]:
    """The axis of a forest: what lies far outside is cut at its edge."""
    if is_ratio:
        low, high = max(min([*values, 0.9]), 0.02), min(max([*values, 1.1]), 50.0)
        ticks = [t for t in (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50) if low <= t <= high]
        place: Scale = lambda v: log(max(v, 1e-12))  # noqa: E731
    else:
        low, high = min([*values, 0.0]), max([*values, 0.0])
        ticks, place = round_numbers(low, high), float
    first, last = place(low), place(high)
    wide = (WIDTH - RIGHT - NAMES) / ((last - first) or 1)
    return lambda v: NAMES + wide * (min(max(place(v), first), last) - first), ticks


def love(drawn: Mapping[str, Any], title: str) -> SafeString:
    """Standardised differences before and after, with the limit that balance must keep."""
    lines = drawn["lines"]
    longest = max([0.3, *(abs(v) for at in lines for v in (at["before"], at["after"]) if v is not None)])
    x: Scale = lambda v: NAMES + (WIDTH - RIGHT - NAMES) * min(abs(v), longest) / longest  # noqa: E731
    bottom = TOP + LINE * len(lines)
    parts = [
        line(x(0), TOP, x(0), bottom, QUIET),
        line(x(drawn["limit"]), TOP, x(drawn["limit"]), bottom, QUIET, "3 3"),
    ]
    for i, at in enumerate(lines):
        y = TOP + LINE * (i + 0.5)
        parts += [name_of_row(at["label"], y), line(NAMES, y, WIDTH - RIGHT, y)]
        parts += [
            dot(x(at[k]), y, COLOURS[j], filled=bool(j))
            for j, k in enumerate(("before", "after"))
            if at[k] is not None
        ]
    for tick in round_numbers(0, longest):
        parts += [
            line(x(tick), bottom, x(tick), bottom + 5, QUIET),
            words(x(tick), bottom + 18, f"{tick:g}", "middle", QUIET),
        ]
    parts.append(words((NAMES + WIDTH - RIGHT) / 2, bottom + 36, AXES["love"][0], "middle"))
    y = bottom + 56
    after = pgettext("research", "after")
    parts += [dot(NAMES + 6, y - 4, COLOURS[0], filled=False), words(NAMES + 16, y, _("before")),
              dot(NAMES + 126, y - 4, COLOURS[1]), words(NAMES + 136, y, after)]  # fmt: skip
    return svg(bottom + 66, title, parts)
