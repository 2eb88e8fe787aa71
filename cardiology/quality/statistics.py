"""What can be said of a share: its interval, the limits of its course over time, and of its peers.

Wilson EB. JASA 1927;22:209-12. Spiegelhalter DJ. Stat Med 2005;24:1185-202 (limits of a funnel plot,
interpolated from the exact binomial). Montgomery, Introduction to Statistical Quality Control (p-chart).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, lgamma, log, log1p, sqrt
from statistics import quantiles

Z95 = 1.959963984540054
FUNNEL = (0.95, 0.998)  # the two pairs of limits of a funnel plot
RUN = 8  # so many months in a row on one side of the mean are not chance
RARE = 0.01  # the share of chance that is no chance any more


def wilson(hits: int, n: int) -> tuple[float, float] | None:
    """Wilson score interval of a proportion, 95 %; None for n = 0."""
    if n == 0:
        return None
    share, square = hits / n, Z95**2
    centre = (share + square / (2 * n)) / (1 + square / n)
    half = Z95 * sqrt(share * (1 - share) / n + square / (4 * n**2)) / (1 + square / n)
    return max(0.0, centre - half), min(1.0, centre + half)


@dataclass(frozen=True)
class Month:
    """One point of a p-chart: the share and its limits; None where nobody counts. `signal` says that it is
    not chance: outside its limits, or the last of a run on one side of the mean."""

    hits: int
    n: int
    share: float | None
    lower: float | None
    upper: float | None
    signal: bool = False


def p_chart(counts: Sequence[tuple[int, int]]) -> tuple[float | None, list[Month]]:
    """The mean of all months and each month (hits, n) with its three-sigma limits."""
    hits, total = sum(h for h, _n in counts), sum(n for _h, n in counts)
    if not total:
        return None, [Month(h, n, None, None, None) for h, n in counts]
    mean = hits / total
    runs = list(_in_a_row(counts, mean))
    return mean, [_month(h, n, mean, run) for (h, n), run in zip(counts, runs, strict=True)]


def _month(hits: int, n: int, mean: float, run: int) -> Month:
    if not n:
        return Month(hits, n, None, None, None)
    half = 3 * sqrt(mean * (1 - mean) / n)
    lower, upper, share = max(0.0, mean - half), min(1.0, mean + half), hits / n
    is_outside = not lower <= share <= upper and _is_rare(hits, n, mean)
    return Month(hits, n, share, lower, upper, is_outside or run >= RUN)


def _is_rare(hits: int, n: int, mean: float) -> bool:
    """Whether chance would hardly do it: of few patients a single one can lie outside the limits, which are
    those of a normal curve."""
    tail = range(hits + 1) if hits < n * mean else range(hits, n + 1)
    return sum(binomial(r, n, mean) for r in tail) < RARE


def _in_a_row(counts: Sequence[tuple[int, int]], mean: float) -> Iterator[int]:
    """For each month, of how many in a row on its side of the mean it is the last. Empty months pass by, and
    those of so few patients that all of them on one side is what is to be expected."""
    side = run = 0
    for hits, n in counts:
        if n * min(mean, 1 - mean) >= 1:
            now = (hits / n > mean) - (hits / n < mean)
            run = run + 1 if now and now == side else abs(now)
            side = now
        yield run


def funnel_limit(n: int, target: float, p: float) -> float:
    """The share below which a unit of `n` patients falls with probability `p` when its true share is the
    target: the exact binomial quantile, interpolated so that the line is smooth."""
    below = upto = 0.0
    for r in range(n + 1):
        mass = binomial(r, n, target)
        upto += mass
        if upto >= p:
            return min(1.0, max(0.0, (r - (upto - p) / (upto - below)) / n))
        below = upto
    return 1.0


def funnel_limits(n: int, target: float) -> tuple[float, ...]:
    """(95 % lower, upper, 99.8 % lower, upper) for a unit of `n` patients."""
    tails = [(1 - level) / 2 for level in FUNNEL]
    return tuple(funnel_limit(n, target, p) for tail in tails for p in (tail, 1 - tail))


def binomial(r: int, n: int, p: float) -> float:
    """The probability of exactly `r` of `n`."""
    if p in (0, 1):
        return float(r == n * p)
    return exp(lgamma(n + 1) - lgamma(r + 1) - lgamma(n - r + 1) + r * log(p) + (n - r) * log1p(-p))


@dataclass(frozen=True)
class Spread:
    """Minutes of many patients: quartiles, mean, the share within the target."""

    n: int
    lower: float | None = None
    median: float | None = None
    upper: float | None = None
    mean: float | None = None
    within: int = 0

    @property
    def share(self) -> float | None:
        return self.within / self.n if self.n else None


def spread(values: Sequence[float], target: float | None) -> Spread:
    """Quartiles by linear interpolation (type 7); a single value is all three."""
    if not values:
        return Spread(0)
    lower, median, upper = quantiles(values, n=4, method="inclusive") if len(values) > 1 else [values[0]] * 3
    within = sum(v <= target for v in values) if target is not None else 0
    return Spread(len(values), lower, median, upper, sum(values) / len(values), within)


def change(hits: int, n: int, before_hits: int, before_n: int) -> float | None:
    """z of the difference to the period before (pooled); None where either is empty or nothing varies."""
    if not n or not before_n:
        return None
    pooled = (hits + before_hits) / (n + before_n)
    error = sqrt(pooled * (1 - pooled) * (1 / n + 1 / before_n))
    return (hits / n - before_hits / before_n) / error if error else None
