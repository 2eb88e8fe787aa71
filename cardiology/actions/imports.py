"""Bringing a file in: all of its rows or none, in one transaction, with one batch and its audit."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from django.db import DataError, IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from cardiology import audit
from cardiology.access import Permission, check_may
from cardiology.intake.batch import Batch, read_batch
from cardiology.intake.cells import latest_day
from cardiology.intake.checking import check_rows
from cardiology.intake.columns import Columns
from cardiology.intake.derive import complete
from cardiology.intake.mapping import Mapping, load, model_of
from cardiology.intake.own import own_mapping
from cardiology.intake.places import place
from cardiology.intake.problems import Problem, Refused
from cardiology.intake.reading import Table, read_table
from cardiology.intake.store import Stored, store
from cardiology.models import AuditEvent, Hospital, ImportBatch, User


@dataclass
class Incoming:
    """A file with the tables that lie beside it."""

    name: str
    content: bytes
    beside: dict[str, bytes] = field(default_factory=dict)  # by file name


@dataclass
class Outcome:
    """What an import did, or would do: counts by kind, and what a person should look at."""

    rows: int
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    unusual: list[Problem] = field(default_factory=list)
    conflicts: list[Problem] = field(default_factory=list)
    batch_id: int | None = None
    changes: list[tuple[str, Stored]] = field(default_factory=list)  # by model, for the audit trail

    def total(self, state: str) -> int:
        """How many rows of all kinds are new, changed, same or conflict."""
        return sum(c[state] for c in self.counts.values())


class _OnlyTried(Exception):
    """Ends the transaction of a dry run."""


def import_file(
    incoming: Incoming, *, kind: str = "", mapping: str = "", hospital: Hospital, by: User | None,
    dry_run: bool = False,
) -> Outcome:  # fmt: skip
    """Bring a file in. Raises Refused with every problem; then, and in a dry run, nothing is written.

    `mapping` names a mapping; without one the headers are those of the product and `kind` says of what.
    """
    if by is not None:
        check_may(by, Permission.IMPORT)
    table = read_table(incoming.content)
    told = load(mapping) if mapping else own_mapping(_known(kind), table)
    _check_kind(kind, told)
    try:
        with transaction.atomic():
            _one_at_a_time(hospital)
            outcome = _bring_in(incoming, table, told, hospital)
            if dry_run:
                raise _OnlyTried
            _leave_trace(outcome, incoming, told, hospital, by, kind)
    except _OnlyTried:
        pass
    except (IntegrityError, DataError) as error:  # another person, at the same moment; or what nobody foresaw
        reason = str(error).partition("\n")[0]
        raise Refused(
            _("The database refused the rows: %(reason)s. Try again.") % {"reason": reason}
        ) from error
    return outcome


def _known(kind: str) -> str:
    try:
        model_of(kind)
    except LookupError as error:
        raise Refused(_("There is no kind of rows “%(kind)s”.") % {"kind": kind[:40]}) from error
    return kind


def _check_kind(kind: str, told: Mapping) -> None:
    """A kind that is named beside a mapping must be one that the mapping makes."""
    made = list(dict.fromkeys(rows.kind for rows in told.rows))
    if kind and kind not in made:
        raise Refused(
            _("This mapping makes %(made)s, not “%(kind)s”.") % {"made": ", ".join(made), "kind": kind[:40]}
        )


def _one_at_a_time(hospital: Hospital) -> None:
    """Two imports into one hospital wait for each other, so that the second sees what the first brought."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('cardiology_intake'), %s)", [hospital.pk])


def _bring_in(incoming: Incoming, table: Table, told: Mapping, hospital: Hospital) -> Outcome:
    """Read, place and store the rows of every kind that the mapping makes; collect all problems first."""
    columns = Columns(table, told, _tables_beside(incoming, told))
    outcome = Outcome(len(table))
    problems = list(table.problems)
    for rows in told.rows:
        batch = read_batch(columns, rows, told, latest_day(hospital.dates_are_shifted))
        _leave_out(batch, {p.row for p in (*problems, *columns.problems)}, problems)
        complete(batch)
        check_rows(batch)
        outcome.unusual += batch.unusual
        place(batch, hospital, own=told.own)
        _leave_out(batch, set(), problems)
        stored = store(batch)
        problems += stored.problems
        outcome.conflicts += stored.conflicts
        counts = outcome.counts.setdefault(rows.kind, {"new": 0, "changed": 0, "same": 0, "conflict": 0})
        for state, number in (("new", stored.new), ("changed", stored.changed), ("same", stored.same),
                              ("conflict", len(stored.conflicts))):  # fmt: skip
            counts[state] += number
        outcome.changes.append((batch.model._meta.label_lower, stored))
    problems += columns.problems
    if problems:
        raise Refused(problems)
    return outcome


def _leave_out(batch: Batch, wrong: set[int | None], problems: list[Problem]) -> None:
    """Collect the batch's problems and go on without their lines, so that the others are checked too."""
    problems += batch.problems
    wrong = wrong | {p.row for p in batch.problems}
    batch.problems = []
    if wrong:
        batch.only([line not in wrong for line in batch.lines])


def _tables_beside(incoming: Incoming, told: Mapping) -> dict[str, Table]:
    tables = {}
    for name, beside in told.tables.items():
        found = next((c for n, c in incoming.beside.items() if n.removesuffix(".gz")
                      == beside.file.removesuffix(".gz")), None)  # fmt: skip
        if found is None:
            raise Refused(_("The mapping needs the file %(file)s beside this one.") % {"file": beside.file})
        tables[name] = read_table(found)
    return tables


def _leave_trace(
    outcome: Outcome, incoming: Incoming, told: Mapping, hospital: Hospital, by: User | None, kind: str
) -> None:
    """The batch, one event about it, and old and new of every row that was changed."""
    batch = ImportBatch.objects.create(
        kind=kind or told.rows[0].kind, mapping="" if told.own else told.name[:60],
        file_name=incoming.name.encode("utf-8", "replace").decode()[:200],
        file_sha256=hashlib.sha256(incoming.content).hexdigest(),
        hospital_id=hospital.pk, by_id=by.pk if by else None, counts=outcome.counts,
    )  # fmt: skip
    outcome.batch_id = batch.pk
    event = {
        "kind": batch.kind,
        "mapping": batch.mapping,
        "sha256": batch.file_sha256,
        "counts": batch.counts,
    }
    audit.record("imported", by=by, about=batch, new=event, via="import")
    AuditEvent.objects.bulk_create(
        _amended(about, change, batch, by) for about, stored in outcome.changes for change in stored.changes
    )


def _amended(about: str, change: Any, batch: ImportBatch, by: User | None) -> AuditEvent:
    pk, patient_id, old, new = change
    return AuditEvent(
        event="amended", by_id=by.pk if by else None, by_username=by.get_username() if by else "system",
        role=by.role if by else "", via="import", hospital_id=batch.hospital_id, patient_id=patient_id,
        about=about, about_id=pk, old=old, new={**new, "batch": batch.pk},
    )  # fmt: skip
