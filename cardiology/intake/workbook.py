"""Spreadsheets: the first sheet that has cells, as rows of texts."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from typing import IO, Any

from django.utils.translation import gettext as _
from python_calamine import CalamineWorkbook

from cardiology.intake.problems import Problem, Refused

MAGIC = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
MOST_CELLS = 5_000_000
SHOWN = 50
MOST_UNPACKED = 256 * 1024 * 1024
MOST_TEXT = 128 * 1024 * 1024  # bytes of all cells: one long text may be shared by thousands of them
PIECE = 1024 * 1024
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_PLACE = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_SHARED = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\bt=["']s["'][^>]*>\s*<(?:\w+:)?v\s*>\s*([0-9]{1,9})\s*<""")
_TEXT_ENDS = re.compile(rb"</(?:\w+:)?si\s*>|<(?:\w+:)?si\s*/>")
_MERGED = re.compile(rb'<mergeCell\b[^>]*?\bref="([A-Z0-9:]{1,30})"')
_UNSAVED = re.compile(
    rb'<c\b[^>]*?\br="([A-Z]{1,3}[0-9]{1,7})"[^>]*>\s*<f\b[^>]*?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)


def read_workbook(content: bytes) -> list[list[str]]:
    """The rows of the first sheet with cells. Formulas give the values that were saved with them."""
    _check(content, MOST_UNPACKED)
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


def _check(content: bytes, largest: int) -> None:
    """A small archive may hold enormous sheets: its directory is asked before anything is unpacked.

    Then its sheets are gone through piece by piece: how far they reach, and what cannot be read rightly.
    """
    if content[:2] != b"PK":
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > largest:
                raise Refused(
                    _("Unpacked, the file is larger than %(limit)s MB.") % {"limit": largest // 1024**2}
                )
            texts = _shared_texts(archive)
            checked = [_check_sheet(archive, name, texts) for name in _sheets(archive)]
            problems = checked[0] if checked else []
    except (zipfile.BadZipFile, ValueError, NotImplementedError, zlib.error, EOFError, RuntimeError) as error:
        raise Refused(_("The file is not a readable spreadsheet.")) from error
    if problems:
        raise Refused(problems)


def _sheets(archive: zipfile.ZipFile) -> list[str]:
    """The sheets in the order in which programs number them."""
    names = [n for n in archive.namelist() if "worksheets/" in n and n.endswith(".xml")]
    return sorted(names, key=lambda n: (len(n), n))


def _shared_texts(archive: zipfile.ZipFile) -> list[int]:
    """How long each text is that cells refer to by its number."""
    lengths: list[int] = []
    for name in archive.namelist():
        if not name.lower().endswith("sharedstrings.xml"):
            continue
        with archive.open(name) as texts:
            carried, rest = 0, b""
            while piece := texts.read(PIECE):
                *whole, rest = _TEXT_ENDS.split(rest + piece)
                for text in whole:
                    lengths.append(carried + len(text))
                    carried = 0
                carried, rest = carried + len(rest[:-SHOWN]), rest[-SHOWN:]
    return lengths


def _check_sheet(archive: zipfile.ZipFile, name: str, texts: list[int]) -> list[Problem]:
    """Merged cells, and formulas without a saved value; Refused where the cells reach, or hold, too much."""
    row = column = cells = letters_held = 0
    merged: list[str] = []
    unsaved: list[str] = []
    with archive.open(name) as sheet:
        for piece in _overlapping(sheet):
            for letters, digits in _PLACE.findall(piece):
                row, column = max(row, int(digits)), max(column, _column_number(letters))
            cells += len(_CELL.findall(piece))
            letters_held += sum(texts[n] for n in map(int, _SHARED.findall(piece)) if n < len(texts))
            too_many(max(cells, row * column))
            if letters_held > MOST_TEXT:
                told = {"limit": MOST_TEXT // 1024**2}
                raise Refused(_("The cells of a sheet hold more than %(limit)s MB of text.") % told)
            merged += [found.decode() for found in _MERGED.findall(piece)]
            unsaved += [found.decode() for found in _UNSAVED.findall(piece)]
    sentence = _("These cells are merged; unmerge them, so that every row has its own.")
    told = [Problem(_row(place), place, "", sentence) for place in dict.fromkeys(merged[:SHOWN])]
    sentence = _(
        "A formula has no saved value. Open the file in a spreadsheet program, save it, and send it again."
    )
    return told + [Problem(_row(place), place, "", sentence) for place in dict.fromkeys(unsaved[:SHOWN])]


def too_many(cells: int) -> None:
    """Refused where a table has more cells than can be read."""
    if cells > MOST_CELLS:
        told = {"cells": cells, "limit": MOST_CELLS}
        raise Refused(_("A sheet spans %(cells)s cells; at most %(limit)s can be read.") % told)


def _overlapping(sheet: IO[bytes]) -> Iterator[bytes]:
    """A sheet in pieces that end with a whole row, or at least with a whole cell."""
    rest = b""
    while piece := sheet.read(PIECE):
        text = rest + piece
        ends = [text.rfind(mark) + len(mark) for mark in (b"</row>", b"</c>", b">") if mark in text[-PIECE:]]
        end = ends[0] if ends else len(text)
        yield text[:end]
        rest = text[end:]
    yield rest


def _row(place: str) -> int:
    return int(re.sub(r"[^0-9].*", "", place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) or 0)


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
