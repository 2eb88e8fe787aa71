"""Small charts drawn as SVG on the server, the same on page and PDF; each has its table beside it."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, HEIGHT, FOOT, HEAD = 640, 160, 22, 14
BLUE, TEXT = "#0072b2", "#212b32"


def bars(points: Sequence[tuple[str, float]], title: str) -> SafeString:
    """A bar per point with its value above and its label beneath. Values must not be negative."""
    top = max([v for _label, v in points], default=0) or 1
    step = WIDTH / max(len(points), 1)
    parts = format_html_join(
        "",
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>'
        '<text x="{}" y="{}" font-size="11" text-anchor="middle" fill="{}">{}</text>'
        '<text x="{}" y="{}" font-size="10" text-anchor="middle" fill="{}">{}</text>',
        (_bar(i, label, value, step, top) for i, (label, value) in enumerate(points)),
    )
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}" xmlns="http://www.w3.org/2000/svg">{}</svg>',
        WIDTH, HEIGHT, title, parts,
    )  # fmt: skip


def _bar(index: int, label: str, value: float, step: float, top: float) -> tuple[object, ...]:
    height = (HEIGHT - FOOT - HEAD) * value / top
    left, middle, y = index * step + step * 0.18, index * step + step / 2, HEIGHT - FOOT - height
    return (
        f"{left:.1f}", f"{y:.1f}", f"{step * 0.64:.1f}", f"{height:.1f}", BLUE,
        f"{middle:.1f}", f"{y - 3:.1f}", TEXT, f"{value:g}",
        f"{middle:.1f}", f"{HEIGHT - 6}", TEXT, label,
    )  # fmt: skip


TREND_WIDTH, TREND_HEIGHT, TREND_EDGE = 96, 18, 3


def trend(values: Sequence[float], title: str) -> SafeString:
    """The values of one test in the height of a line of text, the last one marked; one value is a dot."""
    low, high = min(values), max(values)
    step = (TREND_WIDTH - 2 * TREND_EDGE) / max(len(values) - 1, 1)
    tall = TREND_HEIGHT - 2 * TREND_EDGE
    points = [
        (TREND_EDGE + i * step, TREND_EDGE + tall * (1 - (v - low) / (high - low) if high > low else 0.5))
        for i, v in enumerate(values)
    ]
    x, y = points[-1]
    return format_html(
        '<svg viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}"'
        ' xmlns="http://www.w3.org/2000/svg">'
        '<polyline points="{}" fill="none" stroke="{}" stroke-width="1.2"/>'
        '<circle cx="{}" cy="{}" r="2" fill="{}"/></svg>',
        TREND_WIDTH, TREND_HEIGHT, TREND_WIDTH, TREND_HEIGHT, title,
        " ".join(f"{px:.1f},{py:.1f}" for px, py in points), BLUE, f"{x:.1f}", f"{y:.1f}", TEXT,
    )  # fmt: skip
