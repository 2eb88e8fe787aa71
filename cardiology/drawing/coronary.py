"""The coronary tree with its lesions, stents and grafts, of one procedure or of many, as an SVG text.

A lesion narrows the vessel by as much as it does; a stent is a mesh along the segment; what belongs to an
earlier procedure is paler and carries its date. Every finding is also written beside its segment.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import cos, pi

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cardiology.drawing import grafts
from cardiology.drawing.curves import Place, at_share, band, length, part, points
from cardiology.drawing.tree import AORTA, HEIGHT, TREE, WIDTH, Vessel, drawn, stretch

WALL, LUMEN, PLAQUE, METAL, OLD, INK, GREY = (
    "#8c4a42", "#f6d5cf", "#5a1212", "#0b3f7d", "#7d8b99", "#212b32", "#5b6670",
)  # fmt: skip
MM = 2.0  # units of the canvas that a millimetre of a stent takes
LESION = 11.0  # half the length of a drawn narrowing
LINE, LETTER = 14, 6.3  # a line of a callout: its height, and the width of a letter


@dataclass(frozen=True)
class Stent:
    """A stent: its length in mm, None where it is not known."""

    length: float | None = None


@dataclass(frozen=True)
class Finding:
    """What was found in one segment, or in a graft to it. Stenosis in percent; None: not known.

    `text` is written beside the segment; `is_past` makes it pale. `further` are the segments into which it
    extends, `place` is where in a graft the lesion is.
    """

    segment: str
    text: str
    stenosis: float | None = None
    is_cto: bool = False
    is_past: bool = False
    graft: str = ""
    place: str = ""
    stents: Sequence[Stent] = ()
    further: Sequence[str] = ()


@dataclass(frozen=True)
class Picture:
    """What a tree shows. `links` makes segments choosable: an address by number; `names` is what they are."""

    title: str
    findings: Sequence[Finding] = ()
    dominance: str | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    chosen: str = ""


def coronary_tree(picture: Picture) -> SafeString:
    """The picture as an SVG element; its style is in its attributes, so that a PDF draws the same."""
    known = [f for f in picture.findings if f.segment in TREE]
    shown = drawn(picture.dominance, {n for f in known for n in (f.segment, *f.further) if n in TREE})
    parts = [
        _aorta(),
        *(_wall(TREE[n]) for n in shown),
        *(_segment(picture, n) for n in sorted(shown, key=lambda n: TREE[n].widths[0])),  # the widest on top
        *(_border(TREE[n]) for n in shown if TREE[n].is_trunk),
        *(_graft(f) for f in known if f.graft),
        *(_lesion(f, _vessel(f)) for f in known),
        *(_mesh(f, _vessel(f), rank) for f in known for rank, _stent in enumerate(f.stents)),
        *_callouts(known),
    ]  # fmt: skip
    return format_html(
        '<svg class="coronary" viewBox="0 0 {} {}" role="{}" aria-label="{}" font-family="Arial, sans-serif"'
        ' xmlns="http://www.w3.org/2000/svg">{}</svg>',
        WIDTH, HEIGHT, "group" if picture.links else "img", picture.title,
        format_html_join("", "{}", ((p,) for p in parts)),
    )  # fmt: skip


def _vessel(finding: Finding) -> Vessel:
    return grafts.vessel(finding) if finding.graft else stretch([finding.segment, *finding.further])


def _outline(vessel: Vessel) -> str:
    return band(vessel.places, lambda p: vessel.width(p) / 2, lambda p: -vessel.width(p) / 2)


def _wall(vessel: Vessel) -> SafeString:
    return format_html(
        '<polygon points="{}" fill="{}" stroke="{}" stroke-width="1.8" stroke-linejoin="round"/>',
        _outline(vessel), WALL, WALL,
    )  # fmt: skip


def _aorta() -> SafeString:
    x, y, radius = AORTA
    return format_html(
        '<circle cx="{}" cy="{}" r="{}" fill="#fbeae7" stroke="{}" stroke-width="1.8"/>'
        '<text x="{}" y="{}" font-size="11" text-anchor="middle" fill="{}">Ao</text>',
        x, y, radius, WALL, x, y + 4, GREY,
    )  # fmt: skip


def _segment(picture: Picture, number: str) -> SafeString:
    """One segment with its number; a link where it can be chosen, with a broad invisible edge to hit."""
    vessel = TREE[number]
    body = format_html(
        '<polygon class="lumen" points="{}" fill="{}"/>'
        '<text x="{}" y="{}" font-size="10.5" text-anchor="middle" fill="{}">{}</text>',
        _outline(vessel), LUMEN, *vessel.label, GREY, number,
    )  # fmt: skip
    if number not in picture.links:
        return format_html("<g>{}</g>", body)
    return format_html(
        '<a class="segment{}" href="{}" data-segment="{}" aria-label="{}">'
        '<polyline points="{}" fill="none" stroke="#000" stroke-opacity="0" stroke-width="15"/>{}</a>',
        " segment--chosen" if number == picture.chosen else "", picture.links[number], number,
        picture.names.get(number, number), points([(p.x, p.y) for p in vessel.places]), body,
    )  # fmt: skip


def _border(vessel: Vessel) -> SafeString:
    """A fine line across the end of a segment that goes on as the next."""
    end = vessel.places[-1]
    (x1, y1), (x2, y2) = end.beside(vessel.width(end) / 2), end.beside(-vessel.width(end) / 2)
    return format_html(
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="0.9"/>',
        round(x1, 1), round(y1, 1), round(x2, 1), round(y2, 1), WALL,
    )  # fmt: skip


def _graft(finding: Finding) -> SafeString:
    vessel = grafts.vessel(finding)
    colour = OLD if finding.is_past else "#2c6e49"
    return format_html(
        '<polygon points="{}" fill="#eef7f0" stroke="{}" stroke-width="1.6"/>', _outline(vessel), colour
    )


def _middle(finding: Finding) -> float:
    """Where along its vessel a finding lies."""
    return grafts.PLACES.get(finding.place, 0.5) if finding.graft else 0.5


def _lesion(finding: Finding, vessel: Vessel) -> SafeString:
    """The narrowing: plaque on both walls, as thick as the stenosis says; a closed vessel is closed."""
    if not finding.stenosis:
        return SafeString("")
    middle, reach = _middle(finding), min(LESION / length(vessel.places), 0.42)
    places = part(vessel.places, max(middle - reach, 0), min(middle + reach, 1), 15)
    share = min(finding.stenosis, 100) / 100

    def lumen(place: Place) -> float:
        swelling = cos(pi / 2 * (place.share - middle) / reach) ** 2
        return max(vessel.width(place) / 2 * (1 - share * swelling), 0)

    def wall(place: Place) -> float:
        return vessel.width(place) / 2 + 0.9

    colour = OLD if finding.is_past else PLAQUE
    sides = (band(places, wall, lumen), band(places, lambda p: -wall(p), lambda p: -lumen(p)))
    drawn_plaque = format_html_join(
        "", '<polygon points="{}" fill="{}"/>', ((side, colour) for side in sides)
    )
    return format_html(
        "{}{}", drawn_plaque, _closed(at_share(vessel.places, middle), vessel) if share == 1 else ""
    )


def _closed(place: Place, vessel: Vessel) -> SafeString:
    """Two bars across a closed vessel."""
    reach = vessel.width(place) / 2 + 3
    along = (place.across[1], -place.across[0])
    bars = []
    for side in (-2.2, 2.2):
        x, y = place.x + along[0] * side, place.y + along[1] * side
        bars.append(
            (points([(x + place.across[0] * d, y + place.across[1] * d) for d in (-reach, reach)]), INK)
        )
    return format_html_join("", '<polyline points="{}" stroke="{}" stroke-width="1.6"/>', bars)


def _mesh(finding: Finding, vessel: Vessel, rank: int) -> SafeString:
    """The stent: two zigzags that cross, from wall to wall; stents of one lesion lie one behind the other."""
    whole = length(vessel.places)
    long = min(((finding.stents[rank].length or 18) * MM) / whole, 0.9)
    middle = _middle(finding) + (rank - (len(finding.stents) - 1) / 2) * long * 0.8
    first = min(max(middle - long / 2, 0.02), 0.98 - long)
    count = max(int(long * whole / 4.5), 4) | 1
    places = part(vessel.places, first, first + long, count)
    walls = [(p, vessel.width(p) / 2 + 1.4) for p in places]
    zigzags = [
        points([p.beside(r * (1 if (at + start) % 2 else -1)) for at, (p, r) in enumerate(walls)])
        for start in (0, 1)
    ]  # fmt: skip
    edges = [points([p.beside(side * r) for p, r in walls]) for side in (1, -1)]
    colour = OLD if finding.is_past else METAL
    return format_html_join(
        "", '<polyline points="{}" fill="none" stroke="{}" stroke-width="{}" stroke-linejoin="round"/>',
        [(line, colour, "1.1") for line in zigzags] + [(line, colour, "1.5") for line in edges],
    )  # fmt: skip


def _callouts(findings: Sequence[Finding]) -> list[SafeString]:
    """What was found, in words beside each segment: a line per finding, newest first."""
    by_place: dict[tuple[float, float], list[Finding]] = {}
    for finding in findings:
        by_place.setdefault(_vessel(finding).callout, []).append(finding)
    return [_callout(place, sorted(found, key=lambda f: f.is_past)) for place, found in by_place.items()]


def _callout(place: tuple[float, float], found: Sequence[Finding]) -> SafeString:
    wide = max(len(f.text) for f in found) * LETTER + 8
    high = LINE * len(found) + 3
    x = min(max(place[0] - wide / 2, 2), WIDTH - wide - 2)
    y = min(max(place[1] - high / 2, 2), HEIGHT - high - 2)
    vessel = _vessel(found[0])
    target = at_share(vessel.places, _middle(found[0]))
    colour = OLD if all(f.is_past for f in found) else INK
    lines = format_html_join(
        "", '<text x="{}" y="{}" font-size="11" font-weight="{}" text-anchor="middle" fill="{}">{}</text>',
        ((round(x + wide / 2, 1), round(y + LINE * (at + 1) - 2, 1), "400" if f.is_past else "700",
          GREY if f.is_past else INK, f.text) for at, f in enumerate(found)),
    )  # fmt: skip
    return format_html(
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="0.9"/>'
        '<rect x="{}" y="{}" width="{}" height="{}" rx="3" fill="#fff" stroke="{}" stroke-width="0.9"/>{}',
        round(x + wide / 2, 1), round(y + high / 2, 1), round(target.x, 1), round(target.y, 1), colour,
        round(x, 1), round(y, 1), round(wide, 1), high, colour, lines,
    )  # fmt: skip
