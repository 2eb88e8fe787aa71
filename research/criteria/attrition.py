"""From answers per index row to the attrition table, the same for both meanings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from research.criteria import nodes as n

SETS = ("yes", "no", "unknown", "remaining", "without")  # of index rows, for each criterion


@dataclass(frozen=True)
class Step:
    """One criterion: how many of those still in were yes, no, unknown, and how many remain.

    `without` says how many would remain at the end if this criterion alone were not asked.
    """

    name: str
    policy: str
    keeps_unknown: bool
    yes: int
    no: int
    unknown: int
    remaining_rows: int
    remaining_patients: int
    without_rows: int | None = None  # runs of earlier releases have none
    without_patients: int | None = None


@dataclass(frozen=True)
class Cells:
    """The index rows behind the counts of one criterion; a row has `answers` and `patient`."""

    yes: list[Any]
    no: list[Any]
    unknown: list[Any]
    remaining: list[Any]
    without: list[Any]


def attrition(definition: n.Definition, lines: Sequence[Any]) -> tuple[tuple[Step, ...], list[Any]]:
    """The steps in order, and the lines that remain."""
    found = cells(definition, lines)
    left = found[-1].remaining if found else list(lines)
    return tuple(map(_step, definition.criteria, found)), chosen(definition, left)


def cells(definition: n.Definition, lines: Sequence[Any]) -> list[Cells]:
    """The index rows behind every count, criterion by criterion."""
    failed = [_failed(definition, line) for line in lines]
    found, left = [], list(lines)
    for i, criterion in enumerate(definition.criteria):
        yes, no, unknown = ([x for x in left if x.answers[i] is answer] for answer in (True, False, None))
        left = [x for x in left if criterion.keeps(x.answers[i])]
        others = [line for line, f in zip(lines, failed, strict=True) if not f & ~(1 << i)]
        found.append(Cells(yes, no, unknown, left, chosen(definition, others)))
    return found


def _failed(definition: n.Definition, line: Any) -> int:
    """The criteria that a row does not pass, as bits."""
    return sum(1 << i for i, c in enumerate(definition.criteria) if not c.keeps(line.answers[i]))


def _step(criterion: n.Criterion, found: Cells) -> Step:
    return Step(
        criterion.name, criterion.policy, criterion.keeps_unknown,
        len(found.yes), len(found.no), len(found.unknown),
        len(found.remaining), patients(found.remaining), len(found.without), patients(found.without),
    )  # fmt: skip


def steps(definition: n.Definition, counts: Sequence[tuple[int, int]]) -> tuple[Step, ...]:
    """The steps from how many rows and patients are in each of the sets of each criterion, in order."""
    told = []
    for place, criterion in enumerate(definition.criteria):
        yes, no, unknown, remaining, without = counts[place * len(SETS) : (place + 1) * len(SETS)]
        told.append(Step(criterion.name, criterion.policy, criterion.keeps_unknown, yes[0], no[0], unknown[0],
                         *remaining, *without))  # fmt: skip
    return tuple(told)


def patients(lines: Sequence[Any]) -> int:
    """How many patients the rows belong to."""
    return len({line.patient for line in lines})


def chosen(definition: n.Definition, left: list[Any]) -> list[Any]:
    """With `first_qualifying`, the first line of each patient; lines come in order of patient and start."""
    if definition.pick != "first_qualifying":
        return left
    firsts: dict[Any, Any] = {}
    for line in left:
        firsts.setdefault(line.patient, line)
    return list(firsts.values())
