"""Exports: the rows of a section, or of all, as CSV or XLSX; read and written piece by piece; audited."""

import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db.models import CharField, F, Func, Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology import audit, codebook
from cardiology.access import Permission, check_may, hospital_of, may, visible_to
from cardiology.intake.form import kinds
from cardiology.intake.mapping import is_section, model_of
from cardiology.intake.writing import csv_lines, write_xlsx
from cardiology.models import Admission, Patient, User
from cardiology.resources.columns import chosen, resource

MOST_ROWS_OF_A_SHEET = 1_048_575
AT_ONCE = 2_000


@dataclass(frozen=True)
class Wanted:
    """Which rows: those of stays admitted in a period, on a ward, of a category; identified or not."""

    first: date | None = None
    last: date | None = None
    ward: int | None = None
    category: str = ""
    is_identified: bool = False

    @property
    def is_narrowed(self) -> bool:
        return any((self.first, self.last, self.ward, self.category))

    def told(self) -> dict[str, Any]:
        """For the audit trail."""
        days = {"first": self.first and str(self.first), "last": self.last and str(self.last)}
        told = {**days, "ward": self.ward, "category": self.category, "identified": self.is_identified}
        return {name: value for name, value in told.items() if value}


def export_rows(kind: str, form: str, *, by: User, wanted: Wanted | None = None) -> bytes:
    """The whole file at once; with the numbers where nothing else is said and the user may have them."""
    wanted = wanted or Wanted(is_identified=may(by, Permission.EXPORT_IDENTIFIED))
    with tempfile.TemporaryFile() as out:
        out.writelines(rows_file(kind, form, wanted, by=by))
        out.seek(0)
        return out.read()


def rows_file(kind: str, form: str, wanted: Wanted, *, by: User) -> Iterator[bytes]:
    """A file of the rows of one kind, piece by piece. LookupError for a kind that there is not."""
    _check(wanted, by)
    rows = _rows(kind, wanted, by)
    count = rows.count()
    if form == "xlsx" and count > MOST_ROWS_OF_A_SHEET:
        raise ValidationError(_("A sheet cannot hold so many rows; choose CSV, or a shorter period."))
    new = {"kind": kind, "form": form, "rows": count, **wanted.told()}
    audit.record("rows exported", by=by, about=hospital_of(by), new=new, via="export")
    if form == "csv":
        return (piece.encode() for piece in csv_lines(_lines(kind, rows, wanted)))
    return _pieces(lambda out: _sheets(out, kind, rows, wanted))


def all_rows(form: str, wanted: Wanted, *, by: User) -> Iterator[bytes]:
    """One archive with a file for every kind of rows, and the codebook of exactly these columns."""
    _check(wanted, by)
    found = {kind: _rows(kind, wanted, by) for kind in kinds()}
    counts = {kind: rows.count() for kind, rows in found.items()}
    found = {kind: rows for kind, rows in found.items() if counts[kind]}
    new = {"kind": "all", "form": form, "rows": sum(counts.values()), **wanted.told()}
    audit.record("rows exported", by=by, about=hospital_of(by), new=new, via="export")
    return _pieces(lambda out: _archive(out, form, found, wanted))


def _check(wanted: Wanted, by: User) -> None:
    check_may(by, Permission.EXPORT_SECTIONS)
    if wanted.is_identified:
        check_may(by, Permission.EXPORT_IDENTIFIED)


def _rows(kind: str, wanted: Wanted, by: User) -> QuerySet[Any]:
    model: Any = model_of(kind)
    rows = visible_to(by, model).order_by("pk")
    if not wanted.is_narrowed:
        return rows
    stays = _stays(wanted, by)
    if model is Admission:
        return stays.order_by("pk")
    own = "pk" if model is Patient else "admission"
    return rows.filter(**{f"{own}__in": stays.values("patient" if model is Patient else "pk")})


def _stays(wanted: Wanted, by: User) -> QuerySet[Admission]:
    stays = visible_to(by, Admission)
    if wanted.first:
        stays = stays.filter(admitted_at__gte=_midnight(wanted.first))
    if wanted.last:
        stays = stays.filter(admitted_at__lt=_midnight(wanted.last + timedelta(days=1)))
    if wanted.ward:
        stays = stays.filter(ward_id=wanted.ward)
    return stays.filter(category=wanted.category) if wanted.category else stays


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _lines(kind: str, rows: QuerySet[Any], wanted: Wanted) -> Iterator[list[Any]]:
    model = model_of(kind)
    columns = resource(kind, wanted.is_identified, _reasons(rows)).get_export_fields()
    yield [column.column_name for column in columns]
    if hasattr(model, "patient"):
        rows = rows.annotate(patient_number=F("patient__number"))
    if is_section(model):
        rows = rows.annotate(stay_number=F("admission__number"))
    for row in rows.iterator(chunk_size=AT_ONCE):
        yield [_cell(column, row) for column in columns]


def _reasons(rows: QuerySet[Any]) -> frozenset[str]:
    """The variables that have a reason for having no value in any of these rows."""
    keys = Func(F("missing"), function="jsonb_object_keys", output_field=CharField())
    return frozenset(rows.order_by().annotate(key=keys).values_list("key", flat=True).distinct())


def _cell(column: Any, row: Model) -> Any:
    found = column.export(row) if hasattr(column, "export") else column.get_value(row)
    return "" if found is None else found


def _book(names: Iterable[str], wanted: Wanted) -> Iterator[list[str]]:
    """The codebook of the variables of these kinds."""
    yield list(codebook.COLUMNS)
    own = [(model_of(kind), v) for kind in names for v in chosen(kind, wanted.is_identified)]
    for row in codebook.rows(own):
        yield list(row.values())


def _sheets(out: IO[bytes], kind: str, rows: QuerySet[Any], wanted: Wanted) -> None:
    write_xlsx(out, {kind: _lines(kind, rows, wanted), "codebook": _book([kind], wanted)})


def _archive(out: IO[bytes], form: str, found: dict[str, QuerySet[Any]], wanted: Wanted) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for kind, rows in found.items():
            with archive.open(f"{kind}.{form}", "w", force_zip64=True) as file:
                if form == "csv":
                    for piece in csv_lines(_lines(kind, rows, wanted)):
                        file.write(piece.encode())
                else:
                    file.writelines(_pieces(lambda sheet, k=kind, r=rows: _sheets(sheet, k, r, wanted)))
        with archive.open("codebook.csv", "w") as file:
            file.writelines(piece.encode() for piece in csv_lines(_book(found, wanted)))


def _pieces(write: Any) -> Iterator[bytes]:
    """What is written to a file on the disk, in pieces; the file is gone afterwards."""
    with tempfile.TemporaryFile() as out:
        write(out)
        out.seek(0)
        while piece := out.read(64 * 1024):
            yield piece
