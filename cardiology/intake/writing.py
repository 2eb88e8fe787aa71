"""Tables as files: CSV and XLSX that spreadsheets show as they are and that read back as they were."""

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter

Line = Sequence[Any]
FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MARK = "\ufeff"  # so that spreadsheets read Chinese
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
NARROWEST, INSTANT, WIDEST = 10, 17, 40  # columns
FIRST_YEAR = 1900  # that a spreadsheet knows


def harmless(text: str) -> str:
    """A text that no spreadsheet runs as a formula; the import takes the mark away again."""
    return f"'{text}" if _FORMULA.match(text) else text


def csv_lines(lines: Iterable[Line]) -> Iterator[str]:
    """CSV piece by piece, with its mark in front."""
    yield MARK
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for number, line in enumerate(lines, start=1):
        writer.writerow(line)
        if number % 500 == 0:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def as_csv(lines: Iterable[Line]) -> bytes:
    """A whole CSV file."""
    return "".join(csv_lines(lines)).encode()


def write_xlsx(out: IO[bytes], sheets: dict[str, Iterable[Line]]) -> None:
    """Sheets by name, row by row: numbers as numbers where a spreadsheet holds them exactly, days and
    instants (in hospital time, without a zone) as such."""
    with tempfile.TemporaryDirectory() as folder:  # its rows wait there; gone also where the disk is full
        how = {"constant_memory": True, "strings_to_formulas": False, "tmpdir": folder}
        book = xlsxwriter.Workbook(out, how)
        formats = {
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
            "instant": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        for name, lines in sheets.items():
            _write_sheet(book.add_worksheet(name[:31]), lines, formats)
        book.close()


def _write_sheet(sheet: Any, lines: Iterable[Line], formats: dict[str, Any]) -> None:
    widths: dict[int, int] = {}
    for r, line in enumerate(lines):
        for c, cell in enumerate(line):
            if r == 0:
                widths[c] = min(max(len(str(cell)) + 2, NARROWEST), WIDEST)
            if cell != "":
                _write_cell(sheet, r, c, cell, formats)
            if isinstance(cell, datetime):
                widths[c] = max(widths.get(c, NARROWEST), INSTANT)
    for c, width in widths.items():
        sheet.set_column(c, c, width)
    sheet.freeze_panes(1, 0)


def _write_cell(sheet: Any, r: int, c: int, cell: Any, formats: dict[str, Any]) -> None:
    if isinstance(cell, date) and cell.year >= FIRST_YEAR:
        kind = "instant" if isinstance(cell, datetime) else "day"
        sheet.write_datetime(r, c, cell, formats[kind])
    elif _is_exact(cell):
        sheet.write_number(r, c, float(cell))
    else:
        sheet.write_string(r, c, str(cell), formats["head"] if r == 0 else None)


def as_xlsx(lines: Iterable[Line], name: str = "Sheet1") -> bytes:
    """A whole XLSX file with one sheet."""
    out = io.BytesIO()
    write_xlsx(out, {name: lines})
    return out.getvalue()


def _is_exact(cell: Any) -> bool:
    return isinstance(cell, int) or (isinstance(cell, Decimal) and Decimal(repr(float(cell))) == cell)
