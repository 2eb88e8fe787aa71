"""A frozen cohort as it was read: attrition, rows, variables, what became of each patient.

An analysis of it gives the same result for ever, whatever is written into the records later.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from research.criteria.attrition import Step
from research.models import Cohort
from research.queries.cohorts import CannotRun, CohortResult, Row
from research.queries.outcomes import Course, courses

Json = Any


def content(result: CohortResult) -> dict[str, Json]:
    """Everything an analysis of these rows can need, as JSON."""
    found = courses({row.patient_id for row in result.rows}, result.data_cut)
    return {
        "start_rows": result.start_rows, "start_patients": result.start_patients,
        "steps": [asdict(step) for step in result.steps], "columns": list(result.columns),
        "data_cut": result.data_cut.isoformat(),
        "rows": [_row(row, result.columns) for row in result.rows],
        "lines": [[_plain(line.id), line.patient, list(line.answers)] for line in result.lines],
        "courses": {str(patient): _course(c) for patient, c in sorted(found.items())},
    }  # fmt: skip


def sha256(told: Mapping[str, Json]) -> str:
    """The fingerprint of a record."""
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def result(cohort: Cohort) -> CohortResult:
    """The answer as it was frozen. CannotRun where it was frozen without its variables, or was changed."""
    record = getattr(cohort, "record", None)
    if record is None:
        raise CannotRun(_("This cohort was frozen without its variables; freeze the version again."))
    told = record.content
    if sha256(told) != record.sha256:
        raise CannotRun(_("The frozen rows were changed in the database: they are not used."))
    columns = tuple(told["columns"])
    return CohortResult(
        told["start_rows"], told["start_patients"], tuple(Step(**s) for s in told["steps"]), columns,
        tuple(_read_row(r, columns) for r in told["rows"]), date.fromisoformat(told["data_cut"]), "",
        tuple(_read_line(*line) for line in told["lines"]),
        {int(patient): _read_course(c) for patient, c in told["courses"].items()},
    )  # fmt: skip


def _row(row: Row, columns: tuple[str, ...]) -> list[Json]:
    fixed = (row.id, row.patient_id, row.admission_id, row.start, row.end)
    return [_plain(v) for v in (*fixed, *(row.values[c] for c in columns))]


def _read_row(told: list[Json], columns: tuple[str, ...]) -> Row:
    fixed, values = [_value(v) for v in told[:5]], [_value(v) for v in told[5:]]
    return Row(*fixed, dict(zip(columns, values, strict=True)))


@dataclass(frozen=True)
class Asked:
    """An index row with its answers: all that the attrition is told from."""

    id: Any
    patient: int
    answers: tuple[bool | None, ...]


def _read_line(row: Json, patient: int, answers: list[bool | None]) -> Asked:
    return Asked(_value(row), patient, tuple(answers))


def _plain(value: Any) -> Json:
    """A value as JSON: a time says that it is one; a merged row has a key of several parts."""
    if isinstance(value, date):
        return {"time": value.isoformat()}
    if isinstance(value, tuple | list):
        return {"key": [_plain(v) for v in value]}
    return value if value is None or isinstance(value, bool | int | float | str) else float(value)


def _value(told: Json) -> Any:
    if not isinstance(told, dict):
        return told
    if "key" in told:
        return tuple(_value(v) for v in told["key"])
    text = told["time"]
    return date.fromisoformat(text) if len(text) == len("2026-01-01") else datetime.fromisoformat(text)


def _course(course: Course) -> Json:
    day = lambda d: d.isoformat() if d else None  # noqa: E731
    return [day(course.died_on), course.died_some_day, [[day(on), kind] for on, kind in course.events],
            [[pk, day(on)] for pk, on in course.stays], day(course.last_seen_on)]  # fmt: skip


def _read_course(told: Json) -> Course:
    died, some_day, events, stays, seen = told
    day = lambda d: date.fromisoformat(d) if d else None  # noqa: E731
    return Course(
        day(died), some_day, tuple((date.fromisoformat(on), kind) for on, kind in events),
        tuple((pk, date.fromisoformat(on)) for pk, on in stays), day(seen),
    )  # fmt: skip
