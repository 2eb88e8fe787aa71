"""Looking at a question before it is run: an estimate from a fixed sample, events around the index."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import Any

from research import disclosure
from research.criteria.around import Window, around, name_of
from research.criteria.kinds import Catalogue
from research.criteria.nodes import Definition
from research.criteria.ties import tied
from research.disclosure import EXACT, Rule
from research.models import Census
from research.queries import pages
from research.queries.cohorts import CohortResult, run

SHARE = 20  # one patient of so many is in the sample, always the same
LARGE = 20_000  # patients from which counting takes long enough for an estimate to help
NORMAL = 1.96
Tell = Callable[[str, Sequence[Sequence[Any]]], list[tuple[int, int]]]


def is_large(hospital_id: int) -> bool:
    """Whether a hospital is so large that an estimate comes first."""
    counts = Census.objects.filter(hospital_id=hospital_id).values_list("counts__patients", flat=True).first()
    return (counts or 0) >= LARGE


def sampled(kinds: Catalogue) -> Catalogue:
    """The same kinds of a fixed twentieth of the patients, chosen by their number."""
    chosen = f"mod(t.patient * 7919 + 104729, {SHARE}) = 0"

    def some(relation: str) -> str:
        return relation and f"SELECT t.* FROM ({relation}) t WHERE {chosen}"

    rows = {
        name: replace(kind, relation=some(kind.relation), stayless=some(kind.stayless))
        for name, kind in kinds.kinds.items()
    }
    return replace(kinds, kinds=rows, patients=some(kinds.patients))


def estimated(counts: Mapping[str, Any], rule: Rule) -> list[pages.Line]:
    """The attrition of the sample, made up to the whole, with the error of what remains."""
    told = _scaled(counts)
    wide = replace(rule, threshold=rule.threshold * SHARE, base=rule.base * SHARE)
    lines = pages.attrition(told, wide)
    remaining = [counts["start"]["rows"], *(s["remaining_rows"] for s in counts["steps"])]
    return [_with_error(line, n) for line, n in zip(lines, remaining, strict=True)]


def _with_error(line: pages.Line, sampled_rows: int) -> pages.Line:
    if not line.remaining[:1].isdigit():
        return line
    return replace(line, remaining=f"~ {line.remaining} ± {pages.number(error(sampled_rows), EXACT)}")


def error(n: int) -> int:
    """Half the 95 % interval of an estimate from `n` sampled rows."""
    return round(NORMAL * SHARE * sqrt(max(n, 1) * (1 - 1 / SHARE)))


def _scaled(found: Any) -> Any:
    if isinstance(found, Mapping):
        return {k: _scaled(v) for k, v in found.items()}
    if isinstance(found, list):
        return [_scaled(v) for v in found]
    return found * SHARE if isinstance(found, int) and not isinstance(found, bool) else found


# --- ties ----------------------------------------------------------------------------------------------
def ties(
    definition: Definition, kinds: Catalogue, *, hospital_id: int, timeout: int
) -> list[tuple[str, list[Any]]]:
    """For every pick that a tie decided: its field in words, and the index rows concerned."""
    asked, found = tied(definition, kinds)
    if not found:
        return []
    result = run(asked, hospital_id=hospital_id, timeout=timeout)
    first = len(result.columns) - len(found)
    told = []
    for place, tie in enumerate(found):
        lines = [line for line in result.lines if (line.values[first + place] or 0) > 1]
        if lines:
            kind = kinds.kinds[tie.rows]
            told.append((f"{kind.label} · {kind.fields[tie.get].label}", lines))
    return told


# --- events around the index -------------------------------------------------------------------------
@dataclass(frozen=True)
class Bar:
    """So many index rows have such an event on these days after the index."""

    low: int
    high: int
    n: int
    shown: str
    is_inside: bool


def bars(
    definition: Definition, window: Window, *, hospital_id: int, timeout: int, rule: Rule, tell: Tell
) -> list[Bar]:
    """For each bar, how many index rows have an event in it; the same rows may have one in several."""
    result = run(around(definition, window), hospital_id=hospital_id, timeout=timeout)
    having = [_with_event(result, i) for i in range(len(window.bars))]
    counts = (
        [len(lines) for lines in having] if rule.exact else [n for n, _p in tell(definition.of.rows, having)]
    )
    found = []
    for (low, high), n in zip(window.bars, counts, strict=True):
        shown = disclosure.large(n, rule)
        inside = (window.low is None or high >= window.low) and (window.high is None or low <= window.high)
        found.append(Bar(low, high, shown or 0, pages.number(shown, rule), inside))
    return found


def _with_event(result: CohortResult, bar: int) -> list[Any]:
    at = result.columns.index(name_of(bar))
    return [line for line in result.lines if line.values[at]]
