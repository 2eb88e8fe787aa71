"""A bar and what was measured beside it."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Bar:
    """What was measured, in the unit of its bar."""

    subject: str
    found: float
    bar: float
    unit: str
    note: str = ""
    own: float | None = None  # of it by this process itself: neither the database nor who else works here

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
    """The time of one run in seconds: by the clock, and of the processor in this process."""

    wall: float
    own: float


def p95(times: Sequence[float]) -> float:
    """The time that 95 of 100 runs stay below, in seconds: the nearest rank."""
    ordered = sorted(times)
    return ordered[max(0, -(-len(ordered) * 95 // 100) - 1)]


def once(work: Callable[[], Any]) -> Spent:
    """What one run takes."""
    start, own = time.perf_counter(), time.process_time()
    work()
    return Spent(time.perf_counter() - start, time.process_time() - own)


def slowest(subject: str, runs: Sequence[Spent], bar: float, note: str) -> Bar:
    """The p95 of many runs in milliseconds, the middle one beside it."""
    wall, own = ([1000 * t for t in times] for times in zip(*((r.wall, r.own) for r in runs), strict=True))
    told = f"median {median(wall):.0f} ms, own {median(own):.0f} ms; {note}"
    return Bar(f"{subject}, p95", p95(wall), bar, "ms", told, p95(own))
