"""What a run stores: plain JSON of a cohort's counts, its Table 1, its curves. Exact; disclosure comes at the page.

Only the worker imports this: it brings the statistics with it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from research import disclosure
from research.analysis import columns, survival, table_one
from research.queries.cohorts import CohortResult
from research.queries.outcomes import Followed

SAMPLE_ROWS = 20


def attrition(result: CohortResult) -> dict[str, Any]:
    """Where it started, what each criterion did, who remains."""
    return {
        "start": {"rows": result.start_rows, "patients": result.start_patients},
        "steps": [asdict(step) for step in result.steps],
        "rows": len(result.rows),
        "patients": result.patients,
    }


def table(result: CohortResult, group_by: str = "", limit: float | None = None) -> dict[str, Any]:
    """Table 1 over the variables of the definition, by group where one is named."""
    found = columns.columns_of(result.columns, result.rows)
    group = groups(found, group_by, limit) if group_by else None
    chosen = [v for v in columns.variables_of(found) if v.name != group_by]
    made = table_one.table_one(chosen, found, n=len(result.rows), group=group)
    return asdict(made)


def groups(found: Mapping[str, Sequence[Any]], name: str, limit: float | None) -> list[str | None]:
    """The group of every row. ValueError where the variable has too many different values."""
    column = found[name]
    if limit is not None and all(isinstance(v, int | float) for v in column if v is not None):
        return columns.split_at(column, limit)
    if not columns.can_group(column):
        raise ValueError(name)
    return [None if v is None else str(v) for v in column]


def curves(followed: Sequence[Followed], group: Sequence[str | None] | None) -> dict[str, Any]:
    """Kaplan–Meier by group and the log-rank test: exact, and as those without patient access may see it."""
    known = [(f.days, f.happened, g) for f, g in zip(followed, group or [""] * len(followed), strict=True)
             if f.days is not None and g is not None]  # fmt: skip
    names = sorted({g for _d, _h, g in known})
    members = {name: ([d for d, _h, g in known if g == name], [h for _d, h, g in known if g == name])
               for name in names}  # fmt: skip
    test = asdict(survival.log_rank(list(members.values()))) if len(names) > 1 else None
    return {
        "n": len(known),
        "events": sum(h for _d, h, _g in known),
        "without_group": sum(g is None for g in group or ()),
        "log_rank": test,
        "exact": _curves(members, disclosure.EXACT),
        "careful": _curves(members, disclosure.CAREFUL),
    }


def _curves(
    members: Mapping[str, tuple[list[Any], list[bool]]], rule: disclosure.Rule
) -> list[dict[str, Any]]:
    found = []
    drawn = {}
    for name, (times, happened) in members.items():
        coarse = disclosure.coarse_times(times, rule)
        curve = survival.kaplan_meier(coarse, happened)
        drawn[name] = (coarse, curve, disclosure.curve_points(curve.points, rule))
    longest = max((p[-1].time for _t, _c, p in drawn.values() if p), default=0)
    for name, (coarse, curve, points) in drawn.items():
        enough = disclosure.is_enough(curve.events, rule)
        last = points[-1].time if points else 0
        found.append({
            "group": name,
            "n": disclosure.count(curve.n, rule),
            "events": disclosure.count(curve.events, rule),
            "median": _until(curve.median, last) if enough else None,
            "median_lower": _until(curve.median_lower, last) if enough else None,
            "median_upper": _until(curve.median_upper, last) if enough else None,
            "points": [asdict(p) for p in points] if disclosure.is_enough(curve.n, rule) else [],
            "at_risk": at_risk(coarse, longest, rule),
        })  # fmt: skip
    return found


def at_risk(times: Sequence[float], longest: float, rule: disclosure.Rule) -> list[list[Any]]:
    """Marks of the axis with the number at risk; None is withheld."""
    from research.figures import marks

    at = marks(longest or 1)
    return [[m, disclosure.count(n, rule)] for m, n in zip(at, survival.at_risk(times, at), strict=True)]


def _until(median: float | None, last: float) -> float | None:
    return median if median is not None and median <= last else None


def packages() -> dict[str, str]:
    """Versions of what calculated the numbers."""
    return {name: version(name) for name in ("numpy", "scipy", "Django")}
