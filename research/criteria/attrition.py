"""From answers per index row to the attrition table, the same for both meanings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from research.criteria import nodes as n


@dataclass(frozen=True)
class Step:
    """One criterion: how many of those still in were yes, no, unknown, and how many remain."""

    name: str
    policy: str
    keeps_unknown: bool
    yes: int
    no: int
    unknown: int
    remaining_rows: int
    remaining_patients: int


def attrition(definition: n.Definition, lines: Sequence[Any]) -> tuple[tuple[Step, ...], list[Any]]:
    """The steps in order, and the lines that remain; a line has `answers` and `patient`."""
    steps, left = [], list(lines)
    for i, criterion in enumerate(definition.criteria):
        answers = [line.answers[i] for line in left]
        left = [line for line in left if criterion.keeps(line.answers[i])]
        steps.append(
            Step(
                criterion.name, criterion.policy, criterion.keeps_unknown,
                answers.count(True), answers.count(False), answers.count(None),
                len(left), len({line.patient for line in left}),
            )
        )  # fmt: skip
    return tuple(steps), chosen(definition, left)


def chosen(definition: n.Definition, left: list[Any]) -> list[Any]:
    """With `first_qualifying`, the first line of each patient; lines come in order of patient and start."""
    if definition.pick != "first_qualifying":
        return left
    firsts: dict[Any, Any] = {}
    for line in left:
        firsts.setdefault(line.patient, line)
    return list(firsts.values())
