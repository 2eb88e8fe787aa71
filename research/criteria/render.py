"""From nodes back to JSON; reading it again gives the same nodes."""

from collections.abc import Callable
from typing import Any

from research.criteria import nodes as n

Json = Any


def to_json(definition: n.Definition) -> dict[str, Json]:
    """The definition as it is stored: defaults explicit where they decide something."""
    whole: dict[str, Json] = {
        "index": {"of": select(definition.of), "pick": definition.pick},
        "let": {name: value(pick) for name, pick in definition.let},
        "variables": {name: value(v) for name, v in definition.variables},
        "criteria": [criterion(c) for c in definition.criteria],
        "lists": {name: list(codes) for name, codes in definition.lists},
        "cut": definition.cut,
        "params": dict(definition.params),
    }
    return {k: v for k, v in whole.items() if v or k in ("index", "cut")}


def criterion(c: n.Criterion) -> Json:
    return {"name": c.name, c.policy: test(c.test), "unknown": c.unknown}


def select(s: n.Select) -> Json:
    found: dict[str, Json] = {"rows": s.rows}
    if s.where is not None:
        found["where"] = test(s.where)
    if s.same_stay:
        found["same_stay"] = s.same_stay
    if s.merge is not None:
        found["merge"] = s.merge
    if s.windows:
        windows = [window(w) for w in s.windows]
        found["in"] = windows[0] if len(windows) == 1 else windows
    if s.must_observe:
        found["must_observe"] = True
    return found


def window(w: n.Window) -> Json:
    if isinstance(w, n.AfterRow):
        return {"of": "row", "after": True}
    if isinstance(w, n.DatesWindow):
        return {"dates": [w.first, w.last], "by": w.by}
    word = "days" if isinstance(w, n.DaysWindow) else "hours"
    return {"of": anchor(w.of), word: [w.low, w.high], "by": w.by}


def anchor(a: n.Anchor) -> Json:
    name = a.name if a.part == "start" else f"{a.name}.{a.part}"
    return name if a.shift is None else {"of": name, "days": a.shift}


def end_of(x: Any) -> Json:
    return anchor(x) if isinstance(x, n.Anchor) else value(x)


def pick(v: n.Pick) -> Json:
    found: dict[str, Json] = {v.op: select(v.of)}
    if v.get is not None:
        found["get"] = v.get
    if v.op == "nearest" and v.to is not None:
        found |= {"to": anchor(v.to), "prefer": v.prefer}
    elif v.op != "nearest":
        found["order"] = v.order
    return found


def count(v: n.Count) -> Json:
    return {"count": select(v.of), **({"distinct": v.distinct} if v.distinct else {})}


def case(v: n.Case) -> Json:
    return {"case": [*([test(t), value(x)] for t, x in v.branches), [value(v.otherwise)]]}


VALUES: dict[type, Callable[[Any], Json]] = {
    n.Constant: lambda v: v.value,
    n.FieldRef: lambda v: {"f": v.name if v.owner == "own" else f"{v.owner}.{v.name}"},
    n.VarRef: lambda v: {"var": v.name},
    n.Pick: pick,
    n.Count: count,
    n.Aggregate: lambda v: {v.op: select(v.of), "get": v.get},
    n.CoveredDays: lambda v: {"covered_days": select(v.of)},
    n.Elapsed: lambda v: {v.op: [end_of(v.since), end_of(v.until)]},
    n.Age: lambda v: {"age": anchor(v.at)},
    n.Arithmetic: lambda v: {v.op: [value(p) for p in v.parts]},
    n.Least: lambda v: {"least": [value(p) for p in v.parts]},
    n.Case: case,
}
TESTS: dict[type, Callable[[Any], Json]] = {
    n.Has: lambda t: {"has": select(t.of)},
    n.Compare: lambda t: {t.op: [value(t.left), value(t.right)]},
    n.Between: lambda t: {"between": [value(t.value), value(t.low), value(t.high)]},
    n.In: lambda t: {"in": [value(t.value), t.members if isinstance(t.members, str) else list(t.members)]},
    n.Known: lambda t: {"known": value(t.value)},
    n.All: lambda t: {"all": [test(x) for x in t.tests]},
    n.Any_: lambda t: {"any": [test(x) for x in t.tests]},
    n.Not: lambda t: {"not": test(t.test)},
    n.AtLeast: lambda t: {"at_least": [t.n, [test(x) for x in t.tests]]},
}


def value(v: Any) -> Json:
    """Any value as JSON."""
    return VALUES[type(v)](v)


def test(t: Any) -> Json:
    """Any test as JSON."""
    return TESTS[type(t)](t)


test.__test__ = False  # type: ignore[attr-defined]  # not a test of ours
