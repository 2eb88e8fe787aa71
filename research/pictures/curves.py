"""Curves and bars over two axes: incidence, residuals, calibration, decisions, overlap."""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from research.figures import COLOURS, DASHES, QUIET, TEXT, marks
from research.pictures.paper import (
    LEFT,
    PLOT,
    RIGHT,
    TOP,
    WIDTH,
    Points,
    Scale,
    dot,
    legend,
    line,
    path,
    round_numbers,
    svg,
    words,
)  # fmt: skip
from research.words import AXES


def axes_for(
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
    for tick in round_numbers(low, high):
        parts += [
            line(LEFT, y(tick), WIDTH - RIGHT, y(tick)),
            words(LEFT - 8, y(tick) + 4, f"{tick:.0%}" if percent else f"{tick:g}", "end", QUIET),
        ]
    bottom = top + plot
    parts.append(line(LEFT, bottom, WIDTH - RIGHT, bottom, QUIET))
    for tick in marks(end) if end > 10 and start == 0 else round_numbers(start, end):
        if start <= tick <= end:
            parts += [
                line(x(tick), bottom, x(tick), bottom + 5, QUIET),
                words(x(tick), bottom + 18, f"{tick:g}", "middle", QUIET),
            ]
    parts += [
        words((LEFT + WIDTH - RIGHT) / 2, bottom + 36, axes[0], "middle"),
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
    x, y, parts = axes_for(AXES["incidence"], [0.0, *(p["time"] for p in points)], 0, high, percent=True)
    for i, group in enumerate(drawn["groups"]):
        steps = {
            k: _stairs([(x(p["time"]), y(p[k])) for p in group["points"]])
            for k in ("share", "lower", "upper")
        }
        band = " ".join(f"{a:.1f},{b:.1f}" for a, b in [*steps["upper"], *reversed(steps["lower"])])
        parts.append(
            format_html('<polygon points="{}" fill="{}" fill-opacity="0.12"/>', band, COLOURS[i % 6])
        )
        parts.append(path(steps["share"], COLOURS[i % 6], DASHES[i % 6]))
    foot = TOP + PLOT + 58
    return svg(foot + 8, title, [*parts, *legend([g["label"] for g in drawn["groups"]], foot)])


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
        x, y, frame = axes_for(AXES["schoenfeld"], [t for t, _v in panel["line"]], low, high, top, plot)
        parts += [words(LEFT, top - 10, panel["label"]), *frame]
        parts += [dot(x(t), y(v), QUIET, 1.5) for t, v in panel["points"] if low <= v <= high]
        parts.append(path([(x(t), y(v)) for t, v in panel["line"]], COLOURS[1]))
    return svg(28 + 230 * len(drawn["panels"]), title, parts)


def _middle(values: Sequence[float]) -> tuple[float, float]:
    """The span of all but the most extreme values, so that the line can be seen."""
    ordered = sorted(values)
    low, high = ordered[int(0.02 * (len(ordered) - 1))], ordered[ceil(0.98 * (len(ordered) - 1))]
    return (low, high) if high > low else (low - 1, high + 1)


def calibration(drawn: Mapping[str, Any], title: str) -> SafeString:
    """Observed against predicted; on the dashed line predictions are right."""
    points = drawn["lines"][0]["points"]
    high = min(1.0, max(v for p in points for v in p) * 1.05)
    x, y, parts = axes_for(AXES["calibration"], [0.0, high], 0, high)
    parts += [
        path([(x(0), y(0)), (x(high), y(high))], QUIET, "3 3", 1),
        path([(x(a), y(b)) for a, b in points], COLOURS[0]),
    ]
    return svg(TOP + PLOT + 46, title, parts)


def decision(drawn: Mapping[str, Any], title: str) -> SafeString:
    """Net benefit by threshold, of the model, of treating everybody and nobody."""
    lines = drawn["lines"]
    high = max(0.01, *(v for at in lines for _t, v in at["points"])) * 1.1
    x, y, parts = axes_for(AXES["decision"], [t for at in lines for t, _v in at["points"]], -high / 4, high)
    parts += [
        path([(x(t), y(v)) for t, v in at["points"] if v >= -high / 4], COLOURS[i], DASHES[i])
        for i, at in enumerate(lines)
    ]
    foot = TOP + PLOT + 58
    return svg(foot + 8, title, [*parts, *legend([at["label"] for at in lines], foot)])


def overlap(drawn: Mapping[str, Any], title: str) -> SafeString:
    """How the preference scores of two groups lie over each other."""
    edges, groups = drawn["edges"], drawn["groups"]
    high = max([0.05, *(b for g in groups for b in g["bars"])]) * 1.05
    x, y, parts = axes_for(AXES["overlap"], edges, 0, high, percent=True)
    for i, group in enumerate(groups):
        outline = [(x(edges[0]), y(0))]
        for left, right, bar in zip(edges, edges[1:], group["bars"], strict=False):
            outline += [(x(left), y(bar)), (x(right), y(bar))]
        outline.append((x(edges[-1]), y(0)))
        told = " ".join(f"{a:.1f},{b:.1f}" for a, b in outline)
        parts.append(format_html('<polygon points="{}" fill="{}" fill-opacity="0.15"/>', told, COLOURS[i]))
        parts.append(path(outline, COLOURS[i], DASHES[i]))
    foot = TOP + PLOT + 58
    return svg(foot + 8, title, [*parts, *legend([g["label"] for g in groups], foot)])
