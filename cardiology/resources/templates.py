"""Empty files to fill in: the columns of a kind in their order, and what each of them takes."""

import io
from collections.abc import Iterator
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from cardiology.beside.workbooks import WIDEST
from cardiology.dictionary.fields import Variable
from cardiology.dictionary.registry import variables
from cardiology.intake.companions import ABOUT
from cardiology.intake.derive import FOLLOWS
from cardiology.intake.mapping import is_section, model_of
from cardiology.intake.own import parents
from cardiology.intake.writing import as_csv

LINES = 2_000  # so many rows are prepared with lists and limits
EXAMPLES = {"moment": "2026-11-09 08:30", "date": "2026-11-09", "partial_date": "2026-11", "code": ""}


def template(kind: str, form: str) -> bytes:
    """A template as CSV or XLSX, in the active language; LookupError for a kind that there is not."""
    return _as_csv(kind) if form == "csv" else _Workbook(kind).content()


def _places(kind: str) -> dict[str, str]:
    """The columns that say where a row belongs, and in words what they take."""
    model = model_of(kind)
    told: dict[str, str] = {}
    if is_section(model) or hasattr(model, "patient"):
        told["patient"] = _("Number of the patient; needed.")
    if is_section(model):
        needed = "" if model.repeats else _("needed")  # type: ignore[attr-defined]
        told["admission"] = "; ".join(filter(None, (_("Number of the stay"), needed))) + _(".")
        for name in parents(model):
            told[name] = _("The number in the column “row” of an export of: %(what)s.") % {
                "what": model._meta.get_field(name).related_model.title  # type: ignore[union-attr]
            }
    return told


def asked(kind: str) -> list[Variable]:
    """The variables that a person fills in: not what the record works out itself."""
    model = model_of(kind)
    return [v for v in variables(model) if not v.generated and v.name not in FOLLOWS.get(model, ())]


def about(variable: Variable) -> str:
    """Label, unit, answers and limits of a variable in one text."""
    parts = [str(variable.label)]
    if variable.unit not in ("", "1"):
        parts.append(_("in %(unit)s") % {"unit": variable.unit})
    if variable.possible:
        parts.append(_("%(low)s to %(high)s") % {"low": variable.possible[0], "high": variable.possible[1]})
    if variable.flatchoices:
        parts.append(" | ".join(f"{value} = {label}" for value, label in variable.flatchoices))
    if not variable.null:
        parts.append(_("needed"))
    return "; ".join(parts)


def _as_csv(kind: str) -> bytes:
    places, own = _places(kind), asked(kind)
    told = [*places.values(), *map(about, own)]
    told[0] = f"{ABOUT} {told[0]}"
    return as_csv([[*places, *(v.name for v in own)], told])


def _columns(kind: str) -> Iterator[list[str]]:
    """The second sheet: one line per column."""
    yield [_("Column"), _("Label"), _("Needed"), _("Kind"), _("Unit"), _("Possible"), _("Usual"),
           _("Answers"), _("Reasons for no value"), _("Example"), _("Note")]  # fmt: skip
    for name, told in _places(kind).items():
        yield [name, "", _("yes") if name == "patient" else "", "", "", "", "", "", "", "", told]
    for v in asked(kind):
        spans = [f"{span[0]} – {span[1]}" if span else "" for span in (v.possible, v.plausible)]
        answers = "\n".join(f"{value} = {label}" for value, label in v.flatchoices)
        reasons = "\n".join(f"({reason.value}) = {reason.label}" for reason in v.missing)
        example = EXAMPLES.get(v.kind, "")
        if v.kind == "choices":
            example = "; ".join(str(value) for value, _label in list(v.flatchoices)[1:3])
        yield [v.name, str(v.label), "" if v.null else _("yes"), _kinds()[v.kind], v.unit, *spans, answers,
               reasons, example, str(v.note)]  # fmt: skip


def _kinds() -> dict[str, str]:
    """The kinds of variables in words."""
    return {
        "number": _("number"), "choice": _("one answer"), "flag": _("yes, no, unknown or not asked"),
        "choices": _("several answers, with ; between them"), "date": _("day"), "moment": _("day and time"),
        "partial_date": _("year, month or day"), "code": _("code"), "text": _("text"), "note": _("text"),
    }  # fmt: skip


class _Workbook:
    """Three sheets: the rows to fill in, what the columns take, the answers that the lists show."""

    def __init__(self, kind: str) -> None:
        self.kind, self.out = kind, io.BytesIO()
        self.book = xlsxwriter.Workbook(self.out, {"in_memory": True})
        self.head = self.book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EEF4"}
        )
        self.wrap = self.book.add_format({"text_wrap": True, "valign": "top"})
        self.text = self.book.add_format({"num_format": "@"})

    def content(self) -> bytes:
        rows, told = self.book.add_worksheet(_("Rows")), self.book.add_worksheet(_("Columns"))
        self.answers = self.book.add_worksheet(_("Answers"))
        self._rows(rows)
        self._told(told)
        self.answers.hide()
        self.book.close()
        return self.out.getvalue()

    def _rows(self, sheet: Any) -> None:
        places = _places(self.kind)
        for c, (name, told) in enumerate(places.items()):
            sheet.write_string(0, c, name, self.head)
            sheet.write_comment(0, c, told)
            sheet.set_column(c, c, 14, self.text)
        for c, variable in enumerate(asked(self.kind), start=len(places)):
            sheet.write_string(0, c, variable.name, self.head)
            sheet.write_comment(0, c, about(variable)[:1000])
            is_text = variable.kind in ("text", "note", "code", "partial_date")
            sheet.set_column(c, c, max(len(variable.name) + 2, 12), self.text if is_text else None)
            self._limits(sheet, c, variable)
        sheet.freeze_panes(1, 1)

    def _limits(self, sheet: Any, c: int, variable: Variable) -> None:
        """A list for one answer, a warning outside what is possible; reasons for no value are answers too."""
        if variable.kind in ("choice", "flag"):
            answers = [str(v) for v, _l in variable.flatchoices] + [f"({r.value})" for r in variable.missing]
            self.answers.write_column(0, c, answers)
            column = xlsxwriter.utility.xl_col_to_name(c)
            source = f"='{self.answers.get_name()}'!${column}$1:${column}${len(answers)}"
            told = {"validate": "list", "source": source, "error_message": _("Choose an answer of the list.")}
        elif variable.kind == "number" and variable.possible:
            low, high = variable.possible
            sentence = _("Expected %(low)s to %(high)s %(unit)s.") % {
                "low": low, "high": high, "unit": variable.unit,
            }  # fmt: skip
            told = {"validate": "decimal", "criteria": "between", "minimum": low, "maximum": high,
                    "error_type": "warning", "error_message": sentence[:255]}  # fmt: skip
        else:
            return
        sheet.data_validation(1, c, LINES, c, told)

    def _told(self, sheet: Any) -> None:
        for r, line in enumerate(_columns(self.kind)):
            for c, cell in enumerate(line):
                sheet.write_string(r, c, cell, self.wrap if r else self.head)
        for c, width in enumerate((24, 30, 9, 22, 10, 16, 16, WIDEST, 26, 18, WIDEST)):
            sheet.set_column(c, c, width)
        sheet.freeze_panes(1, 1)
