"""What can be read but should not be saved: contradictions, leftovers, and traps of study design."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _

from research.criteria import nodes as n
from research.criteria.kinds import Catalogue
from research.criteria.sql.times import reversed_ends
from research.criteria.walk import children, every

DEEPEST = 3


@dataclass(frozen=True)
class Finding:
    """Something to put right (error) or to think about (warning)."""

    severity: Literal["error", "warning"]
    path: str
    sentence: str


def lint(definition: n.Definition, catalogue: Catalogue) -> list[Finding]:
    """Everything found, errors first."""
    found = [
        *leftovers(definition), *empty_lists(definition), *impossible(definition),
        *contradictions(definition), *too_deep(definition), *open_index(definition),
        *units(definition, catalogue), *clusters(definition), *immortal(definition),
    ]  # fmt: skip
    return sorted(found, key=lambda f: f.severity)


def error(path: str, sentence: str) -> Finding:
    return Finding("error", path, sentence)


def parts(definition: n.Definition) -> list[tuple[str, Any]]:
    """The parts of a definition with their paths."""
    return [
        ("index.of", definition.of),
        *((f"let.{name}", v) for name, v in definition.let),
        *((f"variables.{name}", v) for name, v in definition.variables),
        *((f"criteria[{i}].{c.policy}", c.test) for i, c in enumerate(definition.criteria)),
    ]


def leftovers(definition: n.Definition) -> list[Finding]:
    """Lists and picks that nothing uses."""
    nodes = list(every(definition))
    lists = {x.members for x in nodes if isinstance(x, n.In) and isinstance(x.members, str)}
    names = {x.name for x in nodes if isinstance(x, n.Anchor)} | {
        x.owner for x in nodes if isinstance(x, n.FieldRef)}  # fmt: skip
    unused = [(f"lists.{name}", name) for name, _codes in definition.lists if name not in lists]
    unused += [(f"let.{name}", name) for name, _pick in definition.let if name not in names]
    return [error(path, _("“%(name)s” is not used.") % {"name": name}) for path, name in unused]


def empty_lists(definition: n.Definition) -> list[Finding]:
    found = [error(f"lists.{name}", _("The list “%(name)s” is empty.") % {"name": name})
             for name, codes in definition.lists if not codes]  # fmt: skip
    for path, part in parts(definition):
        if any(isinstance(x, n.In) and x.members == () for x in every(part)):
            found.append(error(path, _("A list is empty.")))
    return found


def impossible(definition: n.Definition) -> list[Finding]:
    """Windows that select nothing, alone or beside another one of the same selection."""
    found = []
    for path, part in parts(definition):
        for select in (x for x in every(part) if isinstance(x, n.Select)):
            if any(reversed_ends(w) for w in select.windows):
                found.append(error(path, _("A window ends before it starts.")))
            elif clash(select.windows):
                found.append(error(path, _("Two windows of one selection exclude each other.")))
    return found


def clash(windows: tuple[n.Window, ...]) -> bool:
    """Whether two windows by start from the same anchor have no day in common."""
    for i, a in enumerate(windows):
        for b in windows[:i]:
            if not isinstance(a, n.DaysWindow) or not isinstance(b, n.DaysWindow) or a.of != b.of:
                continue
            if a.by == b.by != "overlap" and (before(a.high, b.low) or before(b.high, a.low)):
                return True
    return False


def before(high: int | None, low: int | None) -> bool:
    return high is not None and low is not None and high < low


def contradictions(definition: n.Definition) -> list[Finding]:
    """The same test both asked for and excluded."""
    wanted = {c.test for c in definition.criteria if c.policy == "include"}
    found = [
        error(f"criteria[{i}].exclude", _("The same is included by another criterion: nobody remains."))
        for i, c in enumerate(definition.criteria) if c.policy == "exclude" and c.test in wanted
    ]  # fmt: skip
    seen = Counter((c.policy, c.test) for c in definition.criteria)
    return found + [Finding("warning", "criteria", _("Two criteria ask the same."))
                    for count in seen.values() if count > 1]  # fmt: skip


def too_deep(definition: n.Definition) -> list[Finding]:
    return [error(path, _("Selections are nested more than %(count)s deep.") % {"count": DEEPEST})
            for path, part in parts(definition) if depth(part) > DEEPEST]  # fmt: skip


def depth(node: Any) -> int:
    """How deep selections are nested."""
    inner = max((depth(child) for child in children(node)), default=0)
    return inner + isinstance(node, n.Select)


def open_index(definition: n.Definition) -> list[Finding]:
    """Index rows may not be looked for after the data cut."""
    late = any(
        isinstance(w, n.DatesWindow) and w.last and w.last > definition.cut for w in definition.of.windows
    )
    if not late:
        return []
    return [error("index.of.in", _("The index window is open to the future: it ends after the data cut."))]


def units(definition: n.Definition, catalogue: Catalogue) -> list[Finding]:
    """Two variables with different units compared or added."""
    found = []
    for path, part in parts(definition):
        for node in every(part):
            sides: tuple[Any, ...] = ()
            if isinstance(node, n.Compare):
                sides = (node.left, node.right)
            elif isinstance(node, n.Between):
                sides = (node.value, node.low, node.high)
            elif (isinstance(node, n.Arithmetic) and node.op in "+-") or isinstance(node, n.Least):
                sides = node.parts
            known = sorted({u for s in sides if (u := unit(s, definition, catalogue))})
            if len(known) > 1:
                found.append(error(path, _("Different units meet: %(units)s.") % {"units": ", ".join(known)}))
    return found


def unit(value: Any, definition: n.Definition, catalogue: Catalogue) -> str:
    """The unit of a value that is read from a row; "" where it has none."""
    if isinstance(value, n.VarRef):
        return unit(dict(definition.variables)[value.name], definition, catalogue)
    kind = None
    name = ""
    if isinstance(value, n.Pick | n.Aggregate):
        kind, name = value.of.rows, value.get or ""
    elif isinstance(value, n.FieldRef) and value.owner == "index":
        kind, name = definition.of.rows, value.name
    elif isinstance(value, n.FieldRef) and value.owner in dict(definition.let):
        kind, name = dict(definition.let)[value.owner].of.rows, value.name
    field = catalogue.kinds[kind].fields.get(name) if kind else None
    return field.unit if field and field.unit != "1" else ""


def clusters(definition: n.Definition) -> list[Finding]:
    """Several index rows of one patient with an outcome that belongs to the patient."""
    if definition.pick != "each":
        return []
    for path, part in parts(definition)[1:]:
        if any(isinstance(x, n.Anchor) and x.name == "death" for x in every(part)) or any(
            isinstance(x, n.FieldRef) and (x.owner, x.name) == ("patient", "death") for x in every(part)
        ):
            return [Finding("warning", path, _("One patient's death counts once per index row: analyse with "
                                               "standard errors clustered by patient."))]  # fmt: skip
    return []


def immortal(definition: n.Definition) -> list[Finding]:
    """Variables measured after the index: as baseline they favour whoever lived to be measured."""
    found = []
    for name, value in definition.variables:
        windows = [w for x in every(value) if isinstance(x, n.Select) for w in x.windows]
        if any(isinstance(w, n.DaysWindow | n.HoursWindow) and w.of == n.Anchor("index")
               and (w.high is None or w.high > 0) for w in windows):  # fmt: skip
            found.append(Finding("warning", f"variables.{name}", _(
                "Measured after the index: as a baseline it brings immortal time.")))  # fmt: skip
    return found
