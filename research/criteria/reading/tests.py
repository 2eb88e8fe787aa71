"""Reading tests, and checking that what is compared can be compared."""

from typing import Any

from django.utils.translation import gettext as _

from research.criteria import nodes as n
from research.criteria.reading.scope import Base, Scope, Typed

COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
OPERATORS = ("has", *COMPARISONS, "between", "in", "known", "all", "any", "not", "at_least")


class TestsReader(Base):
    """Everything that is true, false or unknown."""

    __test__ = False  # not a test of ours

    def test(self, obj: Any, path: str, scope: Scope) -> Any:
        """Any test; None where it cannot be read."""
        found = list(obj) if isinstance(obj, dict) else []
        if len(found) != 1 or found[0] not in OPERATORS:
            self.fail(path, _("Expected a test with one of: %(names)s.") % {"names": ", ".join(OPERATORS)})
            return None
        op, given = found[0], obj[found[0]]
        at = f"{path}.{op}"
        if op == "has":
            return n.Has(self.select(given, at, scope))  # type: ignore[arg-type]
        if op == "known":
            return n.Known(self.value(given, at, scope).node)
        if op == "not":
            return n.Not(self.test(given, at, scope))
        if op in ("all", "any"):
            return (n.All if op == "all" else n.Any_)(self.tests(given, at, scope))
        if op == "at_least":
            return self.at_least(given, at, scope)
        if op == "in":
            return self.member(given, at, scope)
        return self.comparison(op, given, at, scope)

    def tests(self, given: Any, path: str, scope: Scope) -> tuple[Any, ...]:
        if not isinstance(given, list) or not given:
            self.fail(path, _("Expected a list of tests."))
            return ()
        return tuple(self.test(x, f"{path}[{i}]", scope) for i, x in enumerate(given))

    def at_least(self, given: Any, path: str, scope: Scope) -> Any:
        if not isinstance(given, list) or len(given) != 2:
            self.fail(path, _("Expected [number, [test, ...]]."))
            return None
        number = self.number(given[0], f"{path}[0]")
        return n.AtLeast(number or 0, self.tests(given[1], f"{path}[1]", scope))

    def comparison(self, op: Any, given: Any, path: str, scope: Scope) -> Any:
        """Two or, for `between`, three values of one type."""
        wanted = 3 if op == "between" else 2
        if not isinstance(given, list) or len(given) != wanted:
            self.fail(path, _("Expected a list of %(count)s values.") % {"count": wanted})
            return None
        parts = [self.value(x, f"{path}[{i}]", scope) for i, x in enumerate(given)]
        parts = self.alike(parts, path)
        types = {p.type for p in parts if p.type}
        if op not in ("=", "!=") and types & {"flag", "text"}:
            self.fail(path, _("Only numbers and times have an order."))
        nodes = [p.node for p in parts]
        return n.Between(*nodes) if op == "between" else n.Compare(op, *nodes)

    def alike(self, parts: list[Typed], path: str) -> list[Typed]:
        """The values brought to one type: a text beside a time is a time."""
        types = {p.type for p in parts if p.type}
        if types == {"time", "text"}:
            parts = [self.as_time(p, f"{path}[{i}]") for i, p in enumerate(parts)]
            types = {p.type for p in parts if p.type}
        if len(types) > 1:
            self.fail(path, _("%(types)s cannot be compared with each other.")
                      % {"types": ", ".join(sorted(types))})  # fmt: skip
        field = next((p.field for p in parts if p.field and p.field.labels), None)
        for i, part in enumerate(parts):
            constant = isinstance(part.node, n.Constant)
            if field and constant and types == {"text"} and part.node.value not in field.labels:
                self.fail(f"{path}[{i}]", _("Expected one of: %(choices)s.")
                          % {"choices": ", ".join(field.labels)})  # fmt: skip
        return parts

    def as_time(self, part: Typed, path: str) -> Typed:
        if not (isinstance(part.node, n.Constant) and part.type == "text"):
            return part
        text = self.time_text(part.node.value, path)
        return Typed(n.Constant(text or "", "time"), "time")

    def member(self, given: Any, path: str, scope: Scope) -> Any:
        """[value, list]: the name of a list, or its members."""
        if not isinstance(given, list) or len(given) != 2:
            self.fail(path, _("Expected [value, list]."))
            return None
        value = self.value(given[0], f"{path}[0]", scope)
        if value.type not in (None, "text", "number"):
            self.fail(f"{path}[0]", _("Expected a text, a code or a number."))
        members = self.members(given[1], f"{path}[1]", value)
        return n.In(value.node, members)

    def members(self, given: Any, path: str, value: Typed) -> Any:
        if isinstance(given, str):
            if given not in self.lists:
                names = ", ".join(self.lists) or _("none")
                self.fail(path, _("Expected a list of this definition: %(names)s.") % {"names": names})
            elif value.type == "number":
                self.fail(path, _("A list of codes cannot hold a number."))
            return given
        shape = (str,) if value.type == "text" else (int, float)
        if not isinstance(given, list) or any(not isinstance(x, shape) or isinstance(x, bool) for x in given):
            self.fail(path, _("Expected the name of a list, or a list of members of one type."))
            return ()
        if any(
            (isinstance(x, str) and "\0" in x) or (not isinstance(x, str) and abs(x) > 1e15) for x in given
        ):
            self.fail(path, _("A member of the list cannot be stored."))
        return tuple(given)
