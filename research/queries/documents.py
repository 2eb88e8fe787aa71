"""A stored output as it may be read: tables of text, figures to draw, the methods paragraph, in one language.

Every count goes through disclosure here. For who may not see rows a statistic never stands beside a withheld
count, curves move in steps of several events, and single points are not drawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from research import disclosure
from research.disclosure import Rule
from research.methods import METHODS
from research.models import Run, RunKind
from research.queries.outcomes import OUTCOMES
from research.queries.pages import number, p_value, shown
from research.queries.variables import Described
from research.sentences import NOTES, TOLD
from research.words import DIAGNOSTICS, HEADS, TESTS, TITLES, WORDS

Json = Any
COUNTS = ("n", "events", "competing")


@dataclass(frozen=True)
class ShownTable:
    """A finished table: text in every cell."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    test: str = ""
    is_covered: bool = False
    is_withheld: bool = False

    @property
    def columns(self) -> list[tuple[str, bool]]:
        """Heads, and whether numbers stand under them: all but the first."""
        return [(head, i > 0) for i, head in enumerate(self.heads)]


@dataclass(frozen=True)
class ShownFigure:
    """A figure ready to be drawn: all labels are text."""

    kind: str
    title: str
    drawn: Mapping[str, Any]


@dataclass(frozen=True)
class Document:
    """Everything a page or a file shows of one output."""

    title: str
    n: str
    events: str
    missing: Sequence[tuple[str, str]]
    tables: Sequence[ShownTable]
    figures: Sequence[ShownFigure]
    diagnostics: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    is_covered: bool = False
    methods: str = ""
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Reader:
    """Who reads: what variables are called, how exactly counts are shown."""

    known: Mapping[str, Described]
    rule: Rule

    def term(self, cell: Json) -> str:
        """A variable in words, or one of its answers against another."""
        by = self.known.get(cell["name"])
        label = by.title if by else cell["name"]
        if not cell.get("answer"):
            return label
        answer = by.answer(cell["answer"]) if by else cell["answer"]
        if not cell.get("reference"):
            return f"{label}: {answer}"
        reference = by.answer(cell["reference"]) if by else cell["reference"]
        return _("%(label)s: %(answer)s against %(reference)s") % {
            "label": label, "answer": answer, "reference": reference}  # fmt: skip

    def text(self, cell: Json) -> str:
        """Any cell as text."""
        if isinstance(cell, str):
            return str(HEADS.get(cell, cell))
        kind = cell["kind"]
        if kind == "count":
            return shown(cell["n"], self.rule)
        if kind == "share":
            return self.share(cell["n"], cell["of"])
        if kind == "term":
            return self.term(cell)
        if kind == "word":
            return str(WORDS.get(cell["code"], cell["code"]))
        if kind == "p":
            return p_value(cell["value"]) if cell["value"] is not None else ""
        if kind == "interval":
            ends = [self.decimal(cell[e], cell["decimals"]) for e in ("low", "high")]
            return (
                _("%(low)s to %(high)s") % dict(zip(("low", "high"), ends, strict=True)) if all(ends) else ""
            )
        return self.decimal(cell["value"], cell["decimals"])

    def share(self, n: int, of: int) -> str:
        kept, whole = (disclosure.count(x, self.rule) for x in (n, of))
        return "–" if kept is None or not whole else f"{100 * kept / whole:.1f}"

    def row(self, cells: Sequence[Json]) -> list[str]:
        """A row: where a count is withheld no statistic stands beside it."""
        hides = any(c["kind"] == "count" and disclosure.count(c["n"], self.rule) is None for c in cells)
        return [
            "–" if hides and c["kind"] in ("number", "interval", "p") and c is not cells[0] else self.text(c)
            for c in cells
        ]

    @staticmethod
    def decimal(value: float | None, decimals: int) -> str:
        if value is None:
            return ""
        told = f"{value:.{decimals}f}" if abs(value) < 100_000 else f"{value:.2g}"
        return told.lstrip("-") if not float(told) else told.replace("-", "−", 1)


def document(run: Run, known: Mapping[str, Described], rule: Rule) -> Document:
    """The output of an analysis for one reader."""
    found, reader = run.result["output"], Reader(known, rule)  # type: ignore[index]
    failing = [d for d in found["diagnostics"] if not d["holds"]]
    covered = bool(failing) and run.uncovered_at is None
    return Document(
        title=str(METHODS[run.parameters["method"]].title),
        n=shown(found["n"], rule),
        events="" if found["events"] is None else shown(found["events"], rule),
        missing=[(reader.term({"name": n}), shown(c, rule)) for n, c in found["missing"].items() if c],
        tables=[_table(t, reader, covered) for t in found["tables"]],
        figures=[
            _figure(f, reader)
            for f in found["figures"]
            if disclosure.is_enough(f["rests_on"], rule) and not (covered and f["is_effect"])
        ],
        diagnostics=[
            {
                "label": DIAGNOSTICS[d["code"]],
                "value": Reader.decimal(d["value"], 2),
                "holds": d["holds"],
                "limit": f"{'≥' if d['code'] == 'equipoise' else '≤'} {d['limit']:g}",
            }
            for d in found["diagnostics"]
        ],
        is_covered=covered,
        methods=methods(run, reader),
        notes=[str(NOTES[code]) % _said(numbers, reader) for code, numbers in found["notes"]],
    )


def _table(table: Json, reader: Reader, covered: bool) -> ShownTable:
    title, heads = str(TITLES[table["title"]]), [reader.text(h) for h in table["heads"]]
    test = str(TESTS.get(table["test"], ""))
    if covered and table["is_effect"]:
        return ShownTable(title, heads, [], test, is_covered=True)
    if not disclosure.is_enough(table["rests_on"], reader.rule):
        return ShownTable(title, heads, [], test, is_withheld=True)
    return ShownTable(title, heads, [reader.row(row) for row in table["rows"]], test)


def _said(numbers: Mapping[str, Any], reader: Reader) -> dict[str, str]:
    """The numbers of a sentence: counts through disclosure, variables and answers in words."""
    said = {}
    for name, value in numbers.items():
        if isinstance(value, dict):
            said[name] = reader.text(value)
        elif name in COUNTS:
            said[name] = shown(value, reader.rule)
        else:
            said[name] = reader.term({"name": value}) if name == "term" else f"{value:g}"
    return said


def methods(run: Run, reader: Reader) -> str:
    """What was done, written from what ran."""
    asked = run.parameters
    parts = []
    if asked.get("outcomes") and not asked.get("target"):
        parts = [TOLD["outcome"] % {"outcomes": _outcomes(asked["outcomes"])},
                 TOLD[f"origin_{asked.get('origin', 'start')}"] % {}]  # fmt: skip
    if asked.get("competing"):
        parts.append(TOLD["competing_outcomes"] % {"outcomes": _outcomes(asked["competing"])})
    parts += [TOLD[code] % _said(numbers, reader) for code, numbers in told(run)]
    if run.data_cut:
        parts.append(_("Records up to %(day)s were used.") % {"day": run.data_cut.isoformat()})
    versions = ", ".join(f"{name} {version}" for name, version in run.packages.items())
    parts.append(
        _("Calculated with %(versions)s; definition %(hash)s.")
        % {"versions": versions, "hash": run.sha256[:12]}
    )
    return _joined(parts)


def told(run: Run) -> list[tuple[str, dict[str, Any]]]:
    """The sentences of what ran, with their numbers; Table 1 and survival are told by what they gave."""
    found = run.result or {}
    if run.kind == RunKind.SURVIVAL:
        more = [("log_rank", {})] if found["log_rank"] else []
        return [("kaplan_meier", {"n": found["n"], "events": found["events"]}), *more]
    if run.kind == RunKind.COUNTS:
        groups = [("table_tests", {})] if len(found["table"]["groups"]) > 1 else []
        return [("table_one", {"n": found["rows"]}), *groups]
    return list(found["output"]["told"])


def _joined(parts: Sequence[Any]) -> str:
    """Sentences one after another: with a space where the language has one between sentences."""
    texts = [str(p) for p in parts]
    return ("" if texts[0].endswith("。") else " ").join(texts)


def _outcomes(codes: Sequence[str]) -> str:
    return ", ".join(str(label) for code, label in OUTCOMES if code in codes)


# --- figures ------------------------------------------------------------------------------------------
def _figure(figure: Json, reader: Reader) -> ShownFigure:
    drawn = dict(figure["drawn"])
    for name in ("lines", "groups", "panels"):
        if name in drawn:
            drawn[name] = [{**x, "label": reader.text(x["label"])} for x in drawn[name]]
    change = {"incidence": _steps, "schoenfeld": _panels, "overlap": _bars, "patterns": _patterns}.get(
        figure["kind"]
    )
    title = str(TITLES[figure["title"]])
    return ShownFigure(figure["kind"], title, change(drawn, reader) if change else drawn)


def _steps(drawn: dict[str, Any], reader: Reader) -> dict[str, Any]:
    if reader.rule.exact:
        return drawn
    return {**drawn, "groups": [{**g, "points": _coarse(g["points"], reader.rule)} for g in drawn["groups"]]}


def _coarse(points: Sequence[Json], rule: Rule) -> list[Json]:
    """Steps of several events, in whole weeks, as long as enough are at risk."""
    kept, waiting = list(points[:1]), 0
    for point in points[1:]:
        if point["at_risk"] < rule.threshold:
            break
        waiting += point["events"]
        if waiting >= disclosure.EVENTS_PER_STEP:
            kept.append({**point, "time": disclosure.weekly(point["time"])})
            waiting = 0
    return kept


def _panels(drawn: dict[str, Any], reader: Reader) -> dict[str, Any]:
    """The cloud is one point per event: who may not see patients sees the line only."""
    return drawn if reader.rule.exact else {"panels": [{**p, "points": []} for p in drawn["panels"]]}


def _bars(drawn: dict[str, Any], reader: Reader) -> dict[str, Any]:
    counted = lambda n: disclosure.count(n, reader.rule) or 0  # noqa: E731
    return {
        **drawn,
        "groups": [
            {**g, "bars": [counted(b) / max(counted(g["n"]), 1) for b in g["bars"]]} for g in drawn["groups"]
        ],
    }


def _patterns(drawn: dict[str, Any], reader: Reader) -> dict[str, Any]:
    rows = [
        {"n": number(disclosure.count(r["n"]["n"], reader.rule), reader.rule), "gaps": r["gaps"]}
        for r in drawn["rows"]
    ]
    return {"names": [reader.text(n) for n in drawn["names"]], "rows": rows}
