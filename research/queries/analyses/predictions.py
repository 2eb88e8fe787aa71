"""A prediction model: what it says, how good it is, and how good it would be elsewhere."""

from typing import Any

import numpy as np

from research.analysis import output as o
from research.analysis import prediction, regression
from research.queries.analyses.asked import Asked, CannotAnalyse, whole
from research.queries.analyses.regressions import FEW_PER_TERM, binary_told, coefficients

COPIES, FEWER_COPIES, LARGE = 200, 20, 10_000
THRESHOLDS = [i / 100 for i in range(1, 61)]


def run_prediction(asked: Asked) -> o.Output:
    """Logistic model with discrimination, calibration, decision curve, corrected for optimism."""
    answers = asked.binary()
    names = [n for n in asked.covariates if n != asked.parameters.get("target")]
    found = whole(asked, names, [a is not None for a in answers])
    y = np.array([answers[i] for i in found.kept], dtype=bool)
    if y.all() or not y.any():
        raise CannotAnalyse("no_events")
    fitted = regression.fit("logistic", y, found.x)
    judged = prediction.validated(y, found.x, copies=COPIES if len(y) <= LARGE else FEWER_COPIES)
    events = min(int(y.sum()), int((~y).sum()))
    table, _forest = coefficients(
        found, fitted.beta[1:], fitted.se[1:], ratio="odds_ratio", events=[events], test="wald"
    )
    told: list[Any] = [("prediction", {"n": len(y), "events": int(y.sum())}), *binary_told(asked),
                       ("bootstrap", {"copies": judged.copies}), ("whole", {})]  # fmt: skip
    notes: list[Any] = []
    if events < FEW_PER_TERM * len(found.terms):
        notes.append(("few_events", {"per": round(events / len(found.terms), 1)}))
    if gone := sum(a is None for a in answers):
        notes.append(("outcome_unknown", {"count": o.count(gone)}))
    return o.Output(
        len(y),
        int(y.sum()),
        dict(found.missing),
        (_quality(judged, events), table, _deciles(y, fitted.fitted)),
        _figures(y, fitted.fitted, events),
        told=told,
        notes=notes,
    )


def _quality(judged: prediction.Validated, events: int) -> o.Table:
    a, c = judged.apparent, judged.corrected
    rows = [
        [o.word("auc"), o.number(a.auc, 3), o.number(c["auc"], 3)],
        [o.word("brier"), o.number(a.brier, 3), o.number(c["brier"], 3)],
        [o.word("slope"), o.number(a.slope, 2), o.number(c["slope"], 2)],
        [o.word("in_the_large"), o.number(a.in_the_large, 2), o.number(None)],
        [o.word("average_error"), o.number(a.average_error, 3), o.number(None)],
        [o.word("e90"), o.number(a.e90, 3), o.number(None)],
    ]
    return o.Table("quality", ("measure", "apparent", "corrected"), rows, events)


def _deciles(y: Any, chance: Any) -> o.Table:
    parts = prediction.deciles(y, chance)
    rows = [[o.number(i + 1, 0), o.count(n), o.number(100 * mean, 1), o.number(100 * seen, 1)]
            for i, (n, mean, seen) in enumerate(parts)]  # fmt: skip
    fewest = min((min(round(n * s), n - round(n * s)) or n for n, _m, s in parts), default=0)
    return o.Table("deciles", ("tenth", "n", "predicted", "observed"), rows, fewest)


def _figures(y: Any, chance: Any, events: int) -> tuple[o.Figure, ...]:
    grid, seen = prediction.calibration(y, chance)
    curve = prediction.net_benefit(y, chance, [t for t in THRESHOLDS if t <= max(chance)] or [0.01])
    line = [{"label": o.word("model"), "points": list(zip(grid.tolist(), seen.tolist(), strict=True))}]
    benefit = [{"label": o.word("model"), "points": [(t, m) for t, m, _all in curve]},
               {"label": o.word("treat_all"), "points": [(t, a) for t, _m, a in curve]},
               {"label": o.word("treat_none"), "points": [(t, 0.0) for t, _m, _all in curve]}]  # fmt: skip
    return (o.Figure("calibration", "calibration", {"lines": line}, events),
            o.Figure("decision", "decision", {"lines": benefit}, events))  # fmt: skip
