"""What one row of an export stands for: the index as asked, a patient, a stay, a procedure or a lesion.

A row of a finer unit carries the variables of the index row whose stay it belongs to, and its own fields.
"""

from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from research.criteria.kinds import Catalogue, Field
from research.queries.cohorts import CohortResult, Row, of_stays
from research.queries.variables import Described, described_field

INDEX, PATIENT = "index", "patient"
UNITS = (
    (INDEX, _("index row, as the question asks")),
    (PATIENT, _("patient (the first index row)")),
    ("stay", _("stay")),
    ("procedure", _("procedure")),
    ("lesion", _("lesion")),
)


def by_unit(
    result: CohortResult, known: Mapping[str, Described], unit: str, kinds: Catalogue
) -> tuple[CohortResult, dict[str, Described]]:
    """The same answer with a row for each of the unit, and what its columns are."""
    first = sorted(result.rows, key=lambda r: (r.start, str(r.id)))
    if unit == INDEX:
        return result, dict(known)
    if unit == PATIENT:
        patients = {row.patient_id: row for row in reversed(first)}
        return replace(result, rows=tuple(patients.values())), dict(known)
    stays = {row.admission_id: row for row in reversed(first) if row.admission_id is not None}
    fields = kinds.kinds[unit].fields
    rows = [_row(unit, found, stays[found["stay"]], fields) for found in of_stays(unit, kinds, list(stays))]
    columns = (*result.columns, *(column_of(unit, name) for name in fields))
    own = {column_of(unit, name): described_field(column_of(unit, name), f, unit)
           for name, f in fields.items()}  # fmt: skip
    return replace(result, rows=tuple(rows), columns=columns), {**known, **own}


def column_of(unit: str, field: str) -> str:
    """The column in which a field of the unit stands."""
    return f"{unit}_{field.replace('.', '_')}"


def _row(unit: str, found: Mapping[str, object], index: Row, fields: Mapping[str, Field]) -> Row:
    own = {column_of(unit, name): found[name] for name in fields}
    return replace(index, id=(unit, found["id"]), values={**index.values, **own})
