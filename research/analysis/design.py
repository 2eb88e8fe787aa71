"""From variables to the columns of a model: numbers as they are, answers against a reference, whole rows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from research.analysis.columns import variables_of
from research.analysis.cox import CannotFit

MOST_ANSWERS = 8


@dataclass(frozen=True)
class Term:
    """One coefficient: a number per unit, or an answer against the reference."""

    name: str
    answer: str = ""
    reference: str = ""


@dataclass(frozen=True)
class Design:
    """The whole rows of the chosen variables."""

    terms: tuple[Term, ...]
    x: np.ndarray
    kept: np.ndarray  # places of the rows that are whole
    missing: Mapping[str, int]

    def places(self) -> list[list[int]]:
        """The coefficients of each variable."""
        names = list(dict.fromkeys(t.name for t in self.terms))
        return [[i for i, t in enumerate(self.terms) if t.name == name] for name in names]

    @property
    def names(self) -> list[str]:
        return list(dict.fromkeys(t.name for t in self.terms))


def design(names: Sequence[str], columns: Mapping[str, Sequence[Any]], usable: Sequence[bool]) -> Design:
    """The matrix of the chosen variables over the usable rows in which all are known.

    CannotFit names a variable that cannot be used: a time, a text of many answers, or one that never varies.
    """
    kinds = {v.name: v.kind for v in variables_of({n: columns[n] for n in names})}
    usable_at = [i for i, may in enumerate(usable) if may]
    missing = {n: int(sum(columns[n][i] is None for i in usable_at)) for n in names}
    whole = [i for i in usable_at if all(columns[n][i] is not None for n in names)]
    kept = np.array(whole, dtype=int)
    terms: list[Term] = []
    parts: list[np.ndarray] = []
    for name in names:
        if name not in kinds:
            raise CannotFit(f"unusable:{name}")
        values = [columns[name][i] for i in kept]
        if len(set(values)) < 2:
            raise CannotFit(f"constant:{name}")
        found = (
            [(Term(name), [float(v) for v in values])] if kinds[name] == "number" else _answers(name, values)
        )
        terms += [term for term, _column in found]
        parts += [np.asarray(column, dtype=float) for _term, column in found]
    x = np.column_stack(parts) if parts else np.zeros((len(kept), 0))
    return Design(tuple(terms), x, kept, missing)


def _answers(name: str, values: Sequence[Any]) -> list[tuple[Term, list[float]]]:
    """Answers against the reference: no before yes, else the commonest."""
    counted = Counter(values)
    if len(counted) > MOST_ANSWERS:
        raise CannotFit(f"unusable:{name}")
    order = sorted(counted, key=lambda a: (-counted[a], str(a)))
    reference = "no" if "no" in counted else order[0]
    others = sorted(a for a in counted if a != reference)
    return [(Term(name, str(a), str(reference)), [float(v == a) for v in values]) for a in others]
