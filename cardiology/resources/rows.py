"""Exports: the rows of a section, or of all, as CSV or XLSX; read and written piece by piece; audited."""

import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any

from django.db.models import CharField, F, Func, QuerySet

from cardiology import audit, codebook
from cardiology.access import Permission, hospital_of, may
from cardiology.intake.mapping import is_section, model_of
from cardiology.intake.writing import csv_lines, write_xlsx
from cardiology.models import EVERY_KIND, User
from cardiology.resources.columns import chosen, resource
from cardiology.resources.wanted import Wanted, check, check_sheets, rows_of

AT_ONCE = 2_000
Found = dict[str, QuerySet[Any]]  # by kind
Watch = Callable[[int], None]  # told of each row that is written, and of none while it waits; raises to stop


def unwatched(_rows: int) -> None:
    """Nobody looks on while a file is written."""


def export_rows(kind: str, form: str, *, by: User, wanted: Wanted | None = None) -> bytes:
    """The whole file at once; with the numbers where nothing else is said and the user may have them."""
    wanted = wanted or Wanted(is_identified=may(by, Permission.EXPORT_IDENTIFIED))
    with tempfile.TemporaryFile() as out:
        out.writelines(rows_file(kind, form, wanted, by=by))
        out.seek(0)
        return out.read()


def rows_file(kind: str, form: str, wanted: Wanted, *, by: User) -> Iterator[bytes]:
    """A file of the rows of one kind, piece by piece. LookupError for a kind that there is not."""
    found = _taken_out(kind, form, wanted, by)
    if form == "csv":
        return (piece.encode() for piece in csv_lines(_lines(kind, found[kind], wanted, unwatched)))
    return _pieces(lambda out: write(out, kind, form, found, wanted))


def all_rows(form: str, wanted: Wanted, *, by: User) -> Iterator[bytes]:
    """One archive with a file for every kind of rows, and the codebook of exactly these columns."""
    found = _taken_out(EVERY_KIND, form, wanted, by)
    return _pieces(lambda out: write(out, EVERY_KIND, form, found, wanted))


def write(
    out: IO[bytes], kind: str, form: str, found: Found, wanted: Wanted, watch: Watch = unwatched
) -> None:
    """The file of these rows. Each kind is read by one statement: all of its rows are of one moment."""
    if kind == EVERY_KIND:
        _archive(out, form, found, wanted, watch)
    else:
        _write_one(out, kind, form, found[kind], wanted, watch)


def counted(kind: str, form: str, wanted: Wanted, by: User) -> tuple[Found, int]:
    """The rows by kind, in an archive of the kinds that have any; and how many in all."""
    check(wanted, by)
    found = rows_of(kind, wanted, by)
    counts = {name: rows.count() for name, rows in found.items()}
    if form == "xlsx":
        check_sheets(counts.values())
    if kind == EVERY_KIND:
        found = {name: rows for name, rows in found.items() if counts[name]}
    return found, sum(counts.values())


def _taken_out(kind: str, form: str, wanted: Wanted, by: User) -> Found:
    """The rows, once it is noted that they leave."""
    found, count = counted(kind, form, wanted, by)
    new = {"kind": kind, "form": form, "rows": count, **wanted.told()}
    audit.record("rows exported", by=by, about=hospital_of(by), new=new, via="export")
    return found


def _lines(kind: str, rows: QuerySet[Any], wanted: Wanted, watch: Watch) -> Iterator[list[Any]]:
    model = model_of(kind)
    columns = resource(kind, wanted.is_identified, _reasons(rows)).get_export_fields()
    yield [column.column_name for column in columns]
    if hasattr(model, "patient"):
        rows = rows.annotate(patient_number=F("patient__number"))
    if is_section(model):
        rows = rows.annotate(stay_number=F("admission__number"))
    read = dict.fromkeys([*(str(column.attribute) for column in columns), "missing"])
    for row in rows.values_list(*read, named=True).iterator(chunk_size=AT_ONCE):
        watch(1)
        yield [_cell(column, row) for column in columns]


def _reasons(rows: QuerySet[Any]) -> frozenset[str]:
    """The variables that have a reason for having no value in any of these rows."""
    keys = Func(F("missing"), function="jsonb_object_keys", output_field=CharField())
    return frozenset(rows.order_by().annotate(key=keys).values_list("key", flat=True).distinct())


def _cell(column: Any, row: Any) -> Any:
    found = column.export(row) if hasattr(column, "export") else column.get_value(row)
    return "" if found is None else found


def _book(names: Iterable[str], wanted: Wanted) -> Iterator[list[str]]:
    """The codebook of the variables of these kinds."""
    yield list(codebook.COLUMNS)
    own = [(model_of(kind), v) for kind in names for v in chosen(kind, wanted.is_identified)]
    for row in codebook.rows(own):
        yield list(row.values())


def _write_one(
    out: IO[bytes], kind: str, form: str, rows: QuerySet[Any], wanted: Wanted, watch: Watch
) -> None:
    lines = _lines(kind, rows, wanted, watch)
    if form == "csv":
        out.writelines(piece.encode() for piece in csv_lines(lines))
    else:
        write_xlsx(out, {kind: lines, "codebook": _book([kind], wanted)}, lambda: watch(0))


def _archive(out: IO[bytes], form: str, found: Found, wanted: Wanted, watch: Watch) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for kind, rows in found.items():
            with archive.open(f"{kind}.{form}", "w", force_zip64=True) as file:
                _write_one(file, kind, form, rows, wanted, watch)
        with archive.open("codebook.csv", "w") as file:
            file.writelines(piece.encode() for piece in csv_lines(_book(found, wanted)))


def _pieces(write: Callable[[IO[bytes]], None]) -> Iterator[bytes]:
    """What is written to a file on the disk, in pieces; the file is gone afterwards."""
    with tempfile.TemporaryFile() as out:
        write(out)
        out.seek(0)
        while piece := out.read(64 * 1024):
            yield piece
