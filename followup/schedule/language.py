"""The language of pathways: a contact with its target and window, and a programme of contacts.

Dates, not instants. Windows include both ends.
"""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, ClassVar, Literal

Answer = bool | None
WEEKS_PER_MONTH = 52 / 12


@dataclass(frozen=True)
class Facts:
    """What decides on pathways, as known at discharge or later. None means unknown.

    `procedures` and `conditions` are words of `followup.schedule.reading`; `classes`, `drugs` the discharge
    list; `started` those of its classes that were not taken before the stay.
    """

    category: str | None = None
    had_pci: Answer = None
    lvef: float | None = None
    classes: frozenset[str] | None = None
    disposition: str | None = None
    agrees: Answer = None  # to be called; only a recorded refusal stops a plan
    procedures: frozenset[str] = frozenset()
    conditions: frozenset[str] = frozenset()
    drugs: frozenset[str] | None = None
    started: frozenset[str] = frozenset()
    valve_severity: str | None = None
    nyha: int | None = None
    age: float | None = None
    clearance: float | None = None  # creatinine clearance, mL/min
    at_goal: Answer = None  # blood pressure at the last two contacts


@dataclass(frozen=True)
class Span:
    """A distance in days or in calendar months."""

    days: int = 0
    months: int = 0

    def after(self, anchor: date) -> date:
        """The day this far after the anchor; a month that is too short ends on its last day."""
        index = anchor.year * 12 + anchor.month - 1 + self.months
        year, month = divmod(index, 12)
        day = min(anchor.day, monthrange(year, month + 1)[1])
        return date(year, month + 1, day) + timedelta(days=self.days)

    @property
    def code(self) -> str:
        """As a visit is called: "12m", "16w", "3d"."""
        if self.months:
            return f"{self.months}m"
        return f"{self.days // 7}w" if self.days % 7 == 0 else f"{self.days}d"

    def further(self, step: "Span") -> "Span":
        """This span and a step more; where the units differ, in the unit of the step."""
        if step.months:
            months = self.months or round(self.days / 7 / WEEKS_PER_MONTH)
            return Span(months=months + step.months)
        days = self.days or round(self.months * WEEKS_PER_MONTH) * 7
        return Span(days=days + step.days)


def days(n: int) -> Span:
    return Span(days=n)


def weeks(n: int) -> Span:
    return Span(days=7 * n)


def months(n: int) -> Span:
    return Span(months=n)


def always(_facts: Facts) -> bool:
    return True


Way = Literal["phone", "clinic"]


@dataclass(frozen=True)
class Visit:
    """One planned contact: code, target, window in days around the target, what is asked, for whom.

    `tests` are laboratory codes and `exams` other examinations that are due at this contact.
    """

    code: str
    due: Span
    window: tuple[int, int]
    asks: tuple[str, ...]
    title: Any
    concerns: Callable[[Facts], bool] = always
    way: Way = "phone"
    tests: tuple[str, ...] = ()
    exams: tuple[str, ...] = ()

    def planned(self, anchor: date) -> "Planned":
        """Target and window counted from an anchor."""
        target = self.due.after(anchor)
        first, last = self.window
        return Planned(self.code, target, target + timedelta(days=first), target + timedelta(days=last))


@dataclass(frozen=True)
class Planned:
    """Nominal target and window of one contact."""

    code: str
    target: date
    opens_on: date
    closes_on: date


Anchor = Literal["discharge", "procedure"]


@dataclass(frozen=True)
class Pathway:
    """A follow-up programme. After its last visit it goes on with the first repetition that concerns the
    patient, or ends where there is none."""

    do_not_call_in_templates: ClassVar[bool] = True

    id: str
    title: Any
    version: int
    applies: Callable[[Facts], bool]
    visits: tuple[Visit, ...]
    repeats: tuple[Visit, ...] = ()
    anchor: Anchor = "discharge"

    def planned(self, anchor: date, facts: Facts) -> list[Planned]:
        """Every declared contact of this patient, in order of target."""
        found = [v.planned(anchor) for v in self.visits if v.concerns(facts)]
        return sorted(found, key=lambda p: p.target)

    def after(self, code: str, anchor: date, facts: Facts | None = None) -> Planned | None:
        """The contact that follows one that is over ("12m" is followed by "24m"), or None."""
        step = next((v for v in self.repeats if v.concerns(facts or Facts())), None)
        reached = self._span(code)
        if step is None or reached is None:
            return None
        due = reached.further(step.due)
        return replace(step, code=due.code, due=due).planned(anchor)

    def visit(self, code: str) -> Visit | None:
        """The declaration behind a code; a repeated visit has the declaration of a repetition."""
        declared = {v.code: v for v in self.visits}
        if code in declared or not self.repeats:
            return declared.get(code)
        span = span_of(code)
        return replace(self.repeats[0], code=code, due=span) if span else None

    def _span(self, code: str) -> Span | None:
        declared = {v.code: v.due for v in self.visits}
        return declared.get(code) or span_of(code)


UNITS = {"m": months, "w": weeks, "d": days}


def span_of(code: str) -> Span | None:
    """What a code such as "24m" or "16w" says; None for any other."""
    unit = UNITS.get(code[-1:])
    return unit(int(code[:-1])) if unit and code[:-1].isdigit() else None
