"""The advice of the guidelines for one stay, in words."""

from dataclasses import dataclass
from typing import Any

from cardiology.dictionary.registry import every_variable
from cardiology.guidance import Severity, advise
from cardiology.scores.words import INPUTS
from cardiology.snapshot import Snapshot

TONES = {Severity.HARD_STOP: "critical", Severity.CRITICAL: "high", Severity.WARN: "attention"}


@dataclass(frozen=True)
class Line:
    """One advice: its rule, what to do, where it comes from, which facts are missing."""

    title: Any
    text: Any
    source: str
    tone: str
    missing: list[Any]


def advice(snapshot: Snapshot) -> list[Line]:
    """Loudest first, then what cannot be decided for want of a fact."""
    return [_line(found) for found in advise(snapshot)]


def _line(found: Any) -> Line:
    rule = found.rule
    grade = " ".join(part for part in (rule.class_, rule.level) if part)
    return Line(
        rule.title,
        found.text,
        f"{rule.guideline} ({grade})" if grade else rule.guideline,
        "" if found.is_open else TONES.get(rule.severity, "info"),
        [label_of(name) for name in found.missing],
    )


def label_of(fact: str) -> Any:
    """The words for a fact: those of the calculators, else of the variable that records it."""
    declared = {v.name: v.label for _model, v in every_variable()}
    return INPUTS.get(fact) or declared.get(fact) or fact
