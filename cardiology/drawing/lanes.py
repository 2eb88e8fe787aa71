"""The lanes of a course: happenings, drugs, measured values. Each is laid out from y = 0 downwards."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cardiology.drawing import shapes
from cardiology.drawing.axis import DAY, Axis
from cardiology.drawing.labels import in_rows
from cardiology.drawing.scale import Scale, scale
from cardiology.drawing.shapes import Box, Lane, Mark, Path, Shape, Spot, Text, cut, number, width
from cardiology.drawing.thinning import thin

NAMES = 190.0  # left of the plot: the name of a row
LATEST = 96.0  # right of the plot: the latest value
LIMITS = 130.0  # right of it, the ends of the reference interval
ROW, STRIP = 20.0, 48.0
OVER = 17.0  # px above the values of a strip: for the number at the highest
MOST_ROWS = 6
STRETCH = 10.0  # px of which the lowest and the highest value are drawn
FLAGS = {
    "H": ("up", shapes.HIGH), "L": ("down", shapes.LOW), "A": ("square", shapes.HIGH),
    "HH": ("diamond", shapes.CRITICAL), "LL": ("diamond", shapes.CRITICAL),
    "N": ("dot", shapes.BLUE), "": ("ring", shapes.QUIET),
}  # fmt: skip


@dataclass(frozen=True)
class Happening:
    """Something that happened at an instant or lasted; `tip` says all of it."""

    at: datetime
    text: str
    tip: str
    url: str = ""
    until: datetime | None = None


@dataclass(frozen=True)
class Span:
    """One drug in one dose from start to end; without an end it is still given."""

    start: datetime
    end: datetime | None
    text: str
    tip: str
    url: str = ""
    once: bool = False  # a single dose


@dataclass(frozen=True)
class Value:
    """One measured value with its flag (H, HH, L, LL, A, N; empty where it was not judged).

    `low` is the lower end where two belong together (diastolic and systolic pressure).
    """

    at: datetime
    value: float
    flag: str
    tip: str
    url: str = ""
    low: float | None = None
    text: str = ""  # as it is written, where that is more than the number


@dataclass(frozen=True)
class Measured:
    """The values of one test: name, unit, reference interval, and the latest in words."""

    name: str
    unit: str
    values: Sequence[Value]
    latest: str
    low: float | None = None
    high: float | None = None
    is_log: bool = False
    margin: float = 0.5  # of the interval, above and below it
    height: float = STRIP


def happenings(title: str, found: Sequence[Happening], axis: Axis, shape: str, fill: str) -> Lane:
    """Marks with their labels, in as many rows as they need; a bar where something lasted."""
    seen = sorted((h for h in found if _reaches(axis, h.at, h.until)), key=lambda h: h.at)
    places = in_rows(
        [(axis.x(h.at), axis.x(h.until or h.at), h.text) for h in seen], axis.left, axis.right, MOST_ROWS
    )
    spots = []
    for one, place in zip(seen, places, strict=True):
        middle = place.row * ROW + ROW / 2
        start, end = axis.x(one.at), axis.x(one.until or one.at)
        drawn: list[Shape] = [Mark(start, middle, shape, fill, 6)]
        if end - start > 2:
            drawn.insert(0, Box(start, middle - 4, end - start, 8, fill))
        if place.text:
            drawn.append(Text(place.left, middle + 4, place.text, halo=True))
        spots.append(Spot(tuple(drawn), one.tip, one.url))
    rows = max((p.row for p in places), default=0) + 1
    bare = sum(not p.text for p in places)
    return Lane(title, rows * ROW, (_name(title, ROW / 2, bold=True),), tuple(spots), bare=bare)


def drugs(title: str, rows: Sequence[tuple[str, Sequence[Span]]], axis: Axis, fill: str) -> Lane:
    """A row per drug with a bar per dose; single doses are diamonds. The dose stands in its bar if it fits.

    A drug that is written down twice for the same days takes a second row.
    """
    still: list[Shape] = [_name(title, ROW / 2, bold=True)]
    spots: list[Spot] = []
    y = ROW
    for name, spans in rows:
        seen = [s for s in spans if _reaches(axis, s.start, s.end, True)]
        if seen:
            still.append(_name(name, y + ROW / 2))
        for together in _side_by_side(seen):
            spots += [_span(s, y, axis, fill) for s in together]
            y += ROW
    return Lane(title, y, tuple(still), tuple(spots))


def _side_by_side(spans: Sequence[Span]) -> list[list[Span]]:
    """The doses in rows in which each ends where the next begins; single doses in the first, drawn last.

    Where a dose was changed within a day, the earlier one is drawn up to that day.
    """
    rows: list[list[Span]] = []
    for one in sorted((s for s in spans if not s.once), key=lambda s: s.start):
        for row in rows:
            last = row[-1]
            if last.end is not None and last.start < one.start and one.start >= last.end - DAY:
                row[-1] = replace(last, end=min(last.end, one.start))
                row.append(one)
                break
        else:
            rows.append([one])
    single = [s for s in spans if s.once]
    return [(rows[0] if rows else []) + single, *rows[1:]] if rows or single else []


def _span(one: Span, y: float, axis: Axis, fill: str) -> Spot:
    start, end = axis.x(one.start), axis.x(one.end or axis.end)
    middle = y + ROW / 2
    if one.once:
        return Spot((Mark(start + 8, middle, "diamond", fill, 6),), one.tip, one.url)
    drawn: list[Shape] = [
        Box(start, y + 3, max(end - start, 3), ROW - 6, tint(fill), fill),
        Box(start, y + 3, 3, ROW - 6, fill),
    ]
    room = end - start - 26  # a single dose may stand at the start of the bar
    if width(one.text) <= room:
        drawn.append(Text(start + 20, middle + 4, one.text))
    if one.end is None:
        drawn.append(Mark(end - 5, middle, "right", fill, 5))
    return Spot(tuple(drawn), one.tip, one.url)


def strip(measured: Measured, axis: Axis, stroke: str = shapes.BLUE) -> Lane:
    """A small line of one test: its reference interval as a band, abnormal values by their shape."""
    values = [v for v in measured.values if axis.holds(v.at)]
    ends = [v.value for v in values] + [v.low for v in values if v.low is not None]
    limits, foot = (measured.low, measured.high), measured.height - 6
    up = scale(ends, limits, OVER, foot, margin=measured.margin, is_log=measured.is_log)
    points = thin([(axis.x(v.at), v.value, v) for v in values], STRETCH)
    still = [*_captions(measured, axis), *_band(measured, axis, up)]
    if any(v.low is not None for v in values):
        spots = [_bar(v, x, up, stroke) for x, _value, v in points]
    else:
        still.append(Path([(x, up.y(value)) for x, value, _v in points], stroke, 1.2))
        spots = [_point(v, x, up) for x, _value, v in points]
    peak = _peak([(x, v) for x, _value, v in points], axis, up)
    return Lane(measured.name, measured.height, (*still, *peak), tuple(spots), len(values) - len(points))


def _captions(measured: Measured, axis: Axis) -> list[Shape]:
    """Name and unit left of the plot, the latest value right of it."""
    middle = measured.height / 2
    return [
        Text(8, middle - 3, cut(measured.name, LIMITS - 8)),
        Text(8, middle + 12, cut(measured.unit, LIMITS - 8), shapes.QUIET),
        Text(axis.right + 8, middle + 4, cut(measured.latest, LATEST - 8), bold=True),
    ]


def _peak(points: Sequence[tuple[float, Value]], axis: Axis, up: Scale) -> list[Shape]:
    """The highest of the values that are too high, else the lowest of those too low, as a number."""
    too_high = [p for p in points if p[1].flag in ("H", "HH")]
    too_low = [p for p in points if p[1].flag in ("L", "LL")]
    if len(points) < 2 or not (too_high or too_low):
        return []
    x, one = max(too_high, key=_size) if too_high else min(too_low, key=_size)
    words, y = one.text or number(one.value), up.y(one.value) - 5 if too_high else up.y(one.value) + 4
    left = x + 8 if x + 8 + width(words) <= axis.right else x - 8 - width(words)
    return [Text(left, y, words, shapes.QUIET, halo=True)]


def _size(point: tuple[float, Value]) -> float:
    return point[1].value


def _band(measured: Measured, axis: Axis, up: Scale) -> list[Shape]:
    if measured.low is None and measured.high is None:
        return []
    top = up.y(measured.high) if measured.high is not None else up.top
    bottom = up.y(measured.low) if measured.low is not None else up.bottom
    band = Box(axis.left, top, axis.right - axis.left, max(bottom - top, 1), shapes.BAND)
    ends = [(measured.high, top + 4), (measured.low, bottom + 4)]
    known = [(number(limit), y) for limit, y in ends if limit is not None]
    if len(known) == 2 and bottom - top < shapes.SIZE:
        known = [("–".join(words for words, _y in reversed(known)), (top + bottom) / 2 + 4)]
    return [band, *(Text(NAMES - 6, y, words, shapes.QUIET, ends=True) for words, y in known)]


def _point(one: Value, x: float, up: Scale) -> Spot:
    shape, fill = FLAGS.get(one.flag, FLAGS[""])
    return Spot(
        (Mark(x, up.y(one.value), shape, fill, 3 if shape in ("dot", "ring") else 5),), one.tip, one.url
    )


def _bar(one: Value, x: float, up: Scale, stroke: str) -> Spot:
    """Two values that belong together, as an upright T-bar."""
    low = one.value if one.low is None else one.low
    high_y, low_y = up.y(one.value), up.y(low)
    fill = FLAGS[one.flag][1] if one.flag in ("H", "L", "HH", "LL") else stroke
    lines = tuple(
        Path(points, fill, 1.6)
        for points in (
            [(x, high_y), (x, low_y)], [(x - 3, high_y), (x + 3, high_y)], [(x - 3, low_y), (x + 3, low_y)],
        )
    )  # fmt: skip
    mark = {"H": [Mark(x, high_y, "up", fill, 5)], "L": [Mark(x, high_y, "down", fill, 5)]}
    return Spot((*lines, *mark.get(one.flag[:1], [])), one.tip, one.url)


def _name(text: str, middle: float, *, bold: bool = False) -> Text:
    return Text(0 if bold else 8, middle + 4, cut(text, NAMES - 16), bold=bold)


def _reaches(axis: Axis, start: datetime, end: datetime | None, is_open: bool = False) -> bool:
    """Whether a span touches the axis; without an end it is an instant, or goes on where `is_open`."""
    last = end or (axis.end if is_open else start)
    return start <= axis.end and last >= axis.start


def tint(fill: str) -> str:
    """A light shade of a colour, on which black text can be read."""
    parts = [int(fill[i : i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(255 - (255 - p) * 0.22):02x}" for p in parts)
