"""What a definition means, in plain Python over plain rows: slow, short, and meant to be read.

The compiler is held against this. A row is a mapping with id, stay, start, end and its fields; a patient
one with patient, birth, death and the patient's fields. True, False and None (unknown) are the answers.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from research.criteria import nodes as n
from research.criteria.evaluate_values import value
from research.criteria.kinds import Catalogue

Row = Mapping[str, Any]
Answer = bool | None


@dataclass(frozen=True)
class Tables:
    """All rows by kind and all patients."""

    patients: Iterable[Row]
    rows: Mapping[str, Iterable[Row]]


@dataclass(frozen=True)
class Line:
    """One index row with the answer to every criterion and the value of every variable."""

    id: Any
    patient: Any
    stay: Any
    start: datetime
    end: datetime | None
    answers: tuple[Answer, ...]
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Scene:
    """Everything that a test can see from where it stands."""

    definition: n.Definition
    catalogue: Catalogue
    patient: Row
    rows: Mapping[str, list[Row]]
    cut: date
    index: Row | None = None
    picks: Mapping[str, Row | None] = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=dict)
    own: Row | None = None
    outer: Row | None = None

    def about(self, row: Row) -> "Scene":
        """The scene of a test about a selected row."""
        return replace(self, own=row, outer=self.own)

    @property
    def cut_at(self) -> datetime:
        return datetime.combine(self.cut, time())


def evaluate(definition: n.Definition, catalogue: Catalogue, tables: Tables) -> list[Line]:
    """One line per index row, ordered by patient, start and id."""
    return [line(scene) for scene in index_scenes(definition, catalogue, tables)]


def scenes(definition: n.Definition, catalogue: Catalogue, tables: Tables) -> Iterator[Scene]:
    """What can be seen of each patient, up to the cut."""
    cut = date.fromisoformat(definition.cut)
    by_patient: dict[Any, dict[str, list[Row]]] = {}
    for kind, found in tables.rows.items():
        for row in found:
            if row["start"] is not None and row["start"].date() <= cut:
                by_patient.setdefault(row["patient"], {}).setdefault(kind, []).append(row)
    for patient in sorted(tables.patients, key=lambda p: p["patient"]):
        death = patient["death"]
        alive = death is not None and death.date() > cut
        seen = {**patient, "death": None if alive else death}
        rows = by_patient.get(patient["patient"], {})
        yield Scene(definition, catalogue, seen, rows, cut)


def index_scenes(definition: n.Definition, catalogue: Catalogue, tables: Tables) -> Iterator[Scene]:
    """The scene of every index row, with its picks and its variables in order."""
    for scene in scenes(definition, catalogue, tables):
        candidates = selected(definition.of, scene)
        if definition.pick == "first":
            candidates = candidates[:1]
        elif definition.pick == "last":
            candidates = candidates[-1:]
        for row in candidates:
            yield _at(replace(scene, index=row))


def _at(scene: Scene) -> Scene:
    for name, pick in scene.definition.let:
        scene = replace(scene, picks={**scene.picks, name: picked(pick, scene)})
    for name, node in scene.definition.variables:
        scene = replace(scene, variables={**scene.variables, name: value(node, scene)})
    return scene


def line(scene: Scene) -> Line:
    """The answers of one index row."""
    answers = tuple(test(c.test, scene) for c in scene.definition.criteria)
    row = scene.index
    assert row is not None  # noqa: S101  every line has its index row
    return Line(row["id"], scene.patient["patient"], row["stay"], row["start"], row["end"], answers,
                tuple(scene.variables.values()))  # fmt: skip


# --- rows ------------------------------------------------------------------------------------------
def selected(s: n.Select, scene: Scene) -> list[Row]:
    """The rows of a selection in order: where, same stay, merge, then windows."""
    rows = sorted(scene.rows.get(s.rows, []), key=lambda r: (r["start"], r["id"]))
    rows = [r for r in rows if s.where is None or test(s.where, scene.about(r)) is True]
    if s.same_stay:
        stay = stay_of(s.same_stay, scene)
        rows = [r for r in rows if stay is not None and r["stay"] == stay]
    if s.merge is not None:
        rows = merged(rows, s.merge, scene.cut_at)
    return [r for r in rows if all(within(w, r, scene) for w in s.windows)]


def merged(rows: list[Row], gap: int, cut: datetime) -> list[Row]:
    """Episodes: a gap of exactly `gap` days still joins; an open row runs to the cut."""
    episodes: list[dict[str, Any]] = []
    for row in rows:
        reach = row["end"] or cut
        last = episodes[-1] if episodes else None
        if last and (row["start"].date() - last["reach"].date()).days <= gap:
            last["n"] += 1
            last["open"] = last["open"] or row["end"] is None
            last["reach"] = max(last["reach"], reach)
            last["latest"] = max(filter(None, (last["latest"], row["end"])), default=None)
        else:
            episodes.append({"id": row["id"], "stay": row["stay"], "start": row["start"], "n": 1,
                             "open": row["end"] is None, "reach": reach, "latest": row["end"]})  # fmt: skip
    return [{**e, "end": None if e["open"] else e["latest"]} for e in episodes]


def picked(p: n.Pick, scene: Scene) -> Row | None:
    """The one row of a pick; with `get`, among the rows in which that field is known."""
    rows = [r for r in selected(p.of, scene) if p.get is None or r.get(p.get) is not None]
    if not rows:
        return None
    if p.op == "nearest":
        return nearest(rows, p, scene)
    if p.order == "end":
        rows = sorted(rows, key=lambda r: (r["end"] is None, r["end"] or r["start"], r["start"], r["id"]))
    return rows[0] if p.op == "first" else rows[-1]


def nearest(rows: list[Row], p: n.Pick, scene: Scene) -> Row | None:
    """Least distance in days; then the preferred side; then earliest; then lowest id."""
    assert p.to is not None  # noqa: S101  parse asks for it
    anchor = when(p.to, scene)
    if anchor is None:
        return None

    def rank(row: Row) -> tuple[Any, ...]:
        there = row["start"] <= anchor if p.prefer == "before" else row["start"] >= anchor
        return abs((row["start"].date() - anchor.date()).days), not there, row["start"], row["id"]

    return min(rows, key=rank)


# --- times -----------------------------------------------------------------------------------------
def stay_of(whose: str, scene: Scene) -> Any:
    row = scene.index if whose == "index" else scene.own
    return None if row is None else row["stay"]


def when(a: n.Anchor, scene: Scene) -> datetime | None:
    """The moment an anchor stands for; None where it is unknown."""
    moment = unshifted(a, scene)
    return None if moment is None else moment + timedelta(days=a.shift or 0)


def unshifted(a: n.Anchor, scene: Scene) -> datetime | None:
    if a.name == "cut":
        return scene.cut_at
    if a.name in ("birth", "death"):
        return scene.patient[a.name]
    row = scene.index if a.name == "index" else scene.own if a.name == "row" else scene.picks[a.name]
    if row is not None and a.part.startswith("stay"):
        stays = [s for s in scene.rows.get("stay", []) if s["id"] == row["stay"]]
        row = stays[0] if stays else None
    return None if row is None else row["end" if a.part.endswith("end") else "start"]


def within(w: n.Window, row: Row, scene: Scene) -> bool:
    """Whether a row lies in a window; never, where the window is unknown."""
    if isinstance(w, n.AfterRow):
        own = scene.own
        return own is not None and (row["start"], row["id"]) > (own["start"], own["id"])
    ends = bounds(w, scene)
    if ends is None:
        return False
    low, high = ends
    by_day = not isinstance(w, n.HoursWindow)
    if low is not None and high is not None and low > high:
        return False
    first = last = row["end"] if w.by == "end" else row["start"]
    if w.by == "overlap":
        first = row["end"] or scene.cut_at
    if first is None or last is None:
        return False
    if by_day:
        first, last = first.date(), last.date()
    return (low is None or first >= low) and (high is None or last <= high)


def bounds(w: Any, scene: Scene) -> tuple[Any, Any] | None:
    """Both ends: days for windows of days, moments for hours; None where the anchor is unknown."""
    if isinstance(w, n.DatesWindow):
        return tuple(None if e is None else date.fromisoformat(e) for e in (w.first, w.last))  # type: ignore[return-value]
    if isinstance(w, n.AfterRow):
        return None, None
    anchor = when(w.of, scene)
    if anchor is None:
        return None
    if isinstance(w, n.DaysWindow):
        return tuple(None if e is None else anchor.date() + timedelta(days=e) for e in (w.low, w.high))  # type: ignore[return-value]
    return tuple(None if e is None else anchor + timedelta(hours=e) for e in (w.low, w.high))  # type: ignore[return-value]


def frame_known(s: n.Select, scene: Scene) -> bool:
    """Whether it is known where to look: every anchor has a time, and there is a stay to be the same."""
    if s.same_stay and stay_of(s.same_stay, scene) is None:
        return False
    return all(bounds(w, scene) is not None for w in s.windows)


def observed(s: n.Select, scene: Scene) -> bool:
    """Whether every window closed before the cut, or the patient died before one did."""
    closes = [b[1] for w in s.windows if (b := bounds(w, scene)) and b[1] is not None]
    death = scene.patient["death"]
    if not closes:
        return death is not None
    first = min(c.date() if isinstance(c, datetime) else c for c in closes)
    return first <= scene.cut or (death is not None and death.date() <= first)


# --- tests -----------------------------------------------------------------------------------------
def test(t: Any, scene: Scene) -> Answer:
    """True, False or None for unknown."""
    if isinstance(t, n.Has):
        return has(t.of, scene)
    if isinstance(t, n.Compare):
        return compare(t.op, value(t.left, scene), value(t.right, scene))
    if isinstance(t, n.Between):
        at = value(t.value, scene)
        low = compare(">=", at, value(t.low, scene))
        high = compare("<=", at, value(t.high, scene))
        return every_one([low, high])
    if isinstance(t, n.In):
        return member(value(t.value, scene), scene.definition.members(t))
    if isinstance(t, n.Known):
        return value(t.value, scene) is not None
    if isinstance(t, n.Not):
        return opposite(test(t.test, scene))
    answers = [test(x, scene) for x in t.tests]
    if isinstance(t, n.All):
        return every_one(answers)
    if isinstance(t, n.Any_):
        return opposite(every_one([opposite(a) for a in answers]))
    if answers.count(True) >= t.n:
        return True
    return False if answers.count(True) + answers.count(None) < t.n else None


def has(s: n.Select, scene: Scene) -> Answer:
    """No row is “no” where it is known where to look and, if asked for, the follow-up was complete."""
    if selected(s, scene):
        return True
    if not frame_known(s, scene):
        return None
    return False if not s.must_observe or observed(s, scene) else None


def compare(op: str, a: Any, b: Any) -> Answer:
    """A comparison; unknown where a side is."""
    if a is None or b is None:
        return None
    return {"=": a == b, "!=": a != b}[op] if op in ("=", "!=") else {
        "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[op]  # fmt: skip


def member(at: Any, members: tuple[Any, ...]) -> Answer:
    """Whether a value is in a list; `I21*` means every code that starts with I21; an empty one has none."""
    if not members:
        return False
    if at is None:
        return None
    return any(m == at or (isinstance(m, str) and m.endswith("*") and at.startswith(m[:-1])) for m in members)


def every_one(answers: list[Answer]) -> Answer:
    """The least of F < U < T."""
    return False if False in answers else None if None in answers else True


def opposite(answer: Answer) -> Answer:
    return None if answer is None else not answer


test.__test__ = False  # type: ignore[attr-defined]  # not a test of ours
