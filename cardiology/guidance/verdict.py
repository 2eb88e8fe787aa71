"""Three-valued judgement: yes, no, or unknown with the facts that would decide."""

from collections.abc import Container
from typing import Any

from cardiology.guidance.rule import Advice, Severity, open_for
from cardiology.snapshot import Answer, Snapshot

ACS = ("stemi", "nstemi", "ua")
INFARCTION = ("stemi", "nstemi")


def both(*answers: Answer) -> Answer:
    """Whether all hold: one no is enough for no, one unknown leaves it open."""
    return False if False in answers else None if None in answers else True


def either(*answers: Answer) -> Answer:
    """Whether any holds: one yes is enough for yes, one unknown leaves it open."""
    return True if True in answers else None if None in answers else False


def never(answer: Answer) -> Answer:
    """The opposite; unknown stays unknown."""
    return None if answer is None else not answer


def above(value: float | None, limit: float) -> Answer:
    """Strictly above the limit."""
    return None if value is None else value > limit


def below(value: float | None, limit: float) -> Answer:
    """Strictly below the limit."""
    return None if value is None else value < limit


def among(value: Any, wanted: Container[Any]) -> Answer:
    """Whether a choice is one of these."""
    return None if value is None else value in wanted


def syndrome(patient: Snapshot) -> Answer:
    """An acute coronary syndrome."""
    return among(patient.category, ACS)


def lives(patient: Snapshot) -> bool:
    """Whether the stay did not end with death; a stay that has no end yet runs."""
    return patient.disposition != "died"


def given_reason(patient: Snapshot, *drug_classes: str) -> bool:
    """Whether it is written why none of the classes is given."""
    return any(patient.reason(name) for name in drug_classes)


def lab(patient: Snapshot, test: str) -> float | None:
    """The newest result of a test, in its canonical unit."""
    return (patient.labs or {}).get(test)


def fact(patient: Snapshot, name: str) -> Any:
    """A fact by its name; an entry of a mapping by `labs.inr`."""
    field, _dot, entry = name.partition(".")
    value = getattr(patient, field)
    return (value or {}).get(entry) if entry else value


def judged(
    patient: Snapshot,
    verdict: Answer,
    text: Any,
    *names: str,
    severity: Severity | None = None,
    told: tuple[str, ...] | None = None,
    unless: tuple[str, ...] = (),
) -> Advice | None:
    """The advice where the verdict is yes, nothing where it is no; unknown names the facts that decide.

    `told` are the facts that the advice rests on, where not all that decide are. `unless` are the facts of
    exclusions: one that is not known keeps no advice back, but is told with it.
    """
    if verdict is False:
        return None
    if verdict is None:
        missing = tuple(name for name in names if fact(patient, name) is None)
        return Advice(open_for(patient).text, missing=missing or names)
    because = tuple((n, v) for n in (names if told is None else told) if (v := fact(patient, n)) is not None)
    open_ones = tuple(name for name in unless if fact(patient, name) is None)
    return Advice(text, because, severity=severity, unless=open_ones)
