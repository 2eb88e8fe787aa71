"""A sparkline: the values of one test in the height of a line of text, abnormal ones marked."""

from collections.abc import Sequence
from datetime import datetime

from cardiology.drawing import shapes
from cardiology.drawing.axis import Axis
from cardiology.drawing.lanes import FLAGS, Value
from cardiology.drawing.scale import scale
from cardiology.drawing.shapes import Box, Lane, Mark, Path, Picture, Shape
from cardiology.drawing.thinning import thin

WIDTH, HEIGHT, EDGE, STRETCH = 80.0, 20.0, 4.0, 4.0


def sparkline(
    title: str, values: Sequence[Value], start: datetime, end: datetime, low: float | None, high: float | None
) -> Picture:
    """80 × 20 px over the time of the stay, the reference interval as a band. `title` says it in words."""
    axis = Axis(start, end, EDGE, WIDTH - EDGE)
    up = scale([v.value for v in values], (low, high), EDGE, HEIGHT - EDGE)
    points = thin([(axis.x(v.at), v.value, v) for v in values], STRETCH)
    drawn: list[Shape] = []
    if low is not None or high is not None:
        top = up.y(high) if high is not None else 0
        bottom = up.y(low) if low is not None else HEIGHT
        drawn.append(Box(0, top, WIDTH, max(bottom - top, 1), shapes.BAND))
    drawn.append(Path([(x, up.y(value)) for x, value, _v in points], shapes.QUIET, 1.2))
    for x, value, one in points:
        if one.flag in ("H", "L", "HH", "LL", "A"):
            shape, fill = FLAGS[one.flag]
            drawn.append(Mark(x, up.y(value), shape, fill, 3))
    if points:
        drawn.append(Mark(points[-1][0], up.y(points[-1][1]), "dot", shapes.TEXT, 1.5))
    return Picture(WIDTH, HEIGHT, title, ((0, Lane("", HEIGHT, tuple(drawn))),))
