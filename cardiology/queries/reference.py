"""What the reference shows of scores, rules and measures: their provenance and their worked examples."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology import examples, registries
from cardiology.codes import label
from cardiology.guidance import RULES, Severity
from cardiology.guidance.not_computed import NOT_COMPUTED as NO_RULE
from cardiology.guidance.words import UNITS as OF_FACTS
from cardiology.models import Confirmation, Hospital
from cardiology.prescribing.order_sets import SETS
from cardiology.quality import MEASURES, Tag
from cardiology.quality.not_computed import NOT_COMPUTED as NO_MEASURE
from cardiology.queries.example_words import label as label_of
from cardiology.queries.example_words import outcome, words
from cardiology.queries.quality import confirmations
from cardiology.registries import counted_measures
from cardiology.scores import SCORES
from cardiology.scores.not_computed import NOT_COMPUTED as NO_SCORE
from cardiology.scores.words import UNITS
from cardiology.wording import unit

NOT_COMPUTED = {"scores": NO_SCORE, "rules": NO_RULE, "measures": NO_MEASURE}
HERE = Path(examples.__file__).parent


@dataclass(frozen=True)
class Entry:
    """One score, rule or measure as a clinician signs it."""

    id: str
    title: Any
    source: Any
    note: Any
    meaning: Any
    confirmed: bool
    confirmation: Confirmation | None
    next_review: date | None
    heading: list[Any]
    rows: list[list[Any]]
    is_in_words: bool = False
    units: Mapping[str, str] = field(default_factory=dict)  # of the inputs, by name
    undesired: bool = False

    @property
    def name(self) -> str:
        """The title, after the code that the sources know it by where there is one."""
        return f"{self.id} · {self.title}" if self.id[:1].isupper() else str(self.title)


KIND_OF = {book: kind for kind, book in confirmations.BOOK_OF.items()}
TAGS = {
    Tag.SEEN: _("Seen in a source"),
    Tag.FROM_MEMORY: _("From knowledge of the document; to be compared with it"),
    Tag.HOUSE: _("House definition"),
}  # fmt: skip
SEVERITIES = {
    Severity.INFO: _("Note"), Severity.WARN: _("Warning"), Severity.CRITICAL: _("Critical"),
    Severity.HARD_STOP: _("Hard stop"),
}  # fmt: skip
ABBREVIATIONS = {  # of sources that are not written out
    "ACC/AHA": _("American College of Cardiology and American Heart Association"),
    "ESC": _("European Society of Cardiology"),
    "PM": _("performance measure"),
    "QM": _("quality measure"),
    "NHC": _("National Health Commission of China: quality indicators of single diseases"),
    "CPC": _("Accreditation of chest-pain centres in China"),
    "CCC-ACS": _("Improving Care for Cardiovascular Disease in China, acute coronary syndrome"),
    "CN STEMI 2019": _("Chinese guideline on acute ST-elevation myocardial infarction, 2019"),
    "CN HF 2024": _("Chinese guideline on heart failure, 2024"),
}
BOOKS = {
    "scores": (_("Scores"), "scores/examples"),
    "rules": (_("Rules"), "guidance/examples"),
    "measures": (_("Measures"), "quality/examples"),
    "prescribing": (_("Order sets and reconciliation"), "prescribing/examples"),
}


def entries(book: str, hospital: Hospital | None) -> Iterator[Entry]:
    """The entries of a book, in the order of their declaration; KeyError for a book that is not one."""
    added = [e.path for e in registries.examples if e.book == book]
    tables = _tables([*sorted((HERE / BOOKS[book][1]).glob("*.md")), *added])
    standing = {c.subject: c for c in confirmations.standing(hospital, KIND_OF.get(book, ""))}

    def entry(subject: Any, source: Any, note: Any, meaning: Any, next_review: date | None,
              units: Mapping[str, str] = OF_FACTS) -> Entry:  # fmt: skip
        heading, rows = tables.get(subject.id, ([], []))
        version = confirmations.version_of(KIND_OF[book], subject.id)
        said = standing.get(subject.id)
        current = said if said and said.version == version else None
        return Entry(subject.id, subject.title, source, note, meaning, subject.confirmed or bool(current),
                     current, next_review, heading, rows, units=units,
                     undesired=getattr(subject, "undesired", False))  # fmt: skip

    if book == "scores":
        for s in SCORES.values():
            said = (TAGS[s.tag], _("version %(version)s") % {"version": s.version}, s.caution, s.applies)
            told = " · ".join(str(x) for x in said if x)
            yield entry(s, s.source, told, s.meaning, s.next_review, {i.name: i.unit for i in s.inputs})
    elif book == "rules":
        for r in RULES.values():
            note = f"{r.class_} {r.level} · {SEVERITIES[r.severity]} · {TAGS[Tag(r.tag)]}"
            yield entry(r, r.guideline, note, r.meaning, r.next_review)
    elif book == "prescribing":
        yield from _sets()
        said = _("Every drug of the home list and of the discharge list once: continued, changed, stopped, "
                 "new, or open where nobody decided.")  # fmt: skip
        yield Entry("reconciliation", _("Reconciliation"), "", "", said, True, None, None,
                    *tables["reconciliation"])  # fmt: skip
    else:
        measures: list[Any] = [*MEASURES.values(), *counted_measures.values()]
        for m in measures:
            said = "" if m.origin == TAGS[Tag(m.tag)] else TAGS[Tag(m.tag)]  # a house definition says it once
            more = [e.note for e in registries.examples if e.book == book and m.id in counted_measures]
            note = " · ".join(str(x) for x in (said, *more) if x)
            yield entry(m, m.origin, note, m.meaning, m.next_review)


def abbreviations(found: Iterable[Entry]) -> list[tuple[str, Any]]:
    """What the short names in the sources of these entries stand for."""
    cells = (str(cell) for entry in found for cell in (entry.source, *(row[-1] for row in entry.rows)))
    sources = "\n".join(cells)
    return [(short, long) for short, long in ABBREVIATIONS.items() if re.search(rf"\b{short}\b", sources)]


def in_words(entry: Entry) -> Entry:
    """The entry with its table as a reader knows its words."""
    if entry.is_in_words:
        return entry
    columns = entry.heading[:-1]
    rows = [
        [
            *(words(cell, column) for cell, column in zip(row, columns, strict=False)),
            outcome(row[-1], undesired=entry.undesired),
        ]
        for row in entry.rows
    ]
    return replace(
        entry, heading=[_headed(name, entry.units.get(name, "")) for name in entry.heading], rows=rows
    )


def _headed(name: str, code: str) -> str:
    """An input in words, with its unit where it has one."""
    shown = UNITS.get(code) or unit(code)
    return f"{label_of(name)} ({shown})" if shown else str(label_of(name))


def _sets() -> Iterator[Entry]:
    """The order sets, line by line, with the range of the drug table and the guideline."""
    heading = [str(_("Drug")), str(_("Dose")), str(_("Frequency")), str(_("Usual dose")), str(_("Source"))]
    for chosen in SETS:
        rows = [
            [label("drugs", s.drug), f"{s.dose} {s.unit}" if s.dose else "–", s.frequency, s.usual, s.source]
            for s in chosen.lines
        ]
        yield Entry(chosen.id, chosen.title, chosen.guideline, "", "", True, None, None, heading, rows, True)


def _tables(paths: Iterable[Path]) -> dict[str, tuple[list[str], list[list[str]]]]:
    """The tables of files of examples, as written, by what they are about."""
    found: dict[str, tuple[list[str], list[list[str]]]] = {}
    subject = ""
    lines = (line for path in paths for line in path.read_text("utf-8").splitlines())
    for line in lines:
        if line.startswith("# "):
            subject = line[2:].strip()
            found[subject] = ([], [])
        elif line.startswith("|") and set(line) - set("|-: "):
            cells = [c.strip() for c in line.strip().strip("|").split("|")]
            heading, rows = found[subject]
            if heading:
                rows.append(cells)
            else:
                heading.extend(cells)
    return found
