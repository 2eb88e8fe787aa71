"""What about a value asks once to be confirmed: unusual in itself, or against the patient's own last value.

A doubt refuses nothing. Its sentence says what was expected, or what the last value was and of which day.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology.codes import laboratory
from cardiology.dictionary import Declared
from cardiology.dictionary.fields import Variable
from cardiology.dictionary.registry import variables
from cardiology.models import LabResult, Medication, Phase
from cardiology.plausibility import Change, is_within
from cardiology.prescribing.doses import too_much
from cardiology.queries.drugs.lists import ordered
from cardiology.queries.entry.last_values import Last, last_of, last_results
from cardiology.queries.guidance.packs import packs_of
from cardiology.wording import day, plain_number, unit


@dataclass(frozen=True)
class Doubt:
    """A value that waits to be confirmed, why, and the last value it was compared with."""

    value: str
    sentences: tuple[Any, ...]
    last: Last | None = None

    def __str__(self) -> str:
        return " ".join(str(s) for s in self.sentences)

    def compared(self) -> dict[str, str]:
        """What is stored with the confirmation: the last value and its day, where there was one."""
        return (
            {"last": plain_number(self.last.value), "last_on": self.last.on.isoformat()} if self.last else {}
        )


def of_row(row: Declared) -> dict[str, Doubt]:
    """The doubts about a row, by the name of the field that is to be confirmed."""
    found = {}
    if isinstance(row, LabResult) and row.value is not None and row.test:
        found["value_text"] = of_result(row.test, row.value, at=row.collected_at, row=row)
    if isinstance(row, Medication) and row.drug and row.dose is not None:
        found["dose"] = _of_dose(row)
    for variable in variables(type(row)):
        value = getattr(row, variable.attname, None)  # a computed one is not there before it is saved
        if value is not None and (variable.plausible or getattr(variable, "change", None)):
            found[variable.name] = of_value(variable, value, row=row)
    return {name: doubt for name, doubt in found.items() if doubt}


def _of_dose(row: Medication) -> Doubt | None:
    """A dose above the most of the drug table, as given; what was taken at home is a fact."""
    if row.phase == Phase.HOME or row.patient_id is None:
        return None
    said = too_much(ordered(row), packs_of(row.patient.hospital_id))
    return Doubt(f"{plain_number(row.dose)} {row.dose_unit or ''}".strip(), (said,)) if said else None


def of_value(variable: Variable, value: Any, *, row: Any) -> Doubt | None:
    """The doubt about one variable of a row that has its patient and its time, or None."""
    at, last = timezone.now(), None
    if getattr(variable, "change", None) and row.patient_id and row.repeats:
        at = getattr(row, row.starts) or at
        last = last_of(variable, row.patient_id, before=at, but=row.pk)
    return judged_value(variable, value, at, last)


def judged_value(variable: Variable, value: Any, at: datetime, last: Last | None) -> Doubt | None:
    """A value against its expected range and against the last one, where that is known already."""
    said: list[Any] = []
    if variable.is_doubtful(value):
        low, high = variable.plausible or (None, None)
        said.append(_unusual(variable.display(value), variable.unit, low, high))
    change: Change | None = getattr(variable, "change", None)
    is_jump = bool(last and change and last.asks(change, value, at))
    if is_jump and last:
        said.append(changed(last, variable.unit))
    return Doubt(variable.display(value), tuple(said), last if is_jump else None) if said else None


def of_result(test: str, value: Decimal, *, at: datetime | None, row: Any) -> Doubt | None:
    """The doubt about a laboratory result, or None; a test that the table does not know raises none."""
    known = laboratory.find(test)
    if known is None:
        return None
    at = at or timezone.now()
    last = None
    if known.change and row.patient_id:
        last = last_results(row.patient_id, [known.code], before=at, but=row.pk).get(known.code)
    return judged(known, value, at, last)


def judged(test: laboratory.LabTest, value: Decimal, at: datetime, last: Last | None) -> Doubt | None:
    """A result against its expected range and against the last one, where that is known already."""
    shown = plain_number(round(value, test.decimals))
    said: list[Any] = []
    if not is_within(value, test.plausible):
        low, high = test.plausible or (None, None)
        said.append(_unusual(shown, test.unit, low, high))
    is_jump = bool(last and test.change and last.asks(test.change, value, at))
    if is_jump and last:
        said.append(changed(last, test.unit))
    return Doubt(shown, tuple(said), last if is_jump else None) if said else None


def changed(last: Last, code: str) -> str:
    """The sentence about a jump from the last value."""
    return _("Last value: %(last)s %(unit)s on %(day)s. Is the new one right?") % {
        "last": plain_number(last.value), "unit": unit(code), "day": day(last.on),
    }  # fmt: skip


def _unusual(value: str, code: str, low: Any, high: Any) -> str:
    return _("%(value)s %(unit)s is unusual (expected %(low)s to %(high)s). Please confirm.") % {
        "value": value, "unit": unit(code), "low": low, "high": high,
    }  # fmt: skip
