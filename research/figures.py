"""Figures drawn on the server as SVG: the same picture on the page and in a printed document.

Groups differ by colour (safe for the colour-blind) and by dashes; numbers at risk stand beneath. The figure is
drawn from finished numbers only: what may not be shown never gets here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00")
DASHES = ("", "7 3", "2 3", "9 3 2 3", "4 2", "12 4")
TEXT, QUIET, GRID = "#212b32", "#4c6272", "#d8dde0"
WIDTH, LEFT, RIGHT, TOP, PLOT = 760, 132, 20, 16, 300
LINE = 18  # height of a row of numbers at risk
TICKS = (1, 2, 5, 7, 14, 30, 60, 90, 180, 365, 730, 1825, 3650)
MOST_TICKS = 8


@dataclass(frozen=True)
class Plot:
    """Where a time and a probability lie on the picture."""

    longest: float

    def x(self, time: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * min(time, self.longest) / self.longest

    def y(self, survival: float) -> float:
        return TOP + PLOT * (1 - survival)


def marks(longest: float) -> list[int]:
    """Times at which the axis is labelled and numbers at risk are counted."""
    step = next((t for t in TICKS if longest / t <= MOST_TICKS), TICKS[-1])
    return [t for t in range(0, int(longest) + 1, step)]


def survival(groups: Sequence[Mapping[str, Any]], *, title: str, axis: str) -> SafeString:
    """Kaplan–Meier curves with confidence bands and numbers at risk.

    Each group: label, points (time, survival, lower, upper, censored), at_risk (one text per mark).
    """
    longest = max((p["time"] for g in groups for p in g["points"]), default=0) or 1
    plot = Plot(longest)
    foot = TOP + PLOT + 62
    height = foot + LINE * len(groups) + 6
    parts = [_grid(plot), *(_group(plot, g, i) for i, g in enumerate(groups)), _axis(plot, axis)]
    parts += [_risk_title(foot), *(_risk(plot, g, i, foot) for i, g in enumerate(groups))]
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}" xmlns="http://www.w3.org/2000/svg" font-size="12">{}</svg>',
        WIDTH, height, title, format_html_join("", "{}", ((p,) for p in parts)),
    )  # fmt: skip


def _grid(plot: Plot) -> SafeString:
    levels = ((plot.y(v), f"{v:.0%}") for v in (0, 0.25, 0.5, 0.75, 1))
    return format_html_join(
        "",
        '<line x1="{}" x2="{}" y1="{}" y2="{}" stroke="{}"/>'
        '<text x="{}" y="{}" text-anchor="end" fill="{}">{}</text>',
        ((LEFT, WIDTH - RIGHT, f"{y:.1f}", f"{y:.1f}", GRID, LEFT - 8, f"{y + 4:.1f}", QUIET, text)
         for y, text in levels),
    )  # fmt: skip


def _axis(plot: Plot, axis: str) -> SafeString:
    bottom = TOP + PLOT
    ticks = format_html_join(
        "",
        '<line x1="{0}" x2="{0}" y1="{1}" y2="{2}" stroke="{3}"/>'
        '<text x="{0}" y="{4}" text-anchor="middle" fill="{3}">{5}</text>',
        ((f"{plot.x(t):.1f}", bottom, bottom + 5, QUIET, bottom + 18, t) for t in marks(plot.longest)),
    )
    return format_html(
        '<line x1="{}" x2="{}" y1="{}" y2="{}" stroke="{}"/>{}<text x="{}" y="{}" text-anchor="middle" fill="{}">{}</text>',
        LEFT, WIDTH - RIGHT, bottom, bottom, QUIET, ticks, (LEFT + WIDTH - RIGHT) / 2, bottom + 36, TEXT, axis,
    )  # fmt: skip


def _group(plot: Plot, group: Mapping[str, Any], place: int) -> SafeString:
    """Band, step line and censoring marks of one group."""
    colour, dash = COLOURS[place % len(COLOURS)], DASHES[place % len(DASHES)]
    points = group["points"]
    line = _steps(plot, [(p["time"], p["survival"]) for p in points])
    upper = _steps(plot, [(p["time"], p["upper"]) for p in points])
    lower = _steps(plot, [(p["time"], p["lower"]) for p in points])
    band = " ".join([*upper, *reversed(lower)])
    ticks = format_html_join(
        "",
        '<line x1="{0}" x2="{0}" y1="{1}" y2="{2}" stroke="{3}"/>',
        (
            (
                f"{plot.x(p['time']):.1f}",
                f"{plot.y(p['survival']) - 4:.1f}",
                f"{plot.y(p['survival']) + 4:.1f}",
                colour,
            )
            for p in points
            if p.get("censored")
        ),
    )
    return format_html(
        '<polygon points="{}" fill="{}" fill-opacity="0.12"/>'
        '<polyline points="{}" fill="none" stroke="{}" stroke-width="2" stroke-dasharray="{}"/>{}',
        band, colour, " ".join(line), colour, dash or "none", ticks,
    )  # fmt: skip


def _steps(plot: Plot, values: Sequence[tuple[float, float]]) -> list[str]:
    """The corners of a step function."""
    corners: list[str] = []
    for i, (time, value) in enumerate(values):
        if i:
            corners.append(f"{plot.x(time):.1f},{plot.y(values[i - 1][1]):.1f}")
        corners.append(f"{plot.x(time):.1f},{plot.y(value):.1f}")
    return corners


def _risk_title(foot: int) -> SafeString:
    return format_html('<text x="8" y="{}" fill="{}">{}</text>', foot - 8, QUIET, _("Number at risk"))


def _risk(plot: Plot, group: Mapping[str, Any], place: int, foot: int) -> SafeString:
    """One line of numbers at risk, with the sample of the group's line before its name."""
    y = foot + LINE * place + 10
    colour, dash = COLOURS[place % len(COLOURS)], DASHES[place % len(DASHES)]
    label = str(group["label"])
    short = label if len(label) <= 14 else f"{label[:13]}…"
    numbers = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle" fill="{}">{}</text>',
        (
            (f"{plot.x(t):.1f}", y, TEXT, n)
            for t, n in zip(marks(plot.longest), group["at_risk"], strict=False)
        ),
    )
    return format_html(
        '<line x1="8" x2="30" y1="{}" y2="{}" stroke="{}" stroke-width="2" stroke-dasharray="{}"/>'
        '<text x="36" y="{}" fill="{}">{}<title>{}</title></text>{}',
        y - 4, y - 4, colour, dash or "none", y, TEXT, short, label, numbers,
    )  # fmt: skip
