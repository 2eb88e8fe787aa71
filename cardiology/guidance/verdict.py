"""Three-valued judgement: yes, no, or unknown with the facts that would decide."""

from typing import Any

from cardiology.guidance.rule import Advice, Severity, open_for
from cardiology.snapshot import Answer, Snapshot


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


def lab(patient: Snapshot, test: str) -> float | None:
    """The newest result of a test, in its canonical unit."""
    return (patient.labs or {}).get(test)


def fact(patient: Snapshot, name: str) -> Any:
    """A fact by its name; an entry of a mapping by `labs.inr`."""
    field, _dot, entry = name.partition(".")
    value = getattr(patient, field)
    return (value or {}).get(entry) if entry else value


def judged(
    patient: Snapshot, verdict: Answer, text: Any, *names: str, severity: Severity | None = None
) -> Advice | None:
    """The advice where the verdict is yes, nothing where it is no; unknown names the facts that decide."""
    if verdict is False:
        return None
    if verdict is None:
        missing = tuple(name for name in names if fact(patient, name) is None)
        return Advice(open_for(patient).text, missing=missing)
    because = tuple((n, v) for n in names if (v := fact(patient, n)) is not None)
    return Advice(text, because, severity=severity)
