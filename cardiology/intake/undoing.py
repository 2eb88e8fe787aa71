"""Taking an import back: rows that it made are withdrawn, rows that it changed get back what they held.

What somebody changed since, and what other entries belong to, is kept and told.
All names in the statements are names of our own models' tables and columns.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from cardiology.intake.mapping import is_section
from cardiology.intake.store import Change
from cardiology.sealed import runs_of

MANIFEST = "cardiology_importedrow"
Row = tuple[int, int | None]  # id, patient


@dataclass(frozen=True)
class Kept:
    """A row that the undoing left as it is, and why."""

    about: str
    row_id: int
    patient_id: int | None
    sentence: str


@dataclass
class Undone:
    """What an undoing did. `changes` holds old and new of every row that got its old values back."""

    withdrawn: int = 0
    restored: int = 0
    kept: list[Kept] = field(default_factory=list)
    changes: list[tuple[str, Change]] = field(default_factory=list)


def undo(batch_id: int) -> Undone:
    """Undo what is left of a batch, inside the caller's transaction."""
    undone = Undone()
    with connection.cursor() as cursor:
        steps = [_Step(cursor, batch_id, model, undone) for model in _models(cursor, batch_id)]
        for step in steps:
            step.keep_what_was_changed_since()
        for step in steps:
            step.restore()
        for step in steps:
            step.withdraw()
    return undone


def _models(cursor: Any, batch_id: int) -> list[type[Model]]:
    """The models of a batch, the last one stored first: parts before what they belong to."""
    cursor.execute(
        f"SELECT about FROM {MANIFEST} WHERE batch_id = %s AND undone_at IS NULL "
        "GROUP BY about ORDER BY max(id) DESC",
        [batch_id],
    )
    return [apps.get_model(about) for (about,) in cursor.fetchall()]


class _Step:
    """The rows of one model."""

    def __init__(self, cursor: Any, batch_id: int, model: type[Model], undone: Undone) -> None:
        self.cursor, self.batch_id, self.model, self.undone = cursor, batch_id, model, undone
        self.about, self.table = model._meta.label_lower, model._meta.db_table
        fields = model._meta.concrete_fields
        self.columns = [str(f.column) for f in fields if f.column != "id" and not f.generated]
        self.untold = {"revision", *(f.column for f in runs_of(model))}
        self.patient = "t.patient_id" if is_section(model) or hasattr(model, "patient_id") else "t.id"  # type: ignore[arg-type]
        self.kept: set[int] = set()

    def _ask(self, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
        self.cursor.execute(statement, parameters or None)
        return self.cursor.fetchall() if self.cursor.description else []

    def _rows(self, what: str, where: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Rows of the manifest that are not undone, beside what is stored now."""
        return self._ask(
            f"SELECT {what} FROM {MANIFEST} m JOIN {self.table} t ON t.id = m.row_id "
            f"WHERE m.batch_id = %s AND m.about = %s AND m.undone_at IS NULL AND {where}",
            self.batch_id, self.about, *parameters,
        )  # fmt: skip

    def keep(self, rows: list[Row], sentence: str) -> None:
        """Leave rows as they are, and say why."""
        self.undone.kept += [Kept(self.about, pk, patient, sentence) for pk, patient in rows]
        self.kept |= {pk for pk, _patient in rows}

    def keep_what_was_changed_since(self) -> None:
        """Lock the rows; those with another revision belong to whoever amended them last."""
        self._rows("t.id", "true ORDER BY t.id FOR UPDATE OF t")
        rows = self._rows(f"t.id, {self.patient}", "t.revision <> m.revision ORDER BY t.id")
        self.keep(rows, _("It was changed after this file was brought in."))

    def restore(self) -> None:
        """Give changed rows their old values back: all at once, or one by one where some no longer fit."""
        rows = self._rows(
            f"t.id, {self.patient}, to_jsonb(t), m.old",
            "NOT m.is_new AND t.id <> ALL(%s) ORDER BY t.id",
            list(self.kept),
        )
        for pk, patient, now, old in self._restored(rows):
            differ = [c for c in self.columns if now.get(c) != old.get(c) and c not in self.untold]
            before, after = {c: now.get(c) for c in differ}, {c: old.get(c) for c in differ}
            self.undone.changes.append((self.about, Change(0, pk, patient, before, after)))
            self.undone.restored += 1

    def _restored(self, rows: list[tuple[Any, ...]]) -> Iterator[tuple[int, int | None, Any, Any]]:
        rows = [(pk, patient, _parsed(now), _parsed(old)) for pk, patient, now, old in rows]
        if rows and self._write_old([row[0] for row in rows]):
            yield from rows
            return
        for row in rows:
            if self._write_old([row[0]]):
                yield row
            else:
                self.keep([row[:2]], _("What it held before no longer fits the record."))

    def _write_old(self, ids: list[int]) -> bool:
        given = ", ".join(
            f"{c} = " + ("t.revision + 1" if c == "revision" else f"o.{c}") for c in self.columns
        )
        try:
            with transaction.atomic():
                self._ask(
                    f"UPDATE {self.table} t SET {given} FROM {MANIFEST} m, "
                    f"LATERAL jsonb_populate_record(NULL::{self.table}, m.old) o "
                    "WHERE m.batch_id = %s AND m.about = %s AND m.row_id = t.id AND t.id = ANY(%s)",
                    self.batch_id, self.about, ids,
                )  # fmt: skip
                self._ask("SET CONSTRAINTS ALL IMMEDIATE")
                self._ask("SET CONSTRAINTS ALL DEFERRED")
                self._mark("m.row_id = ANY(%s)", ids)
        except (IntegrityError, DataError):
            return False
        return True

    def _mark(self, where: str, *parameters: Any) -> None:
        self._ask(
            f"UPDATE {MANIFEST} m SET undone_at = now() WHERE m.batch_id = %s AND m.about = %s "
            f"AND m.undone_at IS NULL AND {where}",
            self.batch_id, self.about, *parameters,
        )  # fmt: skip

    def withdraw(self) -> None:
        """Take out the rows that the file made, unless other entries belong to them."""
        for other, column in _pointing_at(self.model):
            self._keep_what_others_need(other, column)
        kept = list(self.kept)
        made = "FROM {table} t WHERE m.row_id = t.id AND m.batch_id = %s AND m.about = %s AND m.is_new "
        self._ask(
            f"UPDATE {MANIFEST} m SET old = to_jsonb(t), undone_at = now() {made.format(table=self.table)}"
            "AND m.undone_at IS NULL AND t.id <> ALL(%s)",
            self.batch_id, self.about, kept,
        )  # fmt: skip
        gone = self._ask(
            f"DELETE FROM {self.table} t USING {MANIFEST} m WHERE m.row_id = t.id AND m.batch_id = %s "
            "AND m.about = %s AND m.is_new AND t.id <> ALL(%s) RETURNING t.id",
            self.batch_id, self.about, kept,
        )  # fmt: skip
        self.undone.withdrawn += len(gone)
        there = f"NOT EXISTS (SELECT FROM {self.table} t WHERE t.id = m.row_id)"
        self._mark(there)  # somebody withdrew it before

    def _keep_what_others_need(self, other: type[Model], column: str) -> None:
        rows = self._rows(
            f"t.id, {self.patient}",
            f"m.is_new AND t.id <> ALL(%s) AND EXISTS (SELECT FROM {other._meta.db_table} x "
            f"WHERE x.{column} = t.id) ORDER BY t.id",
            list(self.kept),
        )
        told = _("Other entries belong to it: %(what)s. Withdraw them first.")
        self.keep(rows, told % {"what": str(other._meta.verbose_name_plural)})


def _pointing_at(model: type[Model]) -> list[tuple[type[Model], str]]:
    """Every model with a foreign key to this one, and the column of the key."""
    found = []
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one):
            found.append((relation.related_model, relation.field.column))  # type: ignore[union-attr]
    return found


def _parsed(row: Any) -> dict[str, Any]:
    """A JSON column as the driver gives it."""
    parsed: dict[str, Any] = json.loads(row) if isinstance(row, str) else row
    return parsed
