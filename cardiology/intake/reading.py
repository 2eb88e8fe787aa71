"""From bytes to a table of texts: CSV in the encodings that hospitals use, gzipped CSV, XLSX.

Nothing is guessed silently: what cannot be read is refused with a sentence that says what to do.
"""

import csv
import gzip
import io
import zlib
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from cardiology.intake.encodings import decode
from cardiology.intake.problems import Problem, Refused
from cardiology.intake.workbook import MAGIC as WORKBOOK
from cardiology.intake.workbook import read_workbook, too_many

MEBIBYTE = 1024 * 1024
LARGEST_FILE = 64 * MEBIBYTE
LARGEST_UNPACKED = 128 * MEBIBYTE
MOST_ROWS, MOST_COLUMNS = 2_000_000, 1_000
DELIMITERS = ",;\t|"
GZIP = b"\x1f\x8b"

csv.field_size_limit(MEBIBYTE)


@dataclass
class Table:
    """A read file: columns of stripped texts by header, and the row number of each line."""

    columns: dict[str, list[str]]
    lines: list[int]
    problems: list[Problem] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.lines)


def read_table(content: bytes) -> Table:
    """The table in a file; Refused with sentences where it cannot be read as one."""
    if len(content) > LARGEST_FILE:
        raise Refused(_("The file is larger than %(limit)s MB.") % {"limit": LARGEST_FILE // MEBIBYTE})
    if content[:2] == GZIP:
        content = _unpacked(content)
    if content[:4] in WORKBOOK:
        return as_table(read_workbook(content))
    return as_table(_csv_rows(decode(content)))


def as_table(rows: list[list[str]]) -> Table:
    """Header and rows by column; ragged rows, NUL characters and unclear headers are problems."""
    first = next((i for i, row in enumerate(rows) if any(row)), None)
    if first is None:
        raise Refused(_("The file has no rows."))
    if len(rows) > MOST_ROWS or max(map(len, rows)) > MOST_COLUMNS:
        raise Refused(
            _("The file has more than %(rows)s rows or %(columns)s columns.")
            % {"rows": MOST_ROWS, "columns": MOST_COLUMNS}
        )
    header = _header(rows[first], first + 1)
    problems: list[Problem] = []
    lines, kept = [], []
    for line, row in enumerate(rows[first + 1 :], start=first + 2):
        if len(row) != len(header):
            row = _squared(row, len(header), line, problems)
        if any(row):
            lines.append(line)
            kept.append(row)
    columns = list(zip(*kept, strict=True)) if kept else [()] * len(header)
    table = Table({}, lines, problems)
    for name, column in zip(header, columns, strict=True):
        texts = [cell.strip() for cell in column]
        if name:
            table.columns[name] = texts
            _check_characters(name, texts, table)
        elif any(texts):
            problems.append(Problem(first + 1, "", "", _("A column with values has no header.")))
    return table


def _header(cells: list[str], line: int) -> list[str]:
    """Header names; two columns of one name cannot be told apart."""
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    twice = sorted({n for n in names if n and names.count(n) > 1})
    if twice:
        raise Refused([Problem(line, n, "", _("Two columns have this header; rename one.")) for n in twice])
    return names


def _squared(row: list[str], width: int, line: int, problems: list[Problem]) -> list[str]:
    """A row as wide as the header; cells beyond it, or missing, are a problem unless they are empty."""
    if any(row[width:]) or (row and len(row) < width):
        sentence = _("This row has %(found)s cells; expected %(expected)s as in the header.")
        problems.append(Problem(line, "", "", sentence % {"found": len(row), "expected": width}))
    return [*row[:width], *[""] * (width - len(row))]


def _check_characters(name: str, texts: list[str], table: Table) -> None:
    if "\0" not in "".join(texts):
        return
    for line, text in zip(table.lines, texts, strict=True):
        if "\0" in text:
            table.problems.append(Problem(line, name, "", _("The cell contains a NUL character.")))
    table.columns[name] = [text.replace("\0", "") for text in texts]


def _csv_rows(text: str) -> list[list[str]]:
    """The rows of a CSV text; the delimiter is the one that splits the header into most cells."""
    if "\n" not in text:
        text = text.replace("\r", "\n")  # as very old programs end a line
    head = text.lstrip("\r\n")[:64_000]
    try:
        widths = {d: len(next(csv.reader(io.StringIO(head), delimiter=d), [])) for d in DELIMITERS}
        delimiter = max(DELIMITERS, key=lambda d: widths[d])
        rows, cells = [], 0
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            cells += len(row)
            too_many(cells)
            rows.append(row)
        return rows
    except csv.Error as error:
        raise Refused(_("The file is not readable as CSV: %(reason)s.") % {"reason": error}) from error


def _unpacked(content: bytes) -> bytes:
    """The content of a gzip file; stops at the limit, so that a small file cannot fill the memory."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            unpacked = packed.read(LARGEST_UNPACKED + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise Refused(_("The compressed file is damaged.")) from error
    if len(unpacked) > LARGEST_UNPACKED:
        raise Refused(
            _("Unpacked, the file is larger than %(limit)s MB.") % {"limit": LARGEST_UNPACKED // MEBIBYTE}
        )
    return unpacked
