"""Telling nodes in words: labels come from the catalogue, in the language asked for."""

from typing import Any

from django.utils import translation

from cardiology import codes
from research.criteria import nodes as n
from research.criteria.describe_words import WORDS
from research.criteria.kinds import Catalogue, Field
from research.criteria.reading.scope import RowView

SPOKEN = (
    "drug_classes",
    "drugs",
    "laboratory",
    "frequencies",
)  # codes of our own
SIGNS = {"!=": "≠", "<=": "≤", ">=": "≥", "*": "×", "/": "÷", "-": "−"}


class Teller:
    """Tells a definition in one language."""

    def __init__(self, definition: n.Definition, catalogue: Catalogue, language: str) -> None:
        self.definition, self.catalogue = definition, catalogue
        self.place = 1 if language == "zh" else 0
        self.locale = "zh-hans" if language == "zh" else "en"

    def say(self, word: str, **parts: Any) -> str:
        """A phrase with its parts filled in."""
        return WORDS[word][self.place].format(**parts)

    def label(self, label: Any, otherwise: str) -> str:
        with translation.override(self.locale):
            text = str(label) or otherwise
        return text if self.place or text.isupper() or not text[:2].istitle() else text[0].lower() + text[1:]

    def index(self, definition: n.Definition) -> str:
        return self.say(f"index.{definition.pick}", rows=self.rows(definition.of))

    def criterion(self, place: int, c: n.Criterion) -> str:
        row = RowView(self.catalogue.kinds[self.definition.of.rows], self.definition.of.merge is not None)
        return self.say(c.policy, place=place, name=c.name, what=self.test(c.test, row),
                        unknown=self.say(f"unknown.{c.unknown}"))  # fmt: skip

    def rows(self, s: n.Select, which: str = "") -> str:
        """A selection of rows, or the first or last of them."""
        kind = self.catalogue.kinds[s.rows]
        text = self.label(kind.label, kind.name)
        text = self.say(which, rows=text) if which else text
        if s.where is not None:
            text = self.say("where", rows=text, what=self.joined(s.where, RowView(kind)))
        if s.same_stay:
            text = self.say("within", rows=text, when=self.say(f"stay.{s.same_stay}"))
        if s.merge is not None:
            text = self.say("merge", rows=text, days=s.merge)
        for w in s.windows:
            text = self.say("within", rows=text, when=self.window(w))
        return self.say("observed", rows=text) if s.must_observe else text

    def window(self, w: n.Window) -> str:
        if isinstance(w, n.AfterRow):
            return self.say("after")
        return self.say(f"by.{w.by}", window=self.span(w))

    def span(self, w: n.DatesWindow | n.DaysWindow | n.HoursWindow) -> str:
        """Where a window lies: between two days of the calendar, or so far before and after an instant."""
        if isinstance(w, n.DatesWindow):
            return self.between(w.first, w.last)
        unit, anchor = "days" if isinstance(w, n.DaysWindow) else "hours", self.anchor(w.of)
        if w.low is not None and w.high is not None and w.low != w.high and w.low * w.high > 0:
            apart = self.say("span.numbers", low=f"{abs(w.low):g}", high=f"{abs(w.high):g}")
            much = self.say(f"offset.{unit}", n=apart)
            side = "offset.before" if w.low < 0 else "offset.after"
            return self.say("span.one", span=self.say(side, much=much, anchor=anchor))
        low, high = self.offset(unit, w.low, anchor), self.offset(unit, w.high, anchor)
        return low if low and low == high and w.low != 0 else self.between(low, high)

    def between(self, low: Any, high: Any) -> str:
        """From one edge to the other; None is open."""
        ends = {(False, False): "both", (False, True): "low", (True, False): "high", (True, True): "none"}
        word = "on" if low == high and low is not None else ends[low is None, high is None]
        return self.say(f"span.{word}", low=low, high=high)

    def offset(self, unit: str, far: float | None, anchor: str) -> str | None:
        """So many days or hours before or after an instant; None of none."""
        if far is None:
            return None
        if far == 0:
            return self.say(f"offset.{unit}.same", anchor=anchor)
        much = self.say(f"offset.{unit}.one" if abs(far) == 1 else f"offset.{unit}", n=f"{abs(far):g}")
        return self.say("offset.before" if far < 0 else "offset.after", much=much, anchor=anchor)

    def anchor(self, a: n.Anchor) -> str:
        name = self.say(f"anchor.{a.name}") if f"anchor.{a.name}" in WORDS else a.name
        text = name if a.part == "start" else self.say(f"anchor.{a.part}", name=name)
        return self.offset("days", a.shift, text) or text

    def field_label(self, found: Field | None, name: str) -> str:
        if name in ("start", "end", "id", "n"):
            return self.say(name)
        return self.label(found.label if found else "", name)

    def end(self, x: Any, row: RowView | None) -> str:
        return self.anchor(x) if isinstance(x, n.Anchor) else self.value(x, row)

    def reference(self, v: n.FieldRef, row: RowView | None) -> str:
        """A variable of a row, the index, a pick or the patient."""
        field = self.field_label(self.found(v, row), v.name)
        if v.owner == "own":
            return field
        if v.owner in ("patient", "outer", "params", "index"):
            return self.say(f"owner.{v.owner}", field=field)
        return self.say("owner.pick", field=field, name=v.owner)

    def pick(self, v: n.Pick) -> str:
        if v.op == "nearest" and v.to is not None:
            text = self.say("nearest", rows=self.rows(v.of), anchor=self.anchor(v.to))
            text += self.say(f"prefer.{v.prefer}")
        else:
            text = self.rows(v.of, v.op)
        text += self.say("order.end") if v.order == "end" else ""
        return text if v.get is None else self.say("get", field=self.got(v.of, v.get), row=text)

    def got(self, of: n.Select, name: str) -> str:
        return self.field_label(self.view(of).field(name), name)

    def value(self, v: Any, row: RowView | None = None) -> str:
        """Any value."""
        if isinstance(v, n.Constant):
            return self.say(str(v.value).lower()) if isinstance(v.value, bool) else str(v.value)
        if isinstance(v, n.FieldRef):
            return self.reference(v, row)
        if isinstance(v, n.VarRef):
            return v.name
        if isinstance(v, n.Pick):
            return self.pick(v)
        if isinstance(v, n.Count):
            word = {None: "count", "day": "count.day", "stay": "count.stay"}.get(v.distinct, "count.field")
            return self.say(word, rows=self.rows(v.of), field=self.got(v.of, v.distinct or "id"))
        if isinstance(v, n.Aggregate):
            return self.say(v.op, rows=self.rows(v.of), field=self.got(v.of, v.get))
        if isinstance(v, n.CoveredDays):
            return self.say("covered_days", rows=self.rows(v.of))
        if isinstance(v, n.Elapsed):
            return self.say(v.op, since=self.end(v.since, row), until=self.end(v.until, row))
        if isinstance(v, n.Age):
            return self.say("age", anchor=self.anchor(v.at))
        return self.compound(v, row)

    def coded(self, v: Any, beside: Any, row: RowView | None) -> str:
        """A value; a constant that stands beside a coded variable is told by its label."""
        if isinstance(v, n.Constant) and not isinstance(v.value, bool):
            return self.answer(v.value, beside, row)
        return self.value(v, row)

    def answer(self, code: Any, of: Any, row: RowView | None) -> str:
        """A constant beside a variable: the words of a stored code, a number with its unit."""
        found = self.found(of, row)
        if found is None:
            return str(code)
        if found.system in SPOKEN:
            with translation.override(self.locale):
                return codes.label(found.system, str(code))
        if found.unit not in ("", "1") and isinstance(code, int | float):
            return f"{code:g} {found.unit}"
        return self.label(found.labels[code], str(code)) if code in found.labels else str(code)

    def found(self, v: Any, row: RowView | None) -> Field | None:
        """The variable that a value is read from, where it is one."""
        if isinstance(v, n.Pick) and v.get is not None:
            return self.view(v.of).field(v.get)
        if not isinstance(v, n.FieldRef) or v.owner in ("outer", "params"):
            return None
        if v.owner == "own":
            return row.field(v.name) if row else None
        if v.owner == "patient":
            return self.catalogue.patient_fields.get(v.name)
        return self.view(self.definition.of if v.owner == "index" else self.picked(v.owner)).field(v.name)

    def picked(self, name: str) -> n.Select:
        """The selection that a named pick is taken from."""
        return dict(self.definition.let)[name].of

    def view(self, of: n.Select) -> RowView:
        return RowView(self.catalogue.kinds[of.rows], of.merge is not None)

    def compound(self, v: Any, row: RowView | None) -> str:
        """Arithmetic, least and case."""
        if isinstance(v, n.Case):
            parts = [self.say("when", test=self.test(t, row), what=self.value(x, row)) for t, x in v.branches]
            parts.append(self.say("otherwise", what=self.value(v.otherwise, row)))
            return "(" + self.say("comma").join(parts) + ")"
        parts = [self.value(p, row) for p in v.parts]
        if isinstance(v, n.Least):
            return self.say("least", what=self.say("comma").join(parts))
        return "(" + f" {SIGNS.get(v.op, v.op)} ".join(parts) + ")"

    def test(self, t: Any, row: RowView | None) -> str:
        """Any test."""
        if isinstance(t, n.Has):
            return self.say("has", rows=self.rows(t.of))
        if isinstance(t, n.Compare):
            left, right = self.coded(t.left, t.right, row), self.coded(t.right, t.left, row)
            return f"{left} {SIGNS.get(t.op, t.op)} {right}"
        if isinstance(t, n.Between):
            low, high = self.value(t.low, row), self.value(t.high, row)
            return self.say("between", what=self.value(t.value, row), low=low, high=high)
        if isinstance(t, n.In):
            members = (t.members,) if isinstance(t.members, str) else t.members
            codes = self.say("comma").join(self.answer(code, t.value, row) for code in members)
            return self.say("in", what=self.value(t.value, row), codes=codes)
        if isinstance(t, n.Known):
            return self.say("known", what=self.value(t.value, row))
        if isinstance(t, n.Not):
            return self.say("not", what=self.test(t.test, row))
        if isinstance(t, n.AtLeast):
            parts = [f"({self.test(x, row)})" for x in t.tests]
            return self.say("at_least", count=t.n, what=self.say("comma").join(parts))
        return f"({self.joined(t, row)})"

    def joined(self, t: Any, row: RowView | None) -> str:
        """A test that brackets stand around already."""
        if not isinstance(t, n.All | n.Any_):
            return self.test(t, row)
        word = self.say("all" if isinstance(t, n.All) else "any")
        return word.join(self.test(x, row) for x in t.tests)
