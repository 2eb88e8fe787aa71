"""When the events of a criterion happen around the index: its window beside what is really there."""

from dataclasses import dataclass, replace

from research.criteria import nodes as n
from research.criteria.walk import every

WIDTHS = (1, 2, 7, 14, 30, 91, 182, 365)  # days of one bar
MOST_BARS = 20
OPEN = 730  # days that are shown where a window has no end


@dataclass(frozen=True)
class Window:
    """The window of a criterion in days around its anchor, and the bars that are drawn around it."""

    select: n.Select
    anchor: n.Anchor
    low: int | None
    high: int | None
    bars: tuple[tuple[int, int], ...]  # first and last day of each


def window_of(criterion: n.Criterion) -> Window | None:
    """The first window of days around the index that a criterion names; None where it has none."""
    inside = {
        id(x) for s in every(criterion.test) if isinstance(s, n.Select) and s.where for x in every(s.where)
    }
    for select in every(criterion.test):
        if not isinstance(select, n.Select) or id(select) in inside:
            continue
        for window in select.windows:
            if isinstance(window, n.DaysWindow) and window.of.name == "index":
                return Window(select, window.of, window.low, window.high, bars(window.low, window.high))
    return None


def bars(low: int | None, high: int | None) -> tuple[tuple[int, int], ...]:
    """Bars as wide as the window, in equal steps of which one begins where the window does."""
    first = low if low is not None else -OPEN
    last = high if high is not None else max(OPEN, first + OPEN)
    reach = max(last - first + 1, abs(first), abs(last), 14)
    start, end = min(first, 0) - reach // 2, max(last, 0) + reach // 2
    width = next((w for w in WIDTHS if (end - start + 1) / w <= MOST_BARS), WIDTHS[-1])
    before = -(-(first - start) // width)
    found = []
    at = first - before * width
    while at <= end:
        found.append((at, at + width - 1))
        at += width
    return tuple(found)


def around(definition: n.Definition, window: Window) -> n.Definition:
    """A definition whose last variables count, for each index row, the rows in each bar."""
    plain = replace(window.select, windows=(), must_observe=False, merge=None)
    counts = tuple(
        (name_of(i), n.Count(replace(plain, windows=(n.DaysWindow(window.anchor, low, high),))))
        for i, (low, high) in enumerate(window.bars)
    )
    return replace(definition, variables=definition.variables + counts, criteria=())


def name_of(bar: int) -> str:
    return f"around__{bar}"
