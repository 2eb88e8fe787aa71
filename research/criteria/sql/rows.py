"""Selections in SQL: rows of a kind beside the rows of a frame, and what is reduced from them."""

from dataclasses import dataclass
from typing import Any

from research.criteria import nodes as n
from research.criteria.kinds import Catalogue
from research.criteria.sql.frames import Frame, Level, both, carried, column_of, stay_needed
from research.criteria.sql.times import TimesWriter
from research.criteria.walk import conjuncts, every, has_rows


@dataclass(frozen=True)
class Source:
    """Selected rows `row`: where they are found, what ties them to the rows around, what else must hold."""

    row: str
    rows: str
    tie: str
    conditions: tuple[str, ...] = ()

    def join(self, frame: Frame, joins: str = "", conditions: tuple[str, ...] = ()) -> str:
        """The rows beside the rows p of a frame."""
        where = both([*self.conditions, *conditions])
        return f"FROM {frame.name} p JOIN {self.rows} {self.row} ON {self.tie}{joins} WHERE {where}"

    def exists(self) -> str:
        """That there is such a row: the planner makes a semi-join of it."""
        return f"EXISTS (SELECT 1 FROM {self.rows} {self.row} WHERE {both([self.tie, *self.conditions])})"


class RowsWriter(TimesWriter):
    """Each selection is one pass: frame joined to kind, tests inside it as further relations."""

    catalogue: Catalogue
    used: frozenset[str]
    everything: list[Any]
    relations: list[tuple[str, str]]

    def relation(self, sql: str, prefix: str = "q") -> str:
        """Add a named relation to the statement."""
        name = f"{prefix}{len(self.relations) + 1}"
        self.relations.append((name, sql))
        return name

    def test(self, t: Any, level: Level) -> str:
        raise NotImplementedError

    def source(self, s: n.Select, level: Level) -> Source:
        """The selected rows beside the rows of a level."""
        row = level.within()
        r = row.beside[-1]
        windows = [self.window(w, level, r) for w in s.windows]
        tests = conjuncts(s.where)
        apart = [t for t in tests if not self.in_place(t)]
        local = [self.holds(t, row) for t in tests if t not in apart]
        early = local if s.merge is not None else [*local, *windows]
        seen = f"{r}.start_at < {self.cut} + INTERVAL '1 day'"
        stay = [f"{r}.stay = {self.stay_of(s.same_stay, level)}"] if s.same_stay else []
        relation = f"({self.catalogue.kinds[s.rows].relation})"
        found = Source(r, relation, both([f"{r}.patient = {level.patient}", seen, *stay]), tuple(early))
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
        pairs = self.relation(
            f"SELECT p.*, {renamed(columns, 'r', prefix)}{day_columns('r.', prefix)}"
            f"{stay_columns(prefix, bool(stays))} "
            f"{rows.join(frame, stays)}"
        )
        inner = Frame(pairs, (*frame.keys, f"{prefix}_id"), inner=prefix, outer=frame.inner)
        level = Level(inner)
        tests = both([self.test(t, level) for t in apart])
        out = ", ".join(f"f.{prefix}_{c} AS {c}" for c in columns)
        return self.relation(f"SELECT {frame.key_list('f')}, {out} {level.source()} WHERE {tests}")

    def stay_join(self, stay: str, wanted: bool) -> str:
        """The stay with this id as s, where its start or end is asked for."""
        if not wanted:
            return ""
        relation = self.catalogue.kinds["stay"].relation
        return f" LEFT JOIN ({relation}) s ON s.id = {stay} AND s.start_at < {self.cut} + INTERVAL '1 day'"

    def merged(self, s: n.Select, rows: Source, frame: Frame) -> str:
        """Episodes: rows whose gap is at most so many days become one, from first start to last end."""
        keys = frame.key_list("p")
        before = (f"max(coalesce(r.end_at, {self.cut})) OVER (PARTITION BY {keys} ORDER BY r.start_at, r.id "
                  "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)")  # fmt: skip
        marked = self.relation(
            f"SELECT {keys}, r.id, r.stay, r.start_at, r.end_at, CASE WHEN CAST(r.start_at AS date) - "
            f"CAST({before} AS date) <= {s.merge} THEN 0 ELSE 1 END AS opens {rows.join(frame)}"
        )
        keys = frame.key_list("m")
        numbered = self.relation(
            f"SELECT m.*, sum(m.opens) OVER (PARTITION BY {keys} ORDER BY m.start_at, m.id "
            f"ROWS UNBOUNDED PRECEDING) AS episode FROM {marked} m"
        )
        spans = self.relation(
            f"SELECT {keys}, m.episode, CASE WHEN count(*) = count(m.end_at) THEN max(m.end_at) END "
            f"AS end_at, CAST(count(*) AS double precision) AS f_n "
            f"FROM {numbered} m GROUP BY {keys}, m.episode"
        )
        return self.relation(
            f"SELECT {keys}, m.id, m.stay, m.start_at, e.end_at, e.f_n FROM {numbered} m JOIN {spans} e "
            f"ON {frame.same_row('e', 'm')} AND e.episode = m.episode WHERE m.opens = 1"
        )

    def has(self, s: n.Select, level: Level) -> str:
        """Whether there is a row; unknown where the frame is unknown or the follow-up is not complete."""
        frame = level.frame
        exists = self.beside(s, frame).exists()
        q = self.relation(f"SELECT {frame.key_list('p')} FROM {frame.name} p WHERE {exists}")
        level.joins.append(q)
        found, known = f"{q}.{frame.keys[0]} IS NOT NULL", self.known(s, level)
        if s.must_observe:
            clear = both([c for c in (known, self.observed(s, level)) if c])
            return f"(CASE WHEN {found} THEN TRUE WHEN {clear} THEN FALSE END)"
        return f"(CASE WHEN {known} THEN {found} END)" if known else f"({found})"

    def reduced(self, s: n.Select, level: Level, value: str) -> str:
        """One value per row of the frame from the selected rows."""
        frame = level.frame
        keys = frame.key_list("p")
        rows = self.beside(s, frame).join(frame)
        q = self.relation(f"SELECT {keys}, {value} AS x {rows} GROUP BY {keys}")
        level.joins.append(q)
        return f"{q}.x"

    def zero(self, s: n.Select, level: Level, value: str) -> str:
        """Nothing found is 0 where the frame is known, and unknown where it is not."""
        known = self.known(s, level)
        whole = f"coalesce({value}, 0)"
        return f"(CASE WHEN {known} THEN {whole} END)" if known else whole

    def count(self, v: n.Count, level: Level) -> str:
        kind = self.catalogue.kinds[v.of.rows]
        if v.distinct == "day":
            what = "DISTINCT CAST(r.start_at AS date)"
        elif v.distinct:
            what = f"DISTINCT r.{'stay' if v.distinct == 'stay' else column_of(v.distinct)}"
        elif kind.natural and v.of.merge is None:
            what = f"DISTINCT ({', '.join('r.' + column_of(name) for name in ('start', *kind.natural))})"
        else:
            what = "*"
        return self.zero(v.of, level, self.reduced(v.of, level, f"CAST(count({what}) AS double precision)"))

    def aggregate(self, v: n.Aggregate, level: Level) -> str:
        function = "avg" if v.op == "mean" else v.op
        return self.reduced(v.of, level, f"{function}(CAST(r.{column_of(v.get)} AS double precision))")

    def covered_days(self, v: n.CoveredDays, level: Level) -> str:
        """Days covered by the union of the intervals, cut to the windows."""
        frame = level.frame
        here = Level(frame, "p")
        ends = [self.ends(w, here) for w in v.of.windows]
        lows = [f"CAST({low} AS date)" for low, _ in ends if low]
        highs = [f"CAST({high} AS date)" for _, high in ends if high]
        first = f"GREATEST({', '.join(['CAST(r.start_at AS date)', *lows])})"
        last = f"LEAST({', '.join([f'CAST(coalesce(r.end_at, {self.cut}) AS date)', *highs])})"
        keys = frame.key_list("p")
        rows = self.beside(v.of, frame).join(frame)
        spans = self.relation(f"SELECT {keys}, {first} AS a, {last} AS b {rows}")
        keys = frame.key_list("s")
        steps = self.relation(
            f"SELECT {keys}, s.a, s.b, max(s.b) OVER (PARTITION BY {keys} ORDER BY s.a, s.b "
            f"ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached FROM {spans} s WHERE s.b >= s.a"
        )
        q = self.relation(
            f"SELECT {keys}, CAST(sum(GREATEST(s.b - GREATEST(s.a, coalesce(s.reached + 1, s.a)) + 1, 0)) "
            f"AS double precision) AS x FROM {steps} s GROUP BY {keys}"
        )
        level.joins.append(q)
        return self.zero(v.of, level, f"{q}.x")

    def picked(self, v: n.Pick, frame: Frame, columns: str) -> str:
        """The relation with the one row that is picked per row of the frame."""
        keys = frame.key_list("p")
        conditions = [] if v.get is None else [f"r.{column_of(v.get)} IS NOT NULL"]
        if v.op == "nearest" and v.to is not None:
            conditions.append(f"{self.anchor(v.to, Level(frame, 'p'))} IS NOT NULL")
        text = self.beside(v.of, frame).join(frame, conditions=tuple(conditions))
        ranked = self.relation(
            f"SELECT {keys}, {columns}, row_number() OVER (PARTITION BY {keys} ORDER BY "
            f"{self.order(v, frame)}) AS place {text}"
        )
        return self.relation(f"SELECT * FROM {ranked} k WHERE k.place <= 1")

    def order(self, v: n.Pick, frame: Frame) -> str:
        """What stands first: by start or end, or by distance to the anchor; ties by start and id."""
        if v.op == "nearest" and v.to is not None:
            anchor = self.anchor(v.to, Level(frame, "p"))
            sign = "<=" if v.prefer == "before" else ">="
            return (f"abs(CAST(r.start_at AS date) - CAST({anchor} AS date)), "
                    f"CASE WHEN r.start_at {sign} {anchor} THEN 0 ELSE 1 END, r.start_at, r.id")  # fmt: skip
        way = "DESC" if v.op == "last" else "ASC"
        if v.order == "end":
            running = f"CASE WHEN r.end_at IS NULL THEN 1 ELSE 0 END {way}"
            return f"{running}, r.end_at {way}, r.start_at {way}, r.id {way}"
        return f"r.start_at {way}, r.id {way}"

    def pick_value(self, v: n.Pick, level: Level) -> str:
        assert v.get is not None  # noqa: S101  parse gives every value a field to get
        q = self.picked(v, level.frame, f"r.{column_of(v.get)} AS x")
        level.joins.append(q)
        return f"{q}.x"


def renamed(columns: list[str], alias: str, prefix: str) -> str:
    """Columns of a row under the prefix that they have in a frame."""
    return ", ".join(f"{alias}.{c} AS {prefix}_{c}" for c in columns)


def day_columns(of: str, prefix: str) -> str:
    """The days of the start and end of a row, for the windows that count from them."""
    return (f", CAST({of}start_at AS date) AS {prefix}_start_day"
            f", CAST({of}end_at AS date) AS {prefix}_end_day")  # fmt: skip


def stay_columns(prefix: str, wanted: bool) -> str:
    return f", s.start_at AS {prefix}_stay_start, s.end_at AS {prefix}_stay_end" if wanted else ""
