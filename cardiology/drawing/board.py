"""The pictures of the quality board: a share over months with its limits, a small one, and a funnel of units.

Colour is never alone: what is not chance is a filled diamond, the target a dashed line with its word.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cardiology.quality.statistics import Month, funnel_limits

WIDTH, HEIGHT = 720, 240
LEFT, RIGHT, TOP, FOOT = 44, 78, 14, 34
BLUE, INK, SOFT, GRID, LIMIT, SIGNAL = "#0072b2", "#212b32", "#4c6272", "#d8dde0", "#767676", "#a3320b"
SPARK_WIDTH, SPARK_HEIGHT = 120, 28


@dataclass(frozen=True)
class Unit:
    """One point of a funnel: a doctor, a ward, a hospital. `label` is empty where it has no name."""

    label: str
    met: int
    n: int
    is_own: bool = False

    @property
    def share(self) -> float:
        return self.met / self.n


def course(
    labels: Sequence[str], months: Sequence[Month], mean: float | None, target: float | None, *,
    words: dict[str, Any],
) -> SafeString:  # fmt: skip
    """The p-chart. `words`: title, mean, target, limits."""
    step = (WIDTH - LEFT - RIGHT) / max(len(months) - 1, 1)
    places = [LEFT + step * i for i in range(len(months))]
    parts = [_grid()]
    parts += [_band(places, months)] if mean is not None else []
    parts += _lines(mean, target, words)
    parts += [_line(_known(places, months)), _points(places, months), _months(places, labels)]
    return _svg(WIDTH, HEIGHT, words["title"], parts)


def spark(months: Sequence[Month], title: str) -> SafeString:
    """The course of a share without its scale, the last month marked."""
    step = (SPARK_WIDTH - 8) / max(len(months) - 1, 1)
    known = [(4 + step * i, m.share) for i, m in enumerate(months) if m.share is not None]
    if not known:
        return SafeString("")
    points = [(x, 4 + (SPARK_HEIGHT - 8) * (1 - share)) for x, share in known]
    last = format_html('<circle cx="{}" cy="{}" r="3" fill="{}"/>', *_pair(*points[-1]), BLUE)
    return format_html(
        '<svg viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}" '
        'xmlns="http://www.w3.org/2000/svg">{}{}</svg>',
        SPARK_WIDTH, SPARK_HEIGHT, SPARK_WIDTH, SPARK_HEIGHT, title, _line(points, 1.5), last,
    )  # fmt: skip


def funnel(units: Sequence[Unit], target: float, *, words: dict[str, Any]) -> SafeString:
    """Each unit at its number of patients; 95 % and 99.8 % limits around the mean of all, which
    has none where everybody met it or nobody did."""
    most = max((u.n for u in units), default=0)
    if not most:
        return SafeString("")
    reach = max(10, ceil(most * 1.1))
    sizes = sorted({max(1, round(1 + (reach - 1) * (i / 40) ** 1.6)) for i in range(41)})
    limits = [(n, funnel_limits(n, target)) for n in sizes if 0 < target < 1]
    parts = [_grid(), _mean_line(target, words["mean"])]
    for column, dash in ((0, "4 3"), (1, "4 3"), (2, ""), (3, "")):
        parts.append(_line([(_x(n, reach), _y(found[column])) for n, found in limits], 1.2, LIMIT, dash))
    parts += [_unit(u, reach) for u in units] + [_sizes(reach, words["n"])]
    return _svg(WIDTH, HEIGHT, words["title"], parts)


def _svg(width: int, height: int, title: Any, parts: Sequence[SafeString]) -> SafeString:
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}" xmlns="http://www.w3.org/2000/svg">{}</svg>',
        width, height, title, format_html_join("", "{}", ((p,) for p in parts)),
    )  # fmt: skip


def _y(share: float) -> float:
    return TOP + (HEIGHT - TOP - FOOT) * (1 - share)


def _x(n: float, reach: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * n / reach


def _pair(x: float, y: float) -> tuple[str, str]:
    return f"{x:.1f}", f"{y:.1f}"


def _grid() -> SafeString:
    rows = ((LEFT, f"{_y(s):.1f}", WIDTH - RIGHT, f"{_y(s):.1f}", GRID, LEFT - 6, f"{_y(s) + 4:.1f}", SOFT,
             f"{s * 100:.0f} %") for s in (0, 0.25, 0.5, 0.75, 1))  # fmt: skip
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
        (f"{(left := max(x - step / 2, LEFT)):.1f}", f"{_y(m.upper):.1f}", f"{x + step / 2 - left:.1f}",
         f"{_y(m.lower) - _y(m.upper):.1f}")
        for x, m in zip(places, months, strict=True) if m.upper is not None and m.lower is not None
    )  # fmt: skip
    return format_html_join("", '<rect x="{}" y="{}" width="{}" height="{}" fill="#e8edf0"/>', rows)


def _lines(mean: float | None, target: float | None, words: dict[str, Any]) -> list[SafeString]:
    found = [_mean_line(mean, words["mean"])] if mean is not None else []
    if target is not None:
        apart = mean is None or abs(_y(target) - _y(mean)) >= 12
        y = _y(target) if apart else _y(mean or 0) + (-12 if target >= (mean or 0) else 12)
        found.append(format_html(
            '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="1.5" stroke-dasharray="6 4"/>'
            '<text x="{}" y="{}" font-size="11" fill="{}">{}</text>',
            LEFT, f"{_y(target):.1f}", WIDTH - RIGHT, f"{_y(target):.1f}", "#00663a",
            WIDTH - RIGHT + 4, f"{y + 4:.1f}", "#00663a", words["target"],
        ))  # fmt: skip
    return found


def _mean_line(mean: float, word: Any) -> SafeString:
    return format_html(
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}"/>'
        '<text x="{}" y="{}" font-size="11" fill="{}">{}</text>',
        LEFT, f"{_y(mean):.1f}", WIDTH - RIGHT, f"{_y(mean):.1f}", SOFT, WIDTH - RIGHT + 4,
        f"{_y(mean) + 4:.1f}", SOFT, word,
    )  # fmt: skip


def _known(places: Sequence[float], months: Sequence[Month]) -> list[tuple[float, float]]:
    pairs = zip(places, months, strict=True)
    return [(x, _y(m.share)) for x, m in pairs if m.share is not None]


def _line(points: Sequence[tuple[float, float]], width: float = 2, colour: str = BLUE, dash: str = ""
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
            y = _y(m.share)
            parts.append(_diamond(x, y) if m.signal else _circle(x, y))
    return format_html_join("", "{}", ((p,) for p in parts))


def _circle(x: float, y: float) -> SafeString:
    return format_html(
        '<circle cx="{}" cy="{}" r="3.5" fill="#fff" stroke="{}" stroke-width="2"/>', *_pair(x, y), BLUE
    )


def _diamond(x: float, y: float) -> SafeString:
    corners = f"{x:.1f},{y - 6:.1f} {x + 6:.1f},{y:.1f} {x:.1f},{y + 6:.1f} {x - 6:.1f},{y:.1f}"
    return format_html('<polygon points="{}" fill="{}"/>', corners, SIGNAL)


def _months(places: Sequence[float], labels: Sequence[str]) -> SafeString:
    every = max(1, len(labels) // 8)
    named = list(zip(places, labels, strict=True))
    shown = [(f"{x:.1f}", HEIGHT - 14, SOFT, text) for x, text in named[::-every]]
    return format_html_join(
        "", '<text x="{}" y="{}" font-size="11" text-anchor="middle" fill="{}">{}</text>', shown
    )


def _unit(unit: Unit, reach: int) -> SafeString:
    x, y = _x(unit.n, reach), _y(unit.share)
    mark = _diamond(x, y) if unit.is_own else format_html(
        '<circle cx="{}" cy="{}" r="4" fill="{}" fill-opacity="0.75"/>', *_pair(x, y), BLUE
    )  # fmt: skip
    is_last = x > WIDTH - RIGHT - 80  # its name would run into that of the mean
    return format_html(
        '{}<text x="{}" y="{}" font-size="10" text-anchor="{}" fill="{}">{}</text>',
        mark, *_pair(x - 7 if is_last else x + 7, y - 5), "end" if is_last else "start", INK, unit.label,
    )  # fmt: skip


def _sizes(reach: int, word: Any) -> SafeString:
    ticks = sorted({round(reach * i / 5) for i in range(6)})
    rows = [(f"{_x(n, reach):.1f}", HEIGHT - 18, SOFT, n) for n in ticks]
    return format_html(
        '{}<text x="{}" y="{}" font-size="11" text-anchor="end" fill="{}">{}</text>',
        format_html_join(
            "", '<text x="{}" y="{}" font-size="11" text-anchor="middle" fill="{}">{}</text>', rows
        ),
        WIDTH - RIGHT, HEIGHT - 4, SOFT, word,
    )  # fmt: skip
