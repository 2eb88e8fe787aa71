"""From nominal windows to calls: what overlaps becomes one call, and nobody is called twice in one week."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

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


def _choose_days(found: list[Call]) -> bool:
    """Give each call the best day such that all are a week apart; False if there is no such choice."""
    best: dict[date, tuple[int, list[date]]] = {date.min: (0, [])}
    for call in found:
        step: dict[date, tuple[int, list[date]]] = {}
        for day in _days(call):
            fits = [(c, path) for last, (c, path) in best.items() if last == date.min or last + GAP <= day]
            if fits:
                cost, path = min(fits, key=lambda f: f[0])
                step[day] = (cost + _cost(call, day), [*path, day])
        best = step
    if not best:
        return False
    for call, day in zip(found, min(best.values(), key=lambda b: b[0])[1], strict=True):
        call.due_on = day
    return True


def _days(call: Call) -> list[date]:
    return [call.opens_on + timedelta(days=n) for n in range((call.closes_on - call.opens_on).days + 1)]


def _cost(call: Call, day: date) -> int:
    """The proposed day is free; others cost their distance; a day off costs most."""
    wanted = proposed(call.target, call.opens_on, call.closes_on)
    return abs((day - wanted).days) + (0 if is_working_day(day) else DAY_OFF)


def _fold_one(found: list[Call]) -> None:
    """Two windows too close for two calls: the call that closes first serves both."""
    distances = [b.closes_on - a.opens_on for a, b in zip(found, found[1:], strict=False)]
    at = min(range(len(distances)), key=lambda i: distances[i])
    second = found.pop(at + 1)
    found[at].folded += [*second.wishes, *second.folded]
