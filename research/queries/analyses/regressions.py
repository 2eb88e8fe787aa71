"""Models with one coefficient per term: Cox, logistic, linear, Poisson; one table, one forest."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.stats import chi2, norm

from research.analysis import cox, hazards, proportional, regression
from research.analysis import output as o
from research.analysis.design import Design
from research.queries.analyses.asked import Asked, CannotAnalyse, times, usable, whole

SMOOTH_POINTS = 40
FEW_PER_TERM = 10  # events per coefficient below which a model promises too much


def coefficients(
    found: Design,
    beta: Any,
    se: Any,
    *,
    ratio: str,
    events: Sequence[int] | None,
    test: str,
    freedom: float | None = None,
) -> tuple[o.Table, o.Figure]:
    """The table of coefficients, and the forest drawn from it. Ratios are shown on their own scale."""
    from scipy.stats import t

    wide = norm.ppf(0.975) if freedom is None else t.ppf(0.975, freedom)
    tail = norm.sf if freedom is None else (lambda z: t.sf(z, freedom))
    shown = (lambda v: float(np.exp(v))) if ratio != "difference" else float
    decimals = 2 if ratio != "difference" else 3
    rows, lines = [], []
    n = len(found.kept)
    smallest = n
    for i, at in enumerate(found.terms):
        held = int(found.x[:, i].sum()) if at.answer else n
        smallest = min(smallest, held, n - held if at.answer else n)
        low, high = shown(beta[i] - wide * se[i]), shown(beta[i] + wide * se[i])
        name = o.term(at.name, at.answer, at.reference)
        rows.append([name, o.count(held), o.number(shown(beta[i]), decimals), o.interval(low, high, decimals),
                     o.p(2 * tail(abs(beta[i] / se[i])))])  # fmt: skip
        lines.append({"label": name, "value": shown(beta[i]), "low": low, "high": high})
    rests = min(smallest, *(events or [n]))
    table = o.Table("coefficients", ("variable", "n", ratio, "ci", "p"), rows, rests, test)
    return table, o.Figure("forest", "coefficients", {"lines": lines, "ratio": ratio}, rests)


def run_cox(asked: Asked) -> o.Output:
    """Cox regression with Efron's ties, strata where one is chosen, clusters where patients repeat."""
    followed = asked.follow()
    strata = asked.parameters.get("strata", "")
    layer = asked.columns[strata] if strata else [""] * asked.n
    names = [n for n in asked.covariates if n != strata]
    found = whole(asked, names, [u and s is not None for u, s in zip(usable(followed), layer, strict=True)])
    days, happened = times(followed, found.kept)
    rows = cox.rows_of(days, happened, found.x, stratum=[layer[i] for i in found.kept] if strata else None)
    cluster = [asked.patients[i] for i in found.kept] if asked.has_clusters else None
    fitted = cox.fit(rows, cluster=cluster)
    test = proportional.check(rows, fitted, found.places())
    table, forest = coefficients(found, fitted.beta, fitted.se, ratio="hazard_ratio", events=[fitted.events],
                                 test="wald")  # fmt: skip
    told: list[Any] = [("cox", {"n": fitted.n, "events": fitted.events}), ("efron", {})]
    told += [("strata", {"term": strata})] if strata else []
    told += [("cluster", {})] if cluster else []
    return o.Output(
        fitted.n, fitted.events, dict(found.missing),
        (table, of_the_whole(fitted, found, rows), proportional_table(found, test, fitted.events)),
        (forest, schoenfeld(found, test, fitted.events)),
        told=[*told, ("whole", {}), ("zph", {}), ("no_penalty", {})],
        notes=model_notes(fitted.events, len(found.terms), test.p[-1]),
    )  # fmt: skip


def of_the_whole(fitted: cox.Cox, found: Design, rows: hazards.Rows | None) -> o.Table:
    """The model as a whole; no concordance where there are strata or intervals (no rows)."""
    k = len(found.terms)
    index = (
        cox.concordance(rows.stop, rows.event, rows.x @ fitted.beta)
        if rows is not None and len(set(rows.stratum)) == 1
        else None
    )
    lines = [
        [
            o.word("likelihood_ratio"),
            o.number(fitted.likelihood_ratio),
            o.number(k, 0),
            o.p(float(chi2.sf(fitted.likelihood_ratio, k))),
        ],
        [o.word("score_test"), o.number(fitted.score), o.number(k, 0), o.p(float(chi2.sf(fitted.score, k)))],
        [o.word("concordance"), o.number(index, 3), o.number(None), o.p(None)],
    ]
    return o.Table("fit", ("whole_model", "statistic", "freedom", "p"), lines, fitted.events)


def proportional_table(found: Design, test: proportional.Proportional, events: int) -> o.Table:
    """The test of each variable and of all together."""
    heads = [o.term(n) for n in found.names]
    lines = [[name, o.number(s, 2), o.number(f, 0), o.p(p)] for name, s, f, p in zip(
        [*heads, o.word("global")], test.statistics, test.freedoms, test.p, strict=True)]  # fmt: skip
    return o.Table("proportional", ("variable", "statistic", "freedom", "p"), lines, events, "zph")


def schoenfeld(found: Design, test: proportional.Proportional, events: int) -> o.Figure:
    """One panel per coefficient: the coefficient over time, with the line through it."""
    panels = []
    span = np.linspace(min(test.times), max(test.times), SMOOTH_POINTS)
    for i, at in enumerate(found.terms):
        points = [(t, r[i]) for t, r in zip(test.times, test.residuals, strict=True)]
        line = proportional.smooth([t for t, _r in points], [r for _t, r in points], span.tolist())
        panels.append({"label": o.term(at.name, at.answer, at.reference), "points": points,
                       "line": list(zip(span.tolist(), line, strict=True))})  # fmt: skip
    return o.Figure("schoenfeld", "schoenfeld", {"panels": panels}, events)


def model_notes(events: int, terms: int, global_p: float | None = None) -> list[tuple[str, dict[str, Any]]]:
    """What a reader of the model must be told."""
    found: list[tuple[str, dict[str, Any]]] = []
    if events < FEW_PER_TERM * terms:
        found.append(("few_events", {"per": round(events / max(terms, 1), 1)}))
    if global_p is not None and global_p < 0.05:
        found.append(("not_proportional", {}))
    return found


def run_logistic(asked: Asked) -> o.Output:
    """Odds ratios of an answer, or of an outcome within the horizon."""
    answers = asked.binary()
    found = whole(asked, [n for n in asked.covariates if n != asked.parameters.get("target")],
                  [a is not None for a in answers])  # fmt: skip
    y = np.array([answers[i] for i in found.kept], dtype=bool)
    if y.all() or not y.any():
        raise CannotAnalyse("no_events")
    fitted = regression.fit("logistic", y, found.x, cluster=_clusters(asked, found))
    events = min(int(y.sum()), int((~y).sum()))
    table, forest = coefficients(
        found, fitted.beta[1:], fitted.se[1:], ratio="odds_ratio", events=[events], test="wald"
    )
    told: list[Any] = [("logistic", {"n": len(y), "events": int(y.sum())}), *binary_told(asked)]
    notes = model_notes(events, len(found.terms))
    if gone := sum(a is None for a in answers):
        notes.append(("outcome_unknown", {"count": o.count(gone)}))
    hl, p = regression.goodness(y, fitted.fitted)
    lines = [[o.word("hosmer_lemeshow"), o.number(hl, 2), o.number(8, 0), o.p(p)]]
    fit = o.Table("fit", ("whole_model", "statistic", "freedom", "p"), lines, events)
    told += [("cluster", {})] if fitted.is_robust else []
    return o.Output(len(y), int(y.sum()), dict(found.missing), (table, fit), (forest,),
                    told=[*told, ("whole", {})], notes=notes)  # fmt: skip


def binary_told(asked: Asked) -> list[tuple[str, dict[str, Any]]]:
    """How the outcome of a logistic model was made."""
    if asked.parameters.get("target"):
        return [("target", {"term": asked.parameters["target"]})]
    return [("horizon", {"days": asked.parameters["horizon"]})]


def run_linear(asked: Asked) -> o.Output:
    """Differences of a measured number."""
    target = asked.parameters["target"]
    column = asked.columns[target]
    if not all(isinstance(v, int | float) for v in column if v is not None):
        raise CannotAnalyse(f"not_number:{target}")
    found = whole(asked, [n for n in asked.covariates if n != target], [v is not None for v in column])
    y = np.array([column[i] for i in found.kept], dtype=float)
    fitted = regression.fit("linear", y, found.x, cluster=_clusters(asked, found))
    n, k = len(y), len(found.terms)
    table, forest = coefficients(
        found, fitted.beta[1:], fitted.se[1:], ratio="difference", events=None, test="t", freedom=n - k - 1
    )
    share = 1 - fitted.deviance / float(((y - y.mean()) ** 2).sum())
    lines = [
        [o.word("explained"), o.number(share, 3)],
        [o.word("residual_sd"), o.number(fitted.scale**0.5, 2)],
    ]
    fit = o.Table("fit", ("whole_model", "statistic"), lines, n)
    told: list[Any] = [("linear", {"n": n, "term": target})]
    told += [("cluster", {})] if fitted.is_robust else []
    return o.Output(n, None, dict(found.missing), (table, fit), (forest,), told=[*told, ("whole", {})])


def run_poisson(asked: Asked) -> o.Output:
    """Rate ratios of an outcome per day of observation, with the robust variance."""
    followed = asked.follow()
    found = whole(asked, asked.covariates, [f.days is not None and f.days > 0 for f in followed])
    days, happened = times(followed, found.kept)
    if not happened.any():
        raise CannotAnalyse("no_events")
    cluster = [asked.patients[i] for i in found.kept]
    fitted = regression.fit("poisson", happened, found.x, offset=np.log(days), cluster=cluster)
    events = int(happened.sum())
    table, forest = coefficients(
        found, fitted.beta[1:], fitted.se[1:], ratio="rate_ratio", events=[events], test="wald"
    )
    rate = events / days.sum() * 36525
    lines = [[o.word("rate"), o.number(rate, 1)], [o.word("years"), o.number(days.sum() / 365.25, 0)]]
    whole_rate = o.Table("fit", ("whole_model", "statistic"), lines, events)
    return o.Output(len(days), events, dict(found.missing), (table, whole_rate), (forest,),
                    told=[("poisson", {"n": len(days), "events": events}), ("whole", {})],
                    notes=model_notes(events, len(found.terms)))  # fmt: skip


def _clusters(asked: Asked, found: Design) -> list[int] | None:
    return [asked.patients[i] for i in found.kept] if asked.has_clusters else None
