"""Copying a batch into the database: one COPY per table, in the caller's transaction."""

import io
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Field, Model

from cardiology.sealed import Runs, Sealed
from cardiology.synthetic.batch import Batch

NOTHING = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy(batch: Batch, *, at: datetime) -> None:
    """Write every row of the batch. `at` is when the rows were made.

    Instants in the batch are in hospital time, without a zone; the session reads them so meanwhile.
    Tables are locked against other writers until then, so that a span of keys can be taken.
    """
    models = sorted(batch.rows, key=lambda m: (_depth(m), m._meta.label))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL TIME ZONE %s", [settings.TIME_ZONE])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        first = {model: _take_keys(cursor, model, len(batch.rows[model])) for model in models}
        for model in models:
            _copy_table(cursor, model, batch.rows[model], first, at)
        cursor.execute("SET LOCAL TIME ZONE %s", [connection.timezone_name])


def count_anew(batch: Batch) -> None:
    """Tell the planner how large the tables of a batch have become."""
    with connection.cursor() as cursor:
        for model in batch.rows:
            cursor.execute(f"ANALYZE {_table(model)}")


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _depth(model: type[Model], below: int = 0) -> int:
    """How many references lead down from a table: what is pointed to is written first."""
    deeper = [_depth(f.related_model, below + 1) for f in _references(model) if below < 8]  # type: ignore[arg-type]
    return 1 + max(deeper, default=0)


def _references(model: type[Model]) -> list[Field]:
    own = [f for f in model._meta.concrete_fields if f.is_relation and f.related_model is not model]
    return [f for f in own if not _is_part(f.related_model, model)]


def _is_part(part: Any, whole: type[Model]) -> bool:
    """Whether rows of one table are parts of rows of another, so that they are written after it."""
    parent = getattr(part, "parent", None)
    return bool(parent) and part._meta.get_field(parent).related_model is whole


def _take_keys(cursor: Any, model: type[Model], n: int) -> int:
    """Take n keys in a row; the first of them."""
    cursor.execute(f"LOCK TABLE {_table(model)} IN SHARE ROW EXCLUSIVE MODE")
    sequence = "pg_get_serial_sequence(%s, 'id')"
    cursor.execute(f"SELECT nextval({sequence})", [model._meta.db_table])
    first: int = cursor.fetchone()[0]
    cursor.execute(f"SELECT setval({sequence}, %s)", [model._meta.db_table, first + n - 1])
    return first


def _copy_table(
    cursor: Any, model: type[Model], rows: Any, first: dict[type[Model], int], at: datetime
) -> None:
    fields = [f for f in model._meta.concrete_fields if not f.primary_key and not f.generated]
    names = ", ".join(connection.ops.quote_name(f.column) for f in fields)
    statement = f"COPY {_table(model)} (id, {names}) FROM STDIN"
    lines = _Lines(_lines(rows, first[model], [_column(f, first, at) for f in fields]))
    cursor.copy_expert(statement, lines, 1 << 18)


def _lines(rows: Any, key: int, columns: list[tuple[str, str, Callable[[Any], str]]]) -> Iterator[str]:
    for key, row in enumerate(rows, key):  # noqa: B020 - the first key is where counting starts
        cells = [write(row[name]) if name in row else default for name, default, write in columns]
        yield f"{key}\t" + "\t".join(cells) + "\n"


def _column(
    field: Field, first: dict[type[Model], int], at: datetime
) -> tuple[str, str, Callable[[Any], str]]:
    """Of which value it is made, default as text, and how a value is written.

    References into the batch are moved to its keys.
    """
    name = field.attname
    if isinstance(field, Runs):
        return field.of, "{}", lambda number: f"{{{','.join(map(str, field.of_text(number)))}}}"
    if isinstance(field, Sealed):
        place = field.place
        return name, _text(field.get_default()), lambda text: _text(text and place.seal(text))
    if field.is_relation and field.related_model in first:
        start = first[field.related_model] - 1
        return name, NOTHING, lambda number: NOTHING if number is None else str(number + start)
    default = str(at) if name in ("created_at", "opened_at") else _text(field.get_default())
    return name, default, _text


def _text(value: Any) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    if isinstance(value, list):
        return f"{{{','.join(value)}}}"
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False).translate(_ESCAPES)
    return str(value)


class _Lines(io.TextIOBase):
    """A file to read from, made of lines as they come: the text of a table is never whole in memory."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines, self.rest = lines, ""

    def read(self, size: int | None = -1) -> str:
        parts, length = [self.rest], len(self.rest)
        while size is None or size < 0 or length < size:
            line = next(self.lines, None)
            if line is None:
                break
            parts.append(line)
            length += len(line)
        text = "".join(parts)
        cut = len(text) if size is None or size < 0 else size
        self.rest = text[cut:]
        return text[:cut]
