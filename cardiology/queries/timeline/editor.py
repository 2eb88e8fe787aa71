"""The editor of the chest-pain timeline: its rows as they stand now, and what is said of them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology.dictionary.missing import Missing
from cardiology.models import Admission
from cardiology.models.timeline import situation
from cardiology.queries.timeline.judged import Course, Sentence, course_of, sentences
from cardiology.queries.timeline.reading import ecg_was_before_door
from cardiology.timeline import GROUPS, POINTS, Situation
from cardiology.timeline.order import conflicts
from cardiology.timeline.points import Group
from cardiology.timeline.sources import ABOUT, CLOCKS, ESTIMATED, EXACT, SOURCES
from cardiology.wording import clock, day, is_chinese

REASONS = (Missing.UNKNOWN, Missing.NOT_DONE, Missing.NOT_APPLICABLE, Missing.DECLINED, Missing.PENDING)
WITHOUT_POINT = ("remote_ecg", "bypassed_emergency", "bypassed_ccu")
DELAY = ("delay_reason", "delay_note")


@dataclass(frozen=True)
class Row:
    """One point: its control, what the typed time was taken for, how sure it is, where it was read."""

    name: str
    field: Any
    word: str
    precision: str
    source: str
    beside: list[Any]
    history_url: str
    taken: "Taken"
    lanes: list["Lane"]


@dataclass(frozen=True)
class Taken:
    """What the typed time was taken for. `means` is the text that replaces what was typed."""

    means: str
    precision: str
    text: str
    tone: str = ""


@dataclass(frozen=True)
class Lane:
    """The piece of a bracket that crosses a row: `start`, `through`, `end` or nothing."""

    part: str = ""
    severity: str = ""
    number: int | None = None


@dataclass(frozen=True)
class Part:
    """A group of rows; `concerned` says whether it is asked of this stay or holds something."""

    name: str
    title: Any
    rows: list[Row]
    concerned: bool
    is_optional: bool


@dataclass(frozen=True)
class Editor:
    """Everything that the page of the timeline shows."""

    parts: list[Part]
    decision: Any
    others: list[Any]
    clocks: list[Any]
    has_clocks: bool
    delay: list[Any]
    sentences: list[Sentence]
    course: Course
    asks_delay: bool
    precisions: tuple[Any, ...]
    sources: tuple[Any, ...]


def editor(stay: Admission, form: Any) -> Editor:
    """The editor of a form: the times in it need not be saved, or even be right."""
    known = situation(stay, form.row_now)
    times = form.times
    broken = conflicts(times, known, ecg_before_door=ecg_was_before_door(form.row_now))
    found = sentences(broken)
    estimated = {n for n in form.points if form.precision_of(n) == ESTIMATED}
    course = course_of(times, known, estimated)
    rows = _rows(form, _lanes(found))
    return Editor(
        parts=[_part(group, rows, known) for group in GROUPS],
        decision=form["reperfusion"],
        others=[form[n] for n in WITHOUT_POINT],
        clocks=[form[n] for n in CLOCKS.values()],
        has_clocks=any(form[n].value() not in (None, "") or form[n].errors for n in CLOCKS.values()),
        delay=[form[n] for n in DELAY],
        sentences=found,
        course=course,
        asks_delay=bool(course.late) or any(form[n].value() for n in DELAY),
        precisions=(EXACT, ABOUT, *((r.value, r.label) for r in REASONS)),
        sources=SOURCES,
    )


def _part(group: Group, rows: dict[str, Row], known: Situation) -> Part:
    own = [rows[n] for n in group.points]
    holds = any(r.field.value() or r.precision for r in own)
    return Part(group.name, group.title, own, holds or group.concerns(known), group.is_optional)


def _rows(form: Any, lanes: dict[str, list[Lane]]) -> dict[str, Row]:
    above, rows = None, {}
    for point in POINTS:
        reading = form.readings.get(point.name)
        rows[point.name] = Row(
            name=point.name,
            field=form[point.name],
            word=point.words[-1 if is_chinese() else 0],
            precision=form.precision_of(point.name),
            source=form.source_of(point.name),
            beside=[form[n] for n in point.beside],
            history_url=getattr(form, "history_urls", {}).get(point.name, ""),
            taken=_taken(form, point.name, above),
            lanes=lanes[point.name],
        )
        above = reading.at if reading and reading.at else above
    return rows


def _taken(form: Any, name: str, above: Any) -> Taken:
    """The date a time took, and the hospital time that a device's reading was corrected to."""
    reading = form.readings.get(name)
    means, precision = str(form[name].value() or ""), form.precision_of(name)
    if reading is None or reading.unknown:
        return Taken(means, precision, "")
    if reading.error or reading.at is None:
        return Taken(means, precision, " ".join(reading.error.messages), "wrong")
    parts = []
    if above and _day(reading.at) > _day(above):
        nights = (_day(reading.at) - _day(above)).days
        later = _("next day") if nights == 1 else _("%(n)d days later") % {"n": nights}
        parts.append(f"{day(reading.at)}, {later}")
    if reading.shown != reading.at:
        parts.append(_("hospital time %(time)s") % {"time": clock(reading.at)})
    if reading.at > timezone.now() + timedelta(minutes=1):
        return Taken(means, precision, _("in the future"), "wrong")
    return Taken(means, precision, " · ".join(parts), "moved")


def _day(at: Any) -> Any:
    return timezone.localtime(at).date()


def _lanes(found: list[Sentence]) -> dict[str, list[Lane]]:
    """Brackets beside the column: each conflict runs in the first lane that is free between its two rows."""
    places = {p.name: i for i, p in enumerate(POINTS)}
    taken: list[dict[int, Lane]] = []
    for sentence in found:
        top, bottom = sorted((places[sentence.first], places[sentence.then]))
        lane = next((t for t in taken if not any(i in t for i in range(top, bottom + 1))), None)
        if lane is None:
            taken.append(lane := {})
        lane |= {i: Lane("through", sentence.severity) for i in range(top + 1, bottom)}
        lane[top] = Lane("start", sentence.severity, sentence.number)
        lane[bottom] = Lane("end", sentence.severity)
    return {name: [lane.get(i, Lane()) for lane in taken] for name, i in places.items()}
