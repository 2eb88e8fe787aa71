"""The upright scale of measured values."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10

AROUND = 0.1


@dataclass(frozen=True)
class Scale:
    """Values from `low` (at y `bottom`) to `high` (at y `top`); by powers of ten where `is_log`."""

    low: float
    high: float
    top: float
    bottom: float
    is_log: bool = False

    def y(self, value: float) -> float:
        """Where a value stands; one outside of the scale stands at its edge."""
        low, high, at = (self._seen(v) for v in (self.low, self.high, value))
        part = (min(max(at, low), high) - low) / (high - low)
        return self.bottom - part * (self.bottom - self.top)

    def _seen(self, value: float) -> float:
        return log10(max(value, 1e-6)) if self.is_log else value


def scale(
    values: Sequence[float],
    limits: tuple[float | None, float | None],
    top: float,
    bottom: float,
    *,
    margin: float = 0.5,
    is_log: bool = False,
) -> Scale:
    """A scale on which a reference interval is always as high, wider only where the values ask for it.

    It shows `margin` widths of the interval below and above it, so that a small change stays small to the
    eye and two patients look alike; by powers of ten, from a quarter of the upper limit to its tenfold.
    Without an interval it shows at least a tenth below and above the middle of the values.
    """
    ends = [*_expected(*limits, margin, is_log), *values]
    if limits == (None, None) and values:
        middle = (min(values) + max(values)) / 2
        ends += [middle * (1 - AROUND), middle * (1 + AROUND)]
    least, most = min(ends, default=0.0), max(ends, default=1.0)
    if is_log:
        least = max(least, most / 1e6, 1e-6)
    if least == most:
        least, most = (least / 2, most * 2) if is_log else (least - 1, most + 1)
    return Scale(least, most, top, bottom, is_log)


def _expected(low: float | None, high: float | None, margin: float, is_log: bool) -> list[float]:
    if is_log:
        limit = high if high is not None else low
        return [limit / 4, limit * 10] if limit else []
    if low is None or high is None:
        limit = high if high is not None else low
        return [] if limit is None else [limit / 2, limit * 1.5]
    beyond = (high - low) * margin
    return [low - beyond, high + beyond]
