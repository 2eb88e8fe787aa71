"""The values of a definition in plain Python."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from research.criteria import nodes as n

if TYPE_CHECKING:
    from research.criteria.evaluate import Scene


def value(v: Any, scene: "Scene") -> Any:
    """A value; None is unknown."""
    from research.criteria import evaluate as meaning  # values and tests need each other

    if isinstance(v, n.Constant):
        return datetime.fromisoformat(str(v.value)) if v.type == "time" else v.value
    if isinstance(v, n.FieldRef):
        return field(v, scene)
    if isinstance(v, n.VarRef):
        return scene.variables[v.name]
    if isinstance(v, n.Pick):
        row = meaning.picked(v, scene)
        return None if row is None or v.get is None else row.get(v.get)
    if isinstance(v, n.Count | n.Aggregate | n.CoveredDays):
        return reduced(v, scene)
    if isinstance(v, n.Elapsed | n.Age):
        return time_value(v, scene)
    if isinstance(v, n.Case):
        chosen = (x for t, x in v.branches if meaning.test(t, scene) is True)
        return value(next(chosen, v.otherwise), scene)
    parts = [value(p, scene) for p in v.parts]
    if isinstance(v, n.Least):
        return min((p for p in parts if p is not None), default=None)
    return arithmetic(v.op, parts)


def reduced(v: Any, scene: "Scene") -> float | None:
    """One number from the selected rows; unknown where it is not known where to look."""
    from research.criteria import evaluate as meaning

    if not meaning.frame_known(v.of, scene):
        return None
    rows = meaning.selected(v.of, scene)
    if isinstance(v, n.Count):
        return count(v, rows, scene)
    return aggregate(v, rows) if isinstance(v, n.Aggregate) else covered_days(v, rows, scene)


def time_value(v: Any, scene: "Scene") -> float | None:
    """An age, or what passed between two times."""
    from research.criteria import evaluate as meaning

    if isinstance(v, n.Age):
        return age(scene.patient["birth"], meaning.when(v.at, scene))
    ends = (
        meaning.when(x, scene) if isinstance(x, n.Anchor) else value(x, scene) for x in (v.since, v.until)
    )
    return elapsed(v, *ends)


def field(v: n.FieldRef, scene: "Scene") -> Any:
    """A variable of a row, of the patient, or of the parameters."""
    if v.owner == "params":
        return dict(scene.definition.params)[v.name]
    rows = {"own": scene.own, "outer": scene.outer, "index": scene.index, "patient": scene.patient}
    row = rows[v.owner] if v.owner in rows else scene.picks[v.owner]
    return None if row is None else row.get(v.name)


def count(v: n.Count, rows: list[Any], scene: "Scene") -> float:
    """How many: records (the same record twice is one), or distinct days, stays or values."""
    if v.distinct == "day":
        found = {r["start"].date() for r in rows}
    elif v.distinct:
        found = {r.get(v.distinct) for r in rows} - {None}
    else:
        natural = () if v.of.merge is not None else scene.catalogue.kinds[v.of.rows].natural
        found = {tuple(r.get(name) for name in ("start", *natural)) if natural else r["id"] for r in rows}
    return float(len(found))


def aggregate(v: n.Aggregate, rows: list[Any]) -> float | None:
    """Least, greatest, sum or mean of what is known; nothing known is unknown, for a sum too."""
    known = [float(r[v.get]) for r in rows if r.get(v.get) is not None]
    if not known:
        return None
    if v.op == "mean":
        return sum(known) / len(known)
    if v.op == "sum":
        return sum(known)
    return min(known) if v.op == "min" else max(known)


def covered_days(v: n.CoveredDays, rows: list[Any], scene: "Scene") -> float:
    """The days on which a row was running, each counted once, inside the windows."""
    from research.criteria.evaluate import bounds

    days = set()
    ends = [b for w in v.of.windows if (b := bounds(w, scene))]
    lows = [as_day(low) for low, _ in ends if low is not None]
    highs = [as_day(high) for _, high in ends if high is not None]
    for row in rows:
        first = max([row["start"].date(), *lows])
        last = min([(row["end"] or scene.cut_at).date(), *highs])
        days |= {first + timedelta(days=i) for i in range((last - first).days + 1)}
    return float(len(days))


def as_day(end: Any) -> Any:
    return end.date() if isinstance(end, datetime) else end


def elapsed(v: n.Elapsed, since: datetime | None, until: datetime | None) -> float | None:
    """From calendar day to calendar day, or from instant to instant."""
    if since is None or until is None:
        return None
    if v.op == "days":
        return float((until.date() - since.date()).days)
    return (until - since).total_seconds() / 60


def age(birth: datetime | None, at: datetime | None) -> float | None:
    """Completed years."""
    if birth is None or at is None:
        return None
    not_yet = (at.month, at.day) < (birth.month, birth.day)
    return float(at.year - birth.year - not_yet)


def arithmetic(op: str, parts: list[Any]) -> float | None:
    """Left to right; anything unknown makes the whole unknown; so does division by zero."""
    if None in parts:
        return None
    whole = float(parts[0])
    for part in parts[1:]:
        if op == "/" and part == 0:
            return None
        whole = {"+": whole + part, "-": whole - part, "*": whole * part}[op] if op != "/" else whole / part
    return whole
