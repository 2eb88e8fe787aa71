"""Drawings of analyses as SVG, from finished numbers: forests, love plots, curves, bars, patterns.

The page, the SVG file and the PNG file are the same drawing. Labels are text; nothing in them becomes markup.
"""

from collections.abc import Callable, Mapping, Sequence
from math import ceil, floor, log, log10
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from research.figures import COLOURS, DASHES, GRID, QUIET, TEXT, marks
from research.words import AXES, HEADS

WIDTH, LINE, TOP = 760, 26, 14
LEFT, RIGHT, PLOT = 64, 20, 300
NAMES = 300  # width of the labels beside a forest
Scale = Callable[[float], float]
Points = Sequence[tuple[float, float]]


def draw(kind: str, drawn: Mapping[str, Any], title: str) -> SafeString:
    """The drawing of a kind."""
    return DRAWINGS[kind](drawn, title)


def _svg(height: float, title: str, parts: Sequence[SafeString]) -> SafeString:
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}" xmlns="http://www.w3.org/2000/svg" '
        'font-size="12">{}</svg>',
        WIDTH,
        round(height),
        title,
        format_html_join("", "{}", ((p,) for p in parts)),
    )


def _line(x1: float, y1: float, x2: float, y2: float, colour: str = GRID, dash: str = "") -> SafeString:
    return format_html(
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-dasharray="{}"/>',
        *(round(v, 1) for v in (x1, y1, x2, y2)), colour, dash or "none",
    )  # fmt: skip


def _text(x: float, y: float, text: Any, anchor: str = "start", colour: str = TEXT) -> SafeString:
    return format_html(
        '<text x="{}" y="{}" text-anchor="{}" fill="{}">{}</text>',
        round(x, 1),
        round(y, 1),
        anchor,
        colour,
        text,
    )


def _path(points: Points, colour: str, dash: str = "", width: float = 2) -> SafeString:
    told = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return format_html(
        '<polyline points="{}" fill="none" stroke="{}" stroke-width="{}" stroke-dasharray="{}"/>',
        told,
        colour,
        width,
        dash or "none",
    )


def _dot(x: float, y: float, colour: str, radius: float = 4, filled: bool = True) -> SafeString:
    return format_html(
        '<circle cx="{}" cy="{}" r="{}" fill="{}" stroke="{}" stroke-width="1.5"/>',
        round(x, 1),
        round(y, 1),
        radius,
        colour if filled else "#ffffff",
        colour,
    )


def _legend(labels: Sequence[str], y: float) -> list[SafeString]:
    parts: list[SafeString] = []
    x = float(LEFT)
    for i, label in enumerate(labels):
        parts += [
            _path([(x, y - 4), (x + 24, y - 4)], COLOURS[i % 6], DASHES[i % 6]),
            _text(x + 30, y, label),
        ]
        x += 48 + sum(13 if ord(c) > 0x2E80 else 7 for c in label)
    return parts


# --- a labelled line per row ---------------------------------------------------------------------------
def forest(drawn: Mapping[str, Any], title: str) -> SafeString:
    """Estimates with their limits; ratios on a logarithmic axis."""
    lines, is_ratio = drawn["lines"], drawn["ratio"] != "difference"
    x, ticks = _span([v for at in lines for v in (at["low"], at["value"], at["high"])], is_ratio)
    bottom = TOP + LINE * len(lines)
    none = 1.0 if is_ratio else 0.0
    parts = [_line(x(none), TOP, x(none), bottom, QUIET, "3 3")]
    for i, at in enumerate(lines):
        y = TOP + LINE * (i + 0.5)
        parts += [_label(at["label"], y), _line(x(at["low"]), y, x(at["high"]), y, COLOURS[0]),
                  _dot(x(at["value"]), y, COLOURS[0])]  # fmt: skip
    for tick in ticks:
        parts += [
            _line(x(tick), bottom, x(tick), bottom + 5, QUIET),
            _text(x(tick), bottom + 18, f"{tick:g}", "middle", QUIET),
        ]
    parts.append(_text((NAMES + WIDTH - RIGHT) / 2, bottom + 36, HEADS[drawn["ratio"]], "middle"))
    return _svg(bottom + 44, title, parts)


def _label(label: str, y: float) -> SafeString:
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
        ticks, place = _ticks(low, high), float
    first, last = place(low), place(high)
    wide = (WIDTH - RIGHT - NAMES) / ((last - first) or 1)
    return lambda v: NAMES + wide * (min(max(place(v), first), last) - first), ticks


def _ticks(low: float, high: float) -> list[float]:
    step = 10 ** floor(log10((high - low) or 1))
    step = next((s for s in (step / 5, step / 2, step, step * 2) if (high - low) / s <= 8), step * 5)
    return [round(i * step, 10) for i in range(ceil(low / step), floor(high / step) + 1)]


def love(drawn: Mapping[str, Any], title: str) -> SafeString:
    """Standardised differences before and after, with the limit that balance must keep."""
    lines = drawn["lines"]
    longest = max([0.3, *(abs(v) for at in lines for v in (at["before"], at["after"]) if v is not None)])
    x: Scale = lambda v: NAMES + (WIDTH - RIGHT - NAMES) * min(abs(v), longest) / longest  # noqa: E731
    bottom = TOP + LINE * len(lines)
    parts = [
        _line(x(0), TOP, x(0), bottom, QUIET),
        _line(x(drawn["limit"]), TOP, x(drawn["limit"]), bottom, QUIET, "3 3"),
    ]
    for i, at in enumerate(lines):
        y = TOP + LINE * (i + 0.5)
        parts += [_label(at["label"], y), _line(NAMES, y, WIDTH - RIGHT, y)]
        parts += [
            _dot(x(at[k]), y, COLOURS[j], filled=bool(j))
            for j, k in enumerate(("before", "after"))
            if at[k] is not None
        ]
    for tick in _ticks(0, longest):
        parts += [
            _line(x(tick), bottom, x(tick), bottom + 5, QUIET),
            _text(x(tick), bottom + 18, f"{tick:g}", "middle", QUIET),
        ]
    parts.append(_text((NAMES + WIDTH - RIGHT) / 2, bottom + 36, AXES["love"][0], "middle"))
    y = bottom + 56
    parts += [_dot(NAMES + 6, y - 4, COLOURS[0], filled=False), _text(NAMES + 16, y, _("before")),
              _dot(NAMES + 126, y - 4, COLOURS[1]), _text(NAMES + 136, y, _("after"))]  # fmt: skip
    return _svg(bottom + 66, title, parts)


# --- curves -------------------------------------------------------------------------------------------
def _frame(
    axes: tuple[Any, Any],
    xs: Sequence[float],
    low: float,
    high: float,
    top: float = TOP,
    plot: float = PLOT,
    percent: bool = False,
) -> tuple[Scale, Scale, list[SafeString]]:
    """Axes with their ticks, and where a pair of numbers lies."""
    start, end = min(xs, default=0.0), max(xs, default=1.0) or 1.0
    x: Scale = lambda v: LEFT + (WIDTH - LEFT - RIGHT) * (v - start) / ((end - start) or 1)  # noqa: E731
    y: Scale = lambda v: top + plot * (high - min(max(v, low), high)) / ((high - low) or 1)  # noqa: E731
    parts: list[SafeString] = []
    for tick in _ticks(low, high):
        parts += [
            _line(LEFT, y(tick), WIDTH - RIGHT, y(tick)),
            _text(LEFT - 8, y(tick) + 4, f"{tick:.0%}" if percent else f"{tick:g}", "end", QUIET),
        ]
    bottom = top + plot
    parts.append(_line(LEFT, bottom, WIDTH - RIGHT, bottom, QUIET))
    for tick in marks(end) if end > 10 and start == 0 else _ticks(start, end):
        if start <= tick <= end:
            parts += [
                _line(x(tick), bottom, x(tick), bottom + 5, QUIET),
                _text(x(tick), bottom + 18, f"{tick:g}", "middle", QUIET),
            ]
    parts += [
        _text((LEFT + WIDTH - RIGHT) / 2, bottom + 36, axes[0], "middle"),
        format_html(
            '<text transform="rotate(-90)" x="{}" y="16" text-anchor="middle" fill="{}">{}</text>',
            -(top + plot / 2),
            TEXT,
            axes[1],
        ),
    ]
    return x, y, parts


def incidence(drawn: Mapping[str, Any], title: str) -> SafeString:
    """Rising steps with their bands, one colour and dash per group."""
    points = [p for g in drawn["groups"] for p in g["points"]]
    high = min(1.0, max([0.05, *(p["upper"] for p in points)]) * 1.05)
    x, y, parts = _frame(AXES["incidence"], [0.0, *(p["time"] for p in points)], 0, high, percent=True)
    for i, group in enumerate(drawn["groups"]):
        steps = {
            k: _stairs([(x(p["time"]), y(p[k])) for p in group["points"]])
            for k in ("share", "lower", "upper")
        }
        band = " ".join(f"{a:.1f},{b:.1f}" for a, b in [*steps["upper"], *reversed(steps["lower"])])
        parts.append(
            format_html('<polygon points="{}" fill="{}" fill-opacity="0.12"/>', band, COLOURS[i % 6])
        )
        parts.append(_path(steps["share"], COLOURS[i % 6], DASHES[i % 6]))
    foot = TOP + PLOT + 58
    return _svg(foot + 8, title, [*parts, *_legend([g["label"] for g in drawn["groups"]], foot)])


def _stairs(points: Points) -> list[tuple[float, float]]:
    found = list(points[:1])
    for before, after in zip(points, points[1:], strict=False):
        found += [(after[0], before[1]), after]
    return found


def schoenfeld(drawn: Mapping[str, Any], title: str) -> SafeString:
    """One panel per coefficient: its value at each event, and the line through them."""
    parts: list[SafeString] = []
    for i, panel in enumerate(drawn["panels"]):
        top, plot = 28 + i * 230, 150
        values = [v for _t, v in (*panel["points"], *panel["line"])]
        low, high = _middle(values)
        x, y, frame = _frame(AXES["schoenfeld"], [t for t, _v in panel["line"]], low, high, top, plot)
        parts += [_text(LEFT, top - 10, panel["label"]), *frame]
        parts += [_dot(x(t), y(v), QUIET, 1.5) for t, v in panel["points"] if low <= v <= high]
        parts.append(_path([(x(t), y(v)) for t, v in panel["line"]], COLOURS[1]))
    return _svg(28 + 230 * len(drawn["panels"]), title, parts)


def _middle(values: Sequence[float]) -> tuple[float, float]:
    """The span of all but the most extreme values, so that the line can be seen."""
    ordered = sorted(values)
    low, high = ordered[int(0.02 * (len(ordered) - 1))], ordered[ceil(0.98 * (len(ordered) - 1))]
    return (low, high) if high > low else (low - 1, high + 1)


def calibration(drawn: Mapping[str, Any], title: str) -> SafeString:
    """Observed against predicted; on the dashed line predictions are right."""
    points = drawn["lines"][0]["points"]
    high = min(1.0, max(v for p in points for v in p) * 1.05)
    x, y, parts = _frame(AXES["calibration"], [0.0, high], 0, high)
    parts += [
        _path([(x(0), y(0)), (x(high), y(high))], QUIET, "3 3", 1),
        _path([(x(a), y(b)) for a, b in points], COLOURS[0]),
    ]
    return _svg(TOP + PLOT + 46, title, parts)


def decision(drawn: Mapping[str, Any], title: str) -> SafeString:
    """Net benefit by threshold, of the model, of treating everybody and nobody."""
    lines = drawn["lines"]
    high = max(0.01, *(v for at in lines for _t, v in at["points"])) * 1.1
    x, y, parts = _frame(AXES["decision"], [t for at in lines for t, _v in at["points"]], -high / 4, high)
    parts += [
        _path([(x(t), y(v)) for t, v in at["points"] if v >= -high / 4], COLOURS[i], DASHES[i])
        for i, at in enumerate(lines)
    ]
    foot = TOP + PLOT + 58
    return _svg(foot + 8, title, [*parts, *_legend([at["label"] for at in lines], foot)])


def overlap(drawn: Mapping[str, Any], title: str) -> SafeString:
    """How the preference scores of two groups lie over each other."""
    edges, groups = drawn["edges"], drawn["groups"]
    high = max([0.05, *(b for g in groups for b in g["bars"])]) * 1.05
    x, y, parts = _frame(AXES["overlap"], edges, 0, high, percent=True)
    for i, group in enumerate(groups):
        outline = [(x(edges[0]), y(0))]
        for left, right, bar in zip(edges, edges[1:], group["bars"], strict=False):
            outline += [(x(left), y(bar)), (x(right), y(bar))]
        outline.append((x(edges[-1]), y(0)))
        told = " ".join(f"{a:.1f},{b:.1f}" for a, b in outline)
        parts.append(format_html('<polygon points="{}" fill="{}" fill-opacity="0.15"/>', told, COLOURS[i]))
        parts.append(_path(outline, COLOURS[i], DASHES[i]))
    foot = TOP + PLOT + 58
    return _svg(foot + 8, title, [*parts, *_legend([g["label"] for g in groups], foot)])


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
        parts.append(_text(left - 10, y + 15, row["n"], "end"))
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
    return _svg(head + 22 * len(rows) + 6, title, parts)


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
