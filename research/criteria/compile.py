"""From a definition to one parameterised SQL statement.

Set-based and in the common dialect: common table expressions, joins, window functions. Each selection
is one pass over its kind, joined to the rows that ask for it; nothing is looked up row by row.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from research.criteria import nodes as n
from research.criteria.kinds import Catalogue
from research.criteria.sql.expressions import ExpressionsWriter
from research.criteria.sql.frames import Frame, Level, Parameters, carried, stay_needed
from research.criteria.sql.relations import Relations
from research.criteria.sql.rows import row_columns, stay_columns
from research.criteria.walk import every, names_used


@dataclass(frozen=True)
class Statement:
    """SQL with named parameters. Its columns: id, patient, stay, start, end, then one per criterion
    (true, false, null), then one per variable."""

    sql: str
    params: Mapping[str, Any]


def compile_(definition: n.Definition, catalogue: Catalogue) -> Statement:
    """The statement that gives one row per index row."""
    return Compiler(definition, catalogue).statement()


class Compiler(ExpressionsWriter):
    """The relations of a definition in order: patients, index, named picks, variables, answers."""

    def __init__(self, definition: n.Definition, catalogue: Catalogue) -> None:
        self.definition, self.catalogue = definition, catalogue
        self.parameters = Parameters(dict(catalogue.params))
        self.used = names_used(definition)
        self.everything = list(every(definition))
        reduced = Counter(x.of for x in self.everything if isinstance(x, n.REDUCERS))
        self.shared = frozenset(select for select, times in reduced.items() if times > 1)
        self.relations = Relations(catalogue.prelude)
        self.prefixes = {"index": "ix"}
        self.columns: dict[str, str] = {}
        self.types = {}
        self.cut = f"CAST({self.parameters.add(definition.cut)} AS timestamp)"

    def statement(self) -> Statement:
        level = Level(self.frame())
        answers = [f"{sql} AS {name}" for name, sql in self.answers(level).items()]
        values = [f"f.{column}" for column in self.columns.values()]
        base = [f"f.{c}" for c in ("ix_id", "patient", "ix_stay", "ix_start_at", "ix_end_at")]
        return self.ending(f"SELECT {', '.join([*base, *answers, *values])} {level.source()} "
                           "ORDER BY f.patient, f.ix_start_at, f.ix_id")  # fmt: skip

    def ending(self, last: str) -> Statement:
        """The statement whose relations are those written so far."""
        return Statement(self.relations.written(last), self.parameters.values)

    def frame(self) -> Frame:
        """The index rows with their named picks and variables."""
        frame = self.index()
        for name, pick in self.definition.let:
            frame = self.let(name, pick, frame)
        return self.variables(frame)

    def answers(self, level: Level) -> dict[str, str]:
        """The answer to each criterion."""
        return {f"c{i}": self.test(c.test, level) for i, c in enumerate(self.definition.criteria)}

    def index(self) -> Frame:
        """The index rows, with the patient's own values beside them."""
        patients = self.patients()
        of, pick = self.definition.of, self.definition.pick
        carry = carried(self.catalogue.kinds[of.rows], of.merge is not None, self.used)
        with_stay = stay_needed(self.everything, "index")
        rest = self.beside(of, patients).join(patients, self.stay_join("r.stay", with_stay))
        columns = patients.every("p") | row_columns(carry, "r.", "ix") | stay_columns("ix", with_stay)
        if pick not in ("first", "last"):
            return Frame(self.relation(columns, rest), ("ix_id",), tuple(columns))
        way = "DESC" if pick == "last" else "ASC"
        place = f"row_number() OVER (PARTITION BY p.patient ORDER BY r.start_at {way}, r.id {way})"
        rows = self.relation(columns | {"place": place}, rest)
        chosen = self.relation({c: f"i.{c}" for c in columns}, f"FROM {rows} i WHERE i.place <= 1")
        return Frame(chosen, ("patient",), tuple(columns))

    def patients(self) -> Frame:
        """Every patient in reach: birth, death as far as the cut knows it, and the fields that are used."""
        death = f"CASE WHEN t.death < {self.cut} + INTERVAL '1 day' THEN t.death END"
        columns = {"patient": "t.patient", "birth": "t.birth", "death": death} | {
            f"pt_{f.column}": f"t.{f.column}" for f in self.catalogue.patient_fields.values()
            if f.name in self.used and f.name not in ("birth", "death")}  # fmt: skip
        name = self.relations.add(columns, f"FROM ({self.catalogue.patients}) t", "patients")
        return Frame(name, ("patient",), tuple(columns))

    def let(self, name: str, pick: n.Pick, frame: Frame) -> Frame:
        """A named pick: its columns join the index rows."""
        prefix = f"l{len(self.prefixes)}"
        carry = carried(self.catalogue.kinds[pick.of.rows], pick.of.merge is not None, self.used)
        q = self.picked(pick, frame, {f"{prefix}_{c}": f"r.{c}" for c in carry})
        self.prefixes[name] = prefix
        with_stay = stay_needed(self.everything, name)
        own = row_columns(carry, f"{q}.{prefix}_", prefix)
        columns = frame.every("f") | own | stay_columns(prefix, with_stay)
        source = Level(frame, joins={q: frame.same_row(q, "f")}).source()
        rest = source + self.stay_join(f"{q}.{prefix}_stay", with_stay)
        return Frame(self.relation(columns, rest), frame.keys, tuple(columns))

    def variables(self, frame: Frame) -> Frame:
        """The variables, as many at a time as do not need each other."""
        waiting = list(self.definition.variables)
        while waiting:
            level = Level(frame)
            batch: list[tuple[str, str]] = []
            while waiting and not self.needs(waiting[0][1], [name for name, _ in batch]):
                name, value = waiting.pop(0)
                batch.append((name, self.value(value, level)))
            names = {name: f"v{len(self.columns) + i}" for i, (name, _) in enumerate(batch)}
            columns = frame.every("f") | {names[name]: sql for name, sql in batch}
            frame = Frame(self.relation(columns, level.source()), frame.keys, tuple(columns))
            self.columns |= names
        return frame

    def needs(self, value: n.Value, names: list[str]) -> bool:
        return any(isinstance(x, n.VarRef) and x.name in names for x in every(value))
