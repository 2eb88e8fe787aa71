"""The pictures of the quality board: a share over months with its limits, and a small one.

Colour is never alone: what is not chance is a filled diamond, the target a dashed line with its word.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cardiology.quality.statistics import Month

WIDTH, HEIGHT = 720, 240
LEFT, RIGHT, TOP, FOOT = 44, 78, 14, 34
BLUE, INK, SOFT, GRID, LIMIT, SIGNAL = "#0072b2", "#212b32", "#4c6272", "#d8dde0", "#767676", "#a3320b"
SPARK_WIDTH, SPARK_HEIGHT = 120, 28


def course(
    labels: Sequence[str], months: Sequence[Month], mean: float | None, target: float | None, *,
    words: dict[str, Any],
) -> SafeString:  # fmt: skip
    """The p-chart. `words`: title, mean, target, limits."""
    step = (WIDTH - LEFT - RIGHT) / max(len(months) - 1, 1)
    places = [LEFT + step * i for i in range(len(months))]
    parts = [grid()]
    parts += [_band(places, months)] if mean is not None else []
    parts += _lines(mean, target, words)
    parts += [line(_known(places, months)), _points(places, months), _months(places, labels)]
    return framed(WIDTH, HEIGHT, words["title"], parts)


def spark(months: Sequence[Month], title: str) -> SafeString:
    """The course of a share without its scale, the last month marked."""
    step = (SPARK_WIDTH - 8) / max(len(months) - 1, 1)
    known = [(4 + step * i, m.share) for i, m in enumerate(months) if m.share is not None]
    if not known:
        return SafeString("")
    points = [(x, 4 + (SPARK_HEIGHT - 8) * (1 - share)) for x, share in known]
    last = format_html('<circle cx="{}" cy="{}" r="3" fill="{}"/>', *pair(*points[-1]), BLUE)
    return format_html(
        '<svg viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}" '
        'xmlns="http://www.w3.org/2000/svg">{}{}</svg>',
        SPARK_WIDTH, SPARK_HEIGHT, SPARK_WIDTH, SPARK_HEIGHT, title, line(points, 1.5), last,
    )  # fmt: skip


def framed(width: int, height: int, title: Any, parts: Sequence[SafeString]) -> SafeString:
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}" xmlns="http://www.w3.org/2000/svg">{}</svg>',
        width, height, title, format_html_join("", "{}", ((p,) for p in parts)),
    )  # fmt: skip


def height_of(share: float) -> float:
    return TOP + (HEIGHT - TOP - FOOT) * (1 - share)


def _x(n: float, reach: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * n / reach


def pair(x: float, y: float) -> tuple[str, str]:
    return f"{x:.1f}", f"{y:.1f}"


def grid() -> SafeString:
    """Lines of every quarter, with its share."""
    rows = (
        (LEFT, f"{(y := height_of(s)):.1f}", WIDTH - RIGHT, f"{y:.1f}", GRID, LEFT - 6, f"{y + 4:.1f}", SOFT,
         f"{s * 100:.0f} %")
        for s in (0, 0.25, 0.5, 0.75, 1)
    )  # fmt: skip
    return format_html_join(
        "",
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}"/>'
        '<text x="{}" y="{}" font-size="11" text-anchor="end" fill="{}">{}</text>',
        rows,
    )


def _band(places: Sequence[float], months: Sequence[Month]) -> SafeString:
    """Between the limits; each month has its own, since each has its number of patients."""
    step = places[1] - places[0] if len(places) > 1 else 40
    rows = (
        (f"{(left := max(x - step / 2, LEFT)):.1f}", f"{(top := height_of(m.upper)):.1f}",
         f"{x + step / 2 - left:.1f}", f"{height_of(m.lower) - top:.1f}")
        for x, m in zip(places, months, strict=True) if m.upper is not None and m.lower is not None
    )  # fmt: skip
    return format_html_join("", '<rect x="{}" y="{}" width="{}" height="{}" fill="#e8edf0"/>', rows)


def _lines(mean: float | None, target: float | None, words: dict[str, Any]) -> list[SafeString]:
    found = [mean_line(mean, words["mean"])] if mean is not None else []
    if target is not None:
        apart = mean is None or abs(height_of(target) - height_of(mean)) >= 12
        y = height_of(target) if apart else height_of(mean or 0) + (-12 if target >= (mean or 0) else 12)
        found.append(format_html(
            '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="1.5" stroke-dasharray="6 4"/>'
            '<text x="{}" y="{}" font-size="11" fill="{}">{}</text>',
            LEFT, f"{height_of(target):.1f}", WIDTH - RIGHT, f"{height_of(target):.1f}", "#00663a",
            WIDTH - RIGHT + 4, f"{y + 4:.1f}", "#00663a", words["target"],
        ))  # fmt: skip
    return found


def mean_line(mean: float, word: Any) -> SafeString:
    return format_html(
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}"/>'
        '<text x="{}" y="{}" font-size="11" fill="{}">{}</text>',
        LEFT, f"{height_of(mean):.1f}", WIDTH - RIGHT, f"{height_of(mean):.1f}", SOFT, WIDTH - RIGHT + 4,
        f"{height_of(mean) + 4:.1f}", SOFT, word,
    )  # fmt: skip


def _known(places: Sequence[float], months: Sequence[Month]) -> list[tuple[float, float]]:
    pairs = zip(places, months, strict=True)
    return [(x, height_of(m.share)) for x, m in pairs if m.share is not None]


def line(points: Sequence[tuple[float, float]], width: float = 2, colour: str = BLUE, dash: str = ""
          ) -> SafeString:  # fmt: skip
    told = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dashed = format_html(' stroke-dasharray="{}"', dash) if dash else ""
    return format_html(
        '<polyline points="{}" fill="none" stroke="{}" stroke-width="{}"{}/>', told, colour, width, dashed
    )


def _points(places: Sequence[float], months: Sequence[Month]) -> SafeString:
    parts = []
    for x, m in zip(places, months, strict=True):
        if m.share is not None:
            y = height_of(m.share)
            parts.append(diamond(x, y) if m.signal else _circle(x, y))
    return format_html_join("", "{}", ((p,) for p in parts))


def _circle(x: float, y: float) -> SafeString:
    return format_html(
        '<circle cx="{}" cy="{}" r="3.5" fill="#fff" stroke="{}" stroke-width="2"/>', *pair(x, y), BLUE
    )


def diamond(x: float, y: float) -> SafeString:
    corners = f"{x:.1f},{y - 6:.1f} {x + 6:.1f},{y:.1f} {x:.1f},{y + 6:.1f} {x - 6:.1f},{y:.1f}"
    return format_html('<polygon points="{}" fill="{}"/>', corners, SIGNAL)


def _months(places: Sequence[float], labels: Sequence[str]) -> SafeString:
    every = max(1, len(labels) // 8)
    named = list(zip(places, labels, strict=True))
    shown = [(f"{x:.1f}", HEIGHT - 14, SOFT, text) for x, text in named[::-every]]
    return format_html_join(
        "", '<text x="{}" y="{}" font-size="11" text-anchor="middle" fill="{}">{}</text>', shown
    )
