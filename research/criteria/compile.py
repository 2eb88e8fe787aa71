"""From a definition to one parameterised SQL statement.

Set-based and in the common dialect: common table expressions, joins, window functions. Each selection
is one pass over its kind, joined to the rows that ask for it; nothing is looked up row by row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from research.criteria import nodes as n
from research.criteria.kinds import Catalogue
from research.criteria.sql.expressions import ExpressionsWriter
from research.criteria.sql.frames import Frame, Level, Parameters, carried, stay_needed
from research.criteria.sql.rows import day_columns, renamed, stay_columns
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
        self.relations = list(catalogue.prelude)
        self.prefixes = {"index": "ix"}
        self.columns: dict[str, str] = {}
        self.types = {}
        self.cut = f"CAST({self.parameters.add(definition.cut)} AS timestamp)"

    def statement(self) -> Statement:
        level = Level(self.frame())
        answers = self.answers(level)
        values = [f"f.{column}" for column in self.columns.values()]
        base = [f"f.{c}" for c in ("ix_id", "patient", "ix_stay", "ix_start_at", "ix_end_at")]
        return self.ending(f"SELECT {', '.join([*base, *answers, *values])} {level.source()} "
                           "ORDER BY f.patient, f.ix_start_at, f.ix_id")  # fmt: skip

    def ending(self, last: str) -> Statement:
        """The statement whose relations are those written so far."""
        parts = ",\n".join(f"{name} AS ({sql})" for name, sql in self.relations)
        return Statement(f"WITH {parts}\n{last}", self.parameters.values)

    def frame(self) -> Frame:
        """The index rows with their named picks and variables."""
        frame = self.index()
        for name, pick in self.definition.let:
            frame = self.let(name, pick, frame)
        return self.variables(frame)

    def answers(self, level: Level) -> list[str]:
        """The answer to each criterion."""
        return [f"{self.test(c.test, level)} AS c{i}" for i, c in enumerate(self.definition.criteria)]

    def index(self) -> Frame:
        """The index rows, with the patient's own values beside them."""
        patients = Frame(self.relation(self.patients(), "patients"), ("patient",))
        of, pick = self.definition.of, self.definition.pick
        columns = carried(self.catalogue.kinds[of.rows], of.merge is not None, self.used)
        with_stay = stay_needed(self.everything, "index")
        text = self.beside(of, patients).join(patients, self.stay_join("r.stay", with_stay))
        way = "DESC" if pick == "last" else "ASC"
        place = f"row_number() OVER (PARTITION BY p.patient ORDER BY r.start_at {way}, r.id {way}) AS place"
        rows = self.relation(
            f"SELECT p.*, {renamed(columns, 'r', 'ix')}{day_columns('r.', 'ix')}"
            f"{stay_columns('ix', with_stay)}"
            f"{', ' + place if pick in ('first', 'last') else ''} {text}"
        )
        if pick in ("first", "last"):
            rows = self.relation(f"SELECT * FROM {rows} i WHERE i.place <= 1")
        return Frame(rows, ("ix_id",))

    def patients(self) -> str:
        """Every patient in reach: birth, death as far as the cut knows it, and the fields that are used."""
        fields = "".join(f", t.{f.column} AS pt_{f.column}" for f in self.catalogue.patient_fields.values()
                         if f.name in self.used and f.name not in ("birth", "death"))  # fmt: skip
        death = f"CASE WHEN t.death < {self.cut} + INTERVAL '1 day' THEN t.death END"
        return f"SELECT t.patient, t.birth, {death} AS death{fields} FROM ({self.catalogue.patients}) t"

    def let(self, name: str, pick: n.Pick, frame: Frame) -> Frame:
        """A named pick: its columns join the index rows."""
        prefix = f"l{len(self.prefixes)}"
        select = pick.of
        columns = carried(self.catalogue.kinds[select.rows], select.merge is not None, self.used)
        q = self.picked(pick, frame, renamed(columns, "r", prefix))
        self.prefixes[name] = prefix
        with_stay = stay_needed(self.everything, name)
        own = ", ".join(f"{q}.{prefix}_{c}" for c in columns)
        days = day_columns(f"{q}.{prefix}_", prefix)
        text = f"SELECT f.*, {own}{days}{stay_columns(prefix, with_stay)} {Level(frame, joins=[q]).source()}"
        return Frame(self.relation(text + self.stay_join(f"{q}.{prefix}_stay", with_stay)), frame.keys)

    def variables(self, frame: Frame) -> Frame:
        """The variables, as many at a time as do not need each other."""
        waiting = list(self.definition.variables)
        while waiting:
            level = Level(frame)
            batch: list[tuple[str, str]] = []
            while waiting and not self.needs(waiting[0][1], [name for name, _ in batch]):
                name, value = waiting.pop(0)
                batch.append((name, self.value(value, level)))
            columns = {name: f"v{len(self.columns) + i}" for i, (name, _) in enumerate(batch)}
            values = ", ".join(f"{sql} AS {columns[name]}" for name, sql in batch)
            frame = Frame(self.relation(f"SELECT f.*, {values} {level.source()}"), frame.keys)
            self.columns |= columns
        return frame

    def needs(self, value: n.Value, names: list[str]) -> bool:
        return any(isinstance(x, n.VarRef) and x.name in names for x in every(value))
