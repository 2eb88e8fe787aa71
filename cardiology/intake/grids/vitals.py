"""The cells of a grid of vital signs: one row of the record per column."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cardiology.dictionary.text import read_text
from cardiology.intake.grids.block import Block
from cardiology.intake.grids.fill import Cell, Filled, read_times
from cardiology.intake.grids.subjects import Subject, vital_sign
from cardiology.models import Admission, Vitals
from cardiology.queries.entry import doubts
from cardiology.queries.entry.last_values import Last, last_of
from cardiology.queries.entry.reading import instead_of


def fill(block: Block, stay: Admission) -> Filled:
    """Read a grid of vital signs of a stay; what is recorded already is told apart from what is new."""
    times, heads = read_times(block, stay)
    filled = Filled(block, [vital_sign(line.name) for line in block.lines], times, heads)
    there = recorded(stay, [at for at in times if at])
    for r, subject in enumerate(filled.subjects):
        if subject.variable is not None:
            _line(filled, r, subject, there)
            _doubt(filled, r, subject, stay)
    _pressures(filled, there)
    return filled


def recorded(stay: Admission, times: list[datetime]) -> dict[datetime, Vitals]:
    """The rows of the stay at these times."""
    return {row.measured_at: row for row in Vitals.objects.filter(admission=stay, measured_at__in=times)}


def _line(filled: Filled, r: int, subject: Subject, there: dict[datetime, Vitals]) -> None:
    line, variable = filled.block.lines[r], subject.variable
    assert variable is not None  # noqa: S101
    for c, at in filled.in_time_order():
        if not line.cells[c]:
            continue
        cell = filled.cells[r, c] = Cell(line.cells[c])
        try:
            read = read_text(variable, cell.text, line.unit)
        except ValidationError as error:
            cell.problem, cell.instead = " ".join(error.messages), instead_of(variable, cell.text)
            continue
        cell.value, cell.entered, cell.shown = read.value, read.entered, variable.display(read.value)
        old = getattr(there.get(at), variable.attname, None)
        cell.is_known = old == read.value
        if old is not None and not cell.is_known:
            cell.problem = _("Recorded already as %(value)s; change it in its own form.") % {
                "value": variable.display(old)
            }


def _doubt(filled: Filled, r: int, subject: Subject, stay: Admission) -> None:
    """Unusual values, and jumps from the value before, be it stored or in this block."""
    variable: Any = subject.variable
    written = [(at, cell) for _place, at, cell in filled.of_line(r) if cell.value is not None]
    change = getattr(variable, "change", None)
    last = last_of(variable, stay.patient_id, before=written[0][0]) if change and written else None
    for at, cell in written:
        cell.doubt = doubts.judged_value(variable, cell.value, at, last)
        if cell.doubt:
            cell.instead = instead_of(variable, cell.text)
        last = Last(cell.value, at) if change else None


def _pressures(filled: Filled, there: dict[datetime, Vitals]) -> None:
    """The diastolic pressure is below the systolic of the same time."""
    where = {s.variable.name: r for r, s in enumerate(filled.subjects) if s.variable}
    low, high = where.get("diastolic_bp"), where.get("systolic_bp")
    for c, at in filled.in_time_order():
        lower, upper = filled.cells.get((low, c)), filled.cells.get((high, c))  # type: ignore[arg-type]
        diastolic = lower.value if lower else getattr(there.get(at), "diastolic_bp", None)
        systolic = upper.value if upper else getattr(there.get(at), "systolic_bp", None)
        cell = lower or upper
        if cell and diastolic is not None and systolic is not None and diastolic >= systolic:
            cell.problem = _("The diastolic pressure must be below the systolic.")


def rows(filled: Filled, stay: Admission) -> list[tuple[Vitals, dict[str, Cell]]]:
    """The rows to store, oldest first, each with its new cells by variable."""
    there = recorded(stay, [at for at in filled.times if at])
    made = []
    for c, at in filled.in_time_order():
        row = there.get(at) or Vitals(patient=stay.patient, admission=stay, measured_at=at)
        said = {}
        for r, subject in enumerate(filled.subjects):
            cell = filled.cells.get((r, c))
            if subject.variable and cell and cell.is_new:
                said[subject.variable.name] = cell
                setattr(row, subject.variable.attname, cell.value)
                row.entered |= {subject.variable.name: cell.entered} if cell.entered else {}
        if said:
            made.append((row, said))
    return made
