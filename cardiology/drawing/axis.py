"""The time axis of a picture: where an instant stands, and which hours and days are named beneath it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
STEPS = (5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR)
DAY_STEPS = (1, 2, 7, 14, 28, 56, 112, 364)
LEAST = HOUR  # a shorter stay is drawn on an axis of one hour


@dataclass(frozen=True)
class Axis:
    """Time from `start` to `end` drawn from `left` to `right`. Instants are in hospital time."""

    start: datetime
    end: datetime
    left: float
    right: float

    def x(self, at: datetime) -> float:
        """Where an instant stands; one outside of the axis stands at its edge."""
        part = (min(max(at, self.start), self.end) - self.start) / (self.end - self.start)
        return self.left + part * (self.right - self.left)

    def holds(self, at: datetime) -> bool:
        """Whether an instant is on the axis."""
        return self.start <= at <= self.end

    def hours(self, room: float) -> list[datetime]:
        """The hours to name so that each has `room`; none where only days have it."""
        step = next((s for s in STEPS if self._px(s) >= room), None)
        if step is None:
            return []
        return [at for day in self._midnights(DAY) for at in _through(day, step) if self.holds(at)]

    def days(self, room: float) -> list[datetime]:
        """The midnights to name so that each has `room`; the first day stands at the start of the axis."""
        step = next((n for n in DAY_STEPS if self._px(n * DAY) >= room), DAY_STEPS[-1])
        return [max(at, self.start) for at in self._midnights(step * DAY)]

    def _px(self, span: timedelta) -> float:
        return (self.right - self.left) * (span / (self.end - self.start))

    def _midnights(self, step: timedelta) -> Iterator[datetime]:
        at = datetime.combine(self.start.date(), time(), self.start.tzinfo)
        while at <= self.end:
            yield at
            at += step


def axis(start: datetime, end: datetime, left: float, right: float) -> Axis:
    """An axis at least one hour long."""
    return Axis(start, max(end, start + LEAST), left, right)


def _through(day: datetime, step: timedelta) -> Iterator[datetime]:
    at = day
    while at < day + DAY:
        yield at
        at += step
