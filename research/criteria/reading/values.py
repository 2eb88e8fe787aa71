"""Reading values: constants, variables, picks, counts, arithmetic."""

from typing import Any

from django.utils.translation import gettext as _

from research.criteria import nodes as n
from research.criteria.kinds import Field
from research.criteria.reading.scope import BAD, Base, Scope, Typed, show

PICKS = ("first", "last", "nearest")
AGGREGATES = ("min", "max", "sum", "mean")
SIGNS = ("+", "-", "*", "/")
RESERVED = ("index", "row", "outer", "patient", "params", "birth", "death", "cut")
OPERATORS = ("f", "var", *PICKS, "count", *AGGREGATES, "covered_days", "days", "minutes", "age", *SIGNS,
             "least", "case")  # fmt: skip


class ValuesReader(Base):
    """Values, each with its type."""

    def value(self, obj: Any, path: str, scope: Scope) -> Typed:
        """Any value; BAD where it cannot be read."""
        if isinstance(obj, bool):
            return Typed(n.Constant(obj, "flag"), "flag")
        if isinstance(obj, int | float) and abs(obj) <= 1e15:
            return Typed(n.Constant(obj, "number"), "number")
        if isinstance(obj, str) and "\0" not in obj and len(obj) <= 1000:
            return Typed(n.Constant(obj, "text"), "text")
        found = [k for k in OPERATORS if k in obj] if isinstance(obj, dict) else []
        if len(found) != 1:
            self.fail(path, _("Expected a value: a number, a text, true, false or one of: %(names)s.")
                      % {"names": ", ".join(OPERATORS)})  # fmt: skip
            return BAD
        op = found[0]
        if op in PICKS:
            return self.pick_value(obj, path, scope)
        if op in AGGREGATES:
            return self.aggregate(op, obj, path, scope)
        if op == "count":
            return self.count(obj, path, scope)
        self.keys(obj, path, {op})
        return self.simple(op, obj[op], f"{path}.{op}", scope)

    def simple(self, op: str, given: Any, path: str, scope: Scope) -> Typed:
        """The values that are written with one key."""
        if op == "f":
            return self.field(given, path, scope)
        if op == "var":
            return self.variable(given, path, scope)
        if op == "covered_days":
            return Typed(n.CoveredDays(self.select(given, path, scope)), "number")  # type: ignore[arg-type]
        if op == "age":
            return Typed(n.Age(self.anchor(given, path, scope)), "number")  # type: ignore[arg-type]
        if op in ("days", "minutes"):
            return self.elapsed(op, given, path, scope)
        if op == "case":
            return self.case(given, path, scope)
        return self.parts(op, given, path, scope)

    def field(self, given: Any, path: str, scope: Scope) -> Typed:
        """A variable by its path: lvef, index.vessel, patient.sex, mi.start."""
        owner, _dot, name = given.partition(".") if isinstance(given, str) else ("", "", "")
        if owner == "params" and name in self.params:
            constant = self.value(self.params[name], path, Scope())
            return Typed(n.FieldRef("params", name), constant.type)
        found: Field | None = None
        if owner == "patient":
            found = self.catalogue.patient_fields.get(name)
        elif owner in scope.picks or (owner == "index" and scope.index) or (owner == "outer" and scope.outer):
            row = scope.outer if owner == "outer" else scope.row(owner)
            found = row.field(name) if row else None
        elif scope.own is not None and isinstance(given, str):
            owner, name, found = "own", given, scope.own.field(given)
        if found is None:
            self.fail(path, _("Expected the name of a variable; there are: %(names)s.")
                      % {"names": self.field_names(scope, owner)})  # fmt: skip
            return BAD
        return Typed(n.FieldRef(owner, name), found.type, found)

    def field_names(self, scope: Scope, owner: str) -> str:
        """Which variables could have been meant."""
        if owner == "patient":
            return ", ".join(f"patient.{name}" for name in self.catalogue.patient_fields)
        row = scope.row(owner) or (scope.outer if owner == "outer" else None) or scope.own
        prefix = f"{owner}." if scope.row(owner) else ""
        own = [f"{prefix}{name}" for name in row.names().split(", ")] if row else []
        return ", ".join([*own, "patient.…", *(f"{p}.…" for p in ("index", *scope.picks) if scope.row(p))])

    def variable(self, given: Any, path: str, scope: Scope) -> Typed:
        known = scope.variables.get(given) if isinstance(given, str) else None
        if known is None:
            names = ", ".join(scope.variables) or _("none")
            self.fail(path, _("Expected a variable defined earlier: %(names)s.") % {"names": names})
            return BAD
        return Typed(n.VarRef(given), known.type, known.field)

    def pick(self, obj: Any, path: str, scope: Scope) -> tuple[n.Pick | None, Field | None]:
        """A pick and the field it gets, if any."""
        found = [k for k in PICKS if isinstance(obj, dict) and k in obj]
        if len(found) != 1:
            self.fail(path, _("Expected one of: %(choices)s.") % {"choices": ", ".join(PICKS)})
            return None, None
        op = found[0]
        extra = {"to", "prefer"} if op == "nearest" else {"order"}
        self.keys(obj, path, {op, "get", *extra}, ("to",) if op == "nearest" else ())
        select = self.select(obj[op], f"{path}.{op}", scope)
        self.unobservable(select, path)
        field = self.get(obj, path, select) if "get" in obj else None
        to = self.anchor(obj["to"], f"{path}.to", scope) if op == "nearest" and "to" in obj else None
        order = self.one_of(obj.get("order", "start"), f"{path}.order", ("start", "end"))
        prefer = self.one_of(obj.get("prefer", "before"), f"{path}.prefer", ("before", "after"))
        if select is None or (op == "nearest" and to is None):
            return None, field
        return n.Pick(op, select, field.name if field else None, order, to, prefer), field  # type: ignore[arg-type]

    def pick_value(self, obj: Any, path: str, scope: Scope) -> Typed:
        node, field = self.pick(obj, path, scope)
        if "get" not in obj:
            self.fail(path, _("“%(key)s” is missing.") % {"key": "get"})
        return BAD if node is None or field is None else Typed(node, field.type, field)

    def get(self, obj: dict[str, Any], path: str, select: n.Select | None) -> Field | None:
        """The field that `get` names."""
        row = self.view(select)
        if row is None:
            return None
        name = obj.get("get")
        field = row.field(name) if isinstance(name, str) else None
        if field is None:
            self.fail(f"{path}.get", _("Expected the name of a variable; there are: %(names)s.")
                      % {"names": row.names()})  # fmt: skip
        return field

    def aggregate(self, op: Any, obj: dict[str, Any], path: str, scope: Scope) -> Typed:
        self.keys(obj, path, {op, "get"}, ("get",))
        select = self.select(obj[op], f"{path}.{op}", scope)
        self.unobservable(select, path)
        field = self.get(obj, path, select) if "get" in obj else None
        if field is not None and field.type != "number":
            self.fail(f"{path}.get", _("“%(name)s” is not a number.") % {"name": field.name})
        if select is None or field is None:
            return BAD
        return Typed(n.Aggregate(op, select, field.name), "number", field)

    def count(self, obj: dict[str, Any], path: str, scope: Scope) -> Typed:
        self.keys(obj, path, {"count", "distinct"})
        select = self.select(obj["count"], f"{path}.count", scope)
        self.unobservable(select, path)
        distinct, row = obj.get("distinct"), self.view(select)
        fits = isinstance(distinct, str) and row and (distinct in ("day", "stay") or row.field(distinct))
        if distinct is not None and row and not fits:
            self.fail(f"{path}.distinct", _("Expected one of: %(choices)s.")
                      % {"choices": "day, stay, " + row.names()})  # fmt: skip
        return BAD if select is None else Typed(n.Count(select, distinct), "number")

    def unobservable(self, select: n.Select | None, path: str) -> None:
        if select is not None and select.must_observe:
            self.fail(path, _("“must_observe” has a meaning only in “has”."))

    def elapsed(self, op: Any, given: Any, path: str, scope: Scope) -> Typed:
        """Days or minutes between two times, each an anchor or a value that is a time."""
        if not isinstance(given, list) or len(given) != 2:
            self.fail(path, _("Expected two times, [from, to]."))
            return BAD
        ends = [self.time(x, f"{path}[{i}]", scope, op) for i, x in enumerate(given)]
        return Typed(n.Elapsed(op, *ends), "number")

    def time(self, obj: Any, path: str, scope: Scope, op: str) -> Any:
        if isinstance(obj, str) or (isinstance(obj, dict) and "of" in obj):
            anchor = self.anchor(obj, path, scope)
            grain = self.grain_of(anchor, scope) if anchor else "minute"  # type: ignore[attr-defined]
        else:
            typed = self.value(obj, path, scope)
            if typed.type not in (None, "time"):
                self.fail(path, _("Expected a time."))
            anchor, grain = typed.node, typed.field.grain if typed.field else "minute"
        if op == "minutes" and grain == "day":
            self.fail(path, _("Minutes cannot be counted where only the day is known; use days."))
        return anchor

    def parts(self, op: Any, given: Any, path: str, scope: Scope) -> Typed:
        """Arithmetic and least: a list of numbers."""
        if not isinstance(given, list) or len(given) < 2:
            self.fail(path, _("Expected a list of at least two values."))
            return BAD
        parts = [self.value(x, f"{path}[{i}]", scope) for i, x in enumerate(given)]
        wanted = {"time"} if op == "least" and any(p.type == "time" for p in parts) else {"number"}
        for i, part in enumerate(parts):
            if part.type not in (None, *wanted):
                self.fail(f"{path}[{i}]", _("Expected a number."))
        nodes = tuple(p.node for p in parts)
        if op == "least":
            return Typed(n.Least(nodes), "time" if "time" in wanted else "number")
        return Typed(n.Arithmetic(op, nodes), "number")

    def case(self, given: Any, path: str, scope: Scope) -> Typed:
        """[[test, value], ..., [value]]: the last pair is what holds otherwise."""
        shapes = [len(x) if isinstance(x, list) else 0 for x in given] if isinstance(given, list) else []
        if len(shapes) < 2 or shapes[-1] != 1 or set(shapes[:-1]) != {2}:
            self.fail(path, _("Expected [[test, value], ..., [value]]."))
            return BAD
        tests = [self.test(x[0], f"{path}[{i}][0]", scope) for i, x in enumerate(given[:-1])]
        values = [self.value(x[-1], f"{path}[{i}][{len(x) - 1}]", scope) for i, x in enumerate(given)]
        types = {v.type for v in values if v.type}
        if len(types) > 1:
            self.fail(path, _("All values of a case must be of one type, not %(types)s.")
                      % {"types": ", ".join(sorted(types))})  # fmt: skip
        branches = tuple(zip(tests, (v.node for v in values[:-1]), strict=True))
        return Typed(n.Case(branches, values[-1].node), values[0].type)


__all__ = ["OPERATORS", "RESERVED", "ValuesReader", "show"]
