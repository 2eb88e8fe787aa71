"""Random definitions over the small world: every operator, every window, every anchor."""

from random import Random

from tests.properties.small_world import CATALOGUE, CHOICES, DAY_GRAIN

NUMERIC = {"lab": "value", "vital": "value", "echo": "lvef", "contact": "nyha", "stay": "age"}
KINDS = tuple(CHOICES)


class Writer:
    """Writes one definition; what may be named grows as it goes."""

    def __init__(self, seed):
        self.random = Random(seed)
        self.index = self.random.choice(("stay", "proc", "med", "echo", "lab"))
        self.merged = self.random.random() < 0.15
        self.picks, self.variables = {}, []

    def pick_from(self, *options):
        return self.random.choice(options)

    def definition(self):
        of = {"rows": self.index}
        if self.random.random() < 0.5:
            of["where"] = self.test(self.index, 1, bare=True)
        if self.merged:
            of["merge"] = self.pick_from(0, 14, 60)
        if self.random.random() < 0.3:
            of["in"] = {"dates": self.pick_from(["2023-03-01", None], ["2023-01-01", "2024-06-30"])}
        let = {}
        for i in range(self.random.randrange(3)):
            kind = self.random.choice(KINDS)
            let[f"p{i}"] = self.pick(kind, get=False)
            self.picks[f"p{i}"] = kind
        variables = {}
        for i in range(self.random.randrange(3)):
            variables[f"v{i}"] = self.number(None, 0)
            self.variables.append(f"v{i}")
        criteria = [self.criterion(f"c{i}") for i in range(self.random.randrange(1, 4))]
        pick = self.pick_from("first", "last", "each", "first_qualifying")
        return {
            "index": {"of": of, "pick": pick},
            "let": let,
            "variables": variables,
            "criteria": criteria,
            "lists": {"some": ["I5*", "I21.0", "bb", "pci"], "none": []},
            "cut": self.pick_from("2024-12-31", "2024-06-30"),
        }

    def criterion(self, name):
        policy, unknown = self.pick_from("include", "exclude"), self.pick_from("drop", "keep")
        return {"name": name, policy: self.test(None, 0), "unknown": unknown}

    def anchor(self, own, *, hours=False, bare=False):
        names = [] if bare else [*self.picks, "index"]
        names += ["row"] if own else []
        fixed = [] if hours else ["birth", "death", "cut"]
        name = self.pick_from(*names, *fixed)
        if name in names:
            name += self.pick_from("", "", ".end", ".stay", ".stay.end")
        return {"of": name, "days": self.pick_from(-7, 3)} if self.random.random() < 0.15 else name

    def coarse(self, anchor):
        name = anchor["of"] if isinstance(anchor, dict) else anchor
        head, _, part = name.partition(".")
        kind = self.index if head == "index" else self.picks.get(head)
        return not part.startswith("stay") and (kind in DAY_GRAIN or (head == "index" and self.merged))

    def window(self, kind, own, bare, merged):
        shape = self.pick_from("days", "days", "days", "hours", "dates", "after")
        by = self.pick_from("start", "start", "end", "overlap")
        if shape == "dates":
            return {"dates": self.pick_from(["2023-06-01", "2024-05-31"], [None, "2024-01-01"]), "by": by}
        if shape == "after" and own:
            return {"of": "row", "after": True}
        if shape == "hours" and kind not in DAY_GRAIN and not merged and (own or not bare):
            anchor = self.anchor(own, hours=True, bare=bare)
            if not self.coarse(anchor) and not (own in DAY_GRAIN and "row" in str(anchor)):
                return {
                    "of": anchor,
                    "hours": self.pick_from([0, 24], [-48, 0], [-6, 6.5], [None, 0], [24, 0]),
                    "by": by,
                }
        ends = self.pick_from(
            [0, 30], [-30, 30], [None, -1], [1, 90], [0, 0], [0, None], [-365, 0], [5, -5], [180, 365]
        )
        return {"of": self.anchor(own, bare=bare), "days": ends, "by": by}

    def select(self, depth, own, *, kind=None, bare=False, merge=True, observe=False):
        kind = kind or self.random.choice(KINDS)
        found = {"rows": kind}
        if self.random.random() < 0.6:
            found["where"] = self.test(kind, depth + 1, bare=bare)
        if self.random.random() < 0.25 and (own or not bare):
            found["same_stay"] = self.pick_from(*(["row"] if own else []), *([] if bare else ["index"]))
        merged = merge and self.random.random() < 0.15
        if merged:
            found["merge"] = self.pick_from(0, 1, 14, 60)
        windows = [self.window(kind, own, bare, merged) for _ in range(self.pick_from(0, 1, 1, 2))]
        if windows:
            found["in"] = windows if len(windows) > 1 else windows[0]
        if observe and self.random.random() < 0.4:
            found["must_observe"] = True
        return found

    def pick(self, kind, *, get=True, own=None, depth=0, bare=False):
        select = self.select(depth, own, kind=kind, merge=False, bare=bare)
        op = self.pick_from("first", "last", "nearest")
        found = {op: select}
        if get:
            found["get"] = NUMERIC[kind]
        if op == "nearest":
            found |= {"to": self.anchor(own, bare=bare), "prefer": self.pick_from("before", "after")}
        elif self.random.random() < 0.3:
            found["order"] = "end"
        return found

    def number(self, own, depth, bare=False):  # noqa: C901  one branch per kind of value
        """A numeric value."""
        simple = ["constant", "age", "days"] + (["field"] if own in NUMERIC else [])
        simple += ["var"] if self.variables and not bare else []
        rich = (
            ["pick", "aggregate", "count", "covered", "arithmetic", "case", "least", "minutes"]
            if depth < 2
            else []
        )
        what = self.pick_from(*simple, *rich, *rich)
        kind = self.random.choice(tuple(NUMERIC))
        if what == "constant":
            return self.pick_from(0, 1, 2, 40, 60, 1.25)
        if what == "field":
            return {"f": NUMERIC[own]}
        if what == "var":
            return {"var": self.random.choice(self.variables)}
        if what == "age":
            return {"age": self.anchor(own, bare=bare)}
        if what in ("days", "minutes"):
            ends = [self.anchor(own, bare=bare), self.anchor(own, bare=bare)]
            fine = what == "minutes" and own not in DAY_GRAIN and not self.merged
            fine = (
                fine
                and all(isinstance(e, str) and e.startswith(("index", "row")) for e in ends)
                and self.index != "med"
            )
            return {"minutes" if fine else "days": ends}
        if what == "pick":
            return self.pick(kind, own=own, depth=depth, bare=bare)
        if what == "aggregate":
            select = self.select(depth, own, kind=kind, merge=False, bare=bare)
            return {self.pick_from("min", "max", "sum", "mean"): select, "get": NUMERIC[kind]}
        if what == "count":
            select = self.select(depth, own, bare=bare)
            return {
                "count": select,
                **({"distinct": self.pick_from("day", "stay")} if self.random.random() < 0.5 else {}),
            }
        if what == "covered":
            return {"covered_days": self.select(depth, own, kind="med", bare=bare)}
        parts = [self.number(own, depth + 1, bare) for _ in range(self.pick_from(2, 3))]
        if what == "case":
            return {"case": [[self.test(own, depth + 1, bare=bare), parts[0]], [parts[1]]]}
        return {"least" if what == "least" else self.pick_from("+", "-", "*", "/"): parts}

    def test(self, own, depth, bare=False):
        """Any test."""
        ops = ["compare", "compare", "between", "known"] + (
            ["in", "in"] if own and "code" in CHOICES[own] else []
        )
        if depth < 3:
            ops += ["has", "has", "has", "all", "any", "not", "at_least"]
        op = self.random.choice(ops)
        if op == "has":
            return {"has": self.select(depth, own, bare=bare, observe=True)}
        if op == "compare":
            sign = self.pick_from("=", "!=", "<", "<=", ">", ">=")
            return {sign: [self.number(own, depth + 1, bare), self.pick_from(0, 1, 40, 60, 1.25)]}
        if op == "between":
            return {
                "between": [
                    self.number(own, depth + 1, bare),
                    self.pick_from(0, 40),
                    self.number(own, 2, bare),
                ]
            }
        if op == "known":
            return {"known": self.number(own, depth + 1, bare)}
        if op == "in":
            return {"in": [{"f": "code"}, self.pick_from("some", "none", ["I21*", "K"], [])]}
        tests = [self.test(own, depth + 1, bare) for _ in range(self.pick_from(2, 3))]
        if op == "at_least":
            return {"at_least": [self.pick_from(1, 2), tests]}
        return {"not": tests[0]} if op == "not" else {op: tests}


__all__ = ["CATALOGUE", "Writer"]
