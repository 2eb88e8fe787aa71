"""Two groups compared: by propensity score behind the diagnostics gate, and within subgroups."""

from statistics import median
from typing import Any

import numpy as np
from scipy.stats import norm

from research.analysis import cox, propensity, subgroups
from research.analysis import output as o
from research.analysis.columns import can_group, split_at
from research.queries.analyses.asked import Asked, CannotAnalyse, times, usable, whole

# the gate of OHDSI's CohortMethod: balance, equipoise, minimum detectable relative risk
MOST_SMD, LEAST_EQUIPOISE, MOST_DETECTABLE = 0.1, 0.2, 10.0
BINS = 20
TRIM = 0.01


def run_propensity(asked: Asked) -> o.Output:
    """Matched or weighted hazard ratio; covered until balance, equipoise and power hold."""
    followed, (group, first, second) = asked.follow(), asked.two_groups()
    by = asked.parameters["group_by"]
    names = [n for n in asked.covariates if n != by]
    found = whole(asked, names, [u and g is not None for u, g in zip(usable(followed), group, strict=True)])
    treated = np.array([group[i] == second for i in found.kept])
    if min(treated.sum(), (~treated).sum()) < 10:
        raise CannotAnalyse("too_few")
    way: propensity.Way = asked.parameters["way"]
    scored = propensity.score(treated, found.x)
    weight = propensity.weights(scored, way, trim=TRIM if way == "iptw" else 0)
    labels = [f"{t.name}\x1f{t.answer}\x1f{t.reference}" for t in found.terms]
    balanced = propensity.balance(labels, found.x, treated, weight)
    days, happened = times(followed, found.kept)
    kept = weight > 0
    patients = [asked.patients[i] for i in found.kept]
    events = int(happened[kept].sum())
    effects = _effects(asked, days, happened, treated, weight, patients, (by, first, second))
    diagnostics = _diagnostics(scored, balanced, events, float(treated[kept].mean()))
    told: list[Any] = [("propensity", {"n": len(found.kept), "events": events}), (f"way_{way}", {}),
                       ("gate", {}), ("whole", {})]  # fmt: skip
    rests = min(int(treated.sum()), int((~treated).sum()), events)
    return o.Output(
        len(found.kept),
        events,
        dict(found.missing),
        (effects, _sizes(asked, treated, weight, (by, first, second)), _balance_table(balanced, rests)),
        (_love(balanced, rests), _overlap(asked, scored, (by, first, second), rests)),
        diagnostics,
        told,
    )


def _effects(
    asked: Asked,
    days: Any,
    happened: Any,
    treated: Any,
    weight: Any,
    patients: Any,
    names: tuple[str, str, str],
) -> o.Table:
    """The hazard ratio before and after; robust, as weights and pairs are not independent rows."""
    rows = []
    by, first, second = names
    kept = weight > 0
    for label, rows_in, given in (("unadjusted", np.ones(len(days), bool), None), ("adjusted", kept, weight)):
        fitted = cox.fit(
            cox.rows_of(days[rows_in], happened[rows_in], treated[rows_in],
                        weight=None if given is None else given[rows_in]),
            cluster=[p for p, k in zip(patients, rows_in, strict=True) if k],
        )  # fmt: skip
        beta, se = float(fitted.beta[0]), float(fitted.se[0])
        wide = float(norm.ppf(0.975)) * se
        rows.append(
            [
                o.word(label),
                o.term(by, second, first),
                o.count(int(rows_in.sum())),
                o.count(fitted.events),
                o.number(np.exp(beta)),
                o.interval(np.exp(beta - wide), np.exp(beta + wide)),
                o.p(2 * float(norm.sf(abs(beta / se)))),
            ]
        )
    rests = min(int(happened[kept & treated].sum()) or 1, int(happened[kept & ~treated].sum()) or 1)
    return o.Table(
        "effect",
        ("way", "contrast", "n", "events", "hazard_ratio", "ci", "p"),
        rows,
        rests,
        "robust_wald",
        is_effect=True,
    )


def _diagnostics(scored: propensity.Score, balanced: Any, events: int, share: float) -> list[o.Diagnostic]:
    worst = max((abs(b.after) for b in balanced if b.after is not None), default=None)
    power = float(norm.ppf(0.975) + norm.ppf(0.8))
    detectable = (
        float(np.exp(power / np.sqrt(events * share * (1 - share)))) if events and 0 < share < 1 else None
    )
    return [
        o.Diagnostic("balance", worst, MOST_SMD, worst is not None and worst <= MOST_SMD),
        o.Diagnostic("equipoise", scored.equipoise, LEAST_EQUIPOISE, scored.equipoise >= LEAST_EQUIPOISE),
        o.Diagnostic(
            "detectable",
            detectable,
            MOST_DETECTABLE,
            detectable is not None and detectable <= MOST_DETECTABLE,
        ),
    ]


def _sizes(asked: Asked, treated: Any, weight: Any, names: tuple[str, str, str]) -> o.Table:
    by, first, second = names
    rows = []
    for name, mine in ((first, ~treated), (second, treated)):
        kept = weight[mine & (weight > 0)]
        rows.append(
            [
                o.term(by, name),
                o.count(int(mine.sum())),
                o.count(len(kept)),
                o.number(propensity.effective(kept), 1),
                o.number(kept.max() if len(kept) else None, 2),
            ]
        )
    rests = min(int(treated.sum()), int((~treated).sum()))
    return o.Table("sizes", ("group", "n", "kept", "effective", "heaviest"), rows, rests)


def _name(label: str) -> o.Cell:
    return o.term(*label.split("\x1f"))


def _balance_table(balanced: Any, rests: int) -> o.Table:
    rows = [[_name(b.name), o.number(b.before, 3), o.number(b.after, 3)] for b in balanced]
    return o.Table("balance", ("variable", "smd_before", "smd_after"), rows, rests)


def _love(balanced: Any, rests: int) -> o.Figure:
    lines = [{"label": _name(b.name), "before": b.before, "after": b.after} for b in balanced]
    return o.Figure("love", "balance", {"lines": lines, "limit": MOST_SMD}, rests)


def _overlap(asked: Asked, scored: propensity.Score, names: tuple[str, str, str], rests: int) -> o.Figure:
    by, first, second = names
    edges = np.linspace(0, 1, BINS + 1)
    groups = []
    for name, mine in ((first, ~scored.treated), (second, scored.treated)):
        heights = np.histogram(scored.preference[mine], edges)[0]
        groups.append({"label": o.term(by, name), "n": int(mine.sum()), "bars": [int(h) for h in heights]})
    return o.Figure("overlap", "overlap", {"groups": groups, "edges": edges.tolist()}, rests)


def run_subgroups(asked: Asked) -> o.Output:
    """The effect of a group within every subgroup, each variable in one model with its interaction."""
    followed, (group, first, second) = asked.follow(), asked.two_groups()
    by = asked.parameters["group_by"]
    rows: list[Any] = []
    lines: list[Any] = []
    smallest, total, events = asked.n, 0, 0
    missing: dict[str, int] = {}
    for name in (n for n in asked.covariates if n != by):
        answers = _answers(name, asked.columns[name])
        kept = [
            i for i in range(asked.n) if followed[i].days is not None and group[i] and answers[i] is not None
        ]
        missing[name] = sum(a is None for a in answers)
        days, happened = times(followed, kept)
        found = subgroups.interaction(
            days,
            happened,
            [group[i] == second for i in kept],
            [str(answers[i]) for i in kept],
            cluster=[asked.patients[i] for i in kept] if asked.has_clusters else None,
        )
        total, events = max(total, len(kept)), max(events, int(happened.sum()))
        for at, effect in enumerate(found.effects):
            low, high = effect.limits()
            label = o.term(name, effect.answer)
            smallest = min(smallest, effect.n, effect.events)
            rows.append(
                [
                    label,
                    o.count(effect.n),
                    o.count(effect.events),
                    o.number(np.exp(effect.beta)),
                    o.interval(np.exp(low), np.exp(high)),
                    o.p(found.p if not at else None),
                ]
            )
            lines.append({"label": label, "value": float(np.exp(effect.beta)), "low": float(np.exp(low)),
                          "high": float(np.exp(high))})  # fmt: skip
    table = o.Table(
        "subgroups",
        ("subgroup", "n", "events", "hazard_ratio", "ci", "p_interaction"),
        rows,
        smallest,
        "interaction",
    )
    told = [
        ("subgroups", {"n": total, "events": events}),
        ("contrast", {"cell": o.term(by, second, first)}),
        ("efron", {}),
    ]
    return o.Output(
        total,
        events,
        missing,
        (table,),
        (o.Figure("forest", "subgroups", {"lines": lines, "ratio": "hazard_ratio"}, smallest),),
        told=told,
        notes=[("many_tests", {"tests": len(missing)})],
    )


def _answers(name: str, column: Any) -> list[Any]:
    """Answers as subgroups; numbers are split at their median."""
    known = [v for v in column if v is not None]
    if known and all(isinstance(v, int | float) for v in known):
        return split_at(column, median(known))
    if not can_group(column):
        raise CannotAnalyse(f"no_groups:{name}")
    return list(column)
