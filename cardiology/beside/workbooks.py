"""Writes a workbook; of many rows in a process of its own, so that no page waits for it.

The process gets its lines from the one that started it and writes the file to its standard output. It knows
neither Django nor the database; where there is no room, its exit code is the number of the error.
"""

import json
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import IO, Any

import xlsxwriter

Line = Sequence[Any]
NARROWEST, INSTANT, WIDEST = 10, 17, 40  # columns
FIRST_YEAR = 1900  # that a spreadsheet knows
AT_ONCE = 500  # lines handed over


def write(out: IO[bytes], sheets: Iterable[tuple[str, Iterable[Line]]]) -> None:
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
        for name, lines in sheets:
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


def _is_exact(cell: Any) -> bool:
    return isinstance(cell, int) or (isinstance(cell, Decimal) and Decimal(repr(float(cell))) == cell)


def hand_over(out: IO[bytes], sheets: Iterable[tuple[str, Iterable[Line]]]) -> None:
    """A sheet's name, its lines in pieces, a JSON text in each line; null at the end of all."""
    for name, lines in sheets:
        _tell(out, name)
        waiting = iter(lines)
        while piece := list(islice(waiting, AT_ONCE)):
            _tell(out, [[_told(cell) for cell in line] for line in piece])
    _tell(out, None)


def _tell(out: IO[bytes], what: Any) -> None:
    out.write(json.dumps(what, ensure_ascii=False).encode() + b"\n")


def _told(cell: Any) -> Any:
    """A cell as JSON knows it; what it does not know goes with the name of its type."""
    kind = type(cell)
    if kind in (str, int, bool):
        return cell
    return {kind.__name__: str(cell)} if kind in READ else str(cell)


READ: dict[type, Any] = {Decimal: Decimal, date: date.fromisoformat, datetime: datetime.fromisoformat}
AGAIN = {kind.__name__: read for kind, read in READ.items()}


def handed_over(source: IO[bytes]) -> Iterator[tuple[str, Iterable[Line]]]:
    """The same on the other side; each sheet has to be read to its end."""
    name = _heard(source)
    while name is not None:
        follows: list[Any] = []
        yield name, _lines(source, follows)
        name = follows.pop()


def _lines(source: IO[bytes], follows: list[Any]) -> Iterator[Line]:
    """The lines of one sheet; what comes after them is left in `follows`."""
    while isinstance(piece := _heard(source), list):
        yield from piece
    follows.append(piece)


def _heard(source: IO[bytes]) -> Any:
    """EOFError where the rows broke off."""
    told = source.readline()
    if not told.endswith(b"\n"):
        raise EOFError
    return json.loads(told, object_hook=_cell)


def _cell(told: dict[str, str]) -> Any:
    ((kind, text),) = told.items()
    return AGAIN[kind](text)


def main(folder: str, nice: str) -> None:
    """What the process runs."""
    os.nice(int(nice))
    tempfile.tempdir = folder
    try:
        with os.fdopen(os.dup(1), "w+b") as out:
            write(out, handed_over(sys.stdin.buffer))
    except Exception as error:  # never with words of a cell, which a message could hold
        sys.exit(_number(error) or f"A workbook was not written: {type(error).__name__}.")


def _number(error: BaseException | None) -> int:
    """The number of the error of the system behind this one; 0 where there is none."""
    while error is not None:
        if isinstance(error, OSError) and error.errno:
            return error.errno
        error = error.__cause__ or error.__context__
    return 0


if __name__ == "__main__":
    main(*sys.argv[1:])
