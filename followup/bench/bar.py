"""A bar and what was measured beside it."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Bar:
    """What was measured, in the unit of its bar."""

    subject: str
    found: float
    bar: float
    unit: str
    note: str = ""

    @property
    def holds(self) -> bool:
        """Whether the figure is not above its bar."""
        return self.found <= self.bar

    def line(self) -> str:
        """The measurement in one line."""
        verdict = "holds" if self.holds else "MISSED"
        return (
            f"{self.subject:<44} {self.found:10.1f} {self.unit:<3} bar {self.bar:g}  {verdict}  {self.note}"
        ).rstrip()


def p95(times: Sequence[float]) -> float:
    """The time that 95 of 100 runs stay below, in seconds: the nearest rank."""
    ordered = sorted(times)
    return ordered[max(0, -(-len(ordered) * 95 // 100) - 1)]


def once(work: Callable[[], Any]) -> float:
    """The time of one run, in seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
