"""A covariate that changes once: each row in two intervals, before and after the day of the change.

What a patient gets later must not count before that day: who lives long has more time to get it (immortal
time). An event on the very day counts before the change.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from research.analysis import cox
from research.analysis.hazards import Rows


@dataclass(frozen=True)
class Intervals:
    """The intervals of all rows; `of` is the row of each, `after` whether the change was before it."""

    start: np.ndarray
    stop: np.ndarray
    event: np.ndarray
    after: np.ndarray
    of: np.ndarray


def intervals(stop: Any, event: Any, changed: Sequence[float | None]) -> Intervals:
    """Rows cut in two at the day of the change; a change at the start, or never, cuts nothing."""
    found = []
    for i, (end, happened, day) in enumerate(zip(stop, event, changed, strict=True)):
        if day is None or day >= end:
            found.append((-np.inf, end, happened, False, i))
        elif day <= 0:
            found.append((-np.inf, end, happened, True, i))
        else:
            found += [(-np.inf, day, False, False, i), (day, end, happened, True, i)]
    start, ends, events, after, of = zip(*found, strict=True)
    return Intervals(np.array(start), np.array(ends, dtype=float), np.array(events, dtype=bool),
                     np.array(after, dtype=bool), np.array(of))  # fmt: skip


def rows_of(cut: Intervals, x: np.ndarray, stratum: Sequence[Any] | None = None) -> Rows:
    """The intervals as the model takes them: what is fixed of each row, and last what changes."""
    values = np.column_stack([x[cut.of], cut.after.astype(float)])
    layer = None if stratum is None else [stratum[i] for i in cut.of]
    return cox.rows_of(cut.stop, cut.event, values, start=cut.start, stratum=layer)  # type: ignore[arg-type]
