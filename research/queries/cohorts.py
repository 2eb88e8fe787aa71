"""Running a question over the live tables: who is in, who is out, who is unknown."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import DataError, OperationalError, connection, transaction
from django.utils.translation import gettext as _

from research.catalogue import catalogue
from research.criteria.attrition import Step, attrition
from research.criteria.compile import compile_
from research.criteria.counting import compile_counts, told
from research.criteria.evaluate import Line, Tables, evaluate
from research.criteria.kinds import Catalogue
from research.criteria.nodes import Definition, Select
from research.criteria.walk import every

TIMEOUT_SECONDS = getattr(settings, "RESEARCH_TIMEOUT_SECONDS", 60)

# Sets are joined by hashing: the planner cannot count the rows of a relation inside the statement, and
# where it guesses few it would walk one set for every row of another.
PLANNER = ("jit = off", "enable_nestloop = off", "work_mem = '128MB'")


class CannotRun(Exception):
    """A question that the database could not answer, with a sentence for the person who asked."""


@dataclass(frozen=True)
class Row:
    """One index row that stays, with the values of its variables."""

    id: Any
    patient_id: int
    admission_id: int | None
    start: datetime
    end: datetime | None
    values: dict[str, Any]


@dataclass(frozen=True)
class CohortResult:
    """The answer: where it started, what each criterion did, who remains."""

    start_rows: int
    start_patients: int
    steps: tuple[Step, ...]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    data_cut: date
    sql: str
    lines: tuple[Any, ...] = ()  # every index row with its answers
    courses: Any = None  # what became of each patient, where it was read before

    @property
    def patients(self) -> int:
        return len({row.patient_id for row in self.rows})

    @property
    def counts(self) -> dict[str, Any]:
        """Where it started and what each criterion did, as plain values."""
        start = {"rows": self.start_rows, "patients": self.start_patients}
        return {"start": start, "steps": [asdict(step) for step in self.steps]}


def run(
    definition: Definition,
    *,
    hospital_id: int,
    timeout: int = TIMEOUT_SECONDS,
    narrow: Callable[[Catalogue], Catalogue] | None = None,
) -> CohortResult:
    """Ask the database; a row saved a second ago counts. `narrow` asks only some of the patients."""
    kinds = catalogue(hospital_id)
    return answer(definition, narrow(kinds) if narrow else kinds, timeout)


def answer(definition: Definition, kinds: Catalogue, timeout: int = TIMEOUT_SECONDS) -> CohortResult:
    """The answer over the kinds of a catalogue."""
    statement = compile_(definition, kinds)
    with _reading(timeout) as cursor:
        cursor.execute(statement.sql, dict(statement.params))
        lines = [_line(found, len(definition.criteria)) for found in cursor.fetchall()]
    return result(definition, lines, statement.sql)


def count(definition: Definition, kinds: Catalogue, timeout: int = TIMEOUT_SECONDS) -> dict[str, Any]:
    """The attrition alone, counted where the rows are: what `counts` of the answer says."""
    statement = compile_counts(definition, kinds)
    with _reading(timeout) as cursor:
        cursor.execute(statement.sql, dict(statement.params))
        (rows, patients), steps = told(definition, cursor.fetchone())
    return {"start": {"rows": rows, "patients": patients}, "steps": [asdict(step) for step in steps]}


def run_plainly(definition: Definition, *, hospital_id: int) -> CohortResult:
    """The same answer by the plain meaning, over the rows of every kind that the question uses."""
    kinds = catalogue(hospital_id)
    return result(definition, evaluate(definition, kinds, tables(definition, kinds)), "")


def result(definition: Definition, lines: list[Line], sql: str) -> CohortResult:
    """Lines counted and cut down to those that stay."""
    steps, left = attrition(definition, lines)
    columns = tuple(name for name, _value in definition.variables)
    rows = tuple(
        Row(x.id, x.patient, x.stay, x.start, x.end, dict(zip(columns, x.values, strict=True))) for x in left
    )
    return CohortResult(
        len(lines), len({x.patient for x in lines}), steps, columns, rows,
        date.fromisoformat(definition.cut), sql, tuple(lines),
    )  # fmt: skip


def tables(definition: Definition, kinds: Catalogue, patient: int | None = None) -> Tables:
    """The plain rows of the kinds that a definition uses, of everybody or of one patient."""
    used = {s.rows for s in every(definition) if isinstance(s, Select)} | {"stay"} & kinds.kinds.keys()
    only: Any = {} if patient is None else {"where": "WHERE t.patient = %(only)s", "only": patient}
    with _reading(TIMEOUT_SECONDS) as cursor:
        patients = _records(cursor, kinds, kinds.patients, list(kinds.patient_fields), **only)
        rows = {}
        for name in sorted(used):
            kind = kinds.kinds[name]
            rows[name] = _records(cursor, kinds, kind.relation, list(kind.fields), **only)
    reach = {p["patient"] for p in patients}
    return Tables(patients, {k: [r for r in found if r["patient"] in reach] for k, found in rows.items()})


def of_stays(name: str, kinds: Catalogue, stays: list[int]) -> list[dict[str, Any]]:
    """The rows of a kind that belong to some stays, in the order of their keys."""
    kind, where = kinds.kinds[name], "WHERE t.stay = ANY(%(of_stays)s) ORDER BY t.id"
    with _reading(TIMEOUT_SECONDS) as cursor:
        return _records(cursor, kinds, kind.relation, list(kind.fields), where, of_stays=stays)


def _records(
    cursor: Any, kinds: Catalogue, relation: str, fields: list[str], where: str = "", **more: Any
) -> list[dict[str, Any]]:
    """Rows of a relation by the names that definitions use."""
    names = {"f_" + name.replace(".", "__"): name for name in fields} | {"start_at": "start", "end_at": "end"}
    prelude = ", ".join(f"{name} AS ({sql})" for name, sql in kinds.prelude)
    text = f"{'WITH ' + prelude if prelude else ''} SELECT * FROM ({relation}) t {where}"
    cursor.execute(text, {**kinds.params, **more})
    columns = [names.get(c.name, c.name) for c in cursor.description]
    return [dict(zip(columns, found, strict=True)) for found in cursor.fetchall()]


def _line(found: tuple[Any, ...], criteria: int) -> Line:
    row_id, patient, stay, start, end = found[:5]
    return Line(row_id, patient, stay, start, end, found[5 : 5 + criteria], found[5 + criteria :])


@contextmanager
def _reading(timeout: int) -> Iterator[Any]:
    """A cursor that cannot write and gives up after a time, leaving no trace on the connection."""
    try:
        outermost = not connection.in_atomic_block
        with transaction.atomic(), connection.cursor() as cursor:
            if outermost:
                cursor.execute("SET TRANSACTION READ ONLY")
            cursor.execute("SET LOCAL statement_timeout = %s", [timeout * 1000])
            for setting in PLANNER:
                cursor.execute(f"SET LOCAL {setting}")
            yield cursor
            cursor.execute("SET LOCAL statement_timeout = 0")
    except OperationalError as error:
        if "statement timeout" not in str(error):
            raise
        sentence = _("The question took longer than %(seconds)s s and was stopped; narrow its windows.")
        raise CannotRun(sentence % {"seconds": timeout}) from error
    except DataError as error:
        raise CannotRun(_("A number became too large or too small to calculate with.")) from error
