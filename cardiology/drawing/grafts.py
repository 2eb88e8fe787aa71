"""Bypass grafts: from where they spring to the segment that they feed."""

from typing import Any

from cardiology.drawing.curves import Point, at_share, curve
from cardiology.drawing.tree import TREE, Vessel

ORIGINS: dict[str, Point] = {  # mammary arteries come from above, free grafts from the aorta
    "lima": (330, 0),
    "rima": (150, 0),
    "svg": (246, 26),
    "radial": (246, 26),
}
PLACES = {"aortic": 0.12, "body": 0.5, "distal": 0.9}
WIDTHS = {"svg": (7.5, 7.0)}
MIDDLE = 280  # what lies left of it is reached around the left edge


def vessel(finding: Any) -> Vessel:
    """The graft of a finding as a vessel of its own."""
    start = ORIGINS.get(finding.graft, ORIGINS["svg"])
    end = at_share(TREE[finding.segment].places, 0.6)
    if end.x < MIDDLE and start[1] > 0:
        start = (228, 27)
    bend = _bend(start, (end.x, end.y))
    places = curve(start, *bend, (end.x, end.y))
    middle = at_share(places, PLACES.get(finding.place, 0.35))
    side = 46 if end.x >= MIDDLE else -46
    return Vessel(
        places, WIDTHS.get(finding.graft, (5.5, 5.0)), (middle.x, middle.y), (middle.x + side, middle.y)
    )


def _bend(start: Point, end: Point) -> tuple[Point, Point]:
    """Two points that lead a graft around the native vessels."""
    if end[0] < MIDDLE:
        return (start[0] - 120, -20), (min(end[0] - 90, 20), end[1] - 140)
    if end[0] < 400:
        return (start[0] + 70, 10), (end[0] + 50, end[1] - 90)
    return (start[0] + 150, -24), (end[0] + 90, end[1] - 170)
