"""The only way a count leaves for those who may not see patients' rows.

Counts from 1 to below the threshold are withheld, zero is shown, all others are rounded; totals and shares
are made from the rounded. Means and quartiles need as many patients as the threshold. Curves are drawn in
weeks and end where fewer are at risk. Everything works on finished tables, never on rendered text.

Rounding alone tells two counts one apart where they lie on both sides of a step (102 is shown as 100, 103 as
105). A count that is asked for on the page therefore stands on whom it is about: about nearly the same people
as an earlier one, it repeats that one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

THRESHOLD = 10  # as the ACRO and SACRO projects use
BASE = 5
WEEK = 7  # days
EVENTS_PER_STEP = 5
OLDEST = 89  # ages above are said together, as 90
WITHHELD = None


@dataclass(frozen=True)
class Rule:
    """How much is withheld: counts below `threshold`, rounding to `base`. `exact` shows everything."""

    threshold: int = THRESHOLD
    base: int = BASE
    exact: bool = False


EXACT = Rule(exact=True)
CAREFUL = Rule()


def count(n: int, rule: Rule) -> int | None:
    """A count as it may be shown; None is withheld."""
    if rule.exact or n == 0:
        return n
    if n < rule.threshold:
        return WITHHELD
    return rule.base * ((n + rule.base // 2) // rule.base)


def parts(counts: Sequence[int], rule: Rule) -> list[int | None]:
    """Counts that add up to something known: a single withheld one would be told by the others.

    Where exactly one is withheld, the smallest of the others that are not zero is withheld with it.
    """
    shown = [count(n, rule) for n in counts]
    if rule.exact or shown.count(WITHHELD) != 1:
        return shown
    others = [(n, i) for i, n in enumerate(counts) if shown[i]]
    if others:
        shown[min(others)[1]] = WITHHELD
    return shown


# --- counts that are asked for again and again ----------------------------------------------------------
@dataclass(frozen=True)
class Members:
    """Whom a count is about: index rows of one kind, and their patients, each as bits by its number."""

    kind: str
    rows: int
    patients: int

    @property
    def counts(self) -> tuple[int, int]:
        return self.rows.bit_count(), self.patients.bit_count()


@dataclass(frozen=True)
class Standing:
    """An earlier count: whom it was about, and the rows and patients that were told (before rounding)."""

    members: Members
    rows: int
    patients: int


def bits(numbers: Iterable[int]) -> int:
    """A set of numbers as the bits of one integer: two sets are compared by one operation."""
    found = set(numbers)
    held = bytearray(max(found, default=0) // 8 + 1)
    for n in found:
        held[n >> 3] |= 1 << (n & 7)
    return int.from_bytes(held, "little")


def standing(new: Members, earlier: Iterable[Standing], rule: Rule = CAREFUL) -> Standing:
    """The count to tell: its own, or that of the earliest about nearly the same rows or patients.

    Whoever adds one patient to a question learns nothing: if he is in, the sets differ by one and the first
    answer is repeated; if he is not, the sets are the same.
    """
    rows, patients = new.counts
    near_rows = near_patients = None
    for told in earlier:
        apart = (new.patients ^ told.members.patients).bit_count()
        same_kind = new.kind == told.members.kind
        rows_apart = (new.rows ^ told.members.rows).bit_count() if same_kind else rule.threshold
        if apart == 0 and rows_apart == 0:
            return told
        if near_patients is None and 0 < apart < rule.threshold:
            near_patients = told.patients
        is_near = 0 < rows_apart < rule.threshold or 0 < apart < rule.threshold
        if near_rows is None and same_kind and is_near:
            near_rows = told.rows
    if near_rows is None and near_patients is not None and rows == patients:
        near_rows = near_patients  # one row each: the rows would tell the patients
    return Standing(
        new,
        rows if near_rows is None else near_rows,
        patients if near_patients is None else near_patients,
    )


def answers(counts: Sequence[int], rule: Rule) -> list[int | None]:
    """Yes, no and unknown of a criterion: as `parts`, with zero withheld too."""
    shown = [large(n, rule) for n in counts]
    if rule.exact or shown.count(WITHHELD) != 1:
        return shown
    shown[min((n, i) for i, n in enumerate(counts) if shown[i] is not None)[1]] = WITHHELD
    return shown


def settled(new: Any, old: Any, rule: Rule = CAREFUL) -> Any:
    """Counts of tonight; one that differs by few from the night before stays, so that a day tells nobody."""
    if isinstance(new, dict):
        held = old if isinstance(old, dict) else {}
        return {key: settled(inner, held.get(key), rule) for key, inner in new.items()}
    is_near = isinstance(new, int) and isinstance(old, int) and abs(new - old) < rule.threshold
    return old if is_near else new


def is_enough(n: int, rule: Rule) -> bool:
    """Whether a mean, a median or a test may be shown for this many patients."""
    return rule.exact or n >= rule.threshold


@dataclass(frozen=True)
class Step:
    """One line of the attrition as it may be shown; None is withheld."""

    yes: int | None
    no: int | None
    unknown: int | None
    remaining_rows: int | None
    remaining_patients: int | None
    without_rows: int | None = None
    without_patients: int | None = None


def large(n: int | None, rule: Rule) -> int | None:
    """A count as it may be shown where even zero tells somebody apart from one; None is withheld."""
    return WITHHELD if n is None or (n == 0 and not rule.exact) else count(n, rule)


def attrition(rows: int, patients: int, steps: Sequence[Any], rule: Rule) -> list[Step]:
    """The steps as they may be shown, from the rows and patients of the start.

    Who falls out between two lines can be subtracted. Where so few rows or patients fall out that their
    number is withheld, the line repeats both counts before it: one of the two would tell the other. Zero is
    withheld like any small count: a question about one person more would turn it into another sign.
    """
    shown = []
    for step in steps:
        yes, no, unknown = answers([step.yes, step.no, step.unknown], rule)
        dropped = (rows - step.remaining_rows, patients - step.remaining_patients)
        if rule.exact or not any(0 < n < rule.threshold for n in dropped):
            rows, patients = step.remaining_rows, step.remaining_patients
        without = (large(getattr(step, f"without_{what}", None), rule) for what in ("rows", "patients"))
        shown.append(Step(yes, no, unknown, large(rows, rule), large(patients, rule), *without))
    return shown


def tells_apart(one: Iterable[int], other: Iterable[int], rule: Rule = CAREFUL) -> bool:
    """Whether two sets of patients differ by so few that who holds both could name them (differencing)."""
    return 0 < len(set(one) ^ set(other)) < rule.threshold


def weekly(days: float) -> int:
    """A time in days, moved up to the end of its week."""
    return -(-int(days) // WEEK) * WEEK


def coarse_times(times: Sequence[float], rule: Rule) -> list[float]:
    """Times from which a curve may be drawn: in whole weeks, unless everything may be seen."""
    return list(times) if rule.exact else [float(weekly(t)) for t in times]


def curve_points(points: Sequence[Any], rule: Rule) -> list[Any]:
    """The points of a survival curve that may be shown.

    The curve ends where fewer than the threshold are at risk; steps wait until they carry enough events, so
    that no step tells of one patient.
    """
    if rule.exact:
        return list(points)
    kept: list[Any] = []
    events, last = 0, 0.0
    for point in points:
        if kept and point.at_risk < rule.threshold:
            break
        events, last = events + point.events, point.time
        if not kept or events >= EVENTS_PER_STEP:
            kept.append(replace(point, events=events, censored=0))
            events = 0
    if kept and last > kept[-1].time:  # the last step goes on to where it may be seen
        kept.append(replace(kept[-1], time=last, events=0))
    return kept


# --- rows --------------------------------------------------------------------------------------------
def age(years: Any) -> Any:
    """An age in years; above 89 all are 90."""
    return OLDEST + 1 if years is not None and years > OLDEST else years


def days_since(index: date, day: date | None) -> int | None:
    """A date as days since the index: the calendar stays inside."""
    return None if day is None else (day - index).days
