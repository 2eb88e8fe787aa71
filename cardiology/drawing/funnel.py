"""The funnel of the quality board: each unit at its number of patients, among the limits of chance.

A name that finds no room beside its mark is left out; pointing at the mark says it, and the table beneath.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cardiology.drawing import shapes
from cardiology.drawing.board import (
    BLUE,
    FOOT,
    HEIGHT,
    INK,
    LEFT,
    LIMIT,
    RIGHT,
    SOFT,
    WIDTH,
    diamond,
    framed,
    grid,
    height_of,
    line,
    mean_line,
    pair,
)
from cardiology.quality.statistics import funnel_limits

SIZE, BESIDE, MARK = 10, 7, 6  # of the letters; from a mark to its name; half of a mark
WORD = '<text x="{}" y="{}" font-size="{}" fill="{}">{}</text>'
HALO = '<text x="{}" y="{}" font-size="{}" fill="#fff" stroke="#fff" stroke-width="3">{}</text>'
Edges = tuple[float, float, float, float]  # left, right, top, foot


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


@dataclass(frozen=True)
class Placed:
    """Where a unit and its name stand; without `edges` the name found no room. `starts` is the left end of
    the name, `foot` the line on which its letters stand."""

    unit: Unit
    x: float
    y: float
    edges: Edges | None = None

    @property
    def starts(self) -> float:
        return self.edges[0] if self.edges else 0

    @property
    def foot(self) -> float:
        return self.edges[3] - 2 if self.edges else 0


def funnel(units: Sequence[Unit], target: float, *, words: dict[str, Any]) -> SafeString:
    """Each unit at its number of patients; 95 % and 99.8 % limits around the mean of all, which
    has none where everybody met it or nobody did. `words`: title, mean, n."""
    most = max((u.n for u in units), default=0)
    if not most:
        return SafeString("")
    reach = max(10, ceil(most * 1.1))
    sizes = sorted({max(1, round(1 + (reach - 1) * (i / 40) ** 1.6)) for i in range(41)})
    limits = [(n, funnel_limits(n, target)) for n in sizes if 0 < target < 1]
    parts = [grid(), mean_line(target, words["mean"])]
    for column, dash in ((0, "4 3"), (1, "4 3"), (2, ""), (3, "")):
        parts.append(
            line([(_x(n, reach), height_of(found[column])) for n, found in limits], 1.2, LIMIT, dash)
        )
    parts += [_painted(p) for p in places(units, reach)] + [_sizes(reach, words["n"])]
    return framed(WIDTH, HEIGHT, words["title"], parts)


def places(units: Sequence[Unit], reach: int) -> list[Placed]:
    """Every unit in its place; the own one and those with most patients find room for their names first."""
    spots = [(u, _x(u.n, reach), height_of(u.share)) for u in units]
    taken: list[Edges] = [(x - MARK, x + MARK, y - MARK, y + MARK) for _u, x, y in spots]
    found: list[Placed] = []
    for unit, x, y in sorted(spots, key=lambda spot: (not spot[0].is_own, -spot[0].n)):
        own = (x - MARK, x + MARK, y - MARK, y + MARK)
        free = (e for e in _around(unit.label, x, y) if _fits(e, [t for t in taken if t != own]))
        edges = next(free, None) if unit.label else None
        taken += [edges] if edges else []
        found.append(Placed(unit, x, y, edges))
    return found


def _around(label: str, x: float, y: float) -> Iterator[Edges]:
    """Where a name may stand: right of its mark, left of it, over it, under it."""
    wide, tall = shapes.width(label) * SIZE / shapes.SIZE, SIZE + 2
    for left in (x + BESIDE, x - BESIDE - wide, x - wide / 2):
        for top in (y - tall + 3, y - 3, y - tall - MARK, y + MARK):
            yield left, left + wide, top, top + tall


def _fits(edges: Edges, taken: Sequence[Edges]) -> bool:
    left, right, top, foot = edges
    inside = left >= LEFT and right <= WIDTH - RIGHT and top >= 0 and foot <= HEIGHT - FOOT + MARK
    return inside and not any(left < r and o < right and top < f and t < foot for o, r, t, f in taken)


def _x(n: float, reach: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * n / reach


def _painted(placed: Placed) -> SafeString:
    unit = placed.unit
    mark = diamond(placed.x, placed.y) if unit.is_own else format_html(
        '<circle cx="{}" cy="{}" r="4" fill="{}" fill-opacity="0.75"/>', *pair(placed.x, placed.y), BLUE
    )  # fmt: skip
    at = (*pair(placed.starts, placed.foot), SIZE)
    name = format_html(HALO + WORD, *at, unit.label, *at, INK, unit.label) if placed.edges else ""
    told = f"{unit.met}/{unit.n}, {unit.share * 100:.0f} %"
    tip = f"{unit.label}: {told}" if unit.label else told
    return format_html("<g><title>{}</title>{}{}</g>", tip, mark, name)


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
