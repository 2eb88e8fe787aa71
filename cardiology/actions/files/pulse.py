"""Signs of life of a long piece of work, given beside it: how far it is, and that its worker still lives."""

from datetime import timedelta
from threading import Event, Thread
from types import TracebackType
from typing import Any

from django.db import DatabaseError, connection
from django.utils import timezone

from cardiology.models import Extract, ImportBatch

LEASE = timedelta(seconds=60)  # a worker that says nothing for so long is taken for dead
EVERY = 1.0  # seconds


class Pulse:
    """Writes progress from a thread of its own: the work itself sits in one transaction that nobody sees."""

    def __init__(self, work: ImportBatch | Extract) -> None:
        self.work = work
        self.is_lost = False  # somebody stopped the work, or another worker has it now
        self._told: dict[str, Any] = {}
        self._stop = Event()
        self._thread = Thread(target=self._beat, daemon=True)

    def tell(self, **told: Any) -> None:
        """Say how far the work is, in columns of its row; costs nothing."""
        self._told = told

    def __enter__(self) -> "Pulse":
        self._thread.start()
        return self

    def __exit__(
        self, _kind: type | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _beat(self) -> None:
        """Only while the row is still ours; the database being away for a moment ends nothing."""
        ours = type(self.work)._default_manager.filter(
            pk=self.work.pk, attempts=self.work.attempts, state=self.work.state
        )
        try:
            while not self._stop.wait(EVERY):
                try:
                    self.is_lost = not ours.update(alive_until=timezone.now() + LEASE, **self._told)
                except DatabaseError:
                    connection.close()
        finally:
            connection.close()
