"""Rows of the record as a file with the codebook's headers, column by column; the import reads it back.

A file that comes back unchanged changes nothing: `row` and `revision` say which stored row a line is.
"""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import xlsxwriter
from django.db.models import Model
from django.utils import timezone
from import_export.fields import Field
from import_export.resources import ModelResource, modelresource_factory

from cardiology import audit
from cardiology.access import Permission, check_may, hospital_of, visible_to
from cardiology.dictionary.fields import Variable
from cardiology.dictionary.registry import variables
from cardiology.intake.mapping import is_section, model_of
from cardiology.intake.own import parents
from cardiology.models import User

FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


class VariableColumn(Field):
    """A column of one variable: its value, or the reason for having none in brackets."""

    def __init__(self, variable: Variable) -> None:
        super().__init__(attribute=variable.attname, column_name=variable.name)
        self.variable = variable

    def export(self, row: Any, **_options: Any) -> Any:
        value = getattr(row, self.variable.attname)
        if value in (None, ""):
            reason = row.missing.get(self.variable.name)
            return f"({reason})" if reason else ""
        return written(value)


@cache
def resource(kind: str) -> ModelResource:
    """The columns of a kind of rows; LookupError for a kind that there is not."""
    model = model_of(kind)
    columns: dict[str, Field] = {"row": Field("id", "row"), "revision": Field("revision", "revision")}
    if is_section(model) or hasattr(model, "patient"):
        columns["patient"] = Field("patient__number", "patient")
    if is_section(model):
        columns["admission"] = Field("admission__number", "admission")
        columns |= {name: Field(f"{name}_id", name) for name in parents(model)}
    columns |= {v.name: VariableColumn(v) for v in variables(model)}
    made = modelresource_factory(model, custom_fields=columns, meta_options={"fields": list(columns)})
    return made()


def export_rows(kind: str, form: str, *, by: User) -> bytes:
    """All rows of a kind that the user may see, as CSV or XLSX; audited."""
    check_may(by, Permission.READ_RECORDS)
    lines = list(_lines(kind, by))
    new = {"kind": kind, "form": form, "rows": len(lines) - 1}
    audit.record("rows exported", by=by, about=hospital_of(by), new=new, via="export")
    return as_csv(lines) if form == "csv" else as_xlsx(lines)


def _lines(kind: str, by: User) -> Iterator[list[Any]]:
    made, model = resource(kind), model_of(kind)
    columns = made.get_export_fields()
    yield [column.column_name for column in columns]
    related = [name for name in ("patient", "admission") if hasattr(model, name)]
    rows: Any = visible_to(by, model).order_by("pk")
    rows = rows.select_related(*related) if related else rows
    for row in rows.iterator(chunk_size=2000):
        yield [_cell(column, row) for column in columns]


def _cell(column: Field, row: Model) -> Any:
    found = column.export(row) if isinstance(column, VariableColumn) else column.get_value(row)
    return "" if found is None else found


def written(value: Any) -> Any:
    """A value as a cell that reads back as the same value; a text is never run as a formula."""
    if isinstance(value, Decimal):
        return Decimal(f"{value.normalize():f}")
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None).isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    text = "; ".join(value) if isinstance(value, list) else str(value)
    return f"'{text}" if _FORMULA.match(text) else text


def as_csv(lines: list[list[Any]]) -> bytes:
    """CSV in UTF-8 with its mark, so that spreadsheets read Chinese."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(lines)
    return ("\ufeff" + out.getvalue()).encode()


def as_xlsx(lines: list[list[Any]]) -> bytes:
    """XLSX with numbers as numbers, where a spreadsheet can hold them exactly, and texts as texts."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "in_memory": True})
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    for r, line in enumerate(lines):
        for c, cell in enumerate(line):
            if _is_exact(cell):
                sheet.write_number(r, c, float(cell))
            elif cell != "":
                sheet.write_string(r, c, str(cell), bold if r == 0 else None)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def _is_exact(cell: Any) -> bool:
    return isinstance(cell, int) or (isinstance(cell, Decimal) and Decimal(repr(float(cell))) == cell)
