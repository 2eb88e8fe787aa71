"""The course of a stay as one picture: what happened, drugs, key tests, vital signs."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cardiology.drawing import shapes
from cardiology.drawing.axis import Axis
from cardiology.drawing.course import Words, picture, plot
from cardiology.drawing.lanes import ROW, Happening, Measured, Value, drugs, happenings, strip
from cardiology.drawing.shapes import Lane, Picture, Text, number
from cardiology.models import Vitals
from cardiology.queries.course import events, vitals
from cardiology.queries.course.results import ARROWS, Result, by_test, label, said, tip
from cardiology.queries.one_stay import Recorded
from cardiology.wording import clock, day, moment, unit

# of the tests in a line the one with most results is drawn
KEY_TESTS = (("hstni", "hstnt", "tni", "tnt"), ("ntbnp", "bnp"), ("cr",), ("k",), ("hb",))
LOGARITHMIC = {"hstni", "hstnt", "tni", "tnt", "ntbnp", "bnp"}  # rise over powers of ten
VITALS = ("heart_rate", "weight")  # beside the blood pressure
BEFORE = timedelta(hours=24)  # what was done so shortly before admission belongs to the stay
ZOOMS = {"": None, "first": timedelta(hours=24), "last": timedelta(hours=48)}


@dataclass(frozen=True)
class Chip:
    """A stretch of the stay that can be drawn."""

    label: str
    zoom: str
    is_on: bool


@dataclass(frozen=True)
class Seen:
    """One line of the table beneath: when, what kind, what."""

    at: str
    kind: str
    text: str
    url: str


@dataclass(frozen=True)
class Summed:
    """One measured variable of the table beneath."""

    label: str
    unit: str
    count: int
    first: str
    lowest: str
    highest: str
    latest: str


@dataclass(frozen=True)
class Course:
    """The drawn course, its table, what the picture leaves out; None where nothing is recorded."""

    picture: Picture | None
    zooms: list[Chip]
    seen: list[Seen] = field(default_factory=list)
    summed: list[Summed] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Gathered:
    """Everything that the lanes draw."""

    procedures: list[Happening]
    complications: list[Happening]
    examinations: list[Happening]
    drugs: list[tuple[Any, str, list[Any]]]
    tests: list[Measured]
    signs: list[Measured]

    @property
    def instants(self) -> list[datetime]:
        happened = [h.at for h in (*self.procedures, *self.complications, *self.examinations)]
        return happened + [v.at for m in (*self.tests, *self.signs) for v in m.values]

    @property
    def is_empty(self) -> bool:
        return not (self.instants or self.drugs)


def course(read: Recorded, results: list[Result], now: datetime, zoom: str = "") -> Course:
    """The course of a stay from what is read of it. No query of its own beyond the sections of the stay."""
    zoom = zoom if zoom in ZOOMS else ""
    gathered = _gather(read, results)
    chips = _chips(zoom)
    if gathered.is_empty:
        return Course(None, chips)
    stay_axis = _axis(read, gathered, now)
    shown = _zoomed(stay_axis, zoom)
    lanes = _lanes(gathered, shown)
    words = Words(day, clock, lambda at: vitals.counted(read.stay, at))
    return Course(
        picture(_("Course of the stay"), lanes, shown, words), chips, _table(gathered), _sums(gathered),
        _notes(lanes, gathered, stay_axis),
    )  # fmt: skip


def _gather(read: Recorded, results: list[Result]) -> _Gathered:
    return _Gathered(
        events.procedures(read), events.complications(read), events.examinations(read),
        events.drug_groups(read), _tests(results), vitals.signs(vitals.in_order(read.of(Vitals)), *VITALS),
    )  # fmt: skip


def _tests(results: list[Result]) -> list[Measured]:
    """The key tests; a result below or above a limit is drawn at the limit, and its tip says so."""
    known = by_test(results)
    best = [max(tests, key=lambda t: len(known.get(t, ()))) for tests in KEY_TESTS]
    drawn = [(test, [r for r in known.get(test, ()) if r.value is not None]) for test in best]
    return [_measured(test, found) for test, found in drawn if found]


def _measured(test: str, results: list[Result]) -> Measured:
    last = results[-1]
    values = [
        Value(
            r.at, float(r.value or 0), r.flag or "", tip(r),
            reverse("section_edit", args=["labresult", r.pk]), text=said(r),
        )
        for r in results
    ]  # fmt: skip
    low, high = (None if v is None else float(v) for v in (last.low, last.high))
    latest = f"{said(last)} {ARROWS.get(last.flag or '', '')}".strip()
    return Measured(label(last), unit(last.unit), values, latest, low, high, test in LOGARITHMIC)


def _axis(read: Recorded, gathered: _Gathered, now: datetime) -> Axis:
    """The stay; from what was done shortly before it, to now where it is open."""
    stay = read.stay
    admitted = timezone.localtime(stay.admitted_at)
    early = [at for at in gathered.instants if admitted - BEFORE <= at < admitted]
    end = stay.discharged_at or max([now, *gathered.instants])
    return plot(min([admitted, *early]), timezone.localtime(end))


def _zoomed(whole: Axis, zoom: str) -> Axis:
    span = ZOOMS[zoom]
    if span is None:
        return whole
    if zoom == "first":
        return plot(whole.start, min(whole.start + span, whole.end))
    return plot(max(whole.end - span, whole.start), whole.end)


def _chips(zoom: str) -> list[Chip]:
    labels = {"": _("Whole stay"), "first": _("First 24 h"), "last": _("Last 48 h")}
    return [Chip(words, name, name == zoom) for name, words in labels.items()]


def _lanes(gathered: _Gathered, axis: Axis) -> list[Lane]:
    return [
        _or_none(happenings(_("Procedures"), gathered.procedures, axis, "square", shapes.TEXT), axis),
        _or_none(happenings(_("Complications"), gathered.complications, axis, "up", shapes.CRITICAL), axis),
        _or_none(happenings(_("Examinations"), gathered.examinations, axis, "dot", shapes.GREEN), axis),
        *(drugs(str(title), rows, axis, fill) for title, fill, rows in gathered.drugs),
        *(strip(m, axis) for m in (*gathered.tests, *gathered.signs)),
    ]


def _or_none(lane: Lane, axis: Axis) -> Lane:
    """A lane in which nothing happened says so."""
    if lane.spots:
        return lane
    nothing = Text(axis.left + 6, ROW / 2 + 4, _("none recorded in this stretch"), shapes.QUIET)
    return Lane(lane.title, lane.height, (*lane.still, nothing))


def _notes(lanes: list[Lane], gathered: _Gathered, stay_axis: Axis) -> list[str]:
    """What the picture does not show, in sentences."""
    thinned = sum(lane.left_out for lane in lanes)
    bare = sum(lane.bare for lane in lanes)
    outside = sum(not stay_axis.holds(at) for at in gathered.instants)
    notes = []
    if thinned:
        notes.append(_("Thinned out: of each short stretch the lowest and the highest value are drawn."))
    if bare:
        notes.append(
            ngettext(
                "%(n)d mark had no room for its label.", "%(n)d marks had no room for their labels.", bare
            )
            % {"n": bare}
        )
    if outside:
        notes.append(
            ngettext(
                "%(n)d entry lies outside of the stay.", "%(n)d entries lie outside of the stay.", outside
            )
            % {"n": outside}
        )
    return notes


def _table(gathered: _Gathered) -> list[Seen]:
    kinds = (
        (_("Procedure"), gathered.procedures), (_("Complication"), gathered.complications),
        (_("Examination"), gathered.examinations),
    )  # fmt: skip
    rows = [(h.at, Seen(moment(h.at), kind, h.text, h.url)) for kind, found in kinds for h in found]
    for group, _colour, drug_rows in gathered.drugs:
        rows += [
            (s.start, Seen(day(s.start), str(group), s.tip, s.url)) for _n, spans in drug_rows for s in spans
        ]
    return [seen for _at, seen in sorted(rows, key=lambda row: row[0])]


def _sums(gathered: _Gathered) -> list[Summed]:
    return [_summed(m) for m in (*gathered.tests, *gathered.signs)]


def _summed(one: Measured) -> Summed:
    ends = one.values[0], min(one.values, key=_size), max(one.values, key=_size)
    first, lowest, highest = (v.text or number(v.value) for v in ends)
    return Summed(one.name, one.unit, len(one.values), first, lowest, highest, one.latest)


def _size(one: Value) -> float:
    return one.value
