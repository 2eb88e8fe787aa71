"""The vital signs of a stay: judged, drawn, and as a grid."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology.dictionary.registry import variables
from cardiology.drawing.course import Words, picture, plot
from cardiology.drawing.lanes import Measured, Value, strip
from cardiology.drawing.shapes import Picture
from cardiology.models import Admission, Vitals
from cardiology.queries.course.grid import Cell
from cardiology.queries.course.results import ARROWS
from cardiology.wording import clock, day, moment, plain_number

OVERDUE_AFTER = timedelta(hours=12)  # field.md §1: the threshold that OpenMRS 3 starts with
WATCHED = {"systolic_bp": (80, 180)}  # field.md §4.5: narrower than what is plausible
DRAWN = ("heart_rate", "respiratory_rate", "oxygen_saturation", "temperature", "weight")
UNJUDGED = ("height", "weight")
COLUMNS = 10
MARGIN, PAIRS = 0.2, 64.0  # the expected range is wide; room for bars of two pressures


@dataclass(frozen=True)
class Line:
    """One vital sign over the columns."""

    label: Any
    unit: str
    expected: str
    cells: list[Cell | None]


@dataclass(frozen=True)
class VitalsGrid:
    """The latest measurements: times, signs, and whether there are earlier ones."""

    times: list[datetime]
    lines: list[Line]
    page: int
    pages: int


def in_order(rows: list[Vitals]) -> list[Vitals]:
    """Measurements that have a time, oldest first."""
    return sorted((r for r in rows if r.measured_at), key=lambda r: (r.measured_at, r.pk))


def limits(name: str) -> tuple[float | None, float | None]:
    """Between what a vital sign is not remarkable; (None, None) for one that is not judged."""
    if name in UNJUDGED:
        return None, None
    variable: Any = Vitals._meta.get_field(name)
    low, high = WATCHED.get(name) or variable.plausible or (None, None)
    return (None, None) if low is None else (float(low), float(high))


def flag(name: str, value: Decimal | float) -> str:
    """H, L, N, or nothing where the sign is not judged."""
    low, high = limits(name)
    if low is None or high is None:
        return ""
    return "L" if value < low else "H" if value > high else "N"


def overdue(stay: Admission, rows: list[Vitals], now: datetime) -> str:
    """A sentence where the vital signs of an open stay were last taken too long ago; empty otherwise."""
    if not stay.is_open:
        return ""
    last = max((r.measured_at for r in rows if r.measured_at), default=None)
    if now - (last or stay.admitted_at) <= OVERDUE_AFTER:
        return ""
    words = {"hours": OVERDUE_AFTER // timedelta(hours=1), "at": moment(last)}
    if last is None:
        return _("No vital signs in the first %(hours)d h of the stay") % words
    return _("Vital signs overdue: last at %(at)s, more than %(hours)d h ago") % words


def signs(rows: list[Vitals], *names: str) -> list[Measured]:
    """The blood pressure and the named signs over the stay; of those without a value, none."""
    found = [pressure(rows), *(measured(rows, name) for name in names)]
    return [m for m in found if m.values]


def drawn(stay: Admission, rows: list[Vitals], now: datetime) -> Picture | None:
    """All vital signs of a stay on one time axis; None where there is none."""
    ordered = in_order(rows)
    if not ordered:
        return None
    end = stay.discharged_at or now
    times = [r.measured_at for r in ordered]
    axis = plot(_local(min(stay.admitted_at, times[0])), _local(max(end, times[-1])))
    words = Words(day, clock, lambda at: counted(stay, at))
    return picture(_("Vital signs"), [strip(m, axis) for m in signs(ordered, *DRAWN)], axis, words)


def counted(stay: Admission, at: datetime) -> str:
    """The day of the stay on which an instant lies; the day of admission is day 1."""
    return _("day %(n)d") % {"n": (at.date() - _local(stay.admitted_at).date()).days + 1}


def pressure(rows: list[Vitals]) -> Measured:
    """Both pressures of a moment together; one without the other is drawn as a point."""
    values = [
        Value(
            _local(r.measured_at), float(r.systolic_bp), flag("systolic_bp", r.systolic_bp),
            _tip(r, "systolic_bp", _pair(r)), _url(r),
            None if r.diastolic_bp is None else float(r.diastolic_bp), _pair(r),
        )
        for r in rows if r.systolic_bp is not None
    ]  # fmt: skip
    last = next((r for r in reversed(rows) if r.systolic_bp is not None), None)
    return Measured(
        _("Blood pressure"),
        "mmHg",
        values,
        _latest("systolic_bp", last),
        *limits("systolic_bp"),
        margin=MARGIN,
        height=PAIRS,
    )


def measured(rows: list[Vitals], name: str) -> Measured:
    """One vital sign over the stay."""
    variable: Any = Vitals._meta.get_field(name)
    there = [r for r in rows if getattr(r, name) is not None]
    values = [
        Value(_local(r.measured_at), float(v), flag(name, v), _tip(r, name, plain_number(v)), _url(r))
        for r in there
        if (v := getattr(r, name)) is not None
    ]
    latest = _latest(name, there[-1] if there else None)
    return Measured(str(variable.label), variable.unit, values, latest, *limits(name), margin=MARGIN)


def grid(rows: list[Vitals], page: int = 1, columns: int = COLUMNS) -> VitalsGrid:
    """Signs by time, newest first."""
    ordered = in_order(rows)[::-1]
    pages = max(1, -(-len(ordered) // columns))
    page = min(max(page, 1), pages)
    shown = ordered[(page - 1) * columns : page * columns]
    quantities = [v for v in variables(Vitals) if v.kind == "number"]
    lines = [_line(v, shown) for v in quantities]
    return VitalsGrid(
        [_local(r.measured_at) for r in shown], [line for line in lines if any(line.cells)], page, pages
    )


def _line(variable: Any, rows: list[Vitals]) -> Line:
    low, high = limits(variable.name)
    cells = [_cell(r, variable.name) for r in rows]
    expected = f"{low:g}–{high:g}" if low is not None else ""
    return Line(variable.label, variable.unit, expected, cells)


def _cell(row: Vitals, name: str) -> Cell | None:
    value = getattr(row, name)
    if value is None:
        return None
    text = plain_number(value)
    return Cell(text, flag(name, value), _tip(row, name, text), _url(row))


def _tip(row: Vitals, name: str, text: str) -> str:
    variable: Any = Vitals._meta.get_field(name)
    low, high = limits(name)
    label = _("Blood pressure") if name == "systolic_bp" and "/" in text else str(variable.label)
    first = " ".join(
        p for p in (label, text, variable.unit, ARROWS.get(flag(name, getattr(row, name)), "")) if p
    )
    expected = [_("expected %(interval)s") % {"interval": f"{low:g}–{high:g}"}] if low is not None else []
    return " · ".join([first, moment(row.measured_at), *expected])


def _latest(name: str, row: Vitals | None) -> str:
    if row is None:
        return ""
    value = getattr(row, name)
    text = _pair(row) if name == "systolic_bp" else plain_number(value)
    return f"{text} {ARROWS.get(flag(name, value), '')}".strip()


def _pair(row: Vitals) -> str:
    return "/".join(plain_number(v) for v in (row.systolic_bp, row.diastolic_bp) if v is not None)


def _url(row: Vitals) -> str:
    return reverse("section_edit", args=["vitals", row.pk])


def _local(at: datetime) -> datetime:
    return timezone.localtime(at)
