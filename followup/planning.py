"""From nominal windows to calls: what overlaps becomes one call, and nobody is called twice in one week."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from followup.holidays import is_working_day, proposed

GAP = timedelta(days=7)
DAY_OFF = 1000  # costs more than any distance inside a window, so that a day off is the last resort


@dataclass(frozen=True)
class Wish:
    """One visit that wants a call: its key (of the caller's choice), nominal target and window."""

    key: Hashable
    target: date
    opens_on: date
    closes_on: date


@dataclass
class Call:
    """One call that serves one or more visits. Its window is what they have in common."""

    wishes: list[Wish]
    opens_on: date
    closes_on: date
    due_on: date = date.min
    folded: list[Wish] = field(default_factory=list)  # served although their window lies elsewhere

    @property
    def lead(self) -> Wish:
        """The visit that stands on the list: the one that closes first."""
        return min(self.wishes, key=lambda w: (w.closes_on, w.target))

    @property
    def target(self) -> date:
        """Nearest to the earliest wish, inside the common window; it closes with the earliest window."""
        return min(max(min(w.target for w in self.wishes), self.opens_on), self.closes_on)


def calls(wishes: Iterable[Wish]) -> list[Call]:
    """The calls that serve all wishes, in order, at least a week apart."""
    grouped = _grouped(sorted(wishes, key=lambda w: (w.closes_on, w.target, str(w.key))))
    while not _choose_days(grouped):
        _fold_one(grouped)
    return grouped


def _grouped(wishes: list[Wish]) -> list[Call]:
    """Each wish joins the last call if their windows overlap."""
    found: list[Call] = []
    for wish in wishes:
        last = found[-1] if found else None
        if last and wish.opens_on <= last.closes_on:
            last.wishes.append(wish)
            last.opens_on = max(last.opens_on, wish.opens_on)
        else:
            found.append(Call([wish], wish.opens_on, wish.closes_on))
    return found


Chosen = tuple[date, int, Any]  # a day for a call, what all days up to it cost, the chosen day before it


def _choose_days(found: list[Call]) -> bool:
    """Give each call the best day such that all are a week apart; False if there is no such choice."""
    wanted = [proposed(call.target, call.opens_on, call.closes_on) for call in found]
    chosen = wanted if _all_as_wanted(wanted) else _cheapest(found, wanted)
    for call, day in zip(found, chosen, strict=False):
        call.due_on = day
    return len(chosen) == len(found)


def _all_as_wanted(wanted: list[date]) -> bool:
    """Nothing is cheaper than every call on its proposed day, and no other choice is as cheap."""
    apart = all(one + GAP <= other for one, other in zip(wanted, wanted[1:], strict=False))
    return apart and all(map(is_working_day, wanted))


def _cheapest(found: list[Call], wanted: list[date]) -> list[date]:
    """The days that cost least together; none where a week does not fit between. Of equals the earlier."""
    best: list[Chosen] = [(date.min, 0, None)]
    for call, day in zip(found, wanted, strict=True):
        best = _one_further(call, day, best)
    last = min(best, key=lambda b: b[1], default=None)
    chosen: list[date] = []
    while last is not None and last[0] != date.min:
        chosen.insert(0, last[0])
        last = last[2]
    return chosen


def _one_further(call: Call, wanted: date, before: list[Chosen]) -> list[Chosen]:
    """Each day of a call after the cheapest day of the call before it that lies a week earlier."""
    step: list[Chosen] = []
    cheapest: Chosen | None = None
    rest = 0
    for day in _days(call):
        while rest < len(before) and (before[rest][0] == date.min or before[rest][0] + GAP <= day):
            if cheapest is None or before[rest][1] < cheapest[1]:
                cheapest = before[rest]
            rest += 1
        if cheapest is not None:
            step.append((day, cheapest[1] + _cost(day, wanted), cheapest))
    return step


def _days(call: Call) -> list[date]:
    return [call.opens_on + timedelta(days=n) for n in range((call.closes_on - call.opens_on).days + 1)]


def _cost(day: date, wanted: date) -> int:
    """The proposed day is free; others cost their distance; a day off costs most."""
    return abs((day - wanted).days) + (0 if is_working_day(day) else DAY_OFF)


def _fold_one(found: list[Call]) -> None:
    """Two windows too close for two calls: the call that closes first serves both."""
    distances = [b.closes_on - a.opens_on for a, b in zip(found, found[1:], strict=False)]
    at = min(range(len(distances)), key=lambda i: distances[i])
    second = found.pop(at + 1)
    found[at].folded += [*second.wishes, *second.folded]
