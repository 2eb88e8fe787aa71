"""What a treatment does to the mean of an answer, behind the diagnostics gate."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from research.analysis import output as o
from research.analysis.treatments import effects, propensity
from research.queries.analyses import balance
from research.queries.analyses.asked import Asked, CannotAnalyse
from research.queries.analyses.regressions import binary_told


def run_average_effect(asked: Asked) -> o.Output:
    """Five estimates of one difference, the doubly robust first; covered until balance and equipoise hold."""
    target = asked.parameters.get("target", "")
    if target == asked.parameters["group_by"]:
        raise CannotAnalyse(f"same_question:{target}")
    family, answers = _outcome(asked, target)
    pair = balance.pair(asked, [a is not None for a in answers], [target])
    y = np.array([answers[i] for i in pair.found.kept], dtype=float)
    events = _events(y, pair) if family == "logistic" else None
    cluster = [asked.patients[i] for i in pair.found.kept] if asked.has_clusters else None
    found = effects.average(family, y, pair.treated, pair.found.x, cluster=cluster)
    weight = propensity.weights(pair.scored, "iptw")
    balanced = pair.balanced(weight)
    rests = pair.smaller if events is None else min(pair.smaller, *events)
    gone = sum(a is None for a in answers)
    return o.Output(
        len(y),
        None if events is None else int(y.sum()),
        dict(pair.found.missing),
        (
            _table(family, found, pair, rests),
            balance.sizes(pair, weight),
            balance.table(pair, balanced, rests),
        ),
        balance.figures(pair, balanced, rests),
        balance.diagnostics(pair, balanced),
        _told(asked, family, y, pair.contrast),
        [("outcome_unknown", {"count": o.count(gone)})] if gone else [],
    )


def _outcome(asked: Asked, target: str) -> tuple[effects.Family, Sequence[Any]]:
    """A measured number as it is; else yes or no."""
    column = asked.columns[target] if target else []
    known = [v for v in column if v is not None]
    if known and all(isinstance(v, int | float) for v in known):
        return "linear", column
    return "logistic", asked.binary()


def _events(y: np.ndarray, pair: balance.Pair) -> list[int]:
    """Rows with and without the outcome, in either group."""
    counted = [int(part.sum()) for _name, mine in pair.groups for part in (y[mine], 1 - y[mine])]
    if not all(counted):
        raise CannotAnalyse("one_sided")
    return counted


def _table(
    family: effects.Family, found: dict[str, effects.Effect], pair: balance.Pair, rests: int
) -> o.Table:
    """One row per estimator; shares in per cent, as counts over counts are elsewhere."""
    title, apart, scale = ("shares", "points", 100) if family == "logistic" else ("means", "difference", 1)
    groups = [o.term(pair.by, name) for name, _mine in pair.groups]
    heads: list[Any] = ["estimator", *groups, apart, "ci", "p"]
    rows = []
    for name, effect in found.items():
        low, high = effect.limits()
        rows.append([
            o.word(name), o.number(scale * effect.untreated), o.number(scale * effect.treated),
            o.number(scale * effect.difference), o.interval(scale * low, scale * high), o.p(effect.p),
        ])  # fmt: skip
    return o.Table(title, heads, rows, rests, "stacked", is_effect=True)


def _told(asked: Asked, family: effects.Family, y: np.ndarray, contrast: o.Cell) -> list[Any]:
    told: list[Any] = [*binary_told(asked), ("average_effect", {"n": len(y), "cell": contrast})]
    told += [("average_share", {"events": int(y.sum())})] if family == "logistic" else []
    told += [("double_robust", {"cell": o.word(family)}), ("other_estimators", {}), ("stacked", {})]
    told += [("cluster", {})] if asked.has_clusters else []
    return [*told, ("gate_effect", {}), ("whole", {})]
