"""What is reduced from selected rows: counts, extremes, covered days, and the one row that is picked."""

from collections.abc import Mapping

from research.criteria import nodes as n
from research.criteria.sql.frames import Frame, Level, column_of
from research.criteria.sql.rows import RowsWriter


class ReducersWriter(RowsWriter):
    """Values with one row per row that asks; those of the same rows share one pass."""

    shared: frozenset[n.Select]  # selections from which several values are reduced

    def reduced(self, s: n.Select, level: Level, value: str) -> str:
        """One value per row of the frame from the selected rows."""
        frame = level.frame
        keys = frame.key_columns("p")
        rest = f"{self.beside(s, frame).join(frame)} GROUP BY {', '.join(keys.values())}"
        return self.joined(level, self.relations.gathering(keys, rest, value))

    def joined(self, level: Level, value: str) -> str:
        """A column of a relation that has a row per row of the frame: that relation joins."""
        q = value.partition(".")[0]
        level.joins[q] = level.frame.same_row(q, level.alias)
        return value

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
        ends = [self.ends(w, Level(frame, "p")) for w in v.of.windows]
        lows = [f"CAST({low} AS date)" for low, _ in ends if low]
        highs = [f"CAST({high} AS date)" for _, high in ends if high]
        first = f"GREATEST({', '.join(['CAST(r.start_at AS date)', *lows])})"
        last = f"LEAST({', '.join([f'CAST(coalesce(r.end_at, {self.cut}) AS date)', *highs])})"
        days = {"a": first, "b": last}
        spans = self.relation(frame.key_columns("p") | days, self.beside(v.of, frame).join(frame))
        keys = frame.key_columns("s")
        by = ", ".join(keys.values())
        reached = (f"max(s.b) OVER (PARTITION BY {by} ORDER BY s.a, s.b "
                   "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)")  # fmt: skip
        steps = self.relation(
            keys | {"a": "s.a", "b": "s.b", "reached": reached}, f"FROM {spans} s WHERE s.b >= s.a"
        )
        whole = ("CAST(sum(GREATEST(s.b - GREATEST(s.a, coalesce(s.reached + 1, s.a)) + 1, 0)) "
                "AS double precision)")  # fmt: skip
        q = self.relation(keys | {"x": whole}, f"FROM {steps} s GROUP BY {by}")
        return self.zero(v.of, level, self.joined(level, f"{q}.x"))

    def picked(self, v: n.Pick, frame: Frame, columns: Mapping[str, str]) -> str:
        """The relation with the one row that is picked per row of the frame."""
        keys = frame.key_columns("p")
        conditions = [] if v.get is None else [f"r.{column_of(v.get)} IS NOT NULL"]
        if v.op == "nearest" and v.to is not None:
            conditions.append(f"{self.anchor(v.to, Level(frame, 'p'))} IS NOT NULL")
        by = ", ".join(keys.values())
        place = f"row_number() OVER (PARTITION BY {by} ORDER BY {self.order(v, frame)})"
        rows = self.beside(v.of, frame).join(frame, conditions=tuple(conditions))
        ranked = self.relation({**keys, **columns, "place": place}, rows)
        kept = {c: f"k.{c}" for c in (*keys, *columns)}
        return self.relation(kept, f"FROM {ranked} k WHERE k.place <= 1")

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
        """One value of the picked row; beside other values of the same rows it is taken in their pass."""
        assert v.get is not None  # noqa: S101  parse gives every value a field to get
        value = f"r.{column_of(v.get)}"
        if v.of in self.shared and v.op != "nearest":
            known, order = f"FILTER (WHERE {value} IS NOT NULL)", self.order(v, level.frame)
            return self.reduced(v.of, level, f"(array_agg({value} ORDER BY {order}) {known})[1]")
        return self.joined(level, f"{self.picked(v, level.frame, {'x': value})}.x")
