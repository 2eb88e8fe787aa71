"""What is known at a place in a definition, and the problems found so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from research.criteria import nodes as n
from research.criteria.kinds import Catalogue, Field, Grain, Kind, Type

START, END, ID = Field("start", "time"), Field("end", "time"), Field("id", "number")
EPISODES = Field("n", "number")


@dataclass(frozen=True)
class Problem:
    """Something that cannot be read: where, and what was expected there."""

    path: str
    sentence: str


@dataclass(frozen=True)
class RowView:
    """A row as a definition sees it: a kind, or an episode merged from rows of a kind."""

    kind: Kind
    merged: bool = False

    def field(self, name: str) -> Field | None:
        """The field with this name; merged rows have start, end and n only."""
        own = {"start": START, "end": END, "id": ID}
        if name in own:
            return own[name]
        if self.merged:
            return EPISODES if name == "n" else None
        return self.kind.fields.get(name)

    @property
    def grain(self) -> Grain:
        return "day" if self.merged else self.kind.grain

    def names(self) -> str:
        names = ["start", "end", *(["n"] if self.merged else sorted(self.kind.fields))]
        return ", ".join(names)


@dataclass(frozen=True)
class Typed:
    """A value that was read, with its type; the field it comes from, where it is one."""

    node: Any
    type: Type | None
    field: Field | None = None


BAD = Typed(None, None)


@dataclass(frozen=True)
class Scope:
    """What may be named here: the row a test is about, the one around it, the index, picks, variables."""

    own: RowView | None = None
    outer: RowView | None = None
    index: RowView | None = None
    picks: Mapping[str, RowView] = field(default_factory=dict)
    variables: Mapping[str, Typed] = field(default_factory=dict)
    depth: int = 0

    def inside(self, row: RowView) -> "Scope":
        """The scope of a test about a selected row."""
        return replace(self, own=row, outer=self.own, depth=self.depth + 1)

    def row(self, name: str) -> RowView | None:
        """The row that an anchor names."""
        if name in ("index", "row"):
            return self.index if name == "index" else self.own
        return self.picks.get(name)


class Base:
    """A reader: remembers problems and goes on, so that all are told at once."""

    def __init__(self, catalogue: Catalogue, lists: Mapping[str, Any], params: Mapping[str, Any]) -> None:
        self.catalogue, self.lists, self.params = catalogue, lists, params
        self.problems: list[Problem] = []

    def fail(self, path: str, sentence: str) -> None:
        self.problems.append(Problem(path, sentence))

    def keys(
        self, obj: Mapping[str, Any], path: str, allowed: set[str], needed: tuple[str, ...] = ()
    ) -> None:
        """Refuse keys that mean nothing here and name those that are missing."""
        for key in obj:
            if key not in allowed:
                expected = ", ".join(sorted(allowed))
                self.fail(f"{path}.{show(key)}", _("This key is not known here; expected: %(keys)s.")
                          % {"keys": expected})  # fmt: skip
        for key in needed:
            if key not in obj:
                self.fail(path, _("“%(key)s” is missing.") % {"key": key})

    def number(self, obj: Any, path: str, *, whole: bool = True, empty: bool = False) -> Any:
        """A number within reason, or None where the end may be open."""
        if obj is None and empty:
            return None
        fits = isinstance(obj, int | float) and not isinstance(obj, bool) and abs(obj) <= 1_000_000
        if not fits or (whole and obj != int(obj)):
            self.fail(path, _("Expected a whole number.") if whole else _("Expected a number."))
            return None
        return int(obj) if whole else obj

    def one_of(self, obj: Any, path: str, choices: tuple[str, ...]) -> Any:
        if isinstance(obj, str) and obj in choices:
            return obj
        self.fail(path, _("Expected one of: %(choices)s.") % {"choices": ", ".join(choices)})
        return choices[0]

    def time_text(self, obj: Any, path: str) -> str | None:
        """A day or an instant as ISO text without a zone."""
        try:
            moment = datetime.fromisoformat(obj) if isinstance(obj, str) else None
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo or not 1000 <= moment.year <= 9000:
            self.fail(path, _("Expected a day such as 2024-01-31."))
            return None
        return str(obj)

    def select(self, obj: Any, path: str, scope: Scope) -> n.Select | None:
        raise NotImplementedError

    def anchor(self, obj: Any, path: str, scope: Scope) -> n.Anchor | None:
        raise NotImplementedError

    def view(self, select: n.Select | None) -> RowView | None:
        raise NotImplementedError

    def value(self, obj: Any, path: str, scope: Scope) -> Typed:
        raise NotImplementedError

    def test(self, obj: Any, path: str, scope: Scope) -> Any:
        raise NotImplementedError


def show(text: Any) -> str:
    """A key as it may appear in a path: short, without control characters."""
    return "".join(c if c.isprintable() else "?" for c in str(text)[:40])
