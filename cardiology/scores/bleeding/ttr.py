"""Time in therapeutic range of warfarin, by linear interpolation between tests of the INR.

Rosendaal FR et al. Thromb Haemost 1993;69:236-9. What lies between two tests more than 56 days apart is not
counted, nor the first 14 days of treatment where its start is told.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.provenance import Tag
from cardiology.scores.score import Input, Result, Score, by_day, day_of, level

LONGEST, FIRST_DAYS = 56, 14
USUAL = (2.0, 3.0)
INR = Input("inr", "series", "1", (0.5, 20))
Stretch = tuple[float, float, float, float]  # from day, value; to day, value


def compute(given: Mapping[str, Any]) -> Result:
    if given.get("inr") is None:
        return Result(None, None, {})
    low, high = given.get("inr_low") or USUAL[0], given.get("inr_high") or USUAL[1]
    since = given.get("warfarin_since")
    started = None if since is None else day_of("warfarin_since", since)
    stretches = list(_counted(by_day(given["inr"], INR), started))
    days = sum(end - start for start, _a, end, _b in stretches)
    if not days or low >= high:
        return Result(None, "not_applicable", {})
    share = sum(_within(stretch, low, high) for stretch in stretches) / days
    word = level(100 * share, (0, "labile"), (60, "poor"), (70, "good"))
    return Result(100 * share, word, {"days": days})


def _counted(tests: list[tuple[float, float]], since: float | None) -> Iterator[Stretch]:
    """The stretches between tests that count; one that reaches into the first days is cut."""
    for (start, first), (end, last) in pairwise(tests):
        if not 0 < end - start <= LONGEST:
            continue
        begin = start if since is None else max(start, since + FIRST_DAYS)
        if begin < end:
            yield begin, first + (last - first) * (begin - start) / (end - start), end, last


def _within(stretch: Stretch, low: float, high: float) -> float:
    """The days of a stretch on which the line lies in the range."""
    start, first, end, last = stretch
    if first == last:
        return (end - start) if low <= first <= high else 0.0
    below, above = sorted((first, last))
    return (end - start) * max(0.0, min(above, high) - max(below, low)) / (above - below)


TTR = Score(
    id="ttr",
    title=_("Time in therapeutic range (Rosendaal)"),
    meaning=_(
        "The share of days on which the INR, on the line between two tests, lay in the range: below 60 % "
        "labile, below 70 % poor. What lies between tests more than 56 days apart is not counted, nor the "
        "first 14 days of treatment."
    ),
    version="1993.1",
    source="Rosendaal FR et al. Thromb Haemost 1993;69:236-9",
    inputs=(
        INR,
        Input("warfarin_since", "day", required=False),
        Input("inr_low", "number", "1", (1, 5), required=False),
        Input("inr_high", "number", "1", (1, 6), required=False),
    ),
    compute=compute,
    unit="%",
    tag=Tag.FROM_MEMORY,
)
