"""What an analysis was asked: its columns, its outcome, its groups; and who had to be left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from research.analysis import design
from research.analysis.columns import columns_of
from research.queries.cohorts import CohortResult
from research.queries.outcomes import Followed, follow
from research.queries.outputs import groups

YES = ("yes", "true", "1")


class CannotAnalyse(ValueError):
    """Why an analysis has no result: a word that the page explains, and the variable it is about."""


@dataclass(frozen=True)
class Asked:
    """Cohort rows as columns, with the parameters of the run."""

    result: CohortResult
    parameters: Mapping[str, Any]
    columns: Mapping[str, Sequence[Any]]

    @property
    def n(self) -> int:
        return len(self.result.rows)

    @property
    def covariates(self) -> list[str]:
        """The chosen variables, in the order of the definition."""
        chosen = self.parameters.get("covariates", ())
        return [name for name in self.result.columns if name in chosen]

    @cached_property
    def patients(self) -> list[int]:
        """Whose each row is; made once, as models ask for it row by row."""
        return [row.patient_id for row in self.result.rows]

    @cached_property
    def has_clusters(self) -> bool:
        """Whether a patient stands in several rows, which are then not independent."""
        return len(set(self.patients)) < self.n

    def follow(self, name: str = "outcomes", *more: str) -> list[Followed]:
        """Every row followed to the first of the named outcomes."""
        kinds = {k for n in (name, *more) for k in self.parameters.get(n, ())}
        origin = self.parameters.get("origin", "start")
        return follow(
            self.result.rows, kinds, cut=self.result.data_cut, origin=origin, known=self.result.courses
        )

    def group(self) -> list[str | None]:
        """The group of every row; all in one where none is chosen."""
        name = self.parameters.get("group_by", "")
        if not name:
            return [""] * self.n
        try:
            return groups(self.columns, name, self.parameters.get("limit"))
        except (ValueError, KeyError) as error:
            raise CannotAnalyse(f"no_groups:{name}") from error

    def two_groups(self) -> tuple[list[str | None], str, str]:
        """The group of every row with the reference and the other: no before yes, else in order."""
        found = self.group()
        names = sorted({g for g in found if g is not None})
        if len(names) != 2:
            raise CannotAnalyse(f"two_groups:{self.parameters.get('group_by', '')}")
        return found, names[0], names[1]

    def binary(self) -> list[bool | None]:
        """The outcome of a logistic model: a chosen answer, or an outcome within the horizon.

        Unknown where observation ended before the horizon without the outcome.
        """
        target = self.parameters.get("target")
        if target:
            return _two_answers(target, self.columns[target])
        horizon = self.parameters["horizon"]
        return [_within(f, horizon) for f in self.follow()]


def asked_of(result: CohortResult, parameters: Mapping[str, Any]) -> Asked:
    """A run's question to the statistics."""
    return Asked(result, parameters, columns_of(result.columns, result.rows))


def _within(found: Followed, horizon: float) -> bool | None:
    if found.days is None or (found.days < horizon and not found.happened):
        return None
    return found.happened and found.days <= horizon


def _two_answers(name: str, column: Sequence[Any]) -> list[bool | None]:
    answers = sorted({str(v) for v in column if v is not None})
    if len(answers) != 2:
        raise CannotAnalyse(f"two_answers:{name}")
    event = next((a for a in answers if a in YES), answers[1])
    return [None if v is None else str(v) == event for v in column]


def times(followed: Sequence[Followed], places: Any) -> tuple[np.ndarray, np.ndarray]:
    """Days and whether the outcome happened, at some places."""
    found = [followed[i] for i in places]
    return np.array([f.days for f in found], dtype=float), np.array([f.happened for f in found], dtype=bool)


def usable(followed: Sequence[Followed]) -> list[bool]:
    """The rows whose time is known."""
    return [f.days is not None for f in followed]


def whole(asked: Asked, names: Sequence[str], allowed: Sequence[bool]) -> design.Design:
    """The design over the rows that are allowed and whole; CannotAnalyse where too few are left."""
    found = design.design(names, asked.columns, allowed)
    if len(found.kept) < max(10, 2 * (len(found.terms) + 1)):
        raise CannotAnalyse("too_few")
    return found
