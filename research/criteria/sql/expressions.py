"""Values and tests in SQL; three-valued logic is SQL's own."""

from typing import Any

from research.criteria import nodes as n
from research.criteria.kinds import Type
from research.criteria.sql.frames import Level, column_of
from research.criteria.sql.reducers import ReducersWriter

CASTS: dict[Type, str] = {
    "number": "double precision", "text": "text", "time": "timestamp", "flag": "boolean",
}  # fmt: skip


class ExpressionsWriter(ReducersWriter):
    """Expressions over the columns of a level."""

    definition: n.Definition
    columns: dict[str, str]
    types: dict[str, Type]

    def value(self, v: Any, level: Level) -> str:
        """Any value."""
        if isinstance(v, n.Constant):
            return self.constant(v.value, v.type)
        if isinstance(v, n.FieldRef):
            return self.field(v, level)
        if isinstance(v, n.VarRef):
            return f"{level.alias}.{self.columns[v.name]}"
        writers = {n.Pick: self.pick_value, n.Count: self.count, n.Aggregate: self.aggregate,
                   n.CoveredDays: self.covered_days, n.Elapsed: self.elapsed, n.Age: self.age,
                   n.Arithmetic: self.arithmetic, n.Least: self.least, n.Case: self.case}  # fmt: skip
        return writers[type(v)](v, level)  # type: ignore[operator]

    def constant(self, value: Any, type_: Type) -> str:
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        return f"CAST({self.parameters.add(value)} AS {CASTS[type_]})"

    def field(self, v: n.FieldRef, level: Level) -> str:
        """A variable of a row, the patient or the parameters."""
        if v.owner == "params":
            value = dict(self.definition.params)[v.name]
            return self.constant(value, "text" if isinstance(value, str) else "number")
        column = column_of(v.name)
        if v.owner == "own":
            return level.row(column)
        if v.owner == "outer":
            return level.outer(column)
        if v.owner == "patient":
            if v.name in ("birth", "death"):
                return f"{level.alias}.{v.name}"
            return f"{level.alias}.pt_{column}"
        return f"{level.alias}.{self.prefixes[v.owner]}_{column}"

    def time(self, x: Any, level: Level) -> str:
        return self.anchor(x, level) if isinstance(x, n.Anchor) else self.value(x, level)

    def elapsed(self, v: n.Elapsed, level: Level) -> str:
        since, until = self.time(v.since, level), self.time(v.until, level)
        if v.op == "days":
            return f"CAST(CAST({until} AS date) - CAST({since} AS date) AS double precision)"
        return f"CAST(EXTRACT(EPOCH FROM ({until} - {since})) / 60.0 AS double precision)"

    def age(self, v: n.Age, level: Level) -> str:
        """Completed years: the difference of the days written as yyyymmdd."""
        at, birth = as_number(self.anchor(v.at, level)), as_number(f"{level.alias}.birth")
        return f"CAST(floor(({at} - {birth}) / 10000.0) AS double precision)"

    def arithmetic(self, v: n.Arithmetic, level: Level) -> str:
        parts = [f"CAST({self.value(p, level)} AS double precision)" for p in v.parts]
        if v.op == "/":
            parts = [parts[0], *(f"NULLIF({p}, 0)" for p in parts[1:])]
        return f"({f' {v.op} '.join(parts)})"

    def least(self, v: n.Least, level: Level) -> str:
        return f"LEAST({', '.join(self.value(p, level) for p in v.parts)})"

    def case(self, v: n.Case, level: Level) -> str:
        branches = " ".join(f"WHEN {self.test(t, level)} THEN {self.value(x, level)}" for t, x in v.branches)
        return f"(CASE {branches} ELSE {self.value(v.otherwise, level)} END)"

    def test(self, t: Any, level: Level) -> str:
        """Any test: true, false or null."""
        if isinstance(t, n.Has):
            return self.has(t.of, level)
        if isinstance(t, n.Compare):
            return (
                f"({self.value(t.left, level)} {'<>' if t.op == '!=' else t.op} {self.value(t.right, level)})"
            )
        if isinstance(t, n.Between):
            value = self.value(t.value, level)
            return f"({value} >= {self.value(t.low, level)} AND {value} <= {self.value(t.high, level)})"
        if isinstance(t, n.In):
            return self.member(t, level)
        if isinstance(t, n.Known):
            return f"({self.value(t.value, level)} IS NOT NULL)"
        if isinstance(t, n.Not):
            return f"(NOT {self.test(t.test, level)})"
        if isinstance(t, n.AtLeast):
            return self.at_least(t, level)
        return (
            "("
            + (" AND " if isinstance(t, n.All) else " OR ").join(self.test(x, level) for x in t.tests)
            + ")"
        )

    def member(self, t: n.In, level: Level) -> str:
        """Exact members, and prefixes written with a star; nothing is in an empty list."""
        members = self.definition.members(t)
        if not members:
            return "FALSE"
        value = self.value(t.value, level)
        prefixes = [m for m in members if isinstance(m, str) and m.endswith("*")]
        exact = [m for m in members if m not in prefixes]
        tests = [f"{value} LIKE {self.parameters.add(escaped(p[:-1]) + '%')} ESCAPE '!'" for p in prefixes]
        if exact:
            type_: Type = "text" if isinstance(exact[0], str) else "number"
            tests.append(f"{value} IN ({', '.join(self.constant(m, type_) for m in exact)})")
        return f"({' OR '.join(tests)})"

    def at_least(self, t: n.AtLeast, level: Level) -> str:
        tests = [self.test(x, level) for x in t.tests]
        true = " + ".join(f"CASE WHEN {x} THEN 1 ELSE 0 END" for x in tests)
        possible = " + ".join(f"CASE WHEN {x} IS NOT FALSE THEN 1 ELSE 0 END" for x in tests)
        return f"(CASE WHEN {true} >= {t.n} THEN TRUE WHEN {possible} < {t.n} THEN FALSE END)"


def as_number(time: str) -> str:
    """A day written as yyyymmdd; unlike EXTRACT, this way to say it reckons in binary."""
    return (
        f"(date_part('year', {time}) * 10000 + date_part('month', {time}) * 100 + date_part('day', {time}))"
    )


def escaped(text: str) -> str:
    """A text in which % and _ mean themselves."""
    return "".join(f"!{c}" if c in "!%_" else c for c in text)
