"""What a measure is: who is in the denominator, who is left out and why, whether care was as it should be."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from cardiology.provenance import NEXT_REVIEW, REVIEWED, Tag
from cardiology.snapshot import Answer, Snapshot, unknowns_read

Why = str | bool | None  # a reason, False for none, None for "cannot be told"


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


NOBODY: Callable[[Snapshot], Why] = lambda _patient: False  # noqa: E731


@dataclass(frozen=True)
class Measure:
    """A declared measure. `meaning` says in words who is counted, what is met, who is left out and what are
    exceptions: what a committee signs. Functions take a snapshot: `eligible` and `met` answer yes, no or
    unknown; `excluded` gives a reason, no, or unknown; `exception` a reason or nothing. `undesired` measures
    count what should not happen: to meet one is an event, the target is the most that is acceptable, and
    where it is unknown whether it happened the patient is indeterminate."""

    do_not_call_in_templates: ClassVar[bool] = True

    id: str
    title: Any
    meaning: Any
    origin: Any
    eligible: Callable[[Snapshot], Answer] = field(repr=False)
    met: Callable[[Snapshot], Answer] = field(repr=False)
    excluded: Callable[[Snapshot], Why] = field(repr=False, default=NOBODY)
    exception: Callable[[Snapshot], str | None] = field(repr=False, default=lambda _patient: None)
    target: float | None = None
    tag: Tag = Tag.SEEN
    undesired: bool = False
    version: str = "1"
    reviewed: date = REVIEWED
    next_review: date = NEXT_REVIEW

    def __call__(self, patient: Snapshot) -> Verdict:
        """Judge one patient."""
        eligible = self.eligible(patient)
        if eligible is None:
            return Verdict(Outcome.INDETERMINATE)
        return self.of_eligible(patient) if eligible else Verdict(Outcome.NOT_IN_DENOMINATOR)

    def of_eligible(self, patient: Snapshot) -> Verdict:
        """Judge somebody who is eligible. Exceptions count only for those who did not meet the measure."""
        left_out = self.excluded(patient)
        if left_out is None:
            return Verdict(Outcome.INDETERMINATE)
        if left_out:
            return Verdict(Outcome.EXCLUDED, str(left_out))
        met = self.met(patient)
        if met:
            return Verdict(Outcome.MET)
        if met is None and self.undesired:
            return Verdict(Outcome.INDETERMINATE)
        if reason := self.exception(patient):
            return Verdict(Outcome.EXCEPTION, reason)
        return Verdict(Outcome.NOT_MET, "" if met is False else "missing")

    def missing(self, patient: Snapshot) -> tuple[str, ...]:
        """The facts that are not known and were asked for on the way to the verdict."""
        return unknowns_read(patient, self)

    def is_reached(self, rate: float | None) -> bool | None:
        """Whether a share reaches the target; None without share or target."""
        if rate is None or self.target is None:
            return None
        return rate <= self.target if self.undesired else rate >= self.target

    @property
    def confirmed(self) -> bool:
        """Whether the definition stands without a head's confirmation."""
        return self.tag is Tag.SEEN


MEASURES: dict[str, Measure] = {}


def declare(measure: Measure) -> Measure:
    """Add a measure to those that the board, the report and the discharge page show."""
    if measure.id in MEASURES:
        raise ValueError(f"There are two measures {measure.id}.")
    MEASURES[measure.id] = measure
    return measure
