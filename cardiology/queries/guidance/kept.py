"""The scores of a stay that were kept, newest first, beside what the record says now."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cardiology.access import visible_to
from cardiology.models import Admission, KeptScore, User
from cardiology.queries.guidance.risks import Risk, given_in_words
from cardiology.scores import SCORES
from cardiology.scores.words import CATEGORIES, INPUTS


@dataclass(frozen=True)
class Kept:
    """One kept score in words. `differs`: the record says something else now, or nothing of this score."""

    row: KeptScore
    title: Any
    category: Any
    given: list[tuple[Any, str]]
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
        given_in_words(score, row.inputs) if score else list(row.inputs.items()),
        [INPUTS.get(name, name) for name in row.missing], differs,
    )  # fmt: skip
