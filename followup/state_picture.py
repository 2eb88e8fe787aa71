"""The states of a visit as a picture, drawn from the table of transitions: nothing is placed by hand."""

from collections.abc import Mapping
from typing import Any

from cardiology.drawing.shapes import (
    BLUE,
    GREEN,
    GREY,
    PURPLE,
    QUIET,
    VERMILION,
    Box,
    Lane,
    Path,
    Picture,
    Shape,
    Text,
    width,
)

ROW, HIGH, LEFT, STEP, HEAD = 46, 28, 10, 150, 5  # as wide as a page, so that letters keep their size
WIDE = 1220  # pictures of few states are drawn no larger than those of many
COLOURS = (BLUE, VERMILION, GREEN, PURPLE, GREY, QUIET)


def picture(transitions: Mapping[str, frozenset[str]], labels: Mapping[str, Any], title: str) -> Picture:
    """One box per state; every state that can be left has a line of its own to all that may follow it."""
    states = list(transitions)
    edge = LEFT + max(width(str(labels[s])) for s in states) + 24
    shapes: list[Shape] = []
    sources = [s for s in states if transitions[s]]
    for n, source in enumerate(sources):
        shapes += _ways(states, source, transitions[source], edge, edge + STEP * (n + 1), COLOURS[n % 6])
    for n, state in enumerate(states):
        shapes.append(Box(LEFT, _y(n) - HIGH / 2, edge - LEFT, HIGH, "#ffffff", QUIET))
        shapes.append(Text(LEFT + 12, _y(n) + 4, str(labels[state]), bold=bool(transitions[state])))
    high = ROW * len(states)
    wide = max(edge + STEP * (len(sources) + 1), WIDE)
    return Picture(wide, high, title, ((0, Lane(title, high, tuple(shapes))),))


def _y(n: int) -> float:
    return ROW * n + ROW / 2


def _ways(
    states: list[str], source: str, targets: frozenset[str], edge: float, x: float, colour: str
) -> list[Shape]:
    """From the lower half of a box along a line of its own to arrow heads at the upper halves of others."""
    start = _y(states.index(source)) + 5
    ends = [_y(states.index(t)) - 5 for t in states if t in targets]
    along = [start, *ends]
    found: list[Shape] = [
        Path([(edge, start), (x, start)], colour, 1.5),
        Path([(x, min(along)), (x, max(along))], colour, 1.5),
    ]
    for y in ends:
        found.append(Path([(x, y), (edge, y)], colour, 1.5))
        found.append(Path([(edge + HEAD, y - HEAD), (edge, y), (edge + HEAD, y + HEAD)], colour, 1.5))
    return found
