"""A model of counts, with its dispersion and the test of it beside the coefficients."""

import numpy as np

from research.analysis import counts
from research.analysis import output as o
from research.queries.analyses.asked import Asked, CannotAnalyse, whole
from research.queries.analyses.regressions import coefficients


def run_negative_binomial(asked: Asked) -> o.Output:
    """Ratios of a counted variable, such as readmissions within a year."""
    target = asked.parameters["target"]
    column = asked.columns[target]
    if not all(_is_count(v) for v in column if v is not None):
        raise CannotAnalyse(f"not_count:{target}")
    exposure = asked.parameters.get("exposure")
    over = asked.columns[exposure] if exposure else [1.0] * len(column)
    usable = [v is not None and _is_time(time) for v, time in zip(column, over, strict=True)]
    found = whole(asked, [n for n in asked.covariates if n not in (target, exposure)], usable)
    y = np.array([column[i] for i in found.kept], dtype=float)
    if not y.any():
        raise CannotAnalyse("no_events")
    cluster = [asked.patients[i] for i in found.kept] if asked.has_clusters else None
    offset = np.log([float(over[i]) for i in found.kept])
    fitted = counts.fit(y, found.x, offset=offset, cluster=cluster)
    ratio, events = "rate_ratio" if exposure else "count_ratio", [int((y > 0).sum())]
    table, forest = coefficients(
        found, fitted.beta[1:], fitted.se[1:], ratio=ratio, events=events, test="wald"
    )
    statistic, p = fitted.overdispersion
    lines = [
        [o.word("dispersion"), o.number(fitted.dispersion, 3), o.number(None), o.p(None)],
        [o.word("overdispersion"), o.number(statistic, 2), o.number(1, 0), o.p(p)],
    ]
    fit = o.Table("fit", ("whole_model", "statistic", "freedom", "p"), lines, len(y))
    told = [("negative_binomial", {"n": len(y), "term": target}), ("overdispersion", {})]
    told += [("exposure", {"term": exposure})] if exposure else []
    told += [("cluster", {})] if fitted.is_robust else []
    return o.Output(len(y), None, dict(found.missing), (table, fit), (forest,), told=[*told, ("whole", {})])


def _is_count(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value == int(value)


def _is_time(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0
