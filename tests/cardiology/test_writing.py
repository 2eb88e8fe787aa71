"""Workbooks that are taken out: what stands in a cell is read back as it was, by two readers."""

import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
from python_calamine import CalamineWorkbook

from cardiology.intake.writing import LONGEST, as_xlsx, write_xlsx

TEXTS = ["甲 & <乙>", ' kept "as it is" ', "two\nlines", "_x0041_", "']]>", "\U00020bb7" * 3, "=1+1", "0012"]
NUMBERS = [7, Decimal("1.25"), Decimal("0.1"), -3]
MORNING = datetime(2026, 11, 9, 8, 30)  # noqa: DTZ001  # spreadsheets have no zones


def read(content):
    return openpyxl.load_workbook(io.BytesIO(content)).active


def test_texts_and_numbers_read_back():
    content = as_xlsx([["column"], *([cell] for cell in TEXTS + NUMBERS)])
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in sheet[1:]][: len(TEXTS)] == TEXTS
    assert [row[0] for row in sheet[1:]][len(TEXTS) :] == [float(n) for n in NUMBERS]
    cells = [row[0].value for row in read(content).iter_rows(min_row=2)]
    assert cells[0] == TEXTS[0]
    assert cells[-4:] == [7, 1.25, 0.1, -3]


def test_control_characters_and_what_looks_like_them_are_written_as_spreadsheets_do():
    content = as_xlsx([["a"], ["bell\x07 return\r"]])
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    assert sheet.to_python()[1] == ["bell\x07 return\r"]


def test_days_and_instants_also_before_the_leap_day_that_never_was():
    days = [date(1900, 1, 1), date(1900, 2, 28), date(1900, 3, 1), date(2026, 11, 9)]
    rows = [*([day] for day in days), [MORNING], [date(1899, 5, 1)]]
    sheet = read(as_xlsx([["day"], *rows]))
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert [c.value.date() for c in cells[:4]] == days
    assert cells[4].value == MORNING
    assert (cells[0].number_format, cells[4].number_format) == ("yyyy-mm-dd", "yyyy-mm-dd hh:mm")
    assert cells[5].value == "1899-05-01"


def test_numbers_that_a_spreadsheet_would_round_stay_texts():
    assert read(as_xlsx([["n"], [Decimal("0.12345678901234567890")]]))["A2"].value == "0.12345678901234567890"


def test_a_text_longer_than_a_cell_is_cut_between_characters():
    cut = read(as_xlsx([["a"], ["\U00020bb7" * LONGEST]]))["A2"].value
    assert len(cut) == LONGEST // 2


def test_the_head_stays_in_sight_and_wide_columns_stop_growing():
    sheet = read(as_xlsx([["short", "w" * 90, "at"], ["a", "b", MORNING]]))
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.b
    assert [round(sheet.column_dimensions[c].width) for c in "ABC"] == [11, 41, 18]


def test_several_sheets_and_the_same_file_from_the_same_rows():
    made = [io.BytesIO(), io.BytesIO()]
    for out in made:
        write_xlsx(out, {"a & b": [["x"], [1]], "empty": []})
    assert made[0].getvalue() == made[1].getvalue()
    assert openpyxl.load_workbook(made[0]).sheetnames == ["a & b", "empty"]
