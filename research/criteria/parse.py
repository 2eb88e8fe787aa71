"""From JSON to nodes: every problem at once, each with its place and what was expected there."""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from research.criteria import nodes as n
from research.criteria.kinds import Catalogue
from research.criteria.reading.rows import RowsReader
from research.criteria.reading.scope import Problem, RowView, Scope, Typed, show
from research.criteria.reading.tests import TestsReader
from research.criteria.reading.values import RESERVED, ValuesReader

DEEPEST, LARGEST = 40, 5_000
NAME = re.compile(r"[^\W\d]\w{0,59}")
PICKS = ("first", "last", "each", "first_qualifying")
__all__ = ["DefinitionError", "Problem", "parse"]


class DefinitionError(ValueError):
    """A definition that cannot be read, with all its problems."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(f"{p.path}: {p.sentence}" for p in problems))


def parse(obj: Any, catalogue: Catalogue) -> n.Definition:
    """The definition that a JSON object means; DefinitionError with all problems."""
    problems = sizes(obj)
    if problems:
        raise DefinitionError(problems)
    reader = DefinitionReader(catalogue, {}, {})
    definition = reader.definition(obj)
    if reader.problems or definition is None:
        raise DefinitionError(reader.problems)
    return definition


def sizes(obj: Any) -> list[Problem]:
    """Whether it is an object of a depth and size that can be read; numbers must be finite."""
    if not isinstance(obj, dict):
        return [Problem("", _("Expected an object with index and cut."))]
    count, level = 0, [obj]
    for depth in range(DEEPEST + 1):
        count += len(level)
        if count > LARGEST:
            return [Problem("", _("The definition is too large."))]
        if not level:
            return []
        if any(isinstance(x, float) and not math.isfinite(x) for x in level):
            return [Problem("", _("A number is not finite."))]
        del depth
        level = [c for x in level if isinstance(x, dict | list)
                 for c in (x.values() if isinstance(x, dict) else x)]  # fmt: skip
    return [Problem("", _("The definition is nested too deeply."))]


def in_order(entries: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """The entries by name, each after those that it mentions: the order of keys in JSON means nothing."""
    waiting, done = dict(sorted(entries)), []
    mentioned = {name: set(texts(given)) for name, given in entries}
    while waiting:
        free = [x for x in waiting if not mentioned[x] & (waiting.keys() - {x})]
        name = (free or list(waiting))[0]
        done.append((name, waiting.pop(name)))
    return done


def texts(obj: Any) -> Iterator[str]:
    """The first word of every text inside an object."""
    if isinstance(obj, str):
        yield obj.partition(".")[0]
    elif isinstance(obj, dict | list):
        for inner in obj.values() if isinstance(obj, dict) else obj:
            yield from texts(inner)


class DefinitionReader(RowsReader, ValuesReader, TestsReader):
    """The whole: index, picks, variables, criteria, lists."""

    def definition(self, obj: Mapping[str, Any]) -> n.Definition | None:
        self.keys(obj, "", {"index", "let", "variables", "criteria", "lists", "cut", "params"},
                  ("index", "cut"))  # fmt: skip
        self.lists = dict(self.read_lists(obj.get("lists", {})))
        self.params = dict(self.read_params(obj.get("params", {})))
        cut = self.day(obj["cut"], "cut") if obj.get("cut") is not None else None
        if cut is None and "cut" in obj and obj["cut"] is None:
            self.fail("cut", _("Expected a day such as 2024-01-31."))
        of, pick, scope = self.index(obj.get("index"))
        let, scope = self.let(obj.get("let", {}), scope)
        variables, scope = self.read_variables(obj.get("variables", {}), scope)
        criteria = self.criteria(obj.get("criteria", []), scope)
        if of is None or cut is None:
            return None
        return n.Definition(of, pick, cut, let, variables, criteria, tuple(sorted(self.lists.items())),
                            tuple(sorted(self.params.items())))  # fmt: skip

    def index(self, obj: Any) -> tuple[n.Select | None, Any, Scope]:
        """The index selection: it stands alone, so nothing else can be named in it."""
        if not isinstance(obj, dict):
            if obj is not None:
                self.fail("index", _('Expected {"of": rows, "pick": which}.'))
            return None, "first", Scope()
        self.keys(obj, "index", {"of", "pick"}, ("of", "pick"))
        of = self.select(obj.get("of"), "index.of", Scope()) if "of" in obj else None
        self.unobservable(of, "index.of")
        pick = self.one_of(obj.get("pick"), "index.pick", PICKS) if "pick" in obj else "first"
        return of, pick, Scope(index=self.view(of))

    def let(self, obj: Any, scope: Scope) -> tuple[tuple[tuple[str, n.Pick], ...], Scope]:
        """Named picks in order; each may hang on those before it."""
        found: list[tuple[str, n.Pick]] = []
        picks: dict[str, RowView] = {}
        for name, given in in_order(self.named(obj, "let")):
            scope = Scope(index=scope.index, picks=dict(picks))
            pick, _field = self.pick(given, f"let.{show(name)}", scope)
            row = self.view(pick.of) if pick else None
            if pick and row:
                picks[name] = row
                found.append((name, pick))
        return tuple(found), Scope(index=scope.index, picks=picks)

    def read_variables(self, obj: Any, scope: Scope) -> tuple[tuple[tuple[str, n.Value], ...], Scope]:
        """Named values in order; each may use those before it."""
        known: dict[str, Typed] = {}
        for name, given in in_order(self.named(obj, "variables")):
            inside = Scope(index=scope.index, picks=scope.picks, variables=dict(known))
            known[name] = self.value(given, f"variables.{show(name)}", inside)
        nodes = tuple((name, typed.node) for name, typed in known.items())
        return nodes, Scope(index=scope.index, picks=scope.picks, variables=known)

    def named(self, obj: Any, path: str) -> list[tuple[str, Any]]:
        """The entries of an object whose keys are names."""
        if not isinstance(obj, dict):
            self.fail(path, _("Expected an object with named entries."))
            return []
        good = []
        for name, given in obj.items():
            if not NAME.fullmatch(name) or name in RESERVED:
                self.fail(f"{path}.{show(name)}", _("A name starts with a letter, has letters, digits and _ "
                                                    "only, and is not a word of the language."))  # fmt: skip
            else:
                good.append((name, given))
        return good

    def criteria(self, obj: Any, scope: Scope) -> tuple[n.Criterion, ...]:
        if not isinstance(obj, list):
            self.fail("criteria", _("Expected a list of criteria."))
            return ()
        found = [self.criterion(x, f"criteria[{i}]", scope) for i, x in enumerate(obj)]
        names = [c.name for c in found if c]
        for i, criterion in enumerate(found):
            if criterion and criterion.name in names[:i]:
                self.fail(f"criteria[{i}].name", _("Another criterion has this name."))
        return tuple(c for c in found if c)

    def criterion(self, obj: Any, path: str, scope: Scope) -> n.Criterion | None:
        policies = [k for k in ("include", "exclude") if isinstance(obj, dict) and k in obj]
        if len(policies) != 1:
            self.fail(path, _('Expected {"name": text} with either include or exclude.'))
            return None
        policy: Any = policies[0]
        self.keys(obj, path, {"name", policy, "unknown"}, ("name",))
        name = obj.get("name")
        if "name" in obj and not (
            isinstance(name, str) and name.strip() and len(name) <= 200 and "\0" not in name
        ):
            self.fail(f"{path}.name", _("Expected a short text."))
        usual = "drop" if policy == "include" else "keep"
        unknown = self.one_of(obj.get("unknown", usual), f"{path}.unknown", ("drop", "keep"))
        test = self.test(obj[policy], f"{path}.{policy}", scope)
        return n.Criterion(str(name), policy, test, unknown)

    def read_lists(self, obj: Any) -> list[tuple[str, tuple[str, ...]]]:
        """Named lists of codes; `I21*` stands for every code that starts so."""
        found = []
        for name, given in self.named(obj, "lists"):
            texts = isinstance(given, list) and all(isinstance(x, str) and "\0" not in x for x in given)
            if not texts:
                self.fail(f"lists.{show(name)}", _("Expected a list of codes."))
            found.append((name, tuple(given) if texts else ()))
        return found

    def read_params(self, obj: Any) -> list[tuple[str, Any]]:
        found = []
        for name, given in self.named(obj, "params"):
            if not isinstance(given, str | int | float) or isinstance(given, str) and "\0" in given:
                self.fail(f"params.{show(name)}", _("Expected a number, a text, true or false."))
            else:
                found.append((name, given))
        return found
