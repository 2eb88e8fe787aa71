"""The file of an extract: what its choice says, written from one picture of the record."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO

from django.db import connection, transaction

from cardiology.models import Extract
from cardiology.resources.rows import counted, write
from cardiology.resources.wanted import Wanted


def write_extract(extract: Extract, out: IO[bytes], tell: Callable[[int, int], None]) -> int:
    """Write every row as the record stood at one moment, when the worker began; how many there are.

    Whatever is saved while the file is written is not in it, in no section. What the person may see is asked
    here again. `tell` hears the rows written and those of all, and raises to stop.
    """
    wanted, written = Wanted.of(extract.choice), 0
    with one_moment():
        found, count = counted(extract.kind, extract.form, wanted, extract.asked_by)

        def watch(rows: int) -> None:
            nonlocal written
            written += rows
            tell(written, count)

        watch(0)
        write(out, extract.kind, extract.form, found, wanted, watch)
    return count


@contextmanager
def one_moment() -> Iterator[None]:
    """A transaction that only reads, and sees nothing that others save after its first question."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
