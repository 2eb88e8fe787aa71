"""The cells of a grid of results: each is one result of one test."""

from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cardiology.actions import results
from cardiology.codes.laboratory import LabTest, table
from cardiology.dictionary.units import same_unit
from cardiology.intake.grids.block import Block, Line
from cardiology.intake.grids.fill import Cell, Filled, read_times
from cardiology.intake.grids.subjects import USUAL, Subject, laboratory_test
from cardiology.models import Admission, LabResult
from cardiology.queries.entry import doubts
from cardiology.queries.entry.last_values import Last, last_results
from cardiology.queries.entry.reading import instead_of_result, with_unit
from cardiology.queries.entry.uncoded import decided_codes
from cardiology.wording import plain_number


@dataclass(slots=True)
class Result:
    """What a row of the record will hold; thousands are read for a preview, so it is not a model yet."""

    collected_at: datetime
    test: str | None
    test_text: str | None
    value_text: str
    value: Decimal | None = None
    comparator: str | None = None
    unit: str | None = None
    unit_text: str | None = None
    reference_low: Decimal | None = None
    reference_high: Decimal | None = None
    flag: str | None = None


Known = dict[tuple[str, datetime], LabResult]


def fill(block: Block, stay: Admission) -> Filled:
    """Read a grid of results of a stay; what is recorded already is told apart from what is new."""
    times, heads = read_times(block, stay)
    decided = decided_codes(stay.hospital, "laboratory")
    filled = Filled(block, [laboratory_test(line.name, decided) for line in block.lines], times, heads)
    used = [at for at in times if at]
    there = recorded(stay, used)
    tests = [s.test.code for s in filled.subjects if s.test and s.test.change]
    last = last_results(stay.patient_id, tests, before=min(used)) if used else {}
    seen: set[str] = set()
    for r, subject in enumerate(filled.subjects):
        if any(block.lines[r].cells):
            _line(filled, r, subject, stay, there)
            _doubt(filled, r, subject, last.get(subject.key))
        if subject.key in seen and any(block.lines[r].cells):
            filled.subjects[r] = Subject(subject.label, problem=_("This test stands in two rows."))
        seen.add(subject.key)
    return filled


def recorded(stay: Admission, times: list[datetime]) -> Known:
    """The results of the stay at these times, by test and time."""
    found = LabResult.objects.filter(admission=stay, collected_at__in=times)
    return {(row.test or row.test_text or "", row.collected_at): row for row in found}


def _line(filled: Filled, r: int, subject: Subject, stay: Admission, there: Known) -> None:
    line = filled.block.lines[r]
    if not line.name.strip():
        filled.subjects[r] = Subject("", problem=_("This row has no test."))
        return
    for c, at in filled.in_time_order():
        if not line.cells[c]:
            continue
        cell = filled.cells[r, c] = Cell(line.cells[c])
        row = cell.value = result(subject, line, cell.text, at)
        try:
            results.derive(row, stay.patient.sex)
        except ValidationError as error:
            cell.problem, cell.instead = " ".join(error.messages), _instead(subject.test, cell.text, line)
            continue
        cell.shown, cell.flag = _shown(row, subject), row.flag or ""
        old = there.get((subject.key, at))
        cell.is_known = old is not None and _says(old) == _says(row)
        if old is not None and not cell.is_known:
            cell.problem = _("Recorded already as %(value)s; change it in its own form.") % {
                "value": _says(old)
            }


def result(subject: Subject, line: Line, text: str, at: datetime) -> Result:
    """The result that a cell stands for; the unit of the row's head belongs to the value as it was sent."""
    unit = "" if subject.test and same_unit(line.unit, subject.test.unit) else line.unit
    test = subject.test.code if subject.test else None
    return Result(at, test, None if test else line.name[:120], with_unit(text, unit))


def _shown(row: Result, subject: Subject) -> str:
    if row.value is None:
        return row.value_text or ""
    decimals = subject.test.decimals if subject.test else 4
    return f"{row.comparator or ''}{plain_number(round(row.value, decimals))}"


def _says(row: LabResult | Result) -> str:
    """A result as it is compared: its number where it has one."""
    return (
        f"{row.comparator or ''}{plain_number(row.value)}" if row.value is not None else row.value_text or ""
    )


def _doubt(filled: Filled, r: int, subject: Subject, last: Last | None) -> None:
    if subject.test is None:
        return
    for _place, at, cell in filled.of_line(r):
        value = cell.value.value if cell.value else None
        if value is None or cell.problem:
            continue
        cell.doubt = doubts.judged(subject.test, value, at, last)
        if cell.doubt:
            cell.instead = _instead(subject.test, cell.text, filled.block.lines[r])
        last = Last(value, at)


def _instead(test: LabTest | None, text: str, line: Line) -> tuple[str, str]:
    return instead_of_result(test, text) if test and not line.unit else ("", "")


def rows(filled: Filled, stay: Admission) -> list[tuple[LabResult, Cell]]:
    """The rows to store."""
    place = {"patient_id": stay.patient_id, "admission_id": stay.pk}
    names = [f.name for f in fields(Result)]
    new = [cell for cell in filled.cells.values() if cell.is_new]
    return [(LabResult(**place, **{n: getattr(cell.value, n) for n in names}), cell) for cell in new]


def offered(stay: Admission) -> list[str]:
    """The tests that an empty grid offers: those of this stay, else the usual ones."""
    asked: Any = LabResult.objects.filter(admission=stay, test__isnull=False)
    known = set(asked.values_list("test", flat=True).distinct()[:60]) or set(USUAL)
    return [test.code for test in table() if test.code in known]
