"""Selections in SQL: rows of a kind beside the rows of a frame."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from research.criteria import nodes as n
from research.criteria.kinds import Catalogue
from research.criteria.sql.frames import Frame, Level, both, carried, stay_needed
from research.criteria.sql.relations import Relations
from research.criteria.sql.times import TimesWriter
from research.criteria.walk import conjuncts, every, has_rows


@dataclass(frozen=True)
class Source:
    """Selected rows `row`: where they are found, what ties them to the rows around, what else must hold."""

    row: str
    rows: str
    tie: str
    conditions: tuple[str, ...] = ()
    stayless: str = ""  # where they are found without their stay, which may take longer to tell

    def join(self, frame: Frame, joins: str = "", conditions: tuple[str, ...] = ()) -> str:
        """The rows beside the rows p of a frame."""
        where = both([*self.conditions, *conditions])
        return f"FROM {frame.name} p JOIN {self.rows} {self.row} ON {self.tie}{joins} WHERE {where}"

    def exists(self) -> str:
        """That there is such a row: the planner makes a semi-join of it."""
        where = both([self.tie, *self.conditions])
        rows = self.rows if f"{self.row}.stay" in where else self.stayless or self.rows
        return f"EXISTS (SELECT 1 FROM {rows} {self.row} WHERE {where})"


class RowsWriter(TimesWriter):
    """Each selection is one pass: frame joined to kind, tests inside it as further relations."""

    catalogue: Catalogue
    used: frozenset[str]
    everything: list[Any]
    relations: Relations

    def relation(self, columns: Mapping[str, str], rest: str) -> str:
        """Add a relation to the statement; its name."""
        return self.relations.add(columns, rest)

    def test(self, t: Any, level: Level) -> str:
        raise NotImplementedError

    def source(self, s: n.Select, level: Level) -> Source:
        """The selected rows beside the rows of a level."""
        row = level.within()
        r = row.beside[-1]
        tests = conjuncts(s.where)
        apart = [t for t in tests if not self.in_place(t)]
        stay = [f"{r}.stay = {self.stay_of(s.same_stay, level)}"] if s.same_stay else []
        windows = [self.window(w, level, r) for w in s.windows]
        local = [self.holds(t, row) for t in tests if t not in apart]
        early = local if s.merge is not None else [*local, *windows]
        seen = f"{r}.start_at < {self.cut} + INTERVAL '1 day'"
        kind = self.catalogue.kinds[s.rows]
        tie = both([f"{r}.patient = {level.patient}", seen, *stay])
        found = Source(r, f"({kind.relation})", tie, tuple(early), kind.stayless and f"({kind.stayless})")
        frame = level.frame
        if apart:
            found = Source(r, self.passing(s, apart, found, frame), frame.same_row(r, level.alias))
        if s.merge is not None:
            episodes = self.merged(s, found, frame)
            found = Source(r, episodes, frame.same_row(r, level.alias), tuple(windows))
        return found

    def beside(self, s: n.Select, frame: Frame) -> Source:
        """The selected rows r beside the rows p of a frame."""
        return self.source(s, Level(frame, "p"))

    def in_place(self, t: n.Test) -> bool:
        """Whether a test of a row needs no relation of its own: about the row alone, or one semi-join."""
        if stay_needed(list(every(t)), "row"):
            return False
        if not has_rows(t):
            return True
        inner = t.test if isinstance(t, n.Not) else t
        if not isinstance(inner, n.Has) or inner.of.merge is not None:
            return False
        counts_unknown = inner is not t and inner.of.must_observe
        return not counts_unknown and all(self.in_place(c) for c in conjuncts(inner.of.where))

    def holds(self, t: n.Test, row: Level) -> str:
        """That a test in place is true of a row; whether it is false or unknown does not matter here."""
        if isinstance(t, n.Has):
            return self.source(t.of, row).exists()
        if isinstance(t, n.Not) and isinstance(t.test, n.Has):
            known = self.known(t.test.of, row)
            return both([*([known] if known else []), f"NOT {self.source(t.test.of, row).exists()}"])
        return self.test(t, row)

    def passing(self, s: n.Select, apart: list[n.Test], rows: Source, frame: Frame) -> str:
        """The rows that pass tests about other rows: each becomes a row of a frame of its own."""
        prefix = f"r{len(frame.keys)}"
        columns = carried(self.catalogue.kinds[s.rows], False, self.used)
        stays = self.stay_join("r.stay", stay_needed(self.everything, "row"))
        pair = frame.every("p") | row_columns(columns, "r.", prefix) | stay_columns(prefix, bool(stays))
        pairs = self.relation(pair, rows.join(frame, stays))
        inner = Frame(pairs, (*frame.keys, f"{prefix}_id"), tuple(pair), inner=prefix, outer=frame.inner)
        level = Level(inner)
        tests = both([self.test(t, level) for t in apart])
        out = frame.key_columns("f") | {c: f"f.{prefix}_{c}" for c in columns}
        return self.relation(out, f"{level.source()} WHERE {tests}")

    def stay_join(self, stay: str, wanted: bool) -> str:
        """The stay with this id as s, where its start or end is asked for."""
        if not wanted:
            return ""
        relation = self.catalogue.kinds["stay"].relation
        return f" LEFT JOIN ({relation}) s ON s.id = {stay} AND s.start_at < {self.cut} + INTERVAL '1 day'"

    def merged(self, s: n.Select, rows: Source, frame: Frame) -> str:
        """Episodes: rows whose gap is at most so many days become one, from first start to last end."""
        keys = ", ".join(frame.key_columns("p").values())
        before = (f"max(coalesce(r.end_at, {self.cut})) OVER (PARTITION BY {keys} ORDER BY r.start_at, r.id "
                  "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)")  # fmt: skip
        opens = f"CASE WHEN CAST(r.start_at AS date) - CAST({before} AS date) <= {s.merge} THEN 0 ELSE 1 END"
        row = {c: f"r.{c}" for c in ("id", "stay", "start_at", "end_at")}
        marked = self.relation(frame.key_columns("p") | row | {"opens": opens}, rows.join(frame))
        mine = frame.key_columns("m")
        keys = ", ".join(mine.values())
        order = f"PARTITION BY {keys} ORDER BY m.start_at, m.id"
        episode = f"sum(m.opens) OVER ({order} ROWS UNBOUNDED PRECEDING)"
        carried_on = mine | {c: f"m.{c}" for c in (*row, "opens")}
        numbered = self.relation(carried_on | {"episode": episode}, f"FROM {marked} m")
        end = "CASE WHEN count(*) = count(m.end_at) THEN max(m.end_at) END"
        size = "CAST(count(*) AS double precision)"
        spans = self.relation(
            mine | {"episode": "m.episode", "end_at": end, "f_n": size},
            f"FROM {numbered} m GROUP BY {keys}, m.episode",
        )
        found = mine | {c: f"{'e' if c in ('end_at', 'f_n') else 'm'}.{c}" for c in (*row, "f_n")}
        return self.relation(
            found,
            f"FROM {numbered} m JOIN {spans} e ON {frame.same_row('e', 'm')} AND e.episode = m.episode "
            "WHERE m.opens = 1",
        )

    def has(self, s: n.Select, level: Level) -> str:
        """Whether there is a row; unknown where the frame is unknown or the follow-up is not complete."""
        found, known = self.found(s, level), self.known(s, level)
        if s.must_observe:
            clear = both([c for c in (known, self.observed(s, level)) if c])
            return f"(CASE WHEN {found} THEN TRUE WHEN {clear} THEN FALSE END)"
        return f"(CASE WHEN {known} THEN {found} END)" if known else f"({found})"

    def found(self, s: n.Select, level: Level) -> str:
        """That there is a row: looked up where one row asks among many, else by one semi-join for all."""
        frame = level.frame
        if self.is_looked_up(s, level):
            return self.source(s, level).exists()
        where = self.beside(s, frame).exists()
        q = self.relation(frame.key_columns("p"), f"FROM {frame.name} p WHERE {where}")
        level.joins[q] = frame.same_row(q, level.alias)
        return f"{q}.{frame.keys[0]} IS NOT NULL"

    def is_looked_up(self, s: n.Select, level: Level) -> bool:
        """Whether nothing but a time says which of many rows are meant, so that few of them are read."""
        plain = s.where is None and s.merge is None and s.same_stay is None and bool(s.windows)
        return plain and self.catalogue.kinds[s.rows].is_dense and level.frame.keys == ("patient",)


def row_columns(columns: list[str], of: str, prefix: str) -> dict[str, str]:
    """Columns of a row under the prefix that they have in a frame, and the days of its start and end, for
    the windows that count from them."""
    days = {f"{prefix}_{end}_day": f"CAST({of}{end}_at AS date)" for end in ("start", "end")}
    return {f"{prefix}_{c}": f"{of}{c}" for c in columns} | days


def stay_columns(prefix: str, wanted: bool) -> dict[str, str]:
    return {f"{prefix}_stay_start": "s.start_at", f"{prefix}_stay_end": "s.end_at"} if wanted else {}
