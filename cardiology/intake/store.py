"""Storing a batch of rows: COPY into a temporary table, compare with what is there, check, write.

All names in the statements are names of our own models' tables and columns; texts of a file travel as
COPY input or parameters only.
"""

import io
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from cardiology.dictionary.registry import variables
from cardiology.intake import constraints
from cardiology.intake.batch import Batch, as_json
from cardiology.intake.mapping import is_section
from cardiology.intake.problems import Problem
from cardiology.sealed import runs_of, sealed_of

KEPT = {"id", "revision", "import_key", "created_at", "confirmed", "missing", "entered"}
BESIDE = ("missing", "entered")
NOTE = "INSERT INTO cardiology_importedrow (batch_id, about, row_id, revision, is_new, old)"
# a file whose lines touch a row twice: it goes back to what it was before the first
AGAIN = "ON CONFLICT (batch_id, about, row_id) DO UPDATE SET revision = EXCLUDED.revision"


@dataclass(frozen=True)
class Change:
    """What a line of the file would make of a stored row: only what differs, by column."""

    line: int
    row_id: int
    patient_id: int | None
    old: dict[str, Any]
    new: dict[str, Any]


@dataclass
class Stored:
    """What came of a batch: counts, what a person had amended (kept), and each change for the audit."""

    new: int = 0
    changed: int = 0
    same: int = 0
    conflicts: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    kept: list[Change] = field(default_factory=list)  # what the conflicts would have changed


class Store:
    """One batch on its way into the table of its model, inside the caller's transaction.

    `manifest` is the import batch whose rows are noted, so that it can be undone; None notes nothing.
    """

    def __init__(self, batch: Batch, manifest: int | None = None) -> None:
        self.batch, self.model, self.manifest = batch, batch.model, manifest
        self.table = self.model._meta.db_table
        self.temp = f"intake_{self.model._meta.model_name}"
        self.given = [name for name in batch.values if name not in KEPT]
        self.names = [v.name for v in variables(self.model) if v.attname in batch.values]
        self.result = Stored()

    def run(self) -> Stored:
        """Compare, check and write; a batch with problems is not written."""
        with connection.cursor() as cursor:
            self.cursor = cursor
            self._copy()
            self._identify()
            self._set_conflicts_aside()
            self._fill()
            self.result.problems += constraints.problems(cursor, self.model, self.table, self.temp)
            if not self.result.problems:
                self._write()
        return self.result

    def _ask(self, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
        self.cursor.execute(statement, parameters or None)
        return self.cursor.fetchall() if self.cursor.description else []

    def _copy(self) -> None:
        self._ask(f"DROP TABLE IF EXISTS {self.temp}")
        self._ask(
            f"CREATE TEMP TABLE {self.temp} ON COMMIT DROP AS SELECT 0 AS line, NULL::integer AS seen, "
            f"''::text AS state, t.* FROM {self.table} t WITH NO DATA"
        )
        self._ask(f"ALTER TABLE {self.temp} {', '.join(self._fresh())}")
        values = self._closed({n: c for n, c in self.batch.values.items() if n != "revision"})
        columns: list[Iterable[Any]] = [
            self.batch.lines, *values.values(), as_json(self.batch.missing), as_json(self.batch.entered),
        ]  # fmt: skip
        names = ["line", *values, *BESIDE]
        if "revision" in self.batch.values:  # the revision that the file was exported from
            names.append("seen")
            columns.append(self.batch.values["revision"])
        statement = f"COPY {self.temp} ({', '.join(names)}) FROM STDIN"
        self.cursor.cursor.copy_expert(statement, io.StringIO(_copy_text(columns)))
        self._ask(f"ANALYZE {self.temp}")

    def _closed(self, values: dict[str, Any]) -> dict[str, Any]:
        """The columns as they are stored: names of persons encrypted, with the digests to find them by."""
        closed = {f.column: list(map(f.get_prep_value, values[f.column]))
                  for f in sealed_of(self.model) if f.column in values}  # fmt: skip
        runs = {f.column: [f"{{{','.join(map(str, f.of_text(text)))}}}" for text in values[f.of]]
                for f in runs_of(self.model) if f.of in values}  # fmt: skip
        self.runs = list(runs)
        return values | closed | runs

    def _fresh(self) -> list[str]:
        """What a new row has where the file says nothing."""
        fresh = {"state": "'new'", "revision": "1", "confirmed": "'{}'", "created_at": "now()"}
        fresh |= {f.column: "''" for f in self.model._meta.concrete_fields
                  if f.column in ("name_pinyin", "name_initials")}  # fmt: skip
        return [f"ALTER {column} SET DEFAULT {value}" for column, value in fresh.items()]

    def _identify(self) -> None:
        """Find the stored row that each line means: by its id, else by what makes it unique."""
        if "id" in self.batch.values:
            self._check_ids()
        identity = self._identity()
        same = " AND ".join(f"t.{c} = i.{c}" for c in identity)
        self._ask(f"UPDATE {self.temp} i SET id = t.id FROM {self.table} t WHERE i.id IS NULL AND {same}")

    def _identity(self) -> tuple[str, ...]:
        if not is_section(self.model):
            return ("hospital_id", "number")
        return ("patient_id", "import_key") if self.model.repeats else ("admission_id",)  # type: ignore[attr-defined]

    def _check_ids(self) -> None:
        owner = "patient_id" if is_section(self.model) else "hospital_id"
        wrong = self._ask(
            f"SELECT i.line FROM {self.temp} i LEFT JOIN {self.table} t "
            f"ON t.id = i.id AND t.{owner} = i.{owner} WHERE i.id IS NOT NULL AND t.id IS NULL"
        )
        sentence = _("This row is not there, or belongs to another patient. Leave “row” empty for a new one.")
        self.result.problems += [Problem(line, "row", "row", sentence) for (line,) in wrong]
        self._ask(f"UPDATE {self.temp} i SET id = NULL WHERE line = ANY(%s)", [line for (line,) in wrong])

    def _set_conflicts_aside(self) -> None:
        """State of each line: new, same, changed; conflict where a person amended what would change."""
        differ = " OR ".join(f"t.{c} IS DISTINCT FROM i.{c}" for c in self.given)
        self._ask(
            f"UPDATE {self.temp} i SET state = CASE "
            f"WHEN NOT ({differ or 'false'} OR (t.missing - %s::text[]) || i.missing <> t.missing) "
            "THEN 'same' WHEN i.seen IS NULL AND i.import_key IS NOT NULL "
            "AND EXISTS (SELECT FROM cardiology_auditevent e WHERE e.about = %s "
            "AND e.about_id = t.id AND e.via <> 'import' AND e.event <> 'opened') "
            "OR i.seen <> t.revision THEN 'conflict' ELSE 'changed' END "
            f"FROM {self.table} t WHERE t.id = i.id",
            self.names, self.model._meta.label_lower,
        )  # fmt: skip
        counts = dict(self._ask(f"SELECT state, count(*) FROM {self.temp} GROUP BY state"))
        self.result.new, self.result.same = counts.get("new", 0), counts.get("same", 0)
        self.result.changed = counts.get("changed", 0)
        sentence = _("A person has amended this since; the record keeps its values.")
        conflicts = self._ask(f"SELECT line FROM {self.temp} WHERE state = 'conflict' ORDER BY line")
        self.result.conflicts = [Problem(line, "", "", sentence) for (line,) in conflicts]
        if conflicts:
            self.result.kept = self._differences("conflict")
        if self.result.changed:
            self.result.changes = self._differences("changed")
        self._ask(f"DELETE FROM {self.temp} WHERE state IN ('conflict', 'same')")

    def _fill(self) -> None:
        """Columns of known rows that the file does not fill stay as they are stored."""
        others = [c for c in self._columns() if c not in (*self.given, *self.runs) and c not in KEPT]
        kept = "".join(f", {c} = t.{c}" for c in others)
        self._ask(
            f"UPDATE {self.temp} i SET revision = t.revision + 1, created_at = t.created_at, "
            "import_key = COALESCE(t.import_key, i.import_key), confirmed = t.confirmed - %s::text[], "
            "missing = (t.missing - %s::text[]) || i.missing, entered = (t.entered - %s::text[]) || i.entered"
            f"{kept} FROM {self.table} t WHERE t.id = i.id",
            self.names, self.names, self.names,
        )  # fmt: skip

    def _write(self) -> None:
        columns = self._columns()
        listed = ", ".join(columns)
        if self.result.changed:
            self._note_changed()
            self._ask(
                f"UPDATE {self.table} t SET {', '.join(f'{c} = i.{c}' for c in columns)} "
                f"FROM {self.temp} i WHERE t.id = i.id AND i.state = 'changed'"
            )
        made = (
            f"INSERT INTO {self.table} ({listed}) SELECT {listed} FROM {self.temp} "
            "WHERE state = 'new' ORDER BY line"
        )
        if self.manifest is None:
            self._ask(made)
            return
        self._ask(
            f"WITH made AS ({made} RETURNING id, revision) {NOTE} "
            f"SELECT %s, %s, id, revision, true, NULL FROM made {AGAIN}",
            self.manifest, self.model._meta.label_lower,
        )  # fmt: skip

    def _note_changed(self) -> None:
        """Keep the whole of every row that is about to change."""
        if self.manifest is None:
            return
        self._ask(
            f"{NOTE} SELECT %s, %s, t.id, i.revision, false, to_jsonb(t) FROM {self.table} t "
            f"JOIN {self.temp} i ON i.id = t.id AND i.state = 'changed' {AGAIN}",
            self.manifest, self.model._meta.label_lower,
        )  # fmt: skip

    def _columns(self) -> list[str]:
        """The columns that are written; what the database computes, it computes itself."""
        own = self.model._meta.concrete_fields
        return [str(f.column) for f in own if f.column != "id" and not f.generated]

    def _differences(self, state: str) -> list[Change]:
        """Old and new of every row in a state, reasons for having no value included."""
        patient = "t.patient_id" if "patient_id" in self.given else "t.id"
        columns = "".join(f", t.{c}::text, i.{c}::text" for c in self.given)
        rows = self._ask(
            f"SELECT i.line, t.id, {patient}, t.missing, i.missing{columns} "
            f"FROM {self.table} t JOIN {self.temp} i ON t.id = i.id WHERE i.state = %s ORDER BY i.line",
            state,
        )
        return [self._difference(*row) for row in rows]

    def _difference(
        self, line: int, pk: int, patient_id: int, was: Any, said: Any, *cells: str | None
    ) -> Change:
        pairs = zip(self.given, cells[0::2], cells[1::2], strict=True)
        differ = [(name, old, new) for name, old, new in pairs if old != new]
        before, after = {n: o for n, o, _n in differ}, {n: w for n, _o, w in differ}
        was, said = _as_dict(was), _as_dict(said)
        for name in self.names:
            old, new = was.get(name), said.get(name)
            if old != new:
                before.setdefault("missing", {})[name] = old
                after.setdefault("missing", {})[name] = new
        return Change(line, pk, patient_id, before, after)


def _as_dict(notes: Any) -> dict[str, str]:
    """A JSON column as the driver gives it."""
    return json.loads(notes) if isinstance(notes, str) else notes


def store(batch: Batch, manifest: int | None = None) -> Stored:
    """Store a batch inside the caller's transaction, and note its rows in the manifest of an import."""
    return Store(batch, manifest).run() if len(batch) else Stored()


_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _copy_text(columns: list[Iterable[Any]]) -> str:
    """Columns as the text form of COPY."""
    return "\n".join(map("\t".join, zip(*(_copy_column(c) for c in columns), strict=True))) + "\n"


def _copy_column(column: Iterable[Any]) -> list[str]:
    cells = list(column)
    written = {c: "\\N" if c is None else str(c).translate(_ESCAPES) for c in set(cells)}
    return [written[cell] for cell in cells]
