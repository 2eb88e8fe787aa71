"""Tables as files: CSV and XLSX that spreadsheets show as they are and that read back as they were.

Workbooks have as few parts as the format (ECMA-376) asks for and are written here, row by row: a general
writer takes three quarters of an export's time to find out what each cell is.
"""

import csv
import io
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from typing import IO, Any

from xlsxwriter.utility import xl_col_to_name

Line = Sequence[Any]
FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MARK = "\ufeff"  # so that spreadsheets read Chinese
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
NARROWEST, INSTANT, WIDEST = 10, 17, 40  # columns
FIRST_YEAR = 1900  # that a spreadsheet knows
LONGEST = 32_767  # text of a cell, in UTF-16 units
DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001  # spreadsheets have no zones
MARCH_1900 = 61  # spreadsheets take 1900 for a leap year: days before are one less
PLAIN, HEAD, MOMENT, DAY = range(4)  # places in STYLES
_AWKWARD = re.compile("[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PACKAGED = "application/vnd.openxmlformats-package"
FONT = '<sz val="11"/><name val="Calibri"/><family val="2"/>'
STYLES = (
    f'{XML}<styleSheet xmlns="{MAIN}"><numFmts count="2">'
    '<numFmt numFmtId="164" formatCode="yyyy-mm-dd hh:mm"/>'
    '<numFmt numFmtId="165" formatCode="yyyy-mm-dd"/></numFmts>'
    f'<fonts count="2"><font>{FONT}</font><font><b/>{FONT}</font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1" applyAlignment="1">'
    '<alignment vertical="top" wrapText="1"/></xf>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


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
    with zipfile.ZipFile(out, "w") as archive:
        for number, lines in enumerate(sheets.values(), start=1):
            with archive.open(_part(f"xl/worksheets/sheet{number}.xml"), "w", force_zip64=True) as part:
                _write_sheet(part, lines, is_first=number == 1)
        for name, text in _frame([name[:31] for name in sheets]):
            archive.writestr(_part(name), text)


def as_xlsx(lines: Iterable[Line], name: str = "Sheet1") -> bytes:
    """A whole XLSX file with one sheet."""
    out = io.BytesIO()
    write_xlsx(out, {name: lines})
    return out.getvalue()


def _part(name: str) -> zipfile.ZipInfo:
    """The same rows make the same file: no time of day in it."""
    part = zipfile.ZipInfo(name)
    part.compress_type = zipfile.ZIP_DEFLATED
    return part


def _frame(names: list[str]) -> Iterator[tuple[str, str]]:
    """The parts beside the sheets: what is there, where it is, what it looks like."""
    numbered = list(enumerate(names, start=1))
    kinds = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    kinds += [(f"/xl/worksheets/sheet{n}.xml", "worksheet") for n, _name in numbered]
    told = "".join(f'<Override PartName="{p}" ContentType="{CONTENT}.{kind}+xml"/>' for p, kind in kinds)
    told = f'<Default Extension="xml" ContentType="application/xml"/>{told}'
    told = f'<Default Extension="rels" ContentType="{PACKAGED}.relationships+xml"/>{told}'
    yield "[Content_Types].xml", f'{XML}<Types xmlns="{PACKAGE}/content-types">{told}</Types>'
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    parts = [("worksheet", f"worksheets/sheet{n}.xml") for n, _name in numbered]
    yield "xl/_rels/workbook.xml.rels", _relations([*parts, ("styles", "styles.xml")])
    listed = "".join(f'<sheet name="{_safe(s)}" sheetId="{n}" r:id="rId{n}"/>' for n, s in numbered)
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{listed}</sheets></workbook>'
    yield "xl/workbook.xml", f"{XML}{book}"
    yield "xl/styles.xml", STYLES


def _relations(targets: list[tuple[str, str]]) -> str:
    told = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    return f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{told}</Relationships>'


def _write_sheet(part: IO[bytes], lines: Iterable[Line], *, is_first: bool) -> None:
    """Widths stand before the rows that they come from, which wait in a file without a name."""
    widths: dict[int, int] = {}
    with tempfile.TemporaryFile() as waiting:
        waiting.writelines(_row(n, line, widths).encode() for n, line in enumerate(lines, start=1))
        waiting.seek(0)
        chosen = ' tabSelected="1"' if is_first else ""
        columns = "".join(
            f'<col min="{c + 1}" max="{c + 1}" width="{width}.7109375" customWidth="1"/>'
            for c, width in sorted(widths.items())
        )
        part.write(
            f'{XML}<worksheet xmlns="{MAIN}"><sheetViews><sheetView{chosen} workbookViewId="0">'
            '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
            "</sheetView></sheetViews>"
            f"{f'<cols>{columns}</cols>' if columns else ''}<sheetData>".encode()
        )
        shutil.copyfileobj(waiting, part)
    part.write(b"</sheetData></worksheet>")


def _row(number: int, line: Line, widths: dict[int, int]) -> str:
    """A row; its column widths come from the head, or from an instant anywhere."""
    style = HEAD if number == 1 else PLAIN
    cells = []
    for c, cell in enumerate(line):
        if number == 1:
            widths[c] = min(max(len(str(cell)) + 2, NARROWEST), WIDEST)
        if isinstance(cell, datetime):
            widths[c] = max(widths.get(c, NARROWEST), INSTANT)
        if cell != "":
            cells.append(_cell(f"{_letters(c)}{number}", cell, style))
    return f'<row r="{number}">{"".join(cells)}</row>'


@cache
def _letters(column: int) -> str:
    return str(xl_col_to_name(column))


def _cell(place: str, cell: Any, style: int) -> str:
    if isinstance(cell, str):
        return _text(place, cell, style)
    if isinstance(cell, date) and cell.year >= FIRST_YEAR:
        kind = MOMENT if isinstance(cell, datetime) else DAY
        return f'<c r="{place}" s="{kind}"><v>{_serial(cell):.16G}</v></c>'
    if _is_exact(cell):
        return f'<c r="{place}"><v>{float(cell):.16G}</v></c>'
    return _text(place, str(cell), style)


def _text(place: str, text: str, style: int) -> str:
    if len(text) > LONGEST // 2:
        text = text.encode("utf-16-le")[: 2 * LONGEST].decode("utf-16-le", "ignore")
    kept = ' xml:space="preserve"' if text != text.strip() else ""
    styled = f' s="{style}"' if style else ""
    return f'<c r="{place}"{styled} t="inlineStr"><is><t{kept}>{_safe(text)}</t></is></c>'


def _safe(text: str) -> str:
    """Text within XML; what XML cannot hold as spreadsheets write it, _x0007_."""
    return _AWKWARD.sub(_escaped, text) if _AWKWARD.search(text) else text


def _escaped(found: re.Match[str]) -> str:
    text = found[0]
    if text.startswith("_x"):
        return f"_x005F{text}"
    return _NAMED.get(text) or f"_x{ord(text):04X}_"


def _serial(day: date) -> float:
    """Days as spreadsheets count them."""
    moment = day.replace(tzinfo=None) if isinstance(day, datetime) else datetime.combine(day, time.min)
    days = (moment - DAY_ZERO).total_seconds() / 86_400
    return days if days >= MARCH_1900 else days - 1


def _is_exact(cell: Any) -> bool:
    return isinstance(cell, int) or (isinstance(cell, Decimal) and Decimal(repr(float(cell))) == cell)
