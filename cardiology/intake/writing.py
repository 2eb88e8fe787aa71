"""Tables as files: CSV and XLSX that spreadsheets show as they are and that read back as they were."""

import csv
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import IO

from django.conf import settings

from cardiology import beside
from cardiology.beside import workbooks
from cardiology.beside.workbooks import Line

FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MARK = "\ufeff"  # so that spreadsheets read Chinese
ASKED_EVERY = 0.5  # seconds
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


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


def write_xlsx(
    out: IO[bytes], sheets: dict[str, Iterable[Line]], still: Callable[[], None] = lambda: None
) -> None:
    """Sheets by name, written beside this process; what it left half done goes with its folder.

    OSError where there is no room for them, RuntimeError where the process beside died. `still` is asked
    while the workbook is closed, and raises to stop.
    """
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as made:
        command = [sys.executable, "-m", workbooks.__name__, folder, str(beside.BEHIND)]
        process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=beside.surroundings(), stdin=subprocess.PIPE, stdout=made
        )
        with process, _ended_with(process, still):
            workbooks.hand_over(process.stdin, sheets.items())  # type: ignore[arg-type]
        if process.returncode > 1:
            raise OSError(process.returncode, os.strerror(process.returncode))
        if process.returncode:
            raise RuntimeError("The process that writes workbooks ended before this one was whole.")
        made.seek(0)
        shutil.copyfileobj(made, out)


@contextmanager
def _ended_with(process: subprocess.Popen[bytes], still: Callable[[], None]) -> Iterator[None]:
    """A process that gave up says why by its end; one whose rows cannot be read is not left waiting."""
    try:
        yield
        process.stdin.close()  # type: ignore[union-attr]
        while process.poll() is None:
            still()
            with suppress(subprocess.TimeoutExpired):
                process.wait(ASKED_EVERY)
    except BaseException as error:
        if not isinstance(error, BrokenPipeError):
            process.kill()
        with suppress(BrokenPipeError):  # what it did not take is still waiting to go
            process.stdin.close()  # type: ignore[union-attr]
        if not isinstance(error, BrokenPipeError):
            raise


def as_xlsx(lines: Iterable[Line], name: str = "Sheet1") -> bytes:
    """A whole XLSX file with one sheet."""
    out = io.BytesIO()
    workbooks.write(out, [(name, lines)])
    return out.getvalue()
