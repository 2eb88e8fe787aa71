"""Spreadsheets: the first sheet that has cells, as rows of texts."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineWorkbook

from cardiology.intake.problems import Refused

MAGIC = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
MOST_CELLS = 20_000_000
_PLACE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')


def read_workbook(content: bytes, largest: int) -> list[list[str]]:
    """The rows of the first sheet with cells. Formulas give the values that were saved with them."""
    _check_size(content, largest)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            if rows:
                return [[_text(cell) for cell in row] for row in rows]
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # the reader reports a damaged file also as a panic, which is no Exception
        raise Refused(_("The file is not a readable spreadsheet.")) from error
    return []


def _check_size(content: bytes, largest: int) -> None:
    """A small archive may hold enormous sheets: its directory is asked before anything is unpacked."""
    if content[:2] != b"PK":
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            cells = 0 if size > largest else max(map(_spanned, _sheets(archive)), default=0)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, zlib.error, EOFError, RuntimeError) as error:
        raise Refused(_("The file is not a readable spreadsheet.")) from error
    if size > largest:
        raise Refused(_("Unpacked, the file is larger than %(limit)s MB.") % {"limit": largest // 1024**2})
    if cells > MOST_CELLS:
        raise Refused(_("A sheet spans %(cells)s cells; at most %(limit)s can be read.")
                      % {"cells": cells, "limit": MOST_CELLS})  # fmt: skip


def _sheets(archive: zipfile.ZipFile) -> Iterator[bytes]:
    for name in archive.namelist():
        if "worksheets/" in name and name.endswith(".xml"):
            yield archive.read(name)


def _spanned(sheet: bytes) -> int:
    """How many cells the rectangle around all cells has: one far cell would make the reader fill it all."""
    row = column = 0
    for letters, digits in _PLACE.findall(sheet):
        row, column = max(row, int(digits)), max(column, _column_number(letters))
    return row * column


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _text(cell: Any) -> str:
    """A cell as text: whole numbers without a point, dates as 2026-11-09."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        if not isfinite(cell):
            return str(cell)
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{Decimal(repr(cell)):f}"
    if isinstance(cell, datetime):
        shown = cell.isoformat(sep=" ", timespec="auto")
        return shown[:10] if shown.endswith(" 00:00:00") else shown
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return "" if cell is None else str(cell)
