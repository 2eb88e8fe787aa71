"""The codebook: one row per variable, derived from the declarations."""

import csv
from collections.abc import Iterable, Iterator
from typing import IO

from cardiology.dictionary.fields import Variable
from cardiology.dictionary.registry import every_variable
from cardiology.dictionary.section import Declared

COLUMNS = (
    "section", "variable", "label", "kind", "unit", "possible", "plausible", "answers",
    "code", "source", "identifies", "core", "missing", "note",
)  # fmt: skip


def rows(
    chosen: Iterable[tuple[type[Declared], Variable]] | None = None,
) -> Iterator[dict[str, str]]:
    """Codebook rows of the chosen variables (all when not given), in the active language."""
    for model, variable in chosen if chosen is not None else every_variable():
        yield {
            "section": str(model._meta.model_name),
            "variable": variable.name,
            "label": str(variable.label),
            "kind": variable.kind,
            "unit": variable.unit,
            "possible": _span(variable.possible),
            "plausible": _span(variable.plausible),
            "answers": " | ".join(f"{value}={label}" for value, label in variable.flatchoices),
            "code": variable.code,
            "source": variable.source,
            "identifies": variable.identifies,
            "core": "yes" if variable.core else "",
            "missing": " ".join(variable.missing),
            "note": str(variable.note),
        }


def write_csv(out: IO[str], chosen: Iterable[tuple[type[Declared], Variable]] | None = None) -> None:
    """Write the codebook as CSV."""
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows(chosen))


def _span(span: tuple[float, float] | None) -> str:
    return "" if span is None else f"{span[0]:g} to {span[1]:g}"
