"""Columns beside a variable's own: its unit, and the reason for having no value, as our exports write them.

`lvef`, `lvef_unit`, `lvef_missing` are three columns of a file and one cell of the record: before a file
with our own headers is read, they are put together as people type them ("38 %", "(not_done)").
"""

from collections.abc import Callable

from django.utils import translation
from django.utils.translation import gettext as _

from cardiology.dictionary.fields import Variable
from cardiology.dictionary.missing import Missing
from cardiology.dictionary.registry import variables
from cardiology.dictionary.section import Declared
from cardiology.intake.problems import Problem
from cardiology.intake.reading import Table

LANGUAGES = ("en", "zh-hans")
UNIT, REASON = "_unit", "_missing"
ABOUT = "#:"  # a line that tells about the columns, as our templates have one; it is no row


def companions(variable: Variable) -> list[str]:
    """The headers that a variable may have beside its own."""
    own = {v.name for v in variables(variable.model)}
    named = [variable.name + UNIT] if has_unit(variable) else []
    named += [variable.name + REASON] if variable.missing else []
    return [name for name in named if name not in own]


def has_unit(variable: Variable) -> bool:
    """Whether the values of a variable are in a unit."""
    return variable.kind == "number" and variable.unit not in ("", "1")


def folded(model: type[Declared], table: Table, named: Callable[[str], str]) -> Table:
    """The table with companions folded into their variables. `named` gives the variable of a header."""
    headers = {named(header): header for header in table.columns}
    for variable in variables(model):
        for companion in companions(variable):
            header = headers.get(companion)
            if header is None:
                continue
            beside = table.columns.pop(header)
            own = headers.setdefault(variable.name, variable.name)
            values = table.columns.get(own) or [""] * len(table)
            fold = _with_unit if companion.endswith(UNIT) else _with_reason
            table.columns[own] = fold(variable, table, header, values, beside)
    return table


def without_about(table: Table) -> Table:
    """The table without the lines that tell about its columns."""
    first = next(iter(table.columns.values()), [])
    told = [text.startswith(ABOUT) for text in first]
    if any(told):
        kept = [i for i, is_told in enumerate(told) if not is_told]
        gone = {table.lines[i] for i, is_told in enumerate(told) if is_told}
        table.columns = {name: [cells[i] for i in kept] for name, cells in table.columns.items()}
        table.lines = [table.lines[i] for i in kept]
        table.problems = [p for p in table.problems if p.row not in gone]
    return table


def _with_unit(
    variable: Variable, _table: Table, _header: str, values: list[str], units: list[str]
) -> list[str]:
    return [
        f"{value} {unit}" if value and unit and unit != variable.unit and value[:1] != "(" else value
        for value, unit in zip(values, units, strict=True)
    ]


def _with_reason(
    variable: Variable, table: Table, header: str, values: list[str], given: list[str]
) -> list[str]:
    codes = _reasons()
    made = []
    for line, value, text in zip(table.lines, values, given, strict=True):
        code = codes.get(text.strip("()").casefold(), "")
        problem = ""
        if text and value:
            problem = _("There is a value and a reason for having none.")
        elif text and code not in variable.missing:
            problem = _("“%(text)s” is not a reason here. Expected one of: %(reasons)s.") % {
                "text": text[:40], "reasons": ", ".join(variable.missing),
            }  # fmt: skip
        if problem:
            table.problems.append(Problem(line, header, variable.name, problem))
        made.append(f"({code})" if text and not problem else value)
    return made


def _reasons() -> dict[str, str]:
    """Reasons by their codes and by their words in both languages."""
    found = {reason.value: reason.value for reason in Missing}
    for language in LANGUAGES:
        with translation.override(language):
            found |= {str(reason.label).casefold(): reason.value for reason in Missing}
    return found
