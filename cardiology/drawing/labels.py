"""Putting labels into rows so that none stands on another."""

from collections.abc import Sequence
from dataclasses import dataclass

from cardiology.drawing.shapes import cut, width

GAP = 8.0  # between two labels of a row
BESIDE = 8.0  # from a mark to its label


@dataclass(frozen=True)
class Placed:
    """Where one mark and its label stand: the row (from 0), the label's text and left end."""

    row: int
    text: str
    left: float


def in_rows(
    marks: Sequence[tuple[float, float, str]], left: float, right: float, most_rows: int
) -> list[Placed]:
    """Rows for marks that reach from x to x with a label beside each, in the order given.

    A label stands right of its mark, left of it where the right edge is near, and takes the first row in
    which it touches nothing. Where all rows are taken the mark goes into one more row, without a label.
    """
    taken: list[list[tuple[float, float]]] = [[] for _row in range(most_rows)]
    return [_place(mark, taken, left, right) for mark in marks]


def _place(
    mark: tuple[float, float, str], taken: list[list[tuple[float, float]]], left: float, right: float
) -> Placed:
    start, end, text = mark
    for row, spans in enumerate(taken):
        for words, at in _ways(start, end, text, left, right):
            span = (min(start - 6, at), max(end + 6, at + width(words)))
            if all(span[1] + GAP <= a or b + GAP <= span[0] for a, b in spans):
                spans.append(span)
                return Placed(row, words, at)
    return Placed(len(taken), "", end)


def _ways(start: float, end: float, text: str, left: float, right: float) -> list[tuple[str, float]]:
    """The label right of the mark or left of it; cut to the wider side where it fits neither."""
    after, before = right - end - BESIDE, start - BESIDE - left
    wide = width(text)
    ways = [(text, end + BESIDE)] if wide <= after else []
    ways += [(text, start - BESIDE - wide)] if wide <= before else []
    if ways:
        return ways
    words = cut(text, max(after, before))
    return [(words, end + BESIDE if after >= before else start - BESIDE - width(words))]
