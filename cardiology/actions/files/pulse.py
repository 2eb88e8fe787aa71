"""Signs of life of a long piece of work, given beside it: how far it is, and that its worker still lives."""

from datetime import timedelta
from threading import Event, Thread
from types import TracebackType

from django.db import DatabaseError, connection
from django.utils import timezone

from cardiology.models import ImportBatch

LEASE = timedelta(seconds=60)  # a worker that says nothing for so long is taken for dead
EVERY = 1.0  # seconds


class Pulse:
    """Writes progress from a thread of its own: the work itself sits in one transaction that nobody sees."""

    def __init__(self, batch: ImportBatch) -> None:
        self.batch, self.percent, self.step = batch, 0, ""
        self._stop = Event()
        self._thread = Thread(target=self._beat, daemon=True)

    def tell(self, percent: int, step: str) -> None:
        """Say how far the work is; costs nothing."""
        self.percent, self.step = percent, step

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
        try:
            while not self._stop.wait(EVERY):
                try:
                    ImportBatch.objects.filter(
                        pk=self.batch.pk, attempts=self.batch.attempts, state=self.batch.state
                    ).update(progress=self.percent, step=self.step[:80], alive_until=timezone.now() + LEASE)
                except DatabaseError:
                    connection.close()
        finally:
            connection.close()
