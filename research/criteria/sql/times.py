"""Anchors and windows in SQL."""

from research.criteria import nodes as n
from research.criteria.sql.frames import Level, Parameters


class TimesWriter:
    """Times: all are timestamps of the hospital's wall clock."""

    parameters: Parameters
    prefixes: dict[str, str]
    cut: str  # the data cut as a timestamp

    def anchor(self, a: n.Anchor, level: Level) -> str:
        """A point in time as a timestamp; NULL where it is unknown."""
        moved = "" if not a.shift else f" + {a.shift} * INTERVAL '1 day'"
        return f"({self.fixed(a, level)}{moved})"

    def fixed(self, a: n.Anchor, level: Level) -> str:
        if a.name == "cut":
            return self.cut
        if a.name in ("birth", "death"):
            return f"{level.alias}.{a.name}"
        column = {"start": "start_at", "end": "end_at", "stay": "stay_start", "stay.end": "stay_end"}[a.part]
        return level.row(column) if a.name == "row" else f"{level.alias}.{self.prefixes[a.name]}_{column}"

    def never_null(self, a: n.Anchor) -> bool:
        return a.name == "cut" or (a.name in ("index", "row") and a.part == "start")

    def stay_of(self, whose: str, level: Level) -> str:
        """The stay of the index row or of the enclosing row."""
        return level.row("stay") if whose == "row" else f"{level.alias}.{self.prefixes['index']}_stay"

    def known(self, s: n.Select, level: Level) -> str:
        """Whether the frame of a selection is known: its anchors have a time, its stay exists."""
        relative = [w.of for w in s.windows if isinstance(w, n.DaysWindow | n.HoursWindow)]
        conditions = [f"{self.anchor(a, level)} IS NOT NULL" for a in relative if not self.never_null(a)]
        if s.same_stay:
            conditions.append(f"{self.stay_of(s.same_stay, level)} IS NOT NULL")
        return " AND ".join(conditions)

    def window(self, w: n.Window, level: Level, r: str) -> str:
        """That row r lies in a window; `level` is where the anchors are found."""
        if isinstance(w, n.AfterRow):
            start, row_id = level.row("start_at"), level.row("id")
            return f"{r}.start_at > {start} OR ({r}.start_at = {start} AND {r}.id > {row_id})"
        low, high = self.ends(w, level)
        if reversed_ends(w):
            return "FALSE"
        running = f"coalesce({r}.end_at, {self.cut})"
        first = {"start": f"{r}.start_at", "end": f"{r}.end_at", "overlap": running}[w.by]
        last = f"{r}.end_at" if w.by == "end" else f"{r}.start_at"
        by_day = not isinstance(w, n.HoursWindow)
        known = [f"{self.anchor(w.of, level)} IS NOT NULL"] if not isinstance(w, n.DatesWindow) else []
        if w.by == "end":
            known.append(f"{r}.end_at IS NOT NULL")
        if low is not None:
            known.append(f"{first} >= {low}")
        if high is not None:
            end = f"{last} < {self.next_day(w, high, level)}"
            known.append(end if by_day else f"{last} <= {high}")
        return " AND ".join(known) or "TRUE"

    def next_day(self, w: n.Window, high: str, level: Level) -> str:
        """The day after the last of a window; adding a number is quicker than adding an interval."""
        if isinstance(w, n.DaysWindow) and w.high is not None:
            return f"({self.day(w.of, level)} + ({w.high + 1}))"
        return f"{high} + INTERVAL '1 day'"

    def day(self, a: n.Anchor, level: Level) -> str:
        """The calendar day of a point in time; a frame carries those of its rows, reckoned once."""
        column = {"start": "start_day", "end": "end_day"}.get(a.part)
        if (
            a.shift
            or column is None
            or a.name in ("cut", "birth", "death")
            or (a.name == "row" and level.beside)
        ):
            return f"CAST({self.anchor(a, level)} AS date)"
        return level.row(column) if a.name == "row" else f"{level.alias}.{self.prefixes[a.name]}_{column}"

    def ends(self, w: n.Window, level: Level) -> tuple[str | None, str | None]:
        """Both ends of a window: days as dates, hours as timestamps; None is open."""
        if isinstance(w, n.DatesWindow):
            return tuple(e and f"CAST({self.parameters.add(e)} AS date)" for e in (w.first, w.last))  # type: ignore[return-value]
        if isinstance(w, n.AfterRow):
            return None, None
        anchor = self.anchor(w.of, level)
        if isinstance(w, n.DaysWindow):
            day = self.day(w.of, level)
            return tuple(None if e is None else f"({day} + ({e}))" for e in (w.low, w.high))  # type: ignore[return-value]
        return tuple(None if e is None else f"({anchor} + {float(e)!r} * INTERVAL '1 hour')"
                     for e in (w.low, w.high))  # type: ignore[return-value]  # fmt: skip

    def observed(self, s: n.Select, level: Level) -> str:
        """Whether the patient was followed to the end of every window, or died before it closed."""
        uppers = [f"CAST({high} AS date)" for w in s.windows if (high := self.ends(w, level)[1])]
        death = f"{level.alias}.death"
        if not uppers:
            return f"{death} IS NOT NULL"
        end = uppers[0] if len(uppers) == 1 else f"LEAST({', '.join(uppers)})"
        return f"{end} <= CAST({self.cut} AS date) OR coalesce(CAST({death} AS date) <= {end}, FALSE)"


def reversed_ends(w: n.Window) -> bool:
    """Whether the ends of a window are the wrong way round, so that it selects nothing."""
    if isinstance(w, n.AfterRow):
        return False
    low, high = (w.first, w.last) if isinstance(w, n.DatesWindow) else (w.low, w.high)
    return low is not None and high is not None and low > high  # type: ignore[operator]
