"""From a definition to one statement that counts: the attrition of a question without its rows.

It is the compiled definition with an aggregate on top, so that a large hospital sends a few numbers to the
page and not every index row.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from research.criteria import nodes as n
from research.criteria.attrition import Step, steps
from research.criteria.compile import Compiler, Statement
from research.criteria.kinds import Catalogue
from research.criteria.sql.frames import Level, both
from research.criteria.walk import every


def compile_counts(definition: n.Definition, catalogue: Catalogue) -> Statement:
    """The statement that gives one row: how many index rows, then how many patients, in each set."""
    return _Counter(lean(definition), catalogue).counts()


def told(definition: n.Definition, found: Sequence[Any]) -> tuple[tuple[int, int], tuple[Step, ...]]:
    """Where it started and the steps, from the row of the statement."""
    numbers = [int(x or 0) for x in found]
    half = len(numbers) // 2
    start, *sets = zip(numbers[:half], numbers[half:], strict=True)
    return start, steps(definition, sets)


def lean(definition: n.Definition) -> n.Definition:
    """The definition without the variables and named picks that no criterion needs."""
    wanted = [x for c in definition.criteria for x in every(c.test)]
    variables = _called(definition.variables, wanted)
    return replace(definition, variables=variables, let=_called(definition.let, wanted))


def _called(named: Sequence[tuple[str, Any]], wanted: list[Any]) -> tuple[tuple[str, Any], ...]:
    """Those that are called by what is wanted, or by a later one that is; `wanted` grows by them."""
    kept: list[tuple[str, Any]] = []
    for name, node in reversed(named):
        if any(name == (x.owner if isinstance(x, n.FieldRef) else getattr(x, "name", None)) for x in wanted):
            kept.insert(0, (name, node))
            wanted += every(node)
    return tuple(kept)


class _Counter(Compiler):
    """Counts the answers; with one index row per patient, patients need no counting of their own."""

    def counts(self) -> Statement:
        level = Level(self.frame())
        answers = self.answers(level)
        told = self.relation({"patient": "f.patient"} | answers, level.source())
        if self.definition.pick in ("first", "last"):
            return self.of_patients(told, [*answers])
        sets = {f"s{i}": sql for i, sql in enumerate(self.sets("count(*)"))}
        patients = self.relation(sets, f"FROM {told} a GROUP BY a.patient")
        rows = [f"sum(p.{s})" for s in sets]
        having = [f"count(*) FILTER (WHERE p.{s} > 0)" for s in sets]
        return self.ending(f"SELECT {', '.join([*rows, *having])} FROM {patients} p")

    def of_patients(self, answers: str, columns: list[str]) -> Statement:
        """With one index row per patient: how often the same answers are given together, then the sets."""
        together = {c: f"a.{c}" for c in columns}
        by = f" GROUP BY {', '.join(together.values())}" if together else ""
        counted = self.relation(together | {"n": "count(*)"}, f"FROM {answers} a{by}")
        sets = self.sets("sum(a.n)")
        return self.ending(f"SELECT {', '.join([*sets, *sets])} FROM {counted} a")

    def sets(self, total: str) -> list[str]:
        """How many rows there are at all, then in the sets of each criterion."""

        def rows(conditions: list[str]) -> str:
            return f"{total} FILTER (WHERE {both(conditions)})"

        kept = [_kept(c, f"a.c{i}") for i, c in enumerate(self.definition.criteria)]
        found = [rows([])]
        for i, own in enumerate(kept):
            answers = (f"a.c{i}", f"NOT a.c{i}", f"a.c{i} IS NULL", own)
            without = rows([*kept[:i], *kept[i + 1 :]])
            if self.definition.pick == "first_qualifying":
                without = f"LEAST({without}, 1)"  # of the rows of a patient one would stay
            found += [*(rows([*kept[:i], answer]) for answer in answers), without]
        return found


def _kept(criterion: n.Criterion, answer: str) -> str:
    """That a row with this answer stays."""
    is_include = criterion.policy == "include"
    if criterion.keeps_unknown:
        return f"{answer} IS NOT {'FALSE' if is_include else 'TRUE'}"
    return answer if is_include else f"NOT {answer}"
