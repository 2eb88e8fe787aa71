"""Bringing a file in: all of its rows or none, or its clean rows; one transaction, one batch, its audit."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.db import DataError, IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology import audit
from cardiology.access import Permission, check_may
from cardiology.intake.batch import Batch, read_batch
from cardiology.intake.cells import latest_day
from cardiology.intake.checking import found_in
from cardiology.intake.columns import Columns
from cardiology.intake.derive import complete
from cardiology.intake.mapping import Mapping, load, model_of
from cardiology.intake.own import own_mapping, own_table
from cardiology.intake.places import place
from cardiology.intake.problems import Problem, Refused
from cardiology.intake.reading import Table, read_table
from cardiology.intake.store import Change, Stored, store
from cardiology.models import AuditEvent, BatchState, Hospital, ImportBatch, Medication, User
from cardiology.queries.guidance.in_files import Orders, orders, stopped

Tell = Callable[[int, str], None]  # how far the work is, in percent, and what is being done
MOST_PASSES = 5


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
    problems: list[Problem] = field(default_factory=list)  # of rows that were left out
    left_out: int = 0  # rows of the file
    table: Table | None = None

    def total(self, state: str) -> int:
        """How many rows of all kinds are new, changed, same or conflict."""
        return sum(c[state] for c in self.counts.values())


@dataclass
class Reading:
    """A file as it was read, before anything is compared with the record."""

    table: Table
    told: Mapping
    batches: list[Batch]
    problems: list[Problem]


class Lost(Exception):
    """The work is no longer ours: another worker took it, or somebody put the file away."""


class _OnlyTried(Exception):
    """Ends the transaction of a dry run."""


def import_file(
    incoming: Incoming, *, kind: str = "", mapping: str = "", hospital: Hospital, by: User | None,
    dry_run: bool = False, clean_only: bool = False, into: ImportBatch | None = None,
    tell: Tell = lambda percent, step: None,
) -> Outcome:  # fmt: skip
    """Bring a file in. Raises Refused with every problem; then, and in a dry run, nothing is written.

    `mapping` names a mapping; without one the headers are those of the product and `kind` says of what.
    With `clean_only` rows that have a problem are left out and told in the outcome. `into` is the batch of
    a file that was checked before; without it one is made.
    """
    if by is not None:
        check_may(by, Permission.IMPORT)
    reading = read(incoming, kind, mapping, latest_day(hospital.dates_are_shifted), tell)
    try:
        with transaction.atomic():
            _one_at_a_time(hospital)
            batch = None if dry_run else into or _new_batch(incoming, reading.told, kind, hospital, by)
            outcome = _bring_in(reading, hospital, clean_only, batch, tell)
            if batch is None:
                raise _OnlyTried
            tell(95, _("Writing"))
            _check_ours(batch)
            _leave_trace(outcome, batch, by)
    except _OnlyTried:
        pass
    except (IntegrityError, DataError) as error:  # another person, at the same moment; or what nobody foresaw
        reason = str(error).partition("\n")[0]
        raise Refused(
            _("The database refused the rows: %(reason)s. Try again.") % {"reason": reason}
        ) from error
    return outcome


def read(incoming: Incoming, kind: str, mapping: str, latest: date | None, tell: Tell) -> Reading:
    """Everything about a file that needs no look into the record."""
    tell(2, _("Reading the file"))
    table = read_table(incoming.content)
    if not mapping:
        table = own_table(_known(kind), table)
    told = load(mapping) if mapping else own_mapping(kind, table)
    _check_kind(kind, told)
    columns = Columns(table, told, _tables_beside(incoming, told))
    tell(15, _("Reading the cells"))
    found = []
    for number, rows in enumerate(told.rows):

        def share(done: float, number: int = number) -> None:
            tell(15 + int(50 * (number + done) / len(told.rows)), _("Reading the cells"))

        found.append(read_batch(columns, rows, told, latest, share))
    problems = [*table.problems, *columns.problems]
    for batch in found:
        problems += batch.problems
        complete(batch)
        batch.unusual += found_in(batch)
    return Reading(table, told, found, problems)


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


def _bring_in(
    reading: Reading, hospital: Hospital, clean_only: bool, into: ImportBatch | None, tell: Tell
) -> Outcome:
    """Store the rows without problems; go back and leave more out, as long as some are found only now."""
    problems = list(reading.problems)
    lines = set(reading.table.lines)
    for _pass in range(MOST_PASSES):
        tell(70, _("Comparing with the record"))
        wrong = {p.row for p in problems if p.row in lines}
        before = transaction.savepoint()
        outcome, more = _store(reading, hospital, {w for w in wrong if w is not None}, into)
        problems += more
        if not clean_only or any(p.row not in lines for p in problems):
            break
        if not more:
            transaction.savepoint_commit(before)
            outcome.problems, outcome.left_out = sorted(problems, key=Problem.order), len(wrong)
            return outcome
        transaction.savepoint_rollback(before)
    if problems:
        raise Refused(problems, reading.table)
    return outcome


def _store(
    reading: Reading, hospital: Hospital, wrong: set[int], into: ImportBatch | None
) -> tuple[Outcome, list[Problem]]:
    """Place and store the rows of every kind without the wrong lines; what is found wrong only now."""
    outcome = Outcome(len(reading.table), table=reading.table)
    problems: list[Problem] = []
    ordered: Orders = []
    for rows, as_read in zip(reading.told.rows, reading.batches, strict=True):
        batch = as_read.without(wrong)
        outcome.unusual += batch.unusual
        place(batch, hospital, own=reading.told.own)
        _leave_out(batch, problems)
        stored = store(batch, into.pk if into else None)
        problems += stored.problems
        outcome.conflicts += stored.conflicts
        counts = outcome.counts.setdefault(rows.kind, {"new": 0, "changed": 0, "same": 0, "conflict": 0})
        for state, number in (("new", stored.new), ("changed", stored.changed), ("same", stored.same),
                              ("conflict", len(stored.conflicts))):  # fmt: skip
            counts[state] += number
        outcome.changes.append((batch.model._meta.label_lower, stored))
        if batch.model is Medication and (stored.new or stored.changes):
            ordered += orders()
    if not problems:
        problems += stopped(ordered)
    return outcome, problems


def _leave_out(batch: Batch, problems: list[Problem]) -> None:
    """Collect the batch's problems and go on without their lines, so that the others are checked too."""
    wrong = {p.row for p in batch.problems}
    problems += batch.problems
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


def describe(batch: ImportBatch, incoming: Incoming, *, kind: str, mapping: str) -> None:
    """What is known of a file before anything is read."""
    batch.kind, batch.mapping = kind, mapping[:60]
    batch.file_name = incoming.name.encode("utf-8", "replace").decode()[:200]
    batch.file_sha256 = hashlib.sha256(incoming.content).hexdigest()


def _new_batch(
    incoming: Incoming, told: Mapping, kind: str, hospital: Hospital, by: User | None
) -> ImportBatch:
    """The batch of a file that comes in without having been looked at on a page."""
    batch = ImportBatch(hospital_id=hospital.pk, by_id=by.pk if by else None)
    describe(batch, incoming, kind=kind or told.rows[0].kind, mapping="" if told.own else told.name)
    batch.save()
    return batch


def _check_ours(batch: ImportBatch) -> None:
    """Lock the batch before it ends; Lost when another worker took it: then nothing is written."""
    mine = ImportBatch.objects.filter(pk=batch.pk, state=batch.state, attempts=batch.attempts)
    if mine.select_for_update().first() is None:
        raise Lost


def _leave_trace(outcome: Outcome, batch: ImportBatch, by: User | None) -> None:
    """The batch, one event about it, and old and new of every row that was changed."""
    batch.state, batch.counts, batch.stored_at = BatchState.STORED, outcome.counts, timezone.now()
    batch.decided_by_id = by.pk if by else None
    batch.save()
    outcome.batch_id = batch.pk
    event = {"kind": batch.kind, "mapping": batch.mapping, "sha256": batch.file_sha256,
             "counts": batch.counts}  # fmt: skip
    if outcome.left_out:
        event["left_out"] = outcome.left_out
    audit.record("imported", by=by, about=batch, new=event, via="import")
    AuditEvent.objects.bulk_create(
        amended(about, change, batch, by) for about, stored in outcome.changes for change in stored.changes
    )


def amended(about: str, change: Change, batch: ImportBatch, by: User | None) -> AuditEvent:
    """One row that a batch changed, or gave its old values back."""
    return AuditEvent(
        event="amended", by_id=by.pk if by else None, by_username=by.get_username() if by else "system",
        role=by.role if by else "", via="import", hospital_id=batch.hospital_id,
        patient_id=change.patient_id, about=about, about_id=change.row_id, old=change.old,
        new={**change.new, "batch": batch.pk}, **audit.circumstances("amended"),
    )  # fmt: skip
