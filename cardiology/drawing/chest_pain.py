"""The bar from onset to open artery, as chest pain centres draw it: points on a line, minutes between them.

Not to scale: a night at home and five minutes at the door have to be read side by side, so the width of a
stretch grows with the root of its minutes. Beneath it the intervals that have a target, each with its mark.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import sqrt

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, EDGE = 960, 2
LINE, BAR, STEP = 58, 20, 32
LEAST = 62  # of a stretch: a label has to fit
LEAST_TOLD = 380  # of a bracket, so that its words stand over its middle
INK, SOFT, PALE = "#212b32", "#4c6272", "#d8dde0"
STRETCHES = ("#0072b2", "#56b4e9")
TONES = {"met": ("#00663a", "✓"), "late": ("#8b0000", "L"), "known": ("#4c6272", "·")}


@dataclass(frozen=True)
class Mark:
    """A point of the course: its name, its short label, when, and how the time is written."""

    name: str
    label: str
    at: datetime
    written: str


@dataclass(frozen=True)
class Span:
    """An interval between two marks, by their names: in time (`met`), `late`, or without target (`known`)."""

    label: str
    start: str
    end: str
    minutes: float
    target: int | None
    state: str
    words: str


def course(marks: Sequence[Mark], spans: Sequence[Span], *, title: str, unit: str) -> SafeString:
    """The picture; nothing where fewer than two points are known. Points are drawn in the order of time."""
    known = sorted(marks, key=lambda m: m.at)
    if len(known) < 2:
        return SafeString("")
    places = _places([m.at for m in known])
    height = LINE + BAR + 8 + STEP * len(spans)
    parts = [_stretches(known, places, unit), _points(known, places)]
    where = {m.name: x for m, x in zip(known, places, strict=True)}
    parts += [_span(s, where, LINE + BAR + 6 + STEP * i, unit) for i, s in enumerate(spans)]
    told = ", ".join(f"{m.label} {m.written}" for m in known)
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}: {}" xmlns="http://www.w3.org/2000/svg">{}</svg>',
        WIDTH, height, title, told, format_html_join("", "{}", ((p,) for p in parts)),
    )  # fmt: skip


def _places(times: Sequence[datetime]) -> list[float]:
    """Where each point stands: each stretch has its least width, the rest goes by the root of its minutes."""
    roots = [sqrt((b - a).total_seconds() / 60) for a, b in zip(times, times[1:], strict=False)]
    spare = WIDTH - 2 * EDGE - LEAST * len(roots)
    total = sum(roots) or 1
    places = [float(EDGE)]
    for root in roots:
        places.append(places[-1] + LEAST + spare * root / total)
    return places


def _stretches(marks: Sequence[Mark], places: Sequence[float], unit: str) -> SafeString:
    return format_html_join(
        "",
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>'
        '<text x="{}" y="{}" font-size="12" font-weight="600" text-anchor="middle" fill="{}">{}</text>',
        (
            (f"{a:.1f}", LINE, f"{b - a:.1f}", BAR, STRETCHES[i % 2], f"{(a + b) / 2:.1f}", LINE + 14,
             "#fff" if i % 2 == 0 else INK, _minutes(marks[i].at, marks[i + 1].at, unit))
            for i, (a, b) in enumerate(zip(places, places[1:], strict=False))
        ),
    )  # fmt: skip


def _points(marks: Sequence[Mark], places: Sequence[float]) -> SafeString:
    """Labels stand on two levels by turns, so that neighbours do not run into each other."""
    return format_html_join(
        "",
        '<line x1="{0}" y1="{1}" x2="{0}" y2="{2}" stroke="{3}" stroke-width="1.5"/>'
        '<text x="{0}" y="{4}" font-size="11" text-anchor="{7}" fill="{3}">'
        "{5} {6}</text>",
        (
            (
                f"{x:.1f}",
                16 + 20 * (i % 2),
                LINE + BAR,
                INK,
                12 + 20 * (i % 2),
                m.label,
                m.written,
                "start" if i == 0 else "end" if i == len(marks) - 1 else "middle",
            )
            for i, (m, x) in enumerate(zip(marks, places, strict=True))
        ),
    )


def _span(span: Span, where: dict[str, float], y: int, unit: str) -> SafeString:
    colour, letter = TONES.get(span.state, TONES["known"])
    a, b = where[span.start], where[span.end]
    target = f" / {span.target}" if span.target is not None else ""
    told = f"{letter} {span.label} {round(span.minutes)}{target} {unit} · {span.words}"
    anchor, x = ("middle", (a + b) / 2) if b - a > LEAST_TOLD else ("end", b)
    return format_html(
        '<text x="{}" y="{}" font-size="12" font-weight="600" text-anchor="{}" fill="{}">{}</text>'
        '<path d="M{} {}v10M{} {}v10M{} {}H{}" stroke="{}" stroke-width="2" fill="none"/>',
        f"{x:.1f}", y + 14, anchor, colour, told,
        f"{a:.1f}", y + 18, f"{b:.1f}", y + 18, f"{a:.1f}", y + 23, f"{b:.1f}", colour,
    )  # fmt: skip


def _minutes(start: datetime, end: datetime, unit: str) -> str:
    minutes = round((end - start).total_seconds() / 60)
    if minutes >= 600:
        return f"{minutes // 60} h"
    return f"{minutes} {unit}"
