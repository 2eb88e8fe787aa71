"""The tables and figures of any run in one shape, for the page and for files."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from research import figures, pictures
from research.disclosure import Rule
from research.models import Run, RunKind
from research.pictures.flow import flow
from research.pictures.raster import png
from research.pictures.stamp import stamped
from research.queries import definitions, extract, pages
from research.queries.documents import Document, Reader, ShownTable, document, methods
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
    """Every figure of a run as SVG; the flow of its cohort is the last."""
    return [*_drawn(run, rule), str(flow_figure(run, rule))]


def _drawn(run: Run, rule: Rule) -> list[str]:
    if run.kind == RunKind.ANALYSIS:
        return [str(svg) for _title, svg in figures_of(document(run, known_of(run), rule))]
    if run.kind != RunKind.SURVIVAL:
        return []
    drawn, _told = pages.curves(run, known_of(run), rule)
    return [str(survival_figure(run, drawn))] if drawn else []


def flow_figure(run: Run, rule: Rule) -> SafeString:
    """Who started, whom each criterion took out, who remains."""
    return flow([vars(line) for line in pages.attrition(run.result or {}, rule)], _("Flow of the cohort"))


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


# --- what leaves --------------------------------------------------------------------------------------
def results(run: Run, rule: Rule, mark: str) -> dict[str, str | bytes]:
    """Tables, figures and words of a run as files, each with the mark that says whose it is."""
    files: dict[str, str | bytes] = {}
    for i, table in enumerate(sheets(run, rule), 1):
        if table.rows:
            files[f"table-{i}.csv"] = table_csv(table, mark)
    for i, drawing in enumerate(drawings(run, rule), 1):
        svg = str(stamped(drawing, mark))
        files |= {f"figure-{i}.svg": svg, f"figure-{i}.png": png(svg)}
    files["attrition.csv"] = table_csv(attrition_sheet(run, rule), mark)
    files["methods.txt"] = f"{methods(run, Reader(known_of(run), rule))}\n\n{mark}\n"
    return files


def table_csv(table: ShownTable, mark: str) -> str:
    """A table as CSV; the first line says whose it is."""
    return extract.as_csv([[f"# {mark}"], table.heads, *table.rows])


def attrition_sheet(run: Run, rule: Rule) -> ShownTable:
    """Yes, no, unknown and who remains, criterion by criterion."""
    heads = [_("Criterion"), _("Policy"), _("Yes"), _("No"), _("Unknown"), _("Remaining"), _("Patients")]
    lines = pages.attrition(run.result or {}, rule)
    rows = [[x.label, x.policy, x.yes, x.no, x.unknown, x.remaining, x.patients] for x in lines]
    return ShownTable(_("Who remains"), heads, rows)


def definition_files(definition: Any, hospital_id: int) -> dict[str, str | bytes]:
    """A definition as JSON and as sentences in both languages."""
    files: dict[str, str | bytes] = {"definition.json": extract.as_json(definition)}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            told = definitions.read(definition, hospital_id).sentences
        files[f"definition.{code.split('-')[0]}.txt"] = "\n".join(told) + "\n"
    return files


def about(run: Run) -> dict[str, Any]:
    """Where a result comes from: what was asked of what, calculated with what, and its fingerprints."""
    return {
        "question": run.question.title,
        "version": run.version.number if run.version else None,
        "frozen_cohort": run.cohort_id,
        "analysis": run.parameters.get("method", run.kind),
        "parameters": run.parameters,
        "data_cut": run.data_cut.isoformat() if run.data_cut else None,
        "definition_sha256": run.sha256,
        "result_sha256": run.result_sha256,
        "calculated_with": run.packages,
        "finished_at": run.finished_at.isoformat() if run.finished_at else None,
    }
