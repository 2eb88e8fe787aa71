"""Cox regression with something that begins after the index, such as an operation or a drug."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from research.analysis import changing, cox, proportional
from research.analysis import output as o
from research.analysis.design import Design, Term
from research.queries.analyses.asked import Asked, CannotAnalyse, times, usable, whole
from research.queries.analyses.regressions import (
    coefficients,
    model_notes,
    of_the_whole,
    proportional_table,
    schoenfeld,
)
from research.queries.outcomes import day_of


def days_of_change(asked: Asked, name: str) -> list[float | None]:
    """When it began, in days from where time counts; None where it never did."""
    column = [row.values.get(name) for row in asked.result.rows]
    if not any(isinstance(v, date) for v in column):
        raise CannotAnalyse(f"not_time:{name}")
    origin = asked.parameters.get("origin", "start")
    began = [row.start if origin == "start" else row.end for row in asked.result.rows]
    return [None if v is None or b is None else float((day_of(v) - day_of(b)).days)
            for v, b in zip(column, began, strict=True)]  # fmt: skip


def run_changing(asked: Asked) -> o.Output:
    """Every row counts without the change until its day, and with it from then on."""
    followed, name = asked.follow(), asked.parameters["changes"]
    changed = days_of_change(asked, name)
    found = whole(asked, [n for n in asked.covariates if n != name], usable(followed))
    days, happened = times(followed, found.kept)
    cut = changing.intervals(days, happened, [changed[i] for i in found.kept])
    if not 0 < cut.after.sum() < len(cut.after):
        raise CannotAnalyse(f"constant:{name}")
    rows = changing.rows_of(cut, found.x)
    cluster = [asked.patients[found.kept[i]] for i in cut.of] if asked.has_clusters else None
    fitted = cox.fit(rows, cluster=cluster)
    shown = _with_change(found, name, cut)
    after = int((cut.event & cut.after).sum())
    table, forest = coefficients(
        shown, fitted.beta, fitted.se, ratio="hazard_ratio", events=[fitted.events, after], test="wald"
    )
    test = proportional.check(rows, fitted, shown.places(), clock="identity")
    told: list[Any] = [("cox", {"n": len(found.kept), "events": fitted.events}), ("efron", {}),
                       ("changing", {"term": name, "n": int(len(set(cut.of[cut.after])))})]  # fmt: skip
    told += [("cluster", {})] if cluster else []
    return o.Output(
        len(found.kept), fitted.events, dict(found.missing),
        (table, _by_time(cut, rows), of_the_whole(fitted, shown, None),
         replace(proportional_table(shown, test, fitted.events), test="zph_time")),
        (forest, schoenfeld(shown, test, fitted.events)),
        told=[*told, ("whole", {}), ("zph_time", {}), ("no_penalty", {})],
        notes=model_notes(fitted.events, len(shown.terms), test.p[-1]),
    )  # fmt: skip


def _with_change(found: Design, name: str, cut: changing.Intervals) -> Design:
    """The design with the change as its last coefficient: who ever had it."""
    ever = np.zeros(len(found.kept))
    ever[cut.of[cut.after]] = 1
    terms = (*found.terms, Term(name, "yes", "no"))
    return replace(found, terms=terms, x=np.column_stack([found.x, ever]))


def _by_time(cut: changing.Intervals, rows: Any) -> o.Table:
    """Patients' time and events without and with the change."""
    lines = []
    for word, mask in (("before_change", ~cut.after), ("after_change", cut.after)):
        begun = np.maximum(cut.start[mask], 0)
        years = float((cut.stop[mask] - begun).sum()) / 365.25
        lines.append([o.word(word), o.count(len(set(cut.of[mask]))), o.count(int(cut.event[mask].sum())),
                      o.number(years, 1)])  # fmt: skip
    return o.Table("time_spent", ("group", "n", "events", "years"), lines, int(cut.event.sum()))
