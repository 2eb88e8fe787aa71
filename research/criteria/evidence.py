"""Why a criterion was met or not: the rows of the record that decided it, and those that nearly did.

Built on the plain meaning of a definition, row by row, so it can be read beside the answer that it explains.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from research.criteria import nodes as n
from research.criteria.evaluate import Row, Scene, picked, selected
from research.criteria.evaluate_values import value
from research.criteria.walk import children, every

MOST = 3  # rows that are shown for one selection


@dataclass(frozen=True)
class Fact:
    """One row that was looked at: of which kind, when, with which values, and whether it counted.

    `count` says how many such rows there are; a fact without a time is a value of the index or the patient.
    """

    kind: str
    at: datetime | None
    values: tuple[tuple[str, Any], ...]
    counted: bool
    count: int = 1


def evidence(test: Any, scene: Scene) -> list[Fact]:
    """What a test looked at, in the order in which it says so."""
    return list(_facts(test, scene))


def _facts(node: Any, scene: Scene) -> Iterator[Fact]:
    if isinstance(node, n.Pick):
        row = picked(node, scene)
        names = _names(node.of) | ({node.get} if node.get else set())
        yield from [_fact(node.of, row, names, True)] if row else _near(node.of, scene, names)
    elif isinstance(node, n.Select):
        yield from _rows(node, scene, _names(node))
    elif isinstance(node, n.Aggregate):
        yield from _rows(node.of, scene, _names(node.of) | {node.get})
    elif isinstance(node, n.FieldRef):
        owner = node.owner if node.owner in ("index", "patient") else "index"
        yield Fact(owner, None, ((node.name, value(node, scene)),), True)
    elif isinstance(node, n.Age):
        yield Fact("patient", None, (("age", value(node, scene)),), True)
    elif isinstance(node, n.VarRef):
        yield Fact("index", None, ((node.name, scene.variables.get(node.name)),), True)
    else:
        for child in children(node):
            yield from _facts(child, scene)


def _rows(s: n.Select, scene: Scene, names: set[str]) -> Iterator[Fact]:
    rows = selected(s, scene)
    if not rows:
        yield from _near(s, scene, names)
    for row in rows[:MOST]:
        yield replace(_fact(s, row, names, True), count=len(rows))


def _near(s: n.Select, scene: Scene, names: set[str]) -> Iterator[Fact]:
    """Where no row counted: rows like those asked for at another time, else rows of the kind at all."""
    wider = replace(s, windows=(), same_stay=None, merge=None)
    for tried in (wider, replace(wider, where=None)):
        rows = selected(tried, scene)
        if rows:
            for row in _closest(rows, scene)[:MOST]:
                yield replace(_fact(s, row, names, False), count=len(rows))
            return
    yield Fact(s.rows, None, (), False, 0)


def _closest(rows: list[Row], scene: Scene) -> list[Row]:
    """The rows that are nearest to the index first."""
    if scene.index is None:
        return rows
    start = scene.index["start"]
    return sorted(rows, key=lambda r: (abs(r["start"] - start), r["start"], r["id"]))


def _fact(s: n.Select, row: Row, names: set[str], counted: bool) -> Fact:
    told = tuple((name, row[name]) for name in sorted(names) if name in row)
    return Fact(s.rows, row["start"], told, counted)


def _names(s: n.Select) -> set[str]:
    """The fields of the row itself that its filter speaks of."""
    return (
        {x.name for x in every(s.where) if isinstance(x, n.FieldRef) and x.owner == "own"}
        if s.where
        else set()
    )
