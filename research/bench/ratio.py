"""A measurement: what was measured, beside what, and how many times as long it took."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

RUNS = 5


@dataclass(frozen=True)
class Ratio:
    """Ours against the yardstick, in seconds."""

    subject: str
    yardstick: str
    ours: float
    theirs: float
    note: str = ""

    def line(self) -> str:
        """The measurement in one line: a ratio, no verdict."""
        times = f"{self.ours * 1000:8.1f} ms / {self.theirs * 1000:8.1f} ms"
        share = f"{self.ours / self.theirs:7.2f}" if self.theirs else "      -"
        return f"{self.subject:<34} {share} x {self.yardstick:<34} {times}  {self.note}".rstrip()


def seconds(work: Callable[[], Any]) -> float:
    """The median time of several runs, after one that warms up."""
    work()
    return median(once(work) for _ in range(RUNS))


def once(work: Callable[[], Any]) -> float:
    """The time of one run."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
