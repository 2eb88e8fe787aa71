"""Fewer points where more were measured than can be seen."""

from collections.abc import Sequence
from itertools import groupby
from typing import TypeVar

P = TypeVar("P")


def thin(points: Sequence[tuple[float, float, P]], step: float) -> list[tuple[float, float, P]]:
    """Of each stretch of `step` px the lowest and the highest point and the last of all; so no peak is lost.

    Points are (x, value, what they stand for), in the order of x.
    """
    kept: list[tuple[float, float, P]] = []
    for _stretch, together in groupby(points, key=lambda p: int(p[0] // step)):
        some = list(together)
        ends = {id(p): p for p in (min(some, key=_value), max(some, key=_value))}
        kept += sorted(ends.values(), key=lambda p: p[0])
    if points and kept[-1] is not points[-1]:
        kept.append(points[-1])
    return kept


def _value(point: tuple[float, float, P]) -> float:
    return point[1]
