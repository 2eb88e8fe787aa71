"""Tables as files: CSV and XLSX that spreadsheets show as they are and that read back as they were."""

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
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
WIDEST = 40


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
    """Sheets by name, row by row: numbers as numbers where a spreadsheet holds them exactly."""
    with tempfile.TemporaryDirectory() as folder:  # its rows wait there; gone also where the disk is full
        how = {"constant_memory": True, "strings_to_formulas": False, "tmpdir": folder}
        book = xlsxwriter.Workbook(out, how)
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for name, lines in sheets.items():
            _write_sheet(book.add_worksheet(name[:31]), lines, bold)
        book.close()


def _write_sheet(sheet: Any, lines: Iterable[Line], bold: Any) -> None:
    for r, line in enumerate(lines):
        if r == 0:
            for c, cell in enumerate(line):
                sheet.set_column(c, c, min(max(len(str(cell)) + 2, 10), WIDEST))
        for c, cell in enumerate(line):
            if _is_exact(cell):
                sheet.write_number(r, c, float(cell))
            elif cell != "":
                sheet.write_string(r, c, str(cell), bold if r == 0 else None)
    sheet.freeze_panes(1, 0)


def as_xlsx(lines: Iterable[Line], name: str = "Sheet1") -> bytes:
    """A whole XLSX file with one sheet."""
    out = io.BytesIO()
    write_xlsx(out, {name: lines})
    return out.getvalue()


def _is_exact(cell: Any) -> bool:
    return isinstance(cell, int) or (isinstance(cell, Decimal) and Decimal(repr(float(cell))) == cell)
