"""Workbooks of many rows are written in a process beside: the same file, or an error, never half of one."""

import errno
import io
import signal
import subprocess
import tempfile
import time
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.utils.translation import gettext_lazy
from python_calamine import CalamineWorkbook

from cardiology.beside import workbooks
from cardiology.intake import writing
from cardiology.models import Category

SLOW = "cat > /dev/null; exec sleep 30"
LINES = [
    ["number", "name", "LVEF", "born", "admitted"],
    ["0001", "王小明 <&>", Decimal("41.5"), date(1961, 5, 1), datetime(2026, 3, 2, 9, 30)],  # noqa: DTZ001
    ["0002", Category.STEMI, 7, "", gettext_lazy("Yes")],
    ["0003", "'=1+1", Decimal("0.1234567890123456789"), date(1844, 1, 1), True],
]


def read(content):
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def beside(found):
    out = io.BytesIO()
    writing.write_xlsx(out, found)
    return out.getvalue()


def test_a_workbook_from_beside_is_the_one_written_here():
    many = [["n"], *([i] for i in range(1, 1_203))]
    here = io.BytesIO()
    workbooks.write(here, [("first", LINES), ("second", many), ("empty", [])])
    found = read(beside({"first": LINES, "second": many, "empty": []}))
    assert found == read(here.getvalue())
    assert found["first"][2][1] == "stemi"
    assert len(found["second"]) == 1_203


def test_rows_that_cannot_be_read_are_an_error_and_leave_no_process(monkeypatch):
    begun, begin = [], subprocess.Popen
    monkeypatch.setattr(writing.subprocess, "Popen", lambda *a, **o: begun.append(begin(*a, **o)) or begun[0])

    def broken():
        yield ["n"]
        raise LookupError

    with pytest.raises(LookupError):
        beside({"first": broken()})
    assert begun[0].returncode == -signal.SIGKILL


def test_a_workbook_that_nobody_wants_any_more_is_not_closed_first(monkeypatch, tmp_path):
    """All rows are with the process beside, which closes the workbook for as long as that takes."""
    begin = subprocess.Popen
    monkeypatch.setattr(writing.subprocess, "Popen", lambda _command, **o: begin(["sh", "-c", SLOW], **o))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def nobody_wants_it():
        raise LookupError

    started = time.monotonic()
    with pytest.raises(LookupError):
        writing.write_xlsx(io.BytesIO(), {"first": LINES}, nobody_wants_it)
    assert time.monotonic() - started < 5
    assert list(tmp_path.iterdir()) == []


def ending(monkeypatch, end):
    """The process beside comes to an end as soon as it is there."""
    begin = subprocess.Popen

    def begun(command, **options):
        process = begin(["sh", "-c", end], **options)
        process.wait()
        return process

    monkeypatch.setattr(writing.subprocess, "Popen", begun)


def test_a_process_that_died_is_an_error(monkeypatch):
    ending(monkeypatch, f"kill -{signal.SIGKILL.value} $$")
    with pytest.raises(RuntimeError, match="ended before"):
        beside({"first": LINES})


@pytest.mark.parametrize("lines", [LINES, [["x" * 1000]] * 2000], ids=["few", "more than a pipe takes"])
def test_no_room_is_told_as_such(monkeypatch, lines):
    ending(monkeypatch, f"exit {errno.ENOSPC}")
    with pytest.raises(OSError, match="No space left"):
        beside({"first": lines})
