"""The codebook: one row per variable, derived from the declarations."""

import csv
from collections.abc import Callable, Iterable, Iterator
from typing import IO

from django.utils.translation import gettext_lazy as _

from cardiology.dictionary.fields import Variable
from cardiology.dictionary.missing import Missing
from cardiology.dictionary.registry import every_variable
from cardiology.dictionary.section import Declared

Chosen = Iterable[tuple[type[Declared], Variable]]


# the words of the codes that the file keeps
KINDS = {
    "text": _("Text"), "number": _("Number"), "choice": _("One answer"), "choices": _("Several answers"),
    "flag": _("Yes or no"), "code": _("Code"), "date": _("Date"), "partial_date": _("Date as known"),
    "moment": _("Date and time"), "note": _("Remark"),
}  # fmt: skip
IDENTIFIES = {"direct": _("Directly"), "indirect": _("Indirectly"), "no": _("No")}


def _span(span: tuple[float, float] | None) -> str:
    return "" if span is None else f"{span[0]:g} to {span[1]:g}"


def reasons(missing: Iterable[str]) -> str:
    """The reasons for which a value may be missing, each with its words."""
    return " | ".join(f"{reason}={Missing(reason).label}" for reason in missing)


_CELLS: dict[str, Callable[[Variable], object]] = {
    "section": lambda v: v.model._meta.model_name,
    "variable": lambda v: v.name,
    "label": lambda v: v.label,
    "kind": lambda v: v.kind,
    "unit": lambda v: v.unit,
    "possible": lambda v: _span(v.possible),
    "plausible": lambda v: _span(v.plausible),
    "answers": lambda v: " | ".join(f"{value}={label}" for value, label in v.flatchoices),
    "asked_if": lambda v: f"{v.asked_if[0]} = {' | '.join(v.asked_if[1:])}" if v.asked_if else "",
    "derived": lambda v: "yes" if v.generated or v.name in v.model.derived else "",
    "code": lambda v: v.code,
    "source": lambda v: v.source,
    "identifies": lambda v: v.identifies,
    "core": lambda v: "yes" if v.core else "",
    "missing": lambda v: reasons(v.missing),
    "note": lambda v: v.note,
}
COLUMNS = tuple(_CELLS)


def rows(chosen: Chosen | None = None) -> Iterator[dict[str, str]]:
    """Codebook rows of the chosen variables (all when not given), in the active language."""
    for _model, variable in chosen if chosen is not None else every_variable():
        yield {column: str(cell(variable)) for column, cell in _CELLS.items()}


def read_rows() -> Iterator[dict[str, str]]:
    """The rows for a person: kind and identifiability in words."""
    for row in rows():
        yield row | {"kind": str(KINDS[row["kind"]]), "identifies": str(IDENTIFIES[row["identifies"]])}


def write_csv(out: IO[str], chosen: Chosen | None = None) -> None:
    """Write the codebook as CSV."""
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows(chosen))
