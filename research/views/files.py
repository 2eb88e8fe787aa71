"""The tables and figures of any run in one shape, for the page and for files."""

from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from research import figures, pictures
from research.disclosure import Rule
from research.models import Run, RunKind
from research.queries import definitions, pages
from research.queries.documents import Document, ShownTable, document
from research.queries.outcomes import OUTCOMES
from research.queries.variables import Described, described


def known_of(run: Run) -> dict[str, Described]:
    """What the variables of a run are called."""
    reading = definitions.read(run.definition, run.hospital_id)
    return described(reading.definition, reading.catalogue) if reading.definition else {}


def outcomes_of(run: Run) -> str:
    """The outcome in words."""
    return ", ".join(str(label) for code, label in OUTCOMES if code in run.parameters.get("outcomes", ()))


def survival_figure(run: Run, drawn: Sequence[Any]) -> SafeString:
    """Kaplan–Meier curves."""
    title = _("Survival free of: %(outcome)s") % {"outcome": outcomes_of(run)}
    return figures.survival(drawn, title=title, axis=_("Days"))


def figures_of(found: Document) -> list[tuple[str, SafeString]]:
    """Titles and drawings of an analysis."""
    return [(f.title, pictures.draw(f.kind, f.drawn, f.title)) for f in found.figures]


def drawings(run: Run, rule: Rule) -> list[str]:
    """Every figure of a run as SVG."""
    if run.kind == RunKind.ANALYSIS:
        return [str(svg) for _title, svg in figures_of(document(run, known_of(run), rule))]
    if run.kind != RunKind.SURVIVAL:
        return []
    drawn, _told = pages.curves(run, known_of(run), rule)
    return [str(survival_figure(run, drawn))] if drawn else []


def sheets(run: Run, rule: Rule) -> list[ShownTable]:
    """Every table of a run as text."""
    known = known_of(run)
    if run.kind == RunKind.ANALYSIS:
        return list(document(run, known, rule).tables)
    if run.kind == RunKind.COUNTS:
        return [_table_one(run, known, rule)]
    if run.kind == RunKind.SURVIVAL:
        _drawn, told = pages.curves(run, known, rule)
        heads = [_("Group"), "n", _("Events"), _("Median, days (95 % CI)")]
        return [ShownTable("", heads, [[c.label, c.n, c.events, c.median] for c in told])]
    return []


def _table_one(run: Run, known: dict[str, Described], rule: Rule) -> ShownTable:
    made = pages.table_one((run.result or {})["table"], known, run.parameters.get("group_by", ""), rule)
    more = [_("SMD"), _("p · test")] if made.grouped else []
    heads = [_("Variable"), *(f"{label} (n = {n})" for label, n in made.heads), *more]
    rows = [
        [x.label, *(x.cells or [""] * len(made.heads)), *([x.smd, x.p] if made.grouped else [])]
        for x in made.lines
    ]
    return ShownTable(_("Table 1"), heads, rows)
