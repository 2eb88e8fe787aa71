"""Finished rows for the pages of research: nothing is counted in a template, and every count went through
disclosure for who reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from research import disclosure
from research.criteria.nodes import Criterion
from research.disclosure import Rule
from research.models import Run
from research.queries.variables import Described

Json = Any
COMING = "…"  # in the place of a number that is being counted


@dataclass(frozen=True)
class Line:
    """One line of the attrition as it stands on the page."""

    label: str
    policy: str
    yes: str
    no: str
    unknown: str
    excluded: str
    remaining: str
    patients: str
    percent: int
    unknown_percent: int
    without: str = ""


def withheld(rule: Rule) -> str:
    return f"< {rule.threshold}"


def number(n: int | None, rule: Rule) -> str:
    """A count in words; withheld ones say below what they lie."""
    return withheld(rule) if n is None else f"{n:,}".replace(",", "\u202f")


def shown(n: int, rule: Rule) -> str:
    """An exact count as it may be read."""
    return number(disclosure.count(n, rule), rule)


def attrition(result: Mapping[str, Json], rule: Rule) -> list[Line]:
    """The attrition, from the start to who remains; who may not see exact counts reads the standing ones."""
    told = result if rule.exact else result.get("told") or result
    start, steps = told["start"], [_Step(**s) for s in told["steps"]]
    rows, patients = (disclosure.large(start[of], rule) for of in ("rows", "patients"))
    lines = [
        Line(
            _("Start"), "", "", "", "", "", number(rows, rule), number(patients, rule), 100 if rows else 0, 0
        )
    ]
    for step, shown in zip(
        steps, disclosure.attrition(start["rows"], start["patients"], steps, rule), strict=True
    ):
        lines.append(_line(step, shown, rows or 0, rule))
    return lines


def waiting(criteria: Sequence[Criterion]) -> list[Line]:
    """The attrition while it is counted: all its lines, so that nothing on the page moves when they come."""
    start = Line(_("Start"), *[""] * 5, remaining=COMING, patients=COMING, percent=0, unknown_percent=0)
    return [start, *(Line(c.name, _policy(c), *[COMING] * 6, percent=0, unknown_percent=0, without=COMING)
                     for c in criteria)]  # fmt: skip


@dataclass(frozen=True)
class _Step:
    name: str
    policy: str
    keeps_unknown: bool
    yes: int
    no: int
    unknown: int
    remaining_rows: int
    remaining_patients: int
    without_rows: int | None = None
    without_patients: int | None = None


def _line(step: _Step, shown: disclosure.Step, start: int, rule: Rule) -> Line:
    yes, no, unknown = (
        _answer(n, of, rule)
        for n, of in ((shown.yes, step.yes), (shown.no, step.no), (shown.unknown, step.unknown))
    )
    return Line(
        step.name, _policy(step), yes, no, unknown, no if step.policy == "include" else yes,
        number(shown.remaining_rows, rule), number(shown.remaining_patients, rule),
        percent(shown.remaining_rows, start), percent(shown.unknown, start),
        "" if step.without_rows is None else number(shown.without_rows, rule),
    )  # fmt: skip


def _policy(of: Criterion | _Step) -> str:
    policy = _("include") if of.policy == "include" else _("exclude")
    return f"{policy} · {_('unknown kept') if of.keeps_unknown else _('unknown dropped')}"


def _answer(n: int | None, of: int, rule: Rule) -> str:
    """A cell of the answers; one that is only withheld because it would tell another is a dash."""
    return "–" if n is None and of >= rule.threshold else number(n, rule)


def percent(n: int | None, of: int) -> int:
    return min(round(100 * (n or 0) / of), 100) if of else 0


# --- Table 1 -----------------------------------------------------------------------------------------
TESTS = {
    "welch": "Welch t", "anova": "ANOVA", "mann_whitney": "Mann–Whitney", "kruskal": "Kruskal–Wallis",
    "chi_squared": "χ²", "chi_squared_yates": "χ² (Yates)", "fisher": "Fisher",
}  # fmt: skip


@dataclass(frozen=True)
class TableLine:
    """One line of Table 1: a label, a cell per group, difference and test at the first line of a variable."""

    label: str
    cells: list[str]
    smd: str = ""
    p: str = ""
    is_head: bool = False
    is_missing: bool = False


@dataclass(frozen=True)
class ShownTable:
    heads: list[tuple[str, str]]
    lines: list[TableLine]
    grouped: bool


def table_one(
    table: Mapping[str, Json], known: Mapping[str, Described], group_by: str, rule: Rule
) -> ShownTable:
    """Table 1 in words, small counts withheld."""
    by = known.get(group_by)
    names = [_("All"), *(_group_label(g, by) for g in table["groups"][1:])]
    sizes = [number(disclosure.count(n, rule), rule) for n in table["sizes"]]
    lines: list[TableLine] = []
    for line in table["lines"]:
        described = known.get(line["name"]) or Described(line["name"], line["name"])
        show = _number_lines if line["kind"] == "number" else _category_lines
        lines += show(line, described, rule)
    return ShownTable(list(zip(names, sizes, strict=True)), lines, len(names) > 1)


def _group_label(code: str, by: Described | None) -> str:
    return by.answer(code) if by else code


def _number_lines(line: Mapping[str, Json], known: Described, rule: Rule) -> list[TableLine]:
    cells, tests = line["cells"], line["tests"]
    means = [_spread(c, "mean", "sd", rule) for c in cells]
    medians = [_quartiles(c, rule) for c in cells]
    enough = all(disclosure.is_enough(c["n"], rule) for c in cells[1:])
    smd = _decimals(line["smd"], 2) if enough else ""
    shown = [_test(t) if enough else "" for t in tests] or ["", ""]
    return [
        TableLine(known.title, ["" for _c in cells], is_head=True),
        TableLine(_("mean (SD)"), means, smd, shown[0]),
        TableLine(_("median [quartiles]"), medians, "", shown[1]),
        *_missing(cells, rule),
    ]


def _spread(cell: Mapping[str, Json], middle: str, spread: str, rule: Rule) -> str:
    if cell[middle] is None:
        return "–"
    if not disclosure.is_enough(cell["n"], rule):
        return withheld(rule)
    sd = "–" if cell[spread] is None else _decimals(cell[spread], 1)
    return f"{_decimals(cell[middle], 1)} ({sd})"


def _quartiles(cell: Mapping[str, Json], rule: Rule) -> str:
    if cell["median"] is None:
        return "–"
    if not disclosure.is_enough(cell["n"], rule):
        return withheld(rule)
    return f"{_decimals(cell['median'], 1)} [{_decimals(cell['lower'], 1)}–{_decimals(cell['upper'], 1)}]"


def _category_lines(line: Mapping[str, Json], known: Described, rule: Rule) -> list[TableLine]:
    cells = line["cells"]
    shown = [disclosure.parts(c["counts"], rule) for c in cells]
    enough = all(disclosure.is_enough(c["n"], rule) for c in cells[1:])
    smd = _decimals(line["smd"], 2) if enough else ""
    p = _test(line["tests"][0]) if line["tests"] and enough else ""
    lines = [TableLine(known.title, ["" for _c in cells], smd, p, is_head=True)]
    for i, answer in enumerate(line["answers"]):
        lines.append(TableLine(known.answer(answer), [_share(counts, i, rule) for counts in shown]))
    return [*lines, *_missing(cells, rule)]


def _share(counts: Sequence[int | None], at: int, rule: Rule) -> str:
    """Count and share; shares are made from the shown counts, and only where all of them are shown."""
    n = counts[at]
    if n is None:
        return withheld(rule)
    whole = sum(c for c in counts if c is not None)
    if None in counts or not whole:
        return number(n, rule)
    return f"{number(n, rule)} ({100 * n / whole:.1f} %)"


def _missing(cells: Sequence[Mapping[str, Json]], rule: Rule) -> list[TableLine]:
    if not cells[0]["missing"]:
        return []
    counts = [number(disclosure.count(c["missing"], rule), rule) for c in cells]
    return [TableLine(_("not recorded"), counts, is_missing=True)]


def _test(test: Mapping[str, Json]) -> str:
    return f"{p_value(test['p'])} · {TESTS.get(test['name'], test['name'])}"


def p_value(p: float | None, equals: str = "") -> str:
    """A p as it is printed; never 0."""
    if p is None:
        return "–"
    return "< 0.001" if p < 0.001 else f"{equals}{p:.3f}"


def _decimals(value: float | None, decimals: int) -> str:
    return "–" if value is None else f"{value:.{decimals}f}"


# --- rows --------------------------------------------------------------------------------------------
def sample(found: Mapping[str, Json], known: Mapping[str, Described]) -> dict[str, Json]:
    """A few de-identified rows with their headings; nothing in them says whose they are."""
    fixed = {"index_year": _("Year of the index"), "index_length": _("Length of the index (days)")}
    heads = [fixed.get(name) or _sample_head(name, known) for name in found["columns"]]
    rows = [[_sample_cell(v, known.get(n)) for n, v in zip(found["columns"], row, strict=True)]
            for row in found["rows"]]  # fmt: skip
    return {"heads": heads, "rows": rows}


def _sample_head(name: str, known: Mapping[str, Described]) -> str:
    if name in known:
        return known[name].title
    by_days = known.get(name.removesuffix("_days"))
    return _("%(label)s (days since the index)") % {"label": by_days.label} if by_days else name


def _sample_cell(value: Json, described: Described | None) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:g}"
    return described.answer(value) if described and isinstance(value, str) else str(value)


# --- curves ------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class ShownCurve:
    """The numbers of one curve in words."""

    label: str
    n: str
    events: str
    median: str


def curves(
    run: Run, known: Mapping[str, Described], rule: Rule
) -> tuple[list[dict[str, Json]], list[ShownCurve]]:
    """Curves ready to be drawn, and their numbers."""
    result = run.result or {}
    by = known.get(run.parameters.get("group_by", ""))
    drawn, told = [], []
    for group in result["exact" if rule.exact else "careful"]:
        label = _group_label(group["group"], by) if group["group"] else _("All")
        at_risk = [number(n, rule) for _mark, n in group["at_risk"]]
        if group["points"]:
            drawn.append({"label": label, "points": group["points"], "at_risk": at_risk})
        told.append(
            ShownCurve(label, number(group["n"], rule), number(group["events"], rule), _median(group, rule))
        )
    return drawn, told


def _median(group: Mapping[str, Json], rule: Rule) -> str:
    if group["median"] is None:
        return _("not reached") if rule.exact else _("not reached or not shown")
    ends = (_decimals(group[k], 0) for k in ("median_lower", "median_upper"))
    return "{} ({}–{})".format(_decimals(group["median"], 0), *ends)
