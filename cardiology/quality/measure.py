"""What a measure is: who is in the denominator, who is left out and why, whether care was as it should be."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from cardiology.snapshot import Answer, Snapshot


class Outcome(StrEnum):
    """What a measure says of one patient. An unknown numerator counts as not met, and says what is missing;
    an unknown denominator is indeterminate and counts nowhere."""

    MET = "met"
    NOT_MET = "not_met"
    EXCLUDED = "excluded"
    EXCEPTION = "exception"
    NOT_IN_DENOMINATOR = "not_in_denominator"
    INDETERMINATE = "indeterminate"


@dataclass(frozen=True)
class Verdict:
    """Outcome for one patient with its reason in words."""

    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True)
class Measure:
    """A declared measure. Functions take a snapshot: `eligible` and `met` answer yes, no or unknown;
    `excluded` and `exception` give a reason or nothing."""

    do_not_call_in_templates: ClassVar[bool] = True

    id: str
    title: Any
    origin: str
    eligible: Callable[[Snapshot], Answer] = field(repr=False)
    met: Callable[[Snapshot], Answer] = field(repr=False)
    excluded: Callable[[Snapshot], str | None] = field(repr=False, default=lambda _patient: None)
    exception: Callable[[Snapshot], str | None] = field(repr=False, default=lambda _patient: None)
    target: float | None = None
    reviewed: date = date(2026, 11, 24)
    next_review: date = date(2027, 11, 24)
    confirmed: bool = False

    def __call__(self, patient: Snapshot) -> Verdict:
        """Judge one patient. Exceptions count only for those who did not meet the measure."""
        eligible = self.eligible(patient)
        if eligible is None:
            return Verdict(Outcome.INDETERMINATE)
        if not eligible:
            return Verdict(Outcome.NOT_IN_DENOMINATOR)
        if reason := self.excluded(patient):
            return Verdict(Outcome.EXCLUDED, reason)
        met = self.met(patient)
        if met:
            return Verdict(Outcome.MET)
        if reason := self.exception(patient):
            return Verdict(Outcome.EXCEPTION, reason)
        return Verdict(Outcome.NOT_MET, "" if met is False else "missing")


MEASURES: dict[str, Measure] = {}


def declare(measure: Measure) -> Measure:
    """Add a measure to those that the board, the report and the discharge page show."""
    if measure.id in MEASURES:
        raise ValueError(f"There are two measures {measure.id}.")
    MEASURES[measure.id] = measure
    return measure
