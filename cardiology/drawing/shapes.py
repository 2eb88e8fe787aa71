"""What a picture is made of. Lengths are in px of the picture; y grows downwards."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

TEXT, QUIET, GRID, BAND = "#212b32", "#4c6272", "#d8dde0", "#e6f0f5"
HIGH, LOW, CRITICAL = "#b5380b", "#1f5fbf", "#8b0000"
BLUE, VERMILION, GREEN, PURPLE, GREY = "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#5b6670"
SIZE = 12
_NARROW, _WIDE = frozenset("iljtfrI.,:;'|!()[] /-·"), frozenset("mwMW%@—")


@dataclass(frozen=True)
class Text:
    """A line of text; `x` is its left end, or its right end where it stands at the end of a column."""

    x: float
    y: float  # of the line on which the letters stand
    text: str
    fill: str = TEXT
    bold: bool = False
    ends: bool = False
    halo: bool = False  # drawn over lines: with a white edge

    @property
    def left(self) -> float:
        return self.x - width(self.text) if self.ends else self.x

    @property
    def right(self) -> float:
        return self.left + width(self.text)


@dataclass(frozen=True)
class Box:
    """A filled rectangle; `edge` draws its border."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    edge: str = ""


@dataclass(frozen=True)
class Path:
    """A line through points, straight from each to the next."""

    points: Sequence[tuple[float, float]]
    stroke: str = GRID
    thick: float = 1
    dashed: bool = False


@dataclass(frozen=True)
class Mark:
    """A point by its shape: dot, ring, up, down, diamond, square."""

    x: float
    y: float
    shape: str = "dot"
    fill: str = BLUE
    size: float = 4


Shape = Text | Box | Path | Mark


@dataclass(frozen=True)
class Spot:
    """Shapes that stand for one recorded row: what they say when they are pointed at, and where they lead."""

    shapes: tuple[Shape, ...]
    tip: str
    url: str = ""


@dataclass(frozen=True)
class Lane:
    """A finished lane: its words for a screen reader, what stands still, what can be pointed at."""

    title: str
    height: float
    still: tuple[Shape, ...] = ()
    spots: tuple[Spot, ...] = ()
    left_out: int = 0  # values that are not drawn
    bare: int = 0  # marks whose label found no room


@dataclass(frozen=True)
class Picture:
    """A finished picture."""

    width: float
    height: float
    title: str
    lanes: tuple[tuple[float, Lane], ...]  # with the y at which each begins


def width(text: str) -> float:
    """Width of a text on the safe side: a Chinese character is as wide as it is high."""
    return sum(_em(c) for c in text) * SIZE


def _em(character: str) -> float:
    if unicodedata.east_asian_width(character) in ("W", "F"):
        return 1.0
    if character in _NARROW:
        return 0.38
    return 0.95 if character in _WIDE else 0.7 if character.isupper() else 0.6


def number(value: float) -> str:
    """A number as it was measured, never as a power of ten."""
    return f"{value:.10g}"


def cut(text: str, room: float) -> str:
    """The text as far as it fits, with … where something is left out; nothing where not even that fits."""
    if width(text) <= room:
        return text
    kept = text
    while kept and width(kept.rstrip() + "…") > room:
        kept = kept[:-1]
    return kept.rstrip() + "…" if kept else ""
