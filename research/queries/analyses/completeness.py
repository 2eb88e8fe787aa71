"""Missing values: what is missing together, and a Cox model with them imputed."""

from typing import Any

import numpy as np

from research.analysis import cox, design, imputation, missing
from research.analysis import output as o
from research.analysis.columns import variables_of
from research.queries.analyses.asked import Asked, CannotAnalyse, times
from research.queries.analyses.regressions import coefficients

MOST_PATTERNS = 15
COPIES = 20
LARGE = 5_000  # rows from which fewer copies are made


def run_missing(asked: Asked) -> o.Output:
    """How much of every variable is missing, by group, and the patterns."""
    group = asked.group()
    names = sorted({g for g in group if g is not None})
    by = asked.parameters.get("group_by", "")
    sizes = {n: sum(g == n for g in group) for n in names}
    counted = missing.missing_by(asked.columns, group)
    rows = []
    for name, column in asked.columns.items():
        gone = sum(v is None for v in column)
        row = [o.term(name), o.count(asked.n - gone), o.count(gone), o.share(gone, asked.n)]
        rows.append(row + ([o.share(counted[name][g], sizes[g]) for g in names] if by else []))
    heads: list[Any] = [
        "variable",
        "known",
        "missing",
        "percent",
        *([o.term(by, g) for g in names] if by else []),
    ]
    found = missing.patterns(asked.columns)
    shown = [name for name in asked.columns if any(name in p.missing for p in found)]
    top = found[:MOST_PATTERNS]
    lines = [[o.count(p.n), *(o.word("gap" if n in p.missing else "there") for n in shown)] for p in top]
    tables = [o.Table("missing", heads, rows, min([asked.n, *sizes.values()]))]
    figures = []
    if shown:
        tables.append(o.Table("patterns", ("n", *(o.term(n) for n in shown)), lines, asked.n))  # type: ignore[arg-type]
        drawn = {
            "names": [o.term(n) for n in shown],
            "rows": [{"n": o.count(p.n), "gaps": [n in p.missing for n in shown]} for p in top],
        }
        figures.append(o.Figure("patterns", "patterns", drawn, asked.n))
    whole = next((p.n for p in found if not p.missing), 0)
    told = [("missing", {"n": asked.n, "whole": o.count(whole)})]
    return o.Output(asked.n, None, {}, tables, figures, told=told, notes=[("not_random", {})])


def run_imputation(asked: Asked) -> o.Output:
    """Cox regression over imputed copies, beside the rows that were whole."""
    followed, names = asked.follow(), asked.covariates
    kept = [i for i, f in enumerate(followed) if f.days is not None]
    columns = {n: [asked.columns[n][i] for i in kept] for n in names}
    if len(variables_of(columns)) < len(names) or any(all(v is None for v in c) for c in columns.values()):
        raise CannotAnalyse("unusable")
    days, happened = times(followed, kept)
    gone = {n: sum(v is None for v in c) for n, c in columns.items()}
    copies = int(asked.parameters.get("copies") or (COPIES if len(kept) <= LARGE else 5))
    always = np.column_stack([happened.astype(float), imputation.cumulative_hazard(days, happened)])
    made = imputation.completed(columns, always, copies=copies)
    every = [True] * len(kept)
    designs = [design.design(names, c, every) for c in made]
    if len({d.terms for d in designs}) > 1:
        raise CannotAnalyse("rare_answers")
    cluster = [asked.patients[i] for i in kept] if asked.has_clusters else None
    fits = [cox.fit(cox.rows_of(days, happened, d.x), cluster=cluster) for d in designs]
    pooled = imputation.pooled([f.beta for f in fits], [f.se**2 for f in fits], float(happened.sum()))
    rows, lines = [], []
    low, high = pooled.limits()
    for i, t in enumerate(designs[0].terms):
        label = o.term(t.name, t.answer, t.reference)
        ends = float(np.exp(low[i])), float(np.exp(high[i]))
        rows.append([label, o.count(gone[t.name]), o.number(np.exp(pooled.beta[i])), o.interval(*ends),
                     o.p(float(pooled.p[i])), o.number(100 * pooled.missing_share[i], 0)])  # fmt: skip
        lines.append(
            {"label": label, "value": float(np.exp(pooled.beta[i])), "low": ends[0], "high": ends[1]}
        )
    events = int(happened.sum())
    tables = [
        o.Table(
            "pooled", ("variable", "imputed", "hazard_ratio", "ci", "p", "information"), rows, events, "rubin"
        )
    ]
    tables += _whole_rows(asked, kept, columns, days, happened)
    told: list[Any] = [("imputation", {"n": len(kept), "events": events, "copies": copies}), ("efron", {})]
    told += [("cluster", {})] if cluster else []
    return o.Output(
        len(kept),
        events,
        gone,
        tables,
        (o.Figure("forest", "pooled", {"lines": lines, "ratio": "hazard_ratio"}, events),),
        told=told,
        notes=[("not_random", {})],
    )


def _whole_rows(asked: Asked, kept: list[int], columns: Any, days: Any, happened: Any) -> list[o.Table]:
    """The same model over the whole rows, to see what imputation changed; none if it cannot be fitted."""
    try:
        found = design.design(list(columns), columns, [True] * len(kept))
        fitted = cox.fit(cox.rows_of(days[found.kept], happened[found.kept], found.x))
    except cox.CannotFit:
        return []
    table, _forest = coefficients(
        found, fitted.beta, fitted.se, ratio="hazard_ratio", events=[fitted.events], test="wald"
    )
    return [o.Table("whole_rows", table.heads, table.rows, table.rests_on, table.test)]
