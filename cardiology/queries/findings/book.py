"""The rule table as a clinician reads and signs it: each check with its sentence, source and examples."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cardiology import checks, timeline
from cardiology.checks import CHECKS, Check
from cardiology.checks.check import FAMILIES, PLACES, SEVERITIES
from cardiology.dictionary.registry import declared
from cardiology.queries.findings.shown import TONES, known_variables

Table = tuple[list[str], list[list[str]]]


@dataclass(frozen=True)
class Line:
    """One check of the book."""

    check: Check
    severity: Any
    tone: str
    family: Any
    labels: list[Any]
    where: list[Any]
    heading: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class Chapter:
    """The checks of one section."""

    name: str
    title: Any
    lines: list[Line]


def chapters() -> list[Chapter]:
    """Every check by the section whose rows it judges, in the order of the record."""
    found = [
        Chapter(str(m._meta.model_name), m.title, list(_lines(str(m._meta.model_name)))) for m in declared()
    ]
    return [chapter for chapter in found if chapter.lines]


def _lines(section: str) -> Iterator[Line]:
    known, tables = known_variables(), _tables()
    for check in CHECKS.values():
        if check.section == section:
            labels = [known[s, v].label for s, _dot, v in (n.partition(".") for n in check.names)]
            where = [PLACES[place] for place in check.where]
            heading, rows = tables[check.id]
            yield Line(
                check, SEVERITIES[check.severity], TONES[check.severity], FAMILIES[check.family], labels,
                where, heading, rows,
            )  # fmt: skip


@cache
def _tables() -> dict[str, Table]:
    """The examples of every check as they are written."""
    found: dict[str, Table] = {}
    for path in sorted((Path(checks.__file__).parent / "examples").glob("*.md")):
        rows: list[list[str]] = []
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("## "):
                rows = []
                found[line.split(" ")[1]] = ([], rows)
                heading = found[line.split(" ")[1]][0]
            elif line.startswith("|") and set(line) - set("|-: "):
                cells = [c.strip() for c in line.strip().strip("|").split("|")]
                if heading:
                    rows.append(cells)
                else:
                    heading.extend(cells)
    return found | _order()


def _order() -> dict[str, Table]:
    """Those of the order of the timeline stand in its own table: `fits` and `breaks`."""
    path = Path(timeline.__file__).parent / "examples" / "order.md"
    lines = [x for x in path.read_text("utf-8").splitlines() if x.startswith("|")]
    heading, _line, *rows = ([c.strip() for c in x.strip("|").split("|")] for x in lines)
    kept = [heading.index(n) for n in ("first", "then", "within", "fits", "breaks")]
    return {row[0]: ([heading[i] for i in kept], [[row[i] for i in kept]]) for row in rows}
