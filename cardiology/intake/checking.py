"""The rows of a file against the rule table: what each row shows by itself is told before it is written."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from cardiology.checks import BY_SECTION
from cardiology.checks.check import Check, Where
from cardiology.checks.facts import Facts, Row
from cardiology.dictionary.registry import variables
from cardiology.intake.batch import Batch
from cardiology.intake.problems import Problem

Read = Callable[[str], Any]
READ: dict[str, Read] = {
    "number": float,
    "moment": datetime.fromisoformat,
    "date": date.fromisoformat,
    "choices": lambda text: tuple(text.strip("{}").split(",")),  # an array as PostgreSQL writes it
}


def found_in(batch: Batch) -> list[Problem]:
    """What each row breaks by itself, as warnings; nothing is refused for it."""
    section = str(batch.model._meta.model_name)
    checks = [c for c in BY_SECTION.get(section, ()) if Where.IMPORT in c.where]
    if not checks:
        return []
    found, alone = [], Facts(timezone.now())
    for line, row in zip(batch.lines, _rows(batch, section, checks), strict=True):
        for check in checks:
            if check.is_broken(row, alone):
                name = check.names[0].partition(".")[2]
                found.append(Problem(line, "", name, f"{check.sentence} ({check.id})"))
    return found


def _rows(batch: Batch, section: str, checks: list[Check]) -> Iterator[Row]:
    """The lines as plain values of the variables that the checks look at; each distinct text is read once."""
    named = {name.partition(".")[2] for check in checks for name in check.names}
    known = [v for v in variables(batch.model) if v.name in named and v.attname in batch.values]
    columns = [_column(batch.values[v.attname], READ.get(v.kind, str)) for v in known]
    names = [v.name for v in known]
    for i, reasons in enumerate(batch.missing):
        values = {n: c[i] for n, c in zip(names, columns, strict=True) if c[i] is not None}
        yield Row(section, values, why_none=reasons)


def _column(texts: list[str | None], read: Read) -> list[Any]:
    values = {text: read(text) for text in set(texts) if text}
    return [values.get(text) if text else None for text in texts]
