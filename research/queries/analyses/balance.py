"""Two groups beside each other: who is in them, how alike they are, and how much of each is in the other."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from research.analysis import output as o
from research.analysis.design import Design
from research.analysis.treatments import propensity
from research.queries.analyses.asked import Asked, CannotAnalyse, whole

# the gate of OHDSI's CohortMethod: balance and equipoise
MOST_SMD, LEAST_EQUIPOISE = 0.1, 0.2
BINS = 20
FEWEST = 10  # rows of a group


@dataclass(frozen=True)
class Pair:
    """The whole rows of two groups, the second of which counts as treated, with their propensity scores."""

    by: str
    first: str
    second: str
    found: Design
    treated: np.ndarray
    scored: propensity.Score

    @property
    def contrast(self) -> o.Cell:
        """The second group against the first."""
        return o.term(self.by, self.second, self.first)

    @property
    def smaller(self) -> int:
        """Rows of the smaller group: what everything about the pair rests on."""
        return int(min(self.treated.sum(), (~self.treated).sum()))

    @property
    def groups(self) -> tuple[tuple[str, np.ndarray], ...]:
        return (self.first, ~self.treated), (self.second, self.treated)

    def balanced(self, weight: np.ndarray) -> list[propensity.Balance]:
        """Every covariate before and after weighting."""
        labels = [f"{t.name}\x1f{t.answer}\x1f{t.reference}" for t in self.found.terms]
        return propensity.balance(labels, self.found.x, self.treated, weight)


def pair(asked: Asked, usable: Sequence[bool], besides: Sequence[str] = ()) -> Pair:
    """Two groups over usable rows, scored by the covariates other than the groups' own and `besides`."""
    group, first, second = asked.two_groups()
    by = asked.parameters["group_by"]
    names = [n for n in asked.covariates if n != by and n not in besides]
    found = whole(asked, names, [u and g is not None for u, g in zip(usable, group, strict=True)])
    treated = np.array([group[i] == second for i in found.kept])
    if min(treated.sum(), (~treated).sum()) < FEWEST:
        raise CannotAnalyse("too_few")
    return Pair(by, first, second, found, treated, propensity.score(treated, found.x))


def diagnostics(of: Pair, balanced: Sequence[propensity.Balance]) -> list[o.Diagnostic]:
    """Whether the groups are alike enough, and the choice open enough, to read an effect."""
    worst = max((abs(b.after) for b in balanced if b.after is not None), default=None)
    equipoise = of.scored.equipoise
    return [
        o.Diagnostic("balance", worst, MOST_SMD, worst is not None and worst <= MOST_SMD),
        o.Diagnostic("equipoise", equipoise, LEAST_EQUIPOISE, equipoise >= LEAST_EQUIPOISE),
    ]


def sizes(of: Pair, weight: np.ndarray) -> o.Table:
    """Rows of each group, kept and effective."""
    rows = []
    for name, mine in of.groups:
        kept = weight[mine & (weight > 0)]
        rows.append([
            o.term(of.by, name), o.count(int(mine.sum())), o.count(len(kept)),
            o.number(propensity.effective(kept), 1), o.number(kept.max() if len(kept) else None, 2),
        ])  # fmt: skip
    return o.Table("sizes", ("group", "n", "kept", "effective", "heaviest"), rows, of.smaller)


def table(of: Pair, balanced: Sequence[propensity.Balance], rests: int) -> o.Table:
    """Standardised differences before and after."""
    rows = [[_name(b.name), o.number(b.before, 3), o.number(b.after, 3)] for b in balanced]
    return o.Table("balance", ("variable", "smd_before", "smd_after"), rows, rests)


def figures(of: Pair, balanced: Sequence[propensity.Balance], rests: int) -> tuple[o.Figure, o.Figure]:
    """The love plot, and the overlap of the preference scores."""
    lines = [{"label": _name(b.name), "before": b.before, "after": b.after} for b in balanced]
    edges = np.linspace(0, 1, BINS + 1)
    groups = []
    for name, mine in of.groups:
        heights = np.histogram(of.scored.preference[mine], edges)[0]
        groups.append({"label": o.term(of.by, name), "n": int(mine.sum()), "bars": [int(h) for h in heights]})
    return (
        o.Figure("love", "balance", {"lines": lines, "limit": MOST_SMD}, rests),
        o.Figure("overlap", "overlap", {"groups": groups, "edges": edges.tolist()}, rests),
    )


def _name(label: str) -> o.Cell:
    return o.term(*label.split("\x1f"))
