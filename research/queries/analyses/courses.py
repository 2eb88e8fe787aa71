"""Time to an outcome without a model: competing risks and restricted means, by group."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from research.analysis import competing, restricted, subdistribution
from research.analysis import output as o
from research.analysis.cox import CannotFit
from research.queries.analyses.asked import Asked, CannotAnalyse, whole
from research.queries.analyses.regressions import coefficients

MARKS = (30, 90, 180, 365, 730, 1095, 1825)


def causes(asked: Asked) -> list[tuple[float, int] | None]:
    """Days and cause of every row: 1 the outcome, 2 what comes before it, 0 neither; None without a time."""
    outcome, either = asked.follow("outcomes"), asked.follow("outcomes", "competing")
    found: list[tuple[float, int] | None] = []
    for first, any_ in zip(outcome, either, strict=True):
        if any_.days is None or first.days is None:
            found.append(None)
        elif not any_.happened:
            found.append((float(any_.days), 0))
        else:
            mine = first.happened and first.days <= any_.days
            found.append((float(any_.days), 1 if mine else 2))
    return found


def run_competing(asked: Asked) -> o.Output:
    """Cumulative incidence by group, Gray's test, and Fine–Gray where covariates are chosen."""
    coded, group = causes(asked), asked.group()
    kept = [i for i, c in enumerate(coded) if c is not None and group[i] is not None]
    time = np.array([coded[i][0] for i in kept])  # type: ignore[index]
    code = np.array([coded[i][1] for i in kept], dtype=int)  # type: ignore[index]
    if not (code == 1).any():
        raise CannotAnalyse("no_events")
    names = sorted({str(group[i]) for i in kept})
    member = np.array([str(group[i]) for i in kept])
    curves = {n: competing.incidence(time[member == n], code[member == n]) for n in names}
    rests = min(
        int((code == 1).sum()),
        *(c.n for c in curves.values()),
        *(c.events for c in curves.values() if c.events),
    )
    tables = [_shares(asked, curves, time, code, member, rests)]
    told: list[Any] = [("incidence", {"n": len(kept), "events": int((code == 1).sum()),
                                      "competing": int((code == 2).sum())})]  # fmt: skip
    if len(names) > 1:
        lines = [
            [o.word(w), o.number(t.statistic, 2), o.number(t.freedom, 0), o.p(t.p)]
            for w, t in (
                ("outcome", competing.gray(time, code, member, 1)),
                ("competing", competing.gray(time, code, member, 2)),
            )
        ]
        tables.append(o.Table("gray", ("event", "statistic", "freedom", "p"), lines, rests, "gray"))
        told.append(("gray", {}))
    figures = [_curve_figure(asked, curves, rests)]
    missing: dict[str, int] = {}
    if asked.covariates:
        table, figure, missing = _fine_gray(asked, coded)
        tables.append(table)
        figures.append(figure)
        told.append(("fine_gray", {}))
    return o.Output(len(kept), int((code == 1).sum()), missing, tables, figures, told=told)


def _label(asked: Asked, name: str) -> o.Cell:
    by = asked.parameters.get("group_by", "")
    return o.term(by, name) if by else o.word("everybody")


def _shares(asked: Asked, curves: Any, time: Any, code: Any, member: Any, rests: int) -> o.Table:
    last = float(time.max())
    rows = []
    for name, curve in curves.items():
        mine = member == name
        for mark in [m for m in MARKS if m <= last] or [last]:
            at = competing.share_at(curve, mark)
            rows.append(
                [
                    _label(asked, name),
                    o.number(mark, 0),
                    o.count(int((time[mine] >= mark).sum())),
                    o.count(int(((code[mine] == 1) & (time[mine] <= mark)).sum())),
                    o.count(int(((code[mine] == 2) & (time[mine] <= mark)).sum())),
                    o.number(at.share * 100, 1),
                    o.interval(at.lower * 100, at.upper * 100, 1),
                ]
            )
    return o.Table(
        "incidence", ("group", "day", "at_risk", "events", "competing", "percent", "ci"), rows, rests
    )


def _curve_figure(asked: Asked, curves: Any, rests: int) -> o.Figure:
    drawn = [{"label": _label(asked, n), "points": [asdict(p) for p in c.points]} for n, c in curves.items()]
    return o.Figure("incidence", "incidence", {"groups": drawn}, rests)


def _fine_gray(asked: Asked, coded: Sequence[Any]) -> tuple[o.Table, o.Figure, dict[str, int]]:
    found = whole(asked, asked.covariates, [c is not None for c in coded])
    time = np.array([coded[i][0] for i in found.kept])
    code = np.array([coded[i][1] for i in found.kept], dtype=int)
    fitted = subdistribution.fine_gray(time, code, found.x)
    table, figure = coefficients(
        found, fitted.beta, fitted.se, ratio="subhazard_ratio", events=[fitted.events], test="wald"
    )
    return table, figure, dict(found.missing)


def run_restricted(asked: Asked) -> o.Output:
    """Mean time free of the outcome within the horizon, and the difference of two groups."""
    followed, group, horizon = asked.follow(), asked.group(), float(asked.parameters["horizon"])
    known = [(f.days, f.happened, g) for f, g in zip(followed, group, strict=True)
             if f.days is not None and g is not None]  # fmt: skip
    names = sorted({g for _d, _h, g in known})
    members = [([d for d, _h, g in known if g == n], [h for _d, h, g in known if g == n]) for n in names]
    if horizon > restricted.longest(members):
        raise CannotFit("horizon")
    means = [restricted.mean(t, h, horizon) for t, h in members]
    events = [sum(h and d <= horizon for d, h in zip(t, e, strict=True)) for t, e in members]
    rests = min(*(len(t) for t, _h in members), *(e for e in events if e), len(known))
    rows = [[_label(asked, n), o.count(len(t)), o.count(e), o.number(m.mean, 1), o.number(m.se, 2)]
            for n, (t, _h), e, m in zip(names, members, events, means, strict=True)]  # fmt: skip
    tables = [o.Table("restricted", ("group", "n", "events", "mean_days", "se"), rows, rests)]
    told: list[Any] = [("restricted", {"days": horizon, "n": len(known), "events": sum(events)})]
    if len(names) == 2:
        apart = restricted.compared(*means)
        row = [
            _label(asked, names[1]),
            o.number(apart.difference, 1),
            o.interval(apart.lower, apart.upper, 1),
            o.p(apart.p),
        ]
        tables.append(
            o.Table("restricted_difference", ("against_first", "difference", "ci", "p"), [row], rests, "z")
        )
    return o.Output(len(known), sum(events), {}, tables, (), told=told)
