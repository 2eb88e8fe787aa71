"""De-identified rows and the file they leave in: random ids, days since the index, ages above 89 together,
no free text, a codebook of exactly these columns, the definition, counts, and a checksum of each part.
"""

import csv
import hashlib
import hmac
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from cardiology.models import Purpose
from cardiology.queries.identity import consents
from research import disclosure
from research.criteria.attrition import attrition
from research.criteria.nodes import Definition
from research.queries.cohorts import CohortResult, Row
from research.queries.outcomes import Followed, day_of
from research.queries.variables import Described

ID_LENGTH = 16
NEGATIVE = re.compile(r"-\d+(\.\d+)?")  # a number below zero is no formula
FORMULA = ("=", "+", "-", "@", "\t", "\r")
CODEBOOK = ("column", "label", "unit", "kind", "answers", "source", "rule", "known", "rows",
            "stata_spss_name", "stata_spss_codes")  # fmt: skip
ZIP_DAY = (1980, 1, 1, 0, 0, 0)  # the same rows give the same file


@dataclass(frozen=True)
class Column:
    """A column of an extract with what the codebook says of it."""

    name: str
    label: str
    values: list[Any]
    unit: str = ""
    kind: str = "text"
    answers: Mapping[str, str] | None = None
    source: str = ""
    rule: str = ""


def random_id(key: str, *parts: Any) -> str:
    """An id that only this question's secret can make again; it says nothing about the number of a record."""
    text = "|".join(map(str, parts))
    return hmac.new(bytes.fromhex(key), text.encode(), hashlib.sha256).hexdigest()[:ID_LENGTH]


def consenting(result: CohortResult, definition: Definition) -> CohortResult:
    """Frozen rows without the patients who have declined or withdrawn research since; a live question never
    has them. All of it is counted again, so that tables and rows are about the same patients."""
    refused = consents.refused({line.patient for line in result.lines}, Purpose.RESEARCH)
    if not refused:
        return result
    lines = [line for line in result.lines if line.patient not in refused]
    steps, _left = attrition(definition, lines)
    rows = tuple(row for row in result.rows if row.patient_id not in refused)
    return replace(result, start_rows=len(lines), start_patients=len({x.patient for x in lines}),
                   steps=steps, rows=rows, lines=tuple(lines))  # fmt: skip


def columns(result: CohortResult, known: Mapping[str, Described], key: str) -> list[Column]:
    """The columns that may leave, rows in the order of their random ids."""
    order = sorted(range(len(result.rows)), key=lambda i: random_id(key, "row", result.rows[i].id))
    rows = [result.rows[i] for i in order]
    shown = [d for name, d in known.items() if d.leaves != "never" and name in result.columns]
    return [*_fixed(rows, key), *(_variable(rows, d) for d in shown)]


def with_outcomes(
    result: CohortResult, known: Mapping[str, Described], followed: Sequence[Followed]
) -> tuple[CohortResult, dict[str, Described]]:
    """The same rows with the time to the outcome, or to the end of observation, as two more variables."""
    rows = tuple(
        replace(row, values={**row.values, "outcome_days": f.days,
                             "outcome": None if f.days is None else f.happened})
        for row, f in zip(result.rows, followed, strict=True)
    )  # fmt: skip
    more = {
        "outcome_days": Described("outcome_days", _("Time to the outcome or the end of observation"),
                                  _("days"), "number", source=_("calculated")),
        "outcome": Described("outcome", _("Outcome happened"), kind="flag", source=_("calculated")),
    }  # fmt: skip
    return replace(result, rows=rows, columns=(*result.columns, *more)), {**known, **more}


def sample(found: Sequence[Column], most: int) -> dict[str, Any]:
    """The first rows, which by their random ids are any rows, for a look at what an export would hold."""
    shown = [c for c in found if c.name not in ("row", "patient")]
    rows = [list(row) for row in zip(*(c.values[:most] for c in shown), strict=True)]
    return {"columns": [c.name for c in shown], "rows": rows}


def left_out(known: Mapping[str, Described]) -> list[str]:
    """Variables that may not leave: free text and days of birth."""
    return [d.title for d in known.values() if d.leaves == "never"]


def _fixed(rows: Sequence[Row], key: str) -> list[Column]:
    days = [disclosure.days_since(day_of(r.start), day_of(r.end) if r.end else None) for r in rows]
    return [
        Column("row", _("Row"), [random_id(key, "row", r.id) for r in rows],
               rule=_("random, of this question only")),
        Column("patient", _("Patient"), [random_id(key, "patient", r.patient_id) for r in rows],
               rule=_("random, of this question only; the same patient has the same id")),
        Column("index_year", _("Year of the index"), [day_of(r.start).year for r in rows], kind="number",
               rule=_("calendar year only")),
        Column("index_length", _("Length of the index"), days, _("days"), "number",
               rule=_("days from start to end; empty where it has no end")),
    ]  # fmt: skip


def _variable(rows: Sequence[Row], known: Described) -> Column:
    values = [row.values.get(known.name) for row in rows]
    rule, kind, unit, name = "", known.kind, known.unit, known.name
    if known.leaves == "capped_age":
        values, rule = [disclosure.age(v) for v in values], _("90 stands for 90 and above")
    if known.leaves == "days" or any(isinstance(v, date) for v in values):
        values = [_days(row, v) for row, v in zip(rows, values, strict=True)]
        rule, kind, unit, name = _("days since the index"), "number", _("days"), f"{name}_days"
    answers = known.answers or ({"yes": _("Yes"), "no": _("No")} if kind == "flag" else None)
    return Column(name, known.label, [_cell(v) for v in values], unit, kind, answers, known.source, rule)


def _days(row: Row, value: Any) -> int | None:
    return (
        disclosure.days_since(day_of(row.start), day_of(value))
        if isinstance(value, date | datetime)
        else None
    )


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


# --- the file ----------------------------------------------------------------------------------------
def archive(
    found: Sequence[Column], parts: Mapping[str, str | bytes], formats: Iterable[str] = (), mark: str = ""
) -> bytes:
    """One zip: rows.csv and the other formats chosen, codebook.csv, the parts, and SHA256SUMS of them all."""
    from research.queries.formats import FORMATS  # brings large libraries, which the web never loads

    book = codebook(found)
    files: dict[str, str | bytes] = {"rows.csv": rows_csv(found), "codebook.csv": as_csv(book)}
    files |= {FORMATS[f][0]: FORMATS[f][1](found, book, mark) for f in FORMATS if f in formats}
    return zipped({**files, **parts})


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """Files in one zip with SHA256SUMS; the same files give the same zip."""
    contents = {name: content if isinstance(content, bytes)
                else content.encode("utf-8-sig" if name.endswith(".csv") else "utf-8")
                for name, content in files.items()}  # fmt: skip
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in contents.items())
    contents["SHA256SUMS"] = sums.encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in contents.items():
            file.writestr(zipfile.ZipInfo(name, ZIP_DAY), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def rows_csv(found: Sequence[Column]) -> str:
    """The rows, one line each."""
    return as_csv([[c.name for c in found], *zip(*(c.values for c in found), strict=True)])


def codebook(found: Sequence[Column]) -> list[Sequence[Any]]:
    """One line per column of the file: what it is, how many rows have it, its name and numbers elsewhere."""
    from research.queries.formats import codes, short_names

    names = short_names(found)
    lines = [
        (c.name, c.label, c.unit, c.kind, _pairs(c.answers or {}), c.source, c.rule,
         sum(v is not None for v in c.values), len(c.values), names[c.name],
         _pairs({str(n): code for code, n in codes(c).items()}))
        for c in found
    ]  # fmt: skip
    return [CODEBOOK, *lines]


def _pairs(told: Mapping[str, str]) -> str:
    return " | ".join(f"{k}={v}" for k, v in told.items())


def as_json(obj: Any) -> str:
    return json.dumps(obj, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def as_csv(lines: Sequence[Sequence[Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([[_safe(v) for v in line] for line in lines])
    return out.getvalue()


def _safe(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    if isinstance(value, str) and value.startswith(FORMULA) and not NEGATIVE.fullmatch(value):
        return f"'{value}"
    return "" if value is None else value
