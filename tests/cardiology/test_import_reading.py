"""Reading files: encodings, delimiters, damaged and hostile ones; each refusal is a sentence."""

import csv
import gzip
import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from cardiology.intake import reading, workbook
from cardiology.intake.problems import Refused
from cardiology.intake.reading import read_table

SAMPLES = Path(__file__).parents[1] / "data"
TEXT = "number,name,sex\n007,张三,male\n008,欧阳娜娜,female\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_that_hospitals_use(encoding):
    table = read_table(TEXT.encode(encoding))
    assert table.columns == {
        "number": ["007", "008"],
        "name": ["张三", "欧阳娜娜"],
        "sex": ["male", "female"],
    }
    assert table.lines == [2, 3]


def test_an_unknown_encoding_is_refused_not_guessed():
    with pytest.raises(Refused, match="encoding of the file is not known"):
        read_table("number,name\n1,Müller\n2,Ångström é è\n".encode("latin-1"))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(delimiter):
    assert read_table(TEXT.replace(",", delimiter).encode()).columns["name"] == ["张三", "欧阳娜娜"]


def test_gzip():
    assert len(read_table(gzip.compress(TEXT.encode()))) == 2


def test_quoted_cells_keep_delimiters_and_line_ends():
    table = read_table(b'a,b\r\n"x, ""y""","one\ntwo"\r\n')
    assert table.columns == {"a": ['x, "y"'], "b": ["one\ntwo"]}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "no rows"),
        (b"\n\n", "no rows"),
        (b"a,a\n1,2\n", "Two columns have this header"),
        (b"\x1f\x8bnonsense", "damaged"),
        (gzip.compress(b"a,b\n1,2\n", mtime=0)[:-6], "damaged"),
        (b"PK\x03\x04nonsense", "not a readable spreadsheet"),
        (b"\xd0\xcf\x11\xe0nonsense", "not a readable spreadsheet"),
        (b"\xff\xfea\x00,", "encoding of the file is not known"),
        (b'a\n"' + b"x" * 1_100_000 + b'"\n', "not readable as CSV"),
    ],
)
def test_what_is_not_a_table_is_refused_with_a_sentence(content, sentence):
    with pytest.raises(Refused) as refused:
        read_table(content)
    assert sentence in refused.value.problems[0].sentence


def test_ragged_rows_nul_and_unnamed_columns_are_told_by_row():
    table = read_table(b"a,,b\n1,,2\n1\n1,2,,4\n1\x00,3,3\n")
    assert [(p.row, p.column) for p in table.problems] == [(3, ""), (4, ""), (5, "a"), (1, "")]


def test_a_small_file_cannot_fill_the_memory(monkeypatch):
    monkeypatch.setattr(reading, "LARGEST_UNPACKED", 1_000_000)
    monkeypatch.setattr(workbook, "MOST_UNPACKED", 1_000_000)
    with pytest.raises(Refused, match="Unpacked"):
        read_table(gzip.compress(b"a,b\n" + b"1,2\n" * 1_000_000, mtime=0))
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 2_000_000)
    with pytest.raises(Refused, match="Unpacked"):
        read_table(bomb.getvalue())


def test_a_sheet_with_one_far_cell_is_refused():
    far = io.BytesIO()
    with zipfile.ZipFile(far, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b'<c r="A1"/><c r="XFD1048576"/>')
    with pytest.raises(Refused, match="spans 17179869184 cells"):
        read_table(far.getvalue())


REFUSED = {
    "dates-1904.xls": "Two columns have this header",
    "names-need-repair-xlsx.xlsx": "Two columns have this header",
    "unnamed-duplicated-columns.xlsx": "Two columns have this header",
}


@pytest.mark.parametrize("path", sorted((SAMPLES / "odd-spreadsheets").glob("*.xls*")), ids=lambda p: p.name)
def test_odd_spreadsheets_are_read_or_refused(path):
    content = path.read_bytes()
    if path.name in REFUSED:
        with pytest.raises(Refused, match=REFUSED[path.name]):
            read_table(content)
        return
    table = read_table(content)
    assert table.columns
    assert all(len(c) == len(table) for c in table.columns.values())


def test_numbers_and_dates_of_a_spreadsheet_are_plain_texts():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["whole", "part", "tiny", "yes", "day"])
        sheet.write_row(1, 0, [75, 60.667, 0.000001, True])
        sheet.write_datetime(1, 4, date(2026, 3, 2), book.add_format({"num_format": "yyyy-mm-dd"}))
    columns = read_table(out.getvalue()).columns
    assert {n: c[0] for n, c in columns.items()} == {
        "whole": "75", "part": "60.667", "tiny": "0.000001", "yes": "yes", "day": "2026-03-02",
    }  # fmt: skip


def test_hostile_strings_stay_the_texts_they_are():
    strings = json.loads((SAMPLES / "naughty-strings/blns.json").read_text(encoding="utf-8"))
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["n", "text"], *([i, s] for i, s in enumerate(strings))])
    table = read_table(out.getvalue().encode("utf-8", "surrogatepass"))
    assert table.columns["text"] == [s.strip() for s in strings]


def sheet_with(write):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        write(book.add_worksheet())
    return out.getvalue()


def test_merged_cells_are_told_by_their_place():
    def write(sheet):
        sheet.write_row(0, 0, ["number", "name"])
        sheet.merge_range("A2:A3", "7")

    with pytest.raises(Refused) as refused:
        read_table(sheet_with(write))
    assert [(p.row, p.column) for p in refused.value.problems] == [(2, "A2:A3")]
    assert "unmerge" in str(refused.value)


def test_a_formula_gives_its_saved_value_or_is_told():
    def write(value):
        def cells(sheet):
            sheet.write_row(0, 0, ["number", "name"])
            sheet.write_formula(1, 0, "=1+1", None, value)

        return cells

    assert read_table(sheet_with(write(2))).columns["number"] == ["2"]
    with pytest.raises(Refused, match="no saved value"):
        read_table(sheet_with(write("")))
