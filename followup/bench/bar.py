"""A bar and what was measured beside it."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from django.db import connection


@dataclass(frozen=True)
class Bar:
    """What was measured, in the unit of its bar."""

    subject: str
    found: float
    bar: float
    unit: str
    note: str = ""
    own: float | None = None  # of it in which a processor worked for us, whatever else this machine does

    @property
    def holds(self) -> bool:
        """Whether the figure is not above its bar."""
        return self.found <= self.bar

    def line(self) -> str:
        """The measurement in one line."""
        verdict = "holds" if self.holds else "MISSED"
        own = "" if self.own is None else f"own {self.own:.1f}  "
        found = f"{self.subject:<44} {self.found:10.1f} {self.unit:<3} bar {self.bar:g}"
        return f"{found}  {verdict}  {own}{self.note}".rstrip()


@dataclass(frozen=True)
class Spent:
    """The time of one run in seconds: by the clock, and of the processor for us (see `_worked`)."""

    wall: float
    own: float


def p95(times: Sequence[float]) -> float:
    """The time that 95 of 100 runs stay below, in seconds: the nearest rank."""
    ordered = sorted(times)
    return ordered[max(0, -(-len(ordered) * 95 // 100) - 1)]


def once(work: Callable[[], Any]) -> Spent:
    """What one run takes."""
    start, own = time.perf_counter(), _worked()
    work()
    return Spent(time.perf_counter() - start, _worked() - own)


def _worked() -> float:
    """Processor time so far of this process and of its session in the database, where that runs here."""
    try:
        session = connection.connection.get_backend_pid()
        told = Path(f"/proc/{session}/schedstat").read_text(encoding="ascii")
    except (AttributeError, OSError):
        return time.process_time()
    return time.process_time() + int(told.split()[0]) / 1e9


def slowest(subject: str, runs: Sequence[Spent], bar: float, note: str) -> Bar:
    """The p95 of many runs in milliseconds, the middle one beside it."""
    wall, own = ([1000 * t for t in times] for times in zip(*((r.wall, r.own) for r in runs), strict=True))
    told = f"median {median(wall):.0f} ms, own {median(own):.0f} ms; {note}"
    return Bar(f"{subject}, p95", p95(wall), bar, "ms", told, p95(own))
