"""Two groups compared: by propensity score behind the diagnostics gate, and within subgroups."""

from statistics import median
from typing import Any

import numpy as np
from scipy.stats import norm

from research.analysis import cox, subgroups
from research.analysis import output as o
from research.analysis.columns import can_group, split_at
from research.analysis.treatments import propensity
from research.queries.analyses import balance
from research.queries.analyses.asked import Asked, CannotAnalyse, times, usable

MOST_DETECTABLE = 10.0  # minimum detectable relative risk, of the gate of OHDSI's CohortMethod
TRIM = 0.01


def run_propensity(asked: Asked) -> o.Output:
    """Matched or weighted hazard ratio; covered until balance, equipoise and power hold."""
    followed = asked.follow()
    pair = balance.pair(asked, usable(followed))
    way: propensity.Way = asked.parameters["way"]
    weight = propensity.weights(pair.scored, way, trim=TRIM if way == "iptw" else 0)
    balanced, n = pair.balanced(weight), len(pair.treated)
    days, happened = times(followed, pair.found.kept)
    kept = weight > 0
    events = int(happened[kept].sum())
    told: list[Any] = [("propensity", {"n": n, "events": events}), (f"way_{way}", {}),
                       ("gate", {}), ("whole", {})]  # fmt: skip
    rests = min(pair.smaller, events)
    return o.Output(
        n,
        events,
        dict(pair.found.missing),
        (
            _effects(asked, days, happened, weight, pair),
            balance.sizes(pair, weight),
            balance.table(pair, balanced, rests),
        ),
        balance.figures(pair, balanced, rests),
        [*balance.diagnostics(pair, balanced), _detectable(events, float(pair.treated[kept].mean()))],
        told,
    )


def _effects(asked: Asked, days: Any, happened: Any, weight: Any, pair: balance.Pair) -> o.Table:
    """The hazard ratio before and after; robust, as weights and pairs are not independent rows."""
    rows = []
    patients, treated = [asked.patients[i] for i in pair.found.kept], pair.treated
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
                pair.contrast,
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


def _detectable(events: int, share: float) -> o.Diagnostic:
    """The smallest hazard ratio that this many events can tell from 1 (Schoenfeld 1983)."""
    power = float(norm.ppf(0.975) + norm.ppf(0.8))
    found = float(np.exp(power / np.sqrt(events * share * (1 - share)))) if events and 0 < share < 1 else None
    return o.Diagnostic("detectable", found, MOST_DETECTABLE, found is not None and found <= MOST_DETECTABLE)


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
