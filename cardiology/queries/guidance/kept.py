"""The scores of a stay that were kept, newest first, beside what the record says now."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from cardiology.access import visible_to
from cardiology.dictionary.registry import declared
from cardiology.models import Admission, KeptScore, User
from cardiology.queries.guidance.risks import Risk, known_inputs, with_unit
from cardiology.scores import SCORES
from cardiology.scores.words import CATEGORIES, INPUTS


class Given(NamedTuple):
    """One known input as it was kept: its value with its unit, and the sections that it was read from."""

    label: Any
    value: str
    origins: list[Any]


@dataclass(frozen=True)
class Kept:
    """One kept score in words. `differs`: the record says something else now, or nothing of this score."""

    row: KeptScore
    title: Any
    category: Any
    given: list[Given]
    missing: list[Any]
    differs: bool


def as_kept(stay: Admission, risk: Risk, **told: Any) -> KeptScore:
    """The row that keeps a score, not stored yet; `told` says by whom, when, from which rows."""
    result = risk.result
    return KeptScore(
        admission=stay, score=risk.score.id, version=risk.score.version, value=result.value,
        category=result.category or "", least=result.least, most=result.most, inputs=risk.inputs,
        missing=list(result.missing), **told,
    )  # fmt: skip


def newest(stay: Admission) -> dict[str, KeptScore]:
    """The last kept row of each score of a stay."""
    return {row.score: row for row in KeptScore.objects.filter(admission=stay).order_by("pk")}


def kept_of(user: User, stay: Admission, live: Iterable[Risk]) -> list[Kept]:
    """What was kept of a stay. A score that the product has no longer is told by its id."""
    now = {risk.score.id: as_kept(stay, risk).said for risk in live}
    rows = visible_to(user, KeptScore).filter(admission=stay).select_related("by").order_by("-at", "pk")
    return [_in_words(row, now.get(row.score) != row.said) for row in rows]


def _in_words(row: KeptScore, differs: bool) -> Kept:
    score = SCORES.get(row.score)
    return Kept(
        row, score.title if score else row.score, CATEGORIES.get(row.category, row.category),
        _given(row) if score else [Given(name, str(v), []) for name, v in row.inputs.items()],
        [INPUTS.get(name, name) for name in row.missing], differs,
    )  # fmt: skip


def _given(row: KeptScore) -> list[Given]:
    """Rows kept before origins were have none; the unit is then that of the score."""
    score = SCORES[row.score]
    found = []
    for asked in known_inputs(score, row.inputs):
        told = row.origins.get(asked.name, {})
        value = with_unit(row.inputs[asked.name], told.get("unit", asked.unit))
        found.append(Given(INPUTS[asked.name], value, _titles(told.get("from", ()))))
    return found


def _titles(rows: Iterable[str]) -> list[Any]:
    """Rows such as “labresult 12” by the titles of their sections, each once."""
    names = {row.split()[0] for row in rows}
    return [model.title for model in declared() if model._meta.model_name in names]
