"""How a typed text is understood, told while somebody is still in the field and before anything is saved.

It reads through the variable's own form field: what is shown here is what saving will store.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology.actions import results
from cardiology.codes import laboratory
from cardiology.dictionary.fields import Variable
from cardiology.dictionary.text import Read, read_text, write_text
from cardiology.dictionary.units import Factors, read_number
from cardiology.models import AbnormalFlag, LabResult
from cardiology.plausibility import other_unit
from cardiology.queries.entry import doubts
from cardiology.wording import day, moment, plain_number, unit


@dataclass(frozen=True)
class Understood:
    """What the text means in words; why it cannot be saved; what asks to be confirmed; the unit it may be in.

    `instead` is the text with the other unit, and `instead_is` what that would be; `flag` that of a result.
    """

    text: str = ""
    refusal: str = ""
    doubt: str = ""
    instead: str = ""
    instead_is: str = ""
    flag: str = ""


def understood(row: Any, variable: Variable, text: str) -> Understood:
    """Read one field of a row that knows its patient, its time and, for a result, its test."""
    if not text.strip():
        return Understood()
    if isinstance(row, LabResult) and variable.name == "value_text":
        return _result(row, text)
    try:
        read = read_text(variable, text)
    except ValidationError as error:
        return _refused(error, text, *_scale(variable))
    doubt = doubts.of_value(variable, read.value, row=row) if variable.kind == "number" else None
    instead = _instead(text, *_scale(variable)) if doubt else ("", "")
    return Understood(_words(variable, read, text), "", str(doubt or ""), *instead)


def _words(variable: Variable, read: Read, text: str) -> str:
    """The value in words, where it does not already read like that."""
    value = read.value
    if isinstance(value, datetime):
        about = _("about %(time)s") if read.entered.get("precision") else "%(time)s"
        return about % {"time": moment(value)} if write_text(variable, value) != text.strip() else ""
    if isinstance(value, date):
        return day(value) if value.isoformat() != text.strip() else ""
    if isinstance(value, Decimal):
        typed_unit = read.entered.get("unit")
        return f"{variable.display(value)} {unit(variable.unit)}" if typed_unit else ""
    return str(value) if variable.kind == "partial_date" and value != text.strip() else ""


def _scale(variable: Variable) -> tuple[Any, ...]:
    return variable.unit, getattr(variable, "units", {}), variable.possible, variable.plausible


def _result(row: LabResult, text: str) -> Understood:
    """A laboratory result: in the unit of its test, which has to be chosen first."""
    test = laboratory.find(row.test or "") or laboratory.find_name(row.test or "")
    if test is None:
        return Understood()
    row.test, row.value_text = test.code, text
    scale = (test.unit, dict(test.units), test.possible, test.plausible)
    try:
        results.derive(row, row.patient.sex if row.patient_id else None)
    except ValidationError as error:
        return _refused(error, text, *scale)
    if row.value is None:
        return Understood(_("no number: kept as it is written"))
    doubt = doubts.of_result(test.code, row.value, at=row.collected_at, row=row)
    shown = f"{row.comparator or ''}{plain_number(round(row.value, test.decimals))} {unit(test.unit)}"
    instead = _instead(text, *scale) if doubt else ("", "")
    flag = row.flag if row.flag in (AbnormalFlag.HIGH, AbnormalFlag.LOW) else ""
    return Understood(shown if row.unit_text or flag else "", "", str(doubt or ""), *instead, flag or "")


def _refused(error: ValidationError, text: str, *scale: Any) -> Understood:
    return Understood("", " ".join(error.messages), "", *_instead(text, *scale))


def instead_of(variable: Variable, text: str) -> tuple[str, str]:
    """A bare number in the other unit in which alone it makes sense, and what it then is; or two times ""."""
    return _instead(text, *_scale(variable)) if variable.kind == "number" else ("", "")


def instead_of_result(test: laboratory.LabTest, text: str) -> tuple[str, str]:
    """The same for a result."""
    return _instead(text, test.unit, dict(test.units), test.possible, test.plausible)


def _instead(text: str, code: str, units: Factors, possible: Any, plausible: Any) -> tuple[str, str]:
    """The same number in another unit, where only that makes sense of it: ("1.2 mg/dL", "106 µmol/L")."""
    try:
        typed = read_number(text)
    except ValidationError:
        return "", ""
    found = None if typed.unit else other_unit(typed.value, units, possible, plausible)
    if found is None:
        return "", ""
    other, value = found
    return f"{text.strip()} {other}", f"{plain_number(round(value, 1))} {unit(code)}"


def with_unit(text: str, code: str) -> str:
    """A bare number with the unit that its row gives; what has a unit of its own keeps it."""
    try:
        return f"{text} {code}" if code and not read_number(text).unit else text
    except ValidationError:
        return text


def place(row: Any, text: str) -> None:
    """Put a row of a section into its time, as typed in the same form; now where that cannot be read."""
    if "__" in row.starts:
        return
    try:
        at = read_text(row._meta.get_field(row.starts), text).value
    except ValidationError:
        at = None
    setattr(row, row.starts, at or (timezone.localdate() if row.grain == "day" else timezone.now()))
