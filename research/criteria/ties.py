"""Where “first”, “last” or “nearest” was a matter of chance: two rows at one time with different values.

The order by time and then by number decides; how many index rows it decided is told beside the counts.
"""

from dataclasses import dataclass, replace

from research.criteria import nodes as n
from research.criteria.kinds import Catalogue
from research.criteria.walk import every


@dataclass(frozen=True)
class Tie:
    """One pick of a definition, by the kind of row and the field that it gets."""

    rows: str
    get: str


def picks(definition: n.Definition) -> list[n.Pick]:
    """The picks that get a value for an index row, each once; those inside a filter speak of other rows."""
    parts = (*(v for _name, v in definition.variables), *(c.test for c in definition.criteria))
    inside = {id(x) for part in parts for s in every(part)
              if isinstance(s, n.Select) and s.where for x in every(s.where)}  # fmt: skip
    found = (
        x for part in parts for x in every(part) if isinstance(x, n.Pick) and x.get and id(x) not in inside
    )
    return list(dict.fromkeys(found))


def tied(definition: n.Definition, catalogue: Catalogue) -> tuple[n.Definition, list[Tie]]:
    """A definition whose last variables count, for every pick, the different values at its time."""
    lets, counts, ties = list(definition.let), [], []
    for i, pick in enumerate(picks(definition)):
        if pick.get is None or pick.order == "end":
            continue
        known: n.Test = n.Known(n.FieldRef("own", pick.get))
        where = known if pick.of.where is None else n.All((pick.of.where, known))
        select = replace(pick.of, where=where)
        lets.append((name_of(i), replace(pick, of=select, get=None)))
        anchor = n.Anchor(name_of(i))
        by_day = catalogue.kinds[select.rows].grain == "day"
        at: n.Window = n.DaysWindow(anchor, 0, 0) if by_day else n.HoursWindow(anchor, 0, 0)
        there = replace(select, windows=(*select.windows, at), must_observe=False)
        counts.append((f"{name_of(i)}__n", n.Count(there, distinct=pick.get)))
        ties.append(Tie(select.rows, pick.get))
    return replace(definition, let=tuple(lets), criteria=(),
                   variables=(*definition.variables, *counts)), ties  # fmt: skip


def name_of(place: int) -> str:
    return f"tie__{place}"
