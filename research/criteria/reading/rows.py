"""Reading selections of rows, their windows and the times these hang on."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from research.criteria import nodes as n
from research.criteria.kinds import Grain
from research.criteria.reading.scope import Base, RowView, Scope

FIXED = ("birth", "death", "cut")
PARTS = ("start", "end", "stay", "stay.end")
BY = ("start", "end", "overlap")


class RowsReader(Base):
    """Selections, windows, anchors."""

    def select(self, obj: Any, path: str, scope: Scope) -> n.Select | None:
        """Rows of one kind; None where it cannot be told which."""
        if not isinstance(obj, dict):
            self.fail(path, _('Expected a selection of rows, for example {"rows": "echo"}.'))
            return None
        self.keys(obj, path, {"rows", "where", "same_stay", "merge", "in", "must_observe"}, ("rows",))
        kind = self.catalogue.kinds.get(obj["rows"]) if isinstance(obj.get("rows"), str) else None
        if kind is None:
            if "rows" in obj:
                names = ", ".join(sorted(self.catalogue.kinds))
                self.fail(f"{path}.rows", _("Expected a kind of row: %(names)s.") % {"names": names})
            return None
        merge = self.number(obj["merge"], f"{path}.merge") if "merge" in obj else None
        where = obj.get("where")
        inside = scope.inside(RowView(kind))
        return n.Select(
            rows=kind.name,
            where=None if where is None else self.test(where, f"{path}.where", inside),
            same_stay=self.same_stay(obj, path, scope),
            merge=merge,
            windows=self.windows(obj, path, scope, "day" if merge is not None else kind.grain),
            must_observe=self.must_observe(obj, path),
        )

    def view(self, select: n.Select | None) -> RowView | None:
        if select is None:
            return None
        return RowView(self.catalogue.kinds[select.rows], merged=select.merge is not None)

    def must_observe(self, obj: dict[str, Any], path: str) -> bool:
        wanted = obj.get("must_observe", False)
        if not isinstance(wanted, bool):
            self.fail(f"{path}.must_observe", _("Expected true or false."))
        return wanted is True

    def same_stay(self, obj: dict[str, Any], path: str, scope: Scope) -> Any:
        if "same_stay" not in obj:
            return None
        whose = self.one_of(obj["same_stay"], f"{path}.same_stay", ("index", "row"))
        if scope.row(whose) is None:
            self.fail(f"{path}.same_stay", _("There is no “%(name)s” here.") % {"name": whose})
        return whose

    def windows(self, obj: dict[str, Any], path: str, scope: Scope, grain: Grain) -> tuple[n.Window, ...]:
        """The windows of `in`: one, or a list that must all hold."""
        if "in" not in obj:
            return ()
        given = obj["in"]
        if not isinstance(given, list):
            window = self.window(given, f"{path}.in", scope, grain)
            return () if window is None else (window,)
        found = [self.window(w, f"{path}.in[{i}]", scope, grain) for i, w in enumerate(given)]
        return tuple(w for w in found if w is not None)

    def window(self, obj: Any, path: str, scope: Scope, grain: Grain) -> n.Window | None:
        """One window: days, hours, dates, or after the row."""
        shapes = [k for k in ("days", "hours", "dates", "after") if isinstance(obj, dict) and k in obj]
        if len(shapes) != 1:
            self.fail(path, _("Expected a window with one of: days, hours, dates, after."))
            return None
        if shapes == ["after"]:
            return self.after_row(obj, path, scope)
        by = self.one_of(obj.get("by", "start"), f"{path}.by", BY)
        if shapes == ["dates"]:
            self.keys(obj, path, {"dates", "by"})
            first, last = self.pair(obj["dates"], f"{path}.dates")
            return n.DatesWindow(self.day(first, f"{path}.dates"), self.day(last, f"{path}.dates"), by)
        self.keys(obj, path, {"of", shapes[0], "by"}, ("of",))
        of = self.anchor(obj.get("of"), f"{path}.of", scope) if "of" in obj else None
        whole = shapes == ["days"]
        low, high = (self.number(x, f"{path}.{shapes[0]}[{i}]", whole=whole, empty=True)
                     for i, x in enumerate(self.pair(obj[shapes[0]], f"{path}.{shapes[0]}")))  # fmt: skip
        if of is None:
            return None
        if whole:
            return n.DaysWindow(of, low, high, by)
        if "day" in (grain, self.grain_of(of, scope)):
            self.fail(path, _("Hours cannot be counted where only the day is known; use days."))
        return n.HoursWindow(of, low, high, by)

    def after_row(self, obj: dict[str, Any], path: str, scope: Scope) -> n.Window | None:
        if set(obj) != {"of", "after"} or obj["of"] != "row" or obj["after"] is not True:
            self.fail(path, _('Expected {"of": "row", "after": true}.'))
            return None
        if scope.own is None:
            self.fail(path, _("There is no “%(name)s” here.") % {"name": "row"})
        return n.AfterRow()

    def pair(self, obj: Any, path: str) -> tuple[Any, Any]:
        if isinstance(obj, list) and len(obj) == 2:
            return obj[0], obj[1]
        self.fail(path, _("Expected two ends, [from, to]; null is open."))
        return None, None

    def day(self, obj: Any, path: str) -> str | None:
        text = None if obj is None else self.time_text(obj, path)
        if text is not None and len(text) != len("2024-01-31"):
            self.fail(path, _("Expected a day such as 2024-01-31."))
        return text

    def anchor(self, obj: Any, path: str, scope: Scope) -> n.Anchor | None:
        """A point in time by its name, or {of, days}: so many days from another."""
        if isinstance(obj, dict):
            self.keys(obj, path, {"of", "days"}, ("of", "days"))
            base = self.anchor(obj.get("of"), f"{path}.of", scope) if "of" in obj else None
            days = self.number(obj.get("days"), f"{path}.days") if "days" in obj else None
            return None if base is None or days is None else replace(base, shift=(base.shift or 0) + days)
        name, dot, part = obj.partition(".") if isinstance(obj, str) else ("", "", "")
        if name in FIXED and not dot:
            return n.Anchor(name)
        part = part if dot else "start"
        if scope.row(name) is not None and part in PARTS:
            return n.Anchor(name, part)  # type: ignore[arg-type]
        self.fail(path, _("Expected a point in time: %(names)s.") % {"names": ", ".join(self.anchors(scope))})
        return None

    def anchors(self, scope: Scope) -> list[str]:
        """What can be counted from here."""
        rows = [name for name in ("index", "row", *scope.picks) if scope.row(name)]
        return [r + end for r in rows for end in ("", ".end", ".stay", ".stay.end")] + list(FIXED)

    def grain_of(self, anchor: n.Anchor, scope: Scope) -> Grain:
        """Whether an anchor is known to the minute or to the day."""
        if anchor.name in FIXED:
            return "day"
        row = scope.row(anchor.name)
        return "minute" if row is None or anchor.part.startswith("stay") else row.grain
