"""Painting a picture as SVG: presentation attributes only, as page, PDF and security policy ask."""

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from cardiology.drawing.shapes import SIZE, Box, Lane, Mark, Path, Picture, Shape, Spot, Text

FONT = "Document, Segoe UI, PingFang SC, Microsoft YaHei, Noto Sans SC, Noto Sans CJK SC, Arial, sans-serif"


def paint(picture: Picture, *, links: bool = True) -> SafeString:
    """The picture as one `svg`; with `links` what was recorded leads to its form and is reached by keys."""
    lanes = "".join(_lane(y, lane, links) for y, lane in picture.lanes)
    role = "group" if links else "img"
    return mark_safe(  # noqa: S308  # every text of it went through `escape`
        f'<svg viewBox="0 0 {_n(picture.width)} {_n(picture.height)}" role="{role}" '
        f'aria-label="{escape(picture.title)}" font-family="{FONT}" font-size="{SIZE}" '
        f'xmlns="http://www.w3.org/2000/svg">{lanes}</svg>'
    )


def _lane(y: float, lane: Lane, links: bool) -> str:
    still = "".join(_shape(s) for s in lane.still)
    spots = "".join(_spot(s, links, is_first=not i) for i, s in enumerate(lane.spots))
    name = f' role="group" aria-label="{escape(lane.title)}" data-lane' if lane.title and links else ""
    return f'<g transform="translate(0 {_n(y)})"{name}>{still}{spots}</g>'


def _spot(spot: Spot, links: bool, *, is_first: bool) -> str:
    """One stop of the tab key per lane; the arrow keys go on from there."""
    inside = "".join(_shape(s) for s in spot.shapes)
    if not links:
        return f"<g>{inside}</g>"
    tip = escape(spot.tip)
    reach = f'tabindex="{0 if is_first else -1}" data-tip="{tip}" aria-label="{tip}"'
    if spot.url:
        return f'<a href="{escape(spot.url)}" {reach}>{inside}</a>'
    return f'<g role="img" {reach}>{inside}</g>'


def _shape(shape: Shape) -> str:
    if isinstance(shape, Text):
        return _text(shape)
    if isinstance(shape, Box):
        edge = f' stroke="{shape.edge}"' if shape.edge else ""
        size = f'width="{_n(shape.width)}" height="{_n(shape.height)}"'
        return f'<rect x="{_n(shape.x)}" y="{_n(shape.y)}" {size} fill="{shape.fill}"{edge}/>'
    if isinstance(shape, Path):
        return _path(shape)
    return _mark(shape)


def _text(text: Text) -> str:
    """A line; a halo is the same text beneath it with a white edge (WeasyPrint knows no other way)."""
    anchor = ' text-anchor="end"' if text.ends else ""
    bold = ' font-weight="600"' if text.bold else ""
    at = f'x="{_n(text.x)}" y="{_n(text.y)}"{anchor}{bold}'
    words = escape(text.text)
    edge = f'<text {at} fill="#fff" stroke="#fff" stroke-width="3">{words}</text>' if text.halo else ""
    return f'{edge}<text {at} fill="{text.fill}">{words}</text>'


def _path(path: Path) -> str:
    points = " ".join(f"{_n(x)},{_n(y)}" for x, y in path.points)
    dashes = ' stroke-dasharray="3 3"' if path.dashed else ""
    line = f'stroke="{path.stroke}" stroke-width="{path.thick}"{dashes}'
    return f'<polyline points="{points}" fill="none" {line}/>'


def _mark(mark: Mark) -> str:
    x, y, r = mark.x, mark.y, mark.size
    if mark.shape in ("dot", "ring"):
        fill = mark.fill if mark.shape == "dot" else "#fff"
        return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(r)}" fill="{fill}" stroke="{mark.fill}"/>'
    corners = {
        "up": ((0, -1), (1, 0.8), (-1, 0.8)),
        "down": ((0, 1), (1, -0.8), (-1, -0.8)),
        "right": ((1, 0), (-0.8, 1), (-0.8, -1)),
        "diamond": ((0, -1), (1, 0), (0, 1), (-1, 0)),
        "square": ((-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)),
    }[mark.shape]
    points = " ".join(f"{_n(x + dx * r)},{_n(y + dy * r)}" for dx, dy in corners)
    return f'<polygon points="{points}" fill="{mark.fill}" stroke="#fff" stroke-width="0.6"/>'


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
