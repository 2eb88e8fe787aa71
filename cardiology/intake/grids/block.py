"""A block as it was copied from a spreadsheet: names and times along its edges, whichever way it lies."""

import csv
import io
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology.dictionary.moments import read_date, read_moment

MOST_CELLS, LONGEST = 20_000, 200
EMPTY = ("-", "–", "—", "/", "//", "无", "na", "n/a", "nd")
UNIT_HEADS = ("unit", "units", "单位")
RANGE_HEADS = ("reference", "reference range", "ref", "range", "参考范围", "参考值", "参考区间")
_UNIT = re.compile(r"^(?P<name>.+?)\s*[(\[（【](?P<unit>[^)\]）】]*)[)\]）】]\s*$")
_AFTER_COMMA = re.compile(r"^(?P<name>.+?)\s*[,，;]\s*(?P<unit>\S+)$")


@dataclass
class Line:
    """A row: what it is called, the unit in its head, the cells as they were written."""

    name: str
    unit: str = ""
    cells: list[str] = field(default_factory=list)


@dataclass
class Block:
    """Times as they were written, and lines with one cell for each."""

    times: list[str]
    lines: list[Line]

    def __len__(self) -> int:
        return len(self.times) * len(self.lines)


def read_block(text: str) -> Block:
    """The block in a pasted text. Raises ValidationError with a sentence where there is none in it."""
    rows = _cells(text)
    if len(rows) < 2 or len(rows[0]) < 2:
        raise ValidationError(
            _("There is no block here: copy it with its names and times, two rows and two columns at least.")
        )
    if sum(map(len, rows)) > MOST_CELLS:
        raise ValidationError(_("The block is too large; up to 20,000 cells can be pasted at once."))
    across, down = rows[0][1:], [row[0] for row in rows[1:]]
    if _share(across, is_time) >= _share(down, is_time):
        if not any(is_time(head) for head in across):
            raise ValidationError(_("Neither the first row nor the first column holds times."))
        return _lying(rows)
    return _lying([list(column) for column in zip(*rows, strict=True)])


def _lying(rows: list[list[str]]) -> Block:
    """A block whose times stand in the first row; columns for units and ranges are taken out."""
    heads = [head.casefold().strip() for head in rows[0]]
    unit_at = next((i for i, head in enumerate(heads) if i and head in UNIT_HEADS), None)
    skipped = {0, unit_at, *(i for i, head in enumerate(heads) if head in RANGE_HEADS)}
    kept = [i for i in range(len(heads)) if i not in skipped and (heads[i] or any(r[i] for r in rows[1:]))]
    lines = []
    for row in rows[1:]:
        if not any(row):
            continue
        name, unit = named(row[0])
        lines.append(Line(name, unit or (row[unit_at] if unit_at else ""), [_plain(row[i]) for i in kept]))
    return Block([rows[0][i] for i in kept], lines)


def named(head: str) -> tuple[str, str]:
    """The name and the unit in the head of a row: "Creatinine (µmol/L)", "Weight, kg"."""
    found = _UNIT.match(head) or _AFTER_COMMA.match(head)
    return (found["name"].strip(), found["unit"].strip()) if found else (head.strip(), "")


def is_time(text: str) -> bool:
    """Whether a head reads as a day or a time."""
    readers: tuple[Callable[[], object], ...] = (
        lambda: read_moment(text, now=timezone.now()), lambda: read_date(text, today=timezone.localdate()),
    )  # fmt: skip
    for read in readers:
        try:
            read()
        except ValidationError:
            continue
        return bool(re.search(r"\d", text))
    return False


def _share(heads: list[str], holds: Callable[[str], bool]) -> float:
    known = [head for head in heads if head]
    return sum(map(holds, known[:60])) / len(known[:60]) if known else 0


def _cells(text: str) -> list[list[str]]:
    """The text as rows of equal length; tabs, else semicolons or commas, part the cells."""
    plain = unicodedata.normalize("NFC", text).replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    plain = plain.strip("\n")
    parting = next((mark for mark in ("\t", ";", ",") if mark in plain.split("\n", 1)[0]), "\t")
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(plain), delimiter=parting)]
    except csv.Error as error:
        raise ValidationError(_("The pasted text cannot be read as a table.")) from error
    rows = [row for row in rows if any(row)]
    width = max((len(row) for row in rows), default=0)
    return [[cell[:LONGEST] for cell in row] + [""] * (width - len(row)) for row in rows]


def _plain(cell: str) -> str:
    """A value; what people write for "none" is none. Never of a head: Na is sodium."""
    return "" if cell.casefold() in EMPTY else cell
