"""What is said of a timeline: its intervals against their targets, and the times that do not fit together."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cardiology.drawing.chest_pain import Mark, Span, course
from cardiology.timeline import BY_NAME, Situation, Times
from cardiology.timeline.intervals import Judged, State, judge
from cardiology.timeline.order import Conflict
from cardiology.wording import clock, moment

DRAWN = ("symptom_onset_at", "first_contact_at", "door_at", "first_ecg_at", "lab_activated_at",
         "lysis_started_at", "puncture_at", "wire_crossed_at")  # fmt: skip
SPANS = ("contact_to_wire", "door_to_wire", "door_to_needle")
LETTERS = {State.MET: "✓", State.LATE: "L", State.KNOWN: "–", State.REVERSED: "!", State.UNKNOWN: "?"}


@dataclass(frozen=True)
class Line:
    """An interval in words: letter and words say what the colour says."""

    name: str
    label: Any
    minutes: str
    target: str
    source: str
    state: str
    letter: str
    words: str


@dataclass(frozen=True)
class Sentence:
    """Two times that do not fit together. `number` stands beside the bracket between their rows."""

    number: int
    severity: str
    text: str
    first: str
    then: str


@dataclass(frozen=True)
class Course:
    """The read-only picture of a timeline, with its intervals beneath."""

    svg: Any
    lines: list[Line]
    late: list[Line]


def course_of(times: Times, stay: Situation, estimated: Collection[str] = ()) -> Course:
    """The picture of a timeline and every interval that concerns the stay."""
    judged = judge(times, stay)
    lines = [_line(j, estimated) for j in judged]
    marks = [Mark(n, str(BY_NAME[n].short), at, clock(at)) for n in DRAWN if (at := times.get(n))]
    spans = [
        Span(str(j.interval.label), j.interval.start, j.interval.end, j.minutes, j.limit, str(j.state),
             _words(j))
        for j in judged if j.interval.name in SPANS and j.minutes is not None and j.minutes >= 0
    ]  # fmt: skip
    return Course(
        course(marks, spans, title=_("Course from onset to treatment"), unit=_("min")),
        lines,
        [line for line in lines if line.state == State.LATE],
    )


def sentences(found: Iterable[Conflict]) -> list[Sentence]:
    """Each conflict as a sentence."""
    return [
        Sentence(number, str(c.rule.severity), _sentence(c), c.rule.first, c.rule.then)
        for number, c in enumerate(found, 1)
    ]


def _sentence(conflict: Conflict) -> str:
    rule = conflict.rule
    same_day = clock if moment(conflict.first)[:-5] == moment(conflict.then)[:-5] else moment
    words = {
        "first": BY_NAME[rule.first].short, "first_at": same_day(conflict.first),
        "then": BY_NAME[rule.then].short, "then_at": same_day(conflict.then), "meaning": rule.meaning,
    }  # fmt: skip
    if conflict.is_reversed:
        return _("%(first)s %(first_at)s is after %(then)s %(then_at)s: %(meaning)s") % words
    return _("%(first)s %(first_at)s is long before %(then)s %(then_at)s: %(meaning)s") % words


def _line(judged: Judged, estimated: Collection[str]) -> Line:
    interval = judged.interval
    about = "≈ " if {interval.start, interval.end} & set(estimated) else ""
    return Line(
        interval.name,
        interval.label,
        "" if judged.minutes is None else about + span(judged.minutes),
        _("≤ %(minutes)d min") % {"minutes": judged.limit} if judged.limit is not None else "",
        interval.source if judged.limit is not None else "",
        str(judged.state),
        LETTERS[judged.state],
        _words(judged),
    )


def _words(judged: Judged) -> str:
    if judged.state is State.UNKNOWN:
        points = " · ".join(str(BY_NAME[n].short) for n in judged.missing)
        return _("not computable, missing: %(points)s") % {"points": points}
    if judged.state is State.LATE:
        over = (judged.minutes or 0) - (judged.limit or 0)
        return _("late by %(span)s") % {"span": span(over)}
    if judged.state is State.MET:
        return _("in time") if (judged.minutes or 0) >= 0 else _("in time: before it")
    return _("out of order") if judged.state is State.REVERSED else _("no target")


def span(minutes: float) -> str:
    """A span of time: minutes up to three hours, then hours and minutes, then days."""
    whole = round(abs(minutes))
    sign = "−" if minutes < 0 else ""
    if whole <= 180:
        return sign + _("%(m)d min") % {"m": whole}
    if whole < 2880:
        return sign + _("%(h)d h %(m)02d min") % {"h": whole // 60, "m": whole % 60}
    return sign + _("%(d)d d %(h)d h") % {"d": whole // 1440, "h": whole % 1440 // 60}
