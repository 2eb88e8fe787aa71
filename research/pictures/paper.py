"""What every drawing is made of: the sheet, lines, words, dots, a legend, round numbers on an axis."""

from collections.abc import Callable, Sequence
from math import ceil, floor, log10
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from research.figures import COLOURS, DASHES, GRID, TEXT

WIDTH, LINE, TOP = 760, 26, 14
LEFT, RIGHT, PLOT = 64, 20, 300
NAMES = 300  # width of the labels beside a forest
Scale = Callable[[float], float]
Points = Sequence[tuple[float, float]]


def svg(height: float, title: str, parts: Sequence[SafeString]) -> SafeString:
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}" xmlns="http://www.w3.org/2000/svg" '
        'font-size="12">{}</svg>',
        WIDTH,
        round(height),
        title,
        format_html_join("", "{}", ((p,) for p in parts)),
    )


def line(x1: float, y1: float, x2: float, y2: float, colour: str = GRID, dash: str = "") -> SafeString:
    return format_html(
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-dasharray="{}"/>',
        *(round(v, 1) for v in (x1, y1, x2, y2)), colour, dash or "none",
    )  # fmt: skip


def words(x: float, y: float, text: Any, anchor: str = "start", colour: str = TEXT) -> SafeString:
    return format_html(
        '<text x="{}" y="{}" text-anchor="{}" fill="{}">{}</text>',
        round(x, 1),
        round(y, 1),
        anchor,
        colour,
        text,
    )


def path(points: Points, colour: str, dash: str = "", width: float = 2) -> SafeString:
    told = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return format_html(
        '<polyline points="{}" fill="none" stroke="{}" stroke-width="{}" stroke-dasharray="{}"/>',
        told,
        colour,
        width,
        dash or "none",
    )


def dot(x: float, y: float, colour: str, radius: float = 4, filled: bool = True) -> SafeString:
    return format_html(
        '<circle cx="{}" cy="{}" r="{}" fill="{}" stroke="{}" stroke-width="1.5"/>',
        round(x, 1),
        round(y, 1),
        radius,
        colour if filled else "#ffffff",
        colour,
    )


def legend(labels: Sequence[str], y: float) -> list[SafeString]:
    parts: list[SafeString] = []
    x = float(LEFT)
    for i, label in enumerate(labels):
        parts += [
            path([(x, y - 4), (x + 24, y - 4)], COLOURS[i % 6], DASHES[i % 6]),
            words(x + 30, y, label),
        ]
        x += 48 + sum(13 if ord(c) > 0x2E80 else 7 for c in label)
    return parts


def round_numbers(low: float, high: float) -> list[float]:
    step = 10 ** floor(log10((high - low) or 1))
    step = next((s for s in (step / 5, step / 2, step, step * 2) if (high - low) / s <= 8), step * 5)
    return [round(i * step, 10) for i in range(ceil(low / step), floor(high / step) + 1)]
