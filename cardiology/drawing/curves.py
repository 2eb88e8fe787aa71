"""Curves as points: what lies beside a curve, and on a part of it. Numbers are units of the canvas."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import hypot

Point = tuple[float, float]
STEPS = 10  # straight pieces of an arc: finer than a screen shows, and light on the line


@dataclass(frozen=True)
class Place:
    """A point of a curve: how far along (0 to 1), where, and the unit vector across the curve."""

    share: float
    x: float
    y: float
    across: Point

    def beside(self, distance: float) -> Point:
        """The point so far to the side of the curve."""
        return self.x + self.across[0] * distance, self.y + self.across[1] * distance


def curve(*points: Point) -> tuple[Place, ...]:
    """The places of a chain of cubic Bezier arcs: a start, then three points for each arc."""
    dense = [points[0]]
    for at in range(0, len(points) - 1, 3):
        dense += [_bezier(points[at : at + 4], step / STEPS) for step in range(1, STEPS + 1)]
    return along(dense)


def _bezier(arc: Sequence[Point], t: float) -> Point:
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
    return (
        sum(w * p[0] for w, p in zip(weights, arc, strict=True)),
        sum(w * p[1] for w, p in zip(weights, arc, strict=True)),
    )


def along(points: Sequence[Point]) -> tuple[Place, ...]:
    """The places of a chain of points."""
    lengths = [0.0]
    for (x, y), (next_x, next_y) in zip(points, points[1:], strict=False):
        lengths.append(lengths[-1] + hypot(next_x - x, next_y - y))
    places = []
    for at, (x, y) in enumerate(points):
        before, after = points[max(at - 1, 0)], points[min(at + 1, len(points) - 1)]
        along = (after[0] - before[0], after[1] - before[1])
        size = hypot(*along) or 1
        places.append(Place(lengths[at] / lengths[-1], x, y, (-along[1] / size, along[0] / size)))
    return tuple(places)


def at_share(places: Sequence[Place], share: float) -> Place:
    """The place that lies nearest to a share of the length."""
    return min(places, key=lambda place: abs(place.share - share))


def gap(one: Place, other: Place) -> float:
    """How far two places are apart."""
    return hypot(one.x - other.x, one.y - other.y)


def length(places: Sequence[Place]) -> float:
    """How long the curve is."""
    steps = zip(places, places[1:], strict=False)
    return sum(hypot(b.x - a.x, b.y - a.y) for a, b in steps)


def part(places: Sequence[Place], first: float, last: float, count: int) -> list[Place]:
    """`count` places evenly from one share of the length to another."""
    return [_between(places, first + (last - first) * step / (count - 1)) for step in range(count)]


def _between(places: Sequence[Place], share: float) -> Place:
    for a, b in zip(places, places[1:], strict=False):
        if b.share >= share:
            t = (share - a.share) / ((b.share - a.share) or 1)
            return Place(share, a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t, b.across)
    return places[-1]


def band(places: Sequence[Place], outer: Callable[[Place], float], inner: Callable[[Place], float]) -> str:
    """The outline between two distances from a curve, as points of an SVG polygon."""
    there = [place.beside(outer(place)) for place in places]
    back = [place.beside(inner(place)) for place in reversed(places)]
    return points([*there, *back])


def points(chosen: Sequence[Point]) -> str:
    """Points as SVG writes them."""
    written = " ".join(f"{x:.1f},{y:.1f}" for x, y in chosen)
    return written.replace(".0,", ",").replace(".0 ", " ")
