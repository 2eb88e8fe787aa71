"""Rows of one kind on their way in: columns of texts for the database, with what stands beside them."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import compress
from typing import Any

from django.utils.translation import gettext as _

from cardiology.dictionary.fields import Variable
from cardiology.dictionary.registry import variables
from cardiology.dictionary.section import Declared
from cardiology.intake.cells import Cell, CellReader
from cardiology.intake.columns import Columns, Texts, rows_of
from cardiology.intake.mapping import Mapping, Rows, Source
from cardiology.intake.problems import Problem


@dataclass
class Batch:
    """Rows of one kind. `values` holds the columns that the file fills, by column name of the database."""

    model: type[Declared]
    lines: list[int]
    values: dict[str, list[str | None]] = field(default_factory=dict)
    missing: list[dict[str, str]] = field(default_factory=list)
    entered: list[dict[str, Any]] = field(default_factory=list)
    places: dict[str, list[str]] = field(default_factory=dict)  # patient, admission, key, row, revision...
    problems: list[Problem] = field(default_factory=list)
    unusual: list[Problem] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.lines)

    def without(self, lines: set[int]) -> "Batch":
        """A copy that leaves out some lines of the file; the batch itself stays as it was read."""
        copy = replace(self, problems=[], unusual=[u for u in self.unusual if u.row not in lines])
        copy.only([line not in lines for line in self.lines])
        return copy

    def only(self, kept: list[bool]) -> None:
        """Keep the lines for which `kept` is true."""
        self.lines = list(compress(self.lines, kept))
        self.missing = list(compress(self.missing, kept))
        self.entered = list(compress(self.entered, kept))
        self.values = {name: list(compress(column, kept)) for name, column in self.values.items()}
        self.places = {name: list(compress(column, kept)) for name, column in self.places.items()}


def read_batch(
    columns: Columns, rows: Rows, mapping: Mapping, latest: date | None,
    tell: Callable[[float], None] = lambda share: None,
) -> Batch:  # fmt: skip
    """All rows of one kind, read by their variables; problems are collected, not raised."""
    batch = Batch(rows.model, list(columns.lines))
    batch.missing = [{} for _line in columns.lines]
    batch.entered = [{} for _line in columns.lines]
    known = {v.name: v for v in variables(rows.model)}
    makes = rows_of(columns, rows)
    for position, (name, source) in enumerate(rows.sources.items()):
        tell(position / len(rows.sources))
        if name in known:
            _read(batch, known[name], columns, source, mapping.time, latest, makes)
        else:
            batch.places[name] = columns.texts(source).made
    for name in ("patient", "admission", "key"):
        place = getattr(rows, name)
        if place is not None:
            batch.places[name] = columns.texts(place).made
    _order(batch, rows)
    if makes is not None:
        batch.only(makes)
    return batch


def _read(
    batch: Batch, variable: Variable, columns: Columns, source: Source, time: str, latest: date | None,
    makes: list[bool] | None,
) -> None:  # fmt: skip
    """One variable: every distinct text is read once."""
    texts = columns.texts(source, variable.name)
    _leave_out_early(texts, source.earliest)
    reader = CellReader(variable, time=time, unit=source.unit, latest=latest)
    cells = {text: reader.read(text) for text in set(texts.made)}
    batch.values[variable.attname] = [cells[text].stored for text in texts.made]
    special = {text for text, cell in cells.items() if _is_special(cell)}
    lost = _lost(texts, source)
    if not (special or lost or source.missing):
        return
    for i, (made, sent) in enumerate(zip(texts.made, texts.sent, strict=True)):
        if makes is not None and not makes[i]:
            continue
        if made in special:
            _note(batch, i, variable, texts.column, made, cells[made])
        elif not made and sent in lost:
            batch.entered[i][variable.name] = {"text": sent[:200]}
        if source.missing and cells[made].stored is None:
            batch.missing[i][variable.name] = source.missing


def _is_special(cell: Cell) -> bool:
    return bool(cell.problem or cell.entered or cell.missing or cell.is_unusual)


def _lost(texts: Texts, source: Source) -> set[str]:
    """Texts of the file that a translation leaves without a value: they are kept as what was sent."""
    if not (source.values or source.match or source.earliest) or not source.column:
        return set()
    return {sent for made, sent in zip(texts.made, texts.sent, strict=True) if sent and not made}


def _leave_out_early(texts: Texts, earliest: str) -> None:
    """Days before `earliest` stand for something else in the source; they do not count as days."""
    if earliest:
        texts.made = ["" if text and text < earliest else text for text in texts.made]


def _note(batch: Batch, i: int, variable: Variable, column: str, text: str, cell: Cell) -> None:
    if cell.problem:
        batch.problems.append(Problem(batch.lines[i], column, variable.name, cell.problem))
    if cell.entered:
        batch.entered[i][variable.name] = cell.entered
    if cell.missing:
        batch.missing[i][variable.name] = cell.missing
    if cell.is_unusual:
        low, high = variable.plausible or ("", "")
        sentence = _("“%(text)s” is unusual (expected %(low)s to %(high)s %(unit)s).") % {
            "text": text[:40], "low": low, "high": high, "unit": variable.unit,
        }  # fmt: skip
        batch.unusual.append(Problem(batch.lines[i], column, variable.name, sentence))


def _order(batch: Batch, rows: Rows) -> None:
    """An end before its beginning (`not_before`) is kept as text only."""
    for name, source in rows.sources.items():
        if not source.not_before:
            continue
        ends, starts = batch.values[name], batch.values[source.not_before]
        for i, (end, start) in enumerate(zip(ends, starts, strict=True)):
            if end is not None and start is not None and end < start:
                batch.entered[i][name] = {"text": end}
                batch.missing[i][name] = "unknown"
                ends[i] = None


def as_json(notes: list[dict[str, Any]]) -> list[str]:
    """What stands beside the values, as JSON texts."""
    return [json.dumps(note, ensure_ascii=False) if note else "{}" for note in notes]
