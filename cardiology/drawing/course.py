"""A course: lanes under each other on one time axis."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cardiology.drawing import shapes
from cardiology.drawing.axis import Axis, axis
from cardiology.drawing.lanes import LATEST, NAMES
from cardiology.drawing.shapes import Lane, Path, Picture, Shape, Text, width

WIDTH = 1080.0
HEAD, BETWEEN = 36.0, 6.0


@dataclass(frozen=True)
class Words:
    """How a picture writes a day, an hour, and the number of a day of the stay."""

    day: Callable[[datetime], str]
    hour: Callable[[datetime], str]
    count: Callable[[datetime], str]


def plot(start: datetime, end: datetime) -> Axis:
    """The time axis of a course."""
    return axis(start, end, NAMES, WIDTH - LATEST)


def picture(title: str, lanes: Iterable[Lane], axis: Axis, words: Words) -> Picture:
    """The finished picture: the head with days and hours, then the lanes."""
    placed: list[tuple[float, Lane]] = []
    y = HEAD + BETWEEN
    for lane in lanes:
        placed.append((y, lane))
        y += lane.height + BETWEEN
    head = Lane("", HEAD, tuple(_head(axis, words, y)))
    rules = [(y - BETWEEN / 2, Lane("", 0, (Path([(0, 0), (WIDTH, 0)]),))) for y, _lane in placed]
    return Picture(WIDTH, y, title, ((0, head), *rules, *placed))


def _head(axis: Axis, words: Words, bottom: float) -> list[Shape]:
    """Days above, hours (or the days of the stay) beneath, and a line down from each."""
    hours = axis.hours(width("00:00") + 12)
    days = axis.days(width(words.day(axis.start)) + 12)
    above = _apart([(axis.x(at), words.day(at)) for at in days], axis.right)
    under = _apart([(axis.x(at), words.hour(at)) for at in hours], axis.right)
    if not hours:
        under = _apart([(axis.x(at), words.count(at)) for at in days], axis.right)
    lines = [Path([(axis.x(at), HEAD - 6), (axis.x(at), bottom)], shapes.GRID) for at in hours or days]
    strong = [Path([(axis.x(at), HEAD - 24), (axis.x(at), bottom)], "#aeb7bd") for at in days]
    return [
        *lines, *strong,
        *(Text(x + 3, 12, text, bold=True) for x, text in above),
        *(Text(x + 3, 28, text, shapes.QUIET) for x, text in under),
        Text(NAMES - 8, 12, words.day(axis.start), shapes.QUIET, ends=True),
        Text(NAMES - 8, 28, words.hour(axis.start), shapes.QUIET, ends=True),
        Path([(axis.left, HEAD), (axis.right, HEAD)], "#768692"),
    ]  # fmt: skip


def _apart(labels: Sequence[tuple[float, str]], right: float) -> list[tuple[float, str]]:
    """The labels that do not run into the next one, or over the edge; of two the later stays."""
    ends = [*(x for x, _text in labels[1:]), right + LATEST]
    return [(x, text) for (x, text), end in zip(labels, ends, strict=False) if x + 3 + width(text) + 4 <= end]
