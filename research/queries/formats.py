"""The rows of an export as a researcher's own program reads them: CSV, XLSX, Parquet, Stata, SPSS.

Stata and SPSS get the label of every variable and of every coded answer. Only the worker imports this: the
libraries that write such files are large.
"""

import io
import json
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from research.queries.extract import Column

STATA_NAME, STATA_LABEL, STATA_TEXT = 31, 80, 2045  # what the programs themselves can hold
SPSS_LABEL, SPSS_ANSWER, SPSS_FILE, SPSS_LINE = 250, 120, 64, 80  # bytes
RESERVED = {
    "_all", "_b", "_coef", "_cons", "_n", "_pi", "_pred", "_rc", "_skip", "byte", "double", "float",
    "if", "in", "int", "long", "str", "using", "with",
    "all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to",
}  # fmt: skip
NO_TIME = b"01 Jan 2000 00:00"  # the same rows give the same file


def is_number(column: "Column") -> bool:
    """Whether a column holds numbers only."""
    known = [v for v in column.values if v is not None]
    return bool(known) and all(isinstance(v, int | float) for v in known)


def codes(column: "Column") -> dict[str, int]:
    """The number that stands for each coded answer in Stata and SPSS: no 0, yes 1; others from 1 on."""
    if not column.answers or is_number(column):
        return {}
    if set(column.answers) == {"yes", "no"}:
        return {"no": 0, "yes": 1}
    typed = [v for v in column.values if v is not None and v not in column.answers]
    return {code: i for i, code in enumerate([*column.answers, *sorted(set(map(str, typed)))], 1)}


def short_names(columns: Sequence["Column"]) -> dict[str, str]:
    """A name for each column that Stata and SPSS accept, the column's own wherever possible."""
    found: dict[str, str] = {}
    for i, column in enumerate(columns, 1):
        name = re.sub(r"[^A-Za-z0-9_]", "", column.name)[:STATA_NAME]
        if not re.match(r"[A-Za-z]", name) or name.lower() in RESERVED:
            name = f"v{i}_{name}".rstrip("_")[:STATA_NAME]
        if name.lower() in {n.lower() for n in found.values()}:
            name = f"v{i}_{name}"[:STATA_NAME]
        found[column.name] = name
    return found


# --- what people open ---------------------------------------------------------------------------------
def xlsx(columns: Sequence["Column"], codebook: Sequence[Sequence[Any]], mark: str) -> bytes:
    """A workbook: the rows, the codebook, and what this file is. No text becomes a formula or a link."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
               "in_memory": True, "constant_memory": False}  # fmt: skip
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"comments": mark, "created": pd.Timestamp("2000-01-01").to_pydatetime()})
        bold = book.add_format({"bold": True})
        rows = zip(*(c.values for c in columns), strict=True)
        _sheet(book, bold, _("Rows"), [[c.name for c in columns], *rows])
        _sheet(book, bold, _("Codebook"), codebook)
        _sheet(book, bold, _("Release"), [[mark]])
    return out.getvalue()


def _sheet(book: Any, bold: Any, title: str, lines: Sequence[Sequence[Any]]) -> None:
    sheet = book.add_worksheet(title)
    sheet.freeze_panes(1, 0)
    for at, line in enumerate(lines):
        for place, value in enumerate(line):
            if value is None or value == "":
                continue
            style = bold if at == 0 else None
            write = sheet.write_number if isinstance(value, int | float) else sheet.write_string
            write(at, place, value if isinstance(value, int | float) else str(value), style)


# --- what programs read -------------------------------------------------------------------------------
def parquet(columns: Sequence["Column"], codebook: Sequence[Sequence[Any]], mark: str) -> bytes:
    """Parquet with typed columns; codebook and mark stand in the file's own key-value metadata."""
    import duckdb

    frame = pd.DataFrame({c.name: _series(c) for c in columns})
    typed = ", ".join(f"CAST({_quoted(c.name)} AS {_sql_type(c)}) AS {_quoted(c.name)}" for c in columns)
    meta = {
        "release": mark,
        "codebook": json.dumps([list(map(str, x)) for x in codebook], ensure_ascii=False),
    }
    told = ", ".join(f"{name}: {_literal(text)}" for name, text in meta.items())
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / "rows.parquet"
        connection.register("frame", frame)
        connection.execute(f"COPY (SELECT {typed} FROM frame) TO {_literal(str(path))} "
                           f"(FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{told}}})")  # fmt: skip
        return path.read_bytes()


def _series(column: "Column") -> Any:
    if is_number(column):
        return pd.Series(column.values, dtype="float64")
    return pd.Series([None if v is None else str(v) for v in column.values], dtype="object")


def _sql_type(column: "Column") -> str:
    if not is_number(column):
        return "VARCHAR"
    whole = all(float(v).is_integer() and abs(v) < 2**53 for v in column.values if v is not None)
    return "BIGINT" if whole else "DOUBLE"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def stata(columns: Sequence["Column"], codebook: Sequence[Sequence[Any]], mark: str) -> bytes:
    """Stata 14 or later."""
    import pyreadstat

    frame, labels, answers = _coded(columns)
    content = _written("rows.dta", lambda path: pyreadstat.write_dta(
        frame, path, file_label=mark[:STATA_LABEL], column_labels=[x[:STATA_LABEL] for x in labels],
        variable_value_labels=answers, version=14,
    ))  # fmt: skip
    return re.sub(rb"<timestamp>.*?</timestamp>", b"<timestamp>\x11" + NO_TIME + b"</timestamp>", content,
                  count=1, flags=re.DOTALL)  # fmt: skip


def spss(columns: Sequence["Column"], codebook: Sequence[Sequence[Any]], mark: str) -> bytes:
    """SPSS."""
    import pyreadstat

    frame, labels, answers = _coded(columns)
    told = {name: {n: cut(label, SPSS_ANSWER)[0] for n, label in by.items()} for name, by in answers.items()}
    content = _written("rows.sav", lambda path: pyreadstat.write_sav(
        frame, path, file_label=cut(mark, SPSS_FILE)[0], note=cut(mark, SPSS_LINE),
        column_labels=[cut(x, SPSS_LABEL)[0] for x in labels], variable_value_labels=told,
    ))  # fmt: skip
    return content[:92] + b"01 Jan 00" + b"00:00:00" + content[109:]


def cut(text: str, most: int) -> list[str]:
    """A text in pieces of so many bytes; no letter is cut in two."""
    pieces, size = [""], 0
    for letter in text:
        size += len(letter.encode())
        if size > most:
            pieces, size = [*pieces, ""], len(letter.encode())
        pieces[-1] += letter
    return pieces


def _coded(columns: Sequence["Column"]) -> tuple[Any, list[str], dict[str, Any]]:
    """The rows with answers as numbers, the label of each column, and what each number says."""
    names, made, answers = short_names(columns), {}, {}
    for column in columns:
        name, by = names[column.name], codes(column)
        if by:
            made[name] = pd.Series(
                [None if v is None else by[str(v)] for v in column.values], dtype="float64"
            )
            told = column.answers or {}
            answers[name] = {number: str(told.get(code, code)) for code, number in by.items()}
        elif is_number(column):
            made[name] = pd.Series(column.values, dtype="float64")
        else:
            texts = ["" if v is None else str(v)[:STATA_TEXT] for v in column.values]
            made[name] = pd.Series(texts, dtype="object")
    labels = [f"{c.label} ({c.unit})" if c.unit not in ("", "1") else c.label for c in columns]
    return pd.DataFrame(made), labels, answers


def _written(name: str, write: Callable[[str], Any]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write(str(path))
        return path.read_bytes()


FORMATS: Mapping[str, tuple[str, Callable[[Sequence["Column"], Sequence[Sequence[Any]], str], bytes]]] = {
    "xlsx": ("rows.xlsx", xlsx),
    "parquet": ("rows.parquet", parquet),
    "stata": ("rows.dta", stata),
    "spss": ("rows.sav", spss),
}  # CSV is always there
